"""The pages on which running cases are moved: no names, all at once or one by hand, and back."""

import pytest
from django.urls import reverse

from roterfaden.cases.models import Case
from roterfaden.process.models import BulkMove, ChainVersion
from tests.cases.test_moving import newer
from tests.fixtures import World, open_case, run_of, walk
from tests.web.browsing import client_of, count_queries, stop_clock, text_of

__all__ = ["newer"]
pytestmark = pytest.mark.django_db
URL = reverse("versions:move", args=["V1"])


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def test_all_cases_of_a_service_are_moved_in_the_background(
    world: World, case: Case, newer: ChainVersion, django_capture_on_commit_callbacks: object
) -> None:
    walk(case, "", "ja", by=world.anna)
    page = text_of(client_of(world.quirin).get(URL))
    assert case.code in page
    assert "Aksoy" not in page, "no names"
    assert "Wo geht es weiter statt: Schritt 3" in page
    typed = {"version": newer.version, "an-3": "4", "dienst": "ifd-neuhafen"}
    seen = client_of(world.quirin).post(URL, typed | {"vorschau": "1"})
    assert seen.status_code == 200
    assert "Noch ist nichts umgestellt" in text_of(seen)
    assert "ist danach Schritt 4" in text_of(seen)
    older = ChainVersion.objects.exclude(pk=newer.pk).get(key="V1")
    other = client_of(world.quirin).post(URL, typed | {"vorschau": "1", "version": older.version})
    assert "Alle laufenden Fälle stehen auf dieser Fassung" in text_of(other), "the target can be chosen"
    for wrong in ({}, {"reason": "\0"}, {"reason": "x" * 1001}, {"reason": "Gut.", "version": "1999"}):
        assert client_of(world.quirin).post(URL, typed | wrong).status_code == 422
    assert run_of(case).chain_version == older
    typed["reason"] = "Neue Hausregeln."
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = client_of(world.quirin).post(URL, typed)
    assert answer.status_code == 302
    assert "/arbeiten/" in answer.headers["Location"]
    assert run_of(case).chain_version == newer
    after = text_of(client_of(world.quirin).get(URL))
    assert "Alle laufenden Fälle stehen auf dieser Fassung" in after
    assert "auf 2026-11+ifd-neuhafen.1: 1" in after
    assert "Neue Hausregeln." in after
    back = reverse("versions:move_all_back", args=[BulkMove.objects.get().uuid])
    assert "1 Fall geht auf seine alte Fassung zurück." in text_of(client_of(world.lena).get(back))
    assert client_of(world.lena).post(back, {"reason": ""}).status_code == 422
    assert client_of(world.fritz).post(back, {"reason": "Doch nicht."}).status_code == 403
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        answer = client_of(world.lena).post(back, {"reason": "Doch nicht."})
    told = text_of(client_of(world.lena).get(answer.headers["Location"]))
    assert "Auf ihre alte Fassung zurückgestellt: 1." in told
    assert run_of(case).chain_version == older


def test_one_case_by_hand_and_back(world: World, case: Case, newer: ChainVersion) -> None:
    walk(case, "", "ja", by=world.anna)
    client, run = client_of(world.lena), run_of(case)
    url = reverse("versions:move_one", args=[run.uuid])
    assert "ist danach Schritt 4" in text_of(client.get(url))
    typed = {"version": newer.version, "an-3": "", "moves": run.moves, "reason": "Neue Hausregeln."}
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert "Bitte wählen Sie, wo es weitergeht." in text_of(refused)
    assert client.post(url, typed | {"an-3": "4", "moves": 1}).status_code == 409
    for wrong in ({"an-3": "99"}, {"version": "1999"}, {"reason": ""}, {"moves": "x"}, {"reason": "\0"}):
        assert client.post(url, typed | {"an-3": "4"} | wrong).status_code == 422
    assert client.post(url, typed | {"an-3": "4"}).status_code == 302
    assert run_of(case).chain_version == newer
    thread = text_of(client_of(world.anna).get(reverse("cases:thread", args=[case.code])))
    assert f"auf Fassung {newer.version} umgestellt" in thread
    assert "Neue Hausregeln." in thread
    back = reverse("versions:move_back", args=[run.uuid])
    assert client.post(back, {"moves": run_of(case).moves, "reason": ""}).status_code == 422
    assert client.post(back, {"moves": run_of(case).moves, "reason": "Doch nicht."}).status_code == 302
    assert run_of(case).chain_version != newer
    assert client_of(world.anna).get(reverse("cases:thread", args=[case.code])).status_code == 200


def test_only_those_who_keep_the_chains_of_the_service(world: World, case: Case, newer: ChainVersion) -> None:
    run = run_of(case)
    for name in ("move_one", "move_back"):
        url = reverse(f"versions:{name}", args=[run.uuid])
        assert client_of(world.anna).get(url).status_code == 403
        assert client_of(world.fritz).post(url).status_code == 403
    assert client_of(world.anna).post(URL, {"version": newer.version}).status_code == 403


def test_the_page_costs_the_same_for_each_case(world: World, case: Case, newer: ChainVersion) -> None:
    client = client_of(world.quirin)
    count_queries(client, URL)
    few = count_queries(client, URL)
    open_case(world, first_name="Ute")
    open_case(world, first_name="Jan")
    assert count_queries(client, URL) == few
