"""The pages of surveys: planned by the quality officer, answered without a login, told from the minimum on."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.portal.codes import OF_ADDRESS
from roterfaden.portal.models import FailedEntry
from roterfaden.surveys.models import Ballot, Round
from tests.fixtures import World

SHEET = {"again": "yes", "goal": "4", "reachable.expected": "5", "words": "Mehr Zeit <b>bitte</b>"}


def logged_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def survey(world: World) -> Round:
    today = timezone.localdate()
    form = {
        "questionnaire": "clients 2026-11",
        "organisation": world.service.code,
        "occasion": "Herbst",
        "opens_on": today.strftime("%d.%m.%Y"),
        "closes_on": (today + timedelta(days=30)).strftime("%d.%m.%Y"),
        "minimum": "5",
    }
    assert logged_in(world.quirin).post("/befragungen/neu/", form).status_code == 302
    return Round.objects.get()


def codes(world: World, survey: Round, number: int) -> list[str]:
    form = {"number": number, "as": "page"}
    page = logged_in(world.quirin).post(f"/befragungen/{survey.uuid}/codes/", form)
    return re.findall(r"/befragung/(\w+)/", page.content.decode())


def test_from_code_to_result(world: World, survey: Round) -> None:
    for code in codes(world, survey, 5):
        assert "Danke" in Client().post(f"/befragung/{code}/", SHEET).content.decode()
    assert "Mehr Zeit" not in logged_in(world.quirin).get(f"/befragungen/{survey.uuid}/").content.decode()
    logged_in(world.quirin).post(f"/befragungen/{survey.uuid}/schliessen/")
    page = logged_in(world.anna).get(f"/befragungen/{survey.uuid}/").content.decode()
    assert "Mehr Zeit &lt;b&gt;" in page
    assert "Wer unzufrieden ist" in page


def test_four_sheets_tell_nothing(world: World, survey: Round) -> None:
    for code in codes(world, survey, 4):
        Client().post(f"/befragung/{code}/", SHEET)
    logged_in(world.quirin).post(f"/befragungen/{survey.uuid}/schliessen/")
    page = logged_in(world.quirin).get(f"/befragungen/{survey.uuid}/").content.decode()
    assert "zu wenige Antworten" in page
    assert "Mehr Zeit" not in page


def test_the_sheet_in_easy_language_and_a_used_code(world: World, survey: Round) -> None:
    (code,) = codes(world, survey, 1)
    page = Client().get(f"/befragung/{code}/?sprache=leicht").content.decode()
    assert "Ihre Fach-Kraft hört Ihnen gut zu." in page
    assert "nicht geprüft" in page
    empty = Client().post(f"/befragung/{code}/", {"words": " "})
    assert empty.status_code == 422
    assert Client().post(f"/befragung/{code}/", SHEET).status_code == 200
    assert Client().get(f"/befragung/{code}/").status_code == 404
    assert Client().post(f"/befragung/{code}/", SHEET).status_code == 404
    assert Ballot.objects.count() == 1


def test_others_neither_plan_nor_close_nor_see(world: World, survey: Round) -> None:
    assert logged_in(world.anna).get("/befragungen/neu/").status_code == 403
    assert logged_in(world.anna).post(f"/befragungen/{survey.uuid}/schliessen/").status_code == 422
    assert logged_in(world.fritz).get(f"/befragungen/{survey.uuid}/").status_code == 404
    assert "Herbst" not in logged_in(world.fritz).get("/befragungen/").content.decode()


def test_the_code_of_a_paper_is_typed_in_as_it_stands_there(world: World, survey: Round) -> None:
    (code,) = codes(world, survey, 1)
    typed = f" {code[:4].lower()}-{code[4:8]} {code[8:]} "
    assert Client().post("/befragung/", {"code": typed})["Location"] == f"/befragung/{code}/"
    for wrong in ("", "x", "AAAA-BBBB-CCCC", "\x00", "x" * 10_000):
        page = Client().post("/befragung/", {"code": wrong})
        assert page.status_code == 422
        assert "rf-field--error" in page.content.decode()


def test_expectation_stands_beside_satisfaction_with_their_gap(world: World, survey: Round) -> None:
    for place, code in enumerate(codes(world, survey, 20)):
        satisfied = "4" if place < 10 else "2"
        expected = "5" if place < 15 else "1"
        Client().post(
            f"/befragung/{code}/", {"reachable.expected": expected, "reachable.satisfied": satisfied}
        )
    logged_in(world.quirin).post(f"/befragungen/{survey.uuid}/schliessen/")
    page = logged_in(world.anna).get(f"/befragungen/{survey.uuid}/").content.decode()
    assert "</span>75 %</td>" in page
    assert "</span>50 %</td>" in page
    assert "</span>−25</td>" in page
    assert "<svg" in page


def test_wrong_codes_are_counted_and_slowed_right_ones_leave_nothing(world: World, survey: Round) -> None:
    (code,) = codes(world, survey, 1)
    assert Client().get(f"/befragung/{code}/").status_code == 200
    assert not FailedEntry.objects.exists()
    for _each in range(OF_ADDRESS.most):
        assert Client().get("/befragung/AAAABBBBCCCC/").status_code == 404
    assert Client().get(f"/befragung/{code}/").status_code == 429
    page = Client().post("/befragung/", {"code": code})
    assert (page.status_code, code in page.content.decode()) == (429, True)
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.post("/befragung/", {"code": code}).status_code == 302


def test_codes_are_printed_one_sheet_each(world: World, survey: Round) -> None:
    form = {"number": "3", "as": "pdf"}
    answer = logged_in(world.quirin).post(f"/befragungen/{survey.uuid}/codes/", form)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_a_breakdown_from_the_plan_to_the_page_and_the_files(world: World) -> None:
    client, today = logged_in(world.quirin), timezone.localdate()
    form = {
        "questionnaire": "clients 2026-11",
        "organisation": world.service.code,
        "occasion": "Herbst",
        "opens_on": today.strftime("%d.%m.%Y"),
        "closes_on": today.strftime("%d.%m.%Y"),
        "minimum": "5",
        "axis": "chain",
    }
    client.post("/befragungen/neu/", form)
    survey = Round.objects.get()
    few = {"number_finding": "12", "number_keeping": "4", "number_together": "0", "number_other": "0"}
    refused = client.post(f"/befragungen/{survey.uuid}/codes/", few)
    assert refused.status_code == 422
    assert "zwei Gruppen oder mehr" in refused.content.decode()
    page = client.post(f"/befragungen/{survey.uuid}/codes/", {**few, "number_keeping": "12"}).content.decode()
    made = re.findall(r"/befragung/(\w+)/", page)
    assert "Arbeit finden" in Client().get(f"/befragung/{made[0]}/").content.decode()
    for place, code in enumerate(made):
        Client().post(f"/befragung/{code}/", {"goal": "5" if place % 2 else "1"})
    client.post(f"/befragungen/{survey.uuid}/schliessen/")
    told = client.get(f"/befragungen/{survey.uuid}/").content.decode()
    assert "Nach Gruppen" in told
    assert "Arbeit behalten" in told
    csv = client.get(f"/befragungen/{survey.uuid}/datei/csv/").content.decode()
    assert '"Arbeit behalten";"6"' in csv
    assert client.get(f"/befragungen/{survey.uuid}/datei/pdf/").content.startswith(b"%PDF")
    assert client.get(f"/befragungen/{survey.uuid}/datei/exe/").status_code == 404
    assert logged_in(world.fritz).get(f"/befragungen/{survey.uuid}/datei/csv/").status_code == 404
    assert client.get(f"/befragungen/{survey.uuid}/vergleich/").status_code == 404
    assert client.get(f"/befragungen/{survey.uuid}/ziele/").status_code == 200


def test_a_running_round_has_no_file(world: World, survey: Round) -> None:
    assert logged_in(world.quirin).get(f"/befragungen/{survey.uuid}/datei/csv/").status_code == 404
