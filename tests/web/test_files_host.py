"""Files on a name of their own: fetched once, soon, without any cookie; nothing else is there."""

import time
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.documents import store
from roterfaden.documents.models import StoredFile
from roterfaden.web.files_host import SECONDS
from tests.fixtures import World
from tests.web.browsing import client_of
from tests.web.cases.test_documents import PDF, send, upload

HOST = "dateien.example.org"


@pytest.fixture
def address(world: World, case: Case, settings: Any) -> str:
    """Of a file of the case, which the people of the service may fetch."""
    assert send(world.anna, case, file=upload()).status_code == 303
    settings.FILES_HOST, settings.ALLOWED_HOSTS = HOST, ["testserver", HOST]
    return reverse("cases:file", args=[case.code, StoredFile.objects.get().uuid])


def kept() -> set[str]:
    return set(store.whole_names())


@pytest.mark.requirement(
    "R-26", figure="on a name of its own: fetched once within 60 s, without a cookie; nothing else is there"
)
def test_a_file_is_fetched_on_the_other_name_once(world: World, address: str) -> None:
    before = kept()
    answer = client_of(world.bela).get(address)
    link = urlsplit(answer["Location"])
    assert (answer.status_code, link.scheme, link.netloc) == (302, "https", HOST)
    assert PDF not in answer.content
    (name,) = kept() - before
    assert PDF[:20] not in store.fetch(UUID(name)), "what lies there is sealed"

    there = Client(headers={"host": HOST})
    fetched = there.get(link.path)
    assert (fetched.status_code, fetched.content) == (200, PDF)
    assert fetched["Content-Type"] == "application/pdf"
    assert fetched["Content-Disposition"].startswith("attachment; filename*=utf-8''F%C3%A4higkeit")
    assert fetched["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert (fetched["Cache-Control"], fetched["X-Content-Type-Options"]) == ("no-store, private", "nosniff")
    assert not fetched.cookies
    assert kept() == before
    assert there.get(link.path).status_code == 404, "once"
    assert Entry.objects.filter(action="documents.read", actor_id=world.bela.pk).count() == 1


def test_no_other_link_opens_anything(world: World, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    there = Client(headers={"host": HOST})
    links = [urlsplit(client_of(world.anna).get(address)["Location"]).path for _ in range(2)]
    token, _, rest = links[0].partition(":")
    other = links[1].partition(":")[0]
    for wrong in (f"{other}:{rest}", f"{token[:-3]}AAA:{rest}", token, "/", "/x:y:z", "/datei/ä/"):
        assert there.get(wrong).status_code == 404, wrong
    assert there.post(links[0]).status_code == 404
    late = time.time() + SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: late)
    assert there.get(links[0]).status_code == 404, "too late"
    monkeypatch.undo()
    assert there.get(links[1]).status_code == 200


def test_pages_are_not_there_and_strangers_get_no_link(world: World, case: Case, address: str) -> None:
    before = kept()
    there = Client(headers={"host": HOST})
    there.force_login(world.anna)
    for page in (address, f"/faelle/{case.code}/", "/", "/konto/anmelden/"):
        answer = there.get(page)
        assert (answer.status_code, answer.cookies.get("sessionid")) == (404, None), page
    assert client_of(world.fritz).get(address).status_code == 404
    assert client_of(world.anna).get(f"/faelle/{case.code}/").status_code == 200
    assert kept() == before
