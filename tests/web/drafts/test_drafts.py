"""The pages and addresses that keep drafts, and that no form is forgotten."""

import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import yaml
from django.test import Client
from lxml import html

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.drafts.models import Draft
from tests.access.stage import TABLE
from tests.fixtures import World
from tests.web.browsing import client_of, count_queries, text_of

KEEP = "/entwuerfe/speichern/"
EXEMPT = yaml.safe_load(Path(__file__).with_name("exempt.yaml").read_text("utf-8"))


def message(user: User, case: Case, **other: Any) -> dict[str, Any]:
    page = f"/faelle/{case.code}/journal/"
    said: dict[str, Any] = {
        "owner": user.uuid, "token": uuid4(), "version": 1, "page": page, "form": f"{page}neu/",
        "title": "Journal", "fields_typed": json.dumps([["text", "Sie kommt am Mittwoch."]]), "replaces": "",
    }  # fmt: skip
    return said | other


def told_to_script(response: Any) -> Any:
    tree: Any = html.fromstring(response.content)
    return json.loads(tree.get_element_by_id("rf-drafts").text_content())


def offered(client: Client, page: str) -> Any:
    return told_to_script(client.get(page))


def test_a_draft_is_kept_and_offered_to_its_author_alone(world: World, case: Case) -> None:
    said = message(world.anna, case)
    client = client_of(world.anna)
    assert client.post(KEEP, said).json() == {"kept": True}
    for page in (said["page"], said["form"]):
        (draft,) = offered(client, page)["drafts"]
        assert draft["fields"] == [["text", "Sie kommt am Mittwoch."]]
    assert offered(client_of(world.lena), said["page"])["drafts"] == []
    assert "Sie kommt am Mittwoch." in text_of(client.get("/entwuerfe/"))
    assert "Mittwoch" not in text_of(client_of(world.lena).get("/entwuerfe/"))


def test_an_accepted_form_ends_its_draft_and_a_refused_one_does_not(world: World, case: Case) -> None:
    said = message(world.anna, case)
    client = client_of(world.anna)
    client.post(KEEP, said)
    entry = {"kind": "call", "day": "2020-01-01", "time": "09:00", "rf_draft": said["token"]}
    refused = client.post(said["form"], entry | {"text": ""})
    assert refused.status_code == 422
    assert told_to_script(refused)["goingOn"] == str(said["token"])
    assert Draft.objects.get().closed_at is None
    client.post(said["form"], entry | {"text": "x", "insert_block": "1"})
    assert Draft.objects.get().closed_at is None
    assert client.post(said["form"], entry | {"text": "Sie kommt am Mittwoch."}).status_code == 302
    assert Draft.objects.get().content is None
    assert client.post(KEEP, said | {"version": 2}).status_code == 410
    assert JournalEntry.objects.count() == 1


def test_an_ended_login_and_another_user_are_told_apart(world: World, case: Case) -> None:
    said = message(world.anna, case)
    assert Client().post(KEEP, said)["Location"].startswith("/konto/")
    assert client_of(world.bela).post(KEEP, said).status_code == 409
    assert client_of(world.bela).get("/entwuerfe/marke/").json()["owner"] == str(world.bela.uuid)
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"page": "/gibt/es/nicht/"},
        {"form": "/konto/anmelden/"},
        {"form": "https://example.org/"},
        {"page": "x" * 301},
        {"token": "kein"},
        {"version": 0},
        {"version": 2**31},
        {"fields_typed": "{"},
        {"fields_typed": '[["a"]]'},
        {"fields_typed": '[["a", 1]]'},
        {"fields_typed": "[" * 5000},
        {"fields_typed": '{"a": "bcd"}'},
    ],
)
def test_nonsense_is_refused(world: World, case: Case, wrong: dict[str, Any]) -> None:
    assert client_of(world.anna).post(KEEP, message(world.anna, case, **wrong)).status_code == 422
    assert not Draft.objects.exists()


def test_a_novel_is_refused_and_half_characters_are_not(world: World, case: Case) -> None:
    client = client_of(world.anna)
    novel = json.dumps([["text", "a" * 500_000]])
    assert client.post(KEEP, message(world.anna, case, fields_typed=novel)).status_code == 413
    odd = '[["text", "halb \\ud83d, null \\u0000"]]'
    assert client.post(KEEP, message(world.anna, case, fields_typed=odd)).status_code == 200


def test_who_lost_a_case_sees_no_text_of_it(world: World, case: Case) -> None:
    client = client_of(world.fritz)
    said = message(world.fritz, case)
    client.post(KEEP, said)
    listed = text_of(client.get("/entwuerfe/"))
    assert "keinen Zugang mehr" in listed
    assert "Mittwoch" not in listed
    assert "Mittwoch" not in text_of(client.get(said["page"]))


def test_a_discarded_draft_comes_back_with_one_press(world: World, case: Case) -> None:
    said = message(world.anna, case)
    client = client_of(world.anna)
    client.post(KEEP, said)
    gone = text_of(client.post(f"/entwuerfe/{said['token']}/verwerfen/", follow=True))
    assert "Rückgängig" in gone
    assert "Mittwoch" not in gone
    assert "Mittwoch" in text_of(client.post(f"/entwuerfe/{said['token']}/zurueckholen/", follow=True))
    client_of(world.lena).post(f"/entwuerfe/{said['token']}/verwerfen/")
    assert Draft.objects.get().closed_at is None


def test_the_queries_of_the_list_do_not_grow(world: World, case: Case) -> None:
    client = client_of(world.anna)
    client.post(KEEP, message(world.anna, case))
    few = count_queries(client, "/entwuerfe/")
    for _ in range(8):
        client.post(KEEP, message(world.anna, case))
    assert count_queries(client, "/entwuerfe/") == few


def test_every_exemption_is_a_page() -> None:
    names = {name for audience in TABLE.values() for name in audience}
    assert set(EXEMPT) - names == set()
    assert all(len(reason) > 10 for reason in EXEMPT.values())
