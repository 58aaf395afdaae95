"""Complaints in the browser's place: taken in, led to the answer, closed to whom they concern."""

from typing import Any

import pytest
from django.test import Client

from roterfaden.complaints.models import Complaint, Officer
from roterfaden.process.choices import TaskState
from roterfaden.process.models import Task
from tests.fixtures import TODAY, World, open_case
from tests.web.browsing import HOSTILE, client_of, stop_clock, text_of

TEXT = "Der Termin fiel aus."


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def take_in(client: Client, world: World, url: str = "/beschwerden/neu/", **more: Any) -> Any:
    said = {
        "complainant": "client",
        "channel": "phone",
        "text": TEXT,
        "contact": "per Brief",
        "organisation": world.service.code,
        "token": "11111111-1111-1111-1111-111111111111",
    }
    return client.post(url, said | more, follow=True)


def go(client: Client, complaint: Complaint, **said: str) -> Any:
    complaint = Complaint.objects.select_related("run").get(pk=complaint.pk)
    task = Task.objects.filter(run=complaint.run, state=TaskState.OPEN).earliest("number")
    data = {"moves": str(complaint.run.moves)} | said
    url = f"/beschwerden/{complaint.uuid}/schritt/{task.number}/"
    return client.post(url, data, follow=True)


def test_from_the_case_to_the_answer_and_the_lesson(world: World) -> None:
    case = open_case(world)
    bela, lena, anna = client_of(world.bela), client_of(world.lena), client_of(world.anna)
    url = f"/faelle/{case.code}/beschwerde/"
    assert url in text_of(bela.get(f"/faelle/{case.code}/"))
    form = bela.get(url)
    # who leads the case is marked beforehand
    assert [str(world.anna.uuid)] == form.context["form"].initial["concerned"]
    answer = take_in(bela, world, url, concerned=str(world.anna.uuid))
    made = Complaint.objects.get()
    assert made.case == case
    page = text_of(answer)
    assert "Ihre Beschwerde vom 24.11.2026 ist bei uns angekommen." in page
    assert TEXT not in page
    assert bela.get(f"/beschwerden/aufgenommen/{made.uuid}/bestaetigung.pdf").content.startswith(b"%PDF")
    here = f"/beschwerden/{made.uuid}/"
    assert made.code in text_of(bela.get("/beschwerden/"))
    assert made.code not in text_of(anna.get("/beschwerden/"))
    for stranger in (anna, bela, client_of(world.fritz)):
        assert stranger.get(here).status_code == 404
        assert go(stranger, made).status_code == 404
    assert TEXT in text_of(lena.get(here))
    assert "Eine Beschwerde wartet auf Sie" in text_of(lena.get("/"))
    assert "Beschwerde wartet" not in text_of(anna.get("/"))
    go(lena, made)
    refused = go(lena, made, handler=str(world.anna.uuid), note="Bitte bald.")
    assert refused.status_code == 422
    assert "Bitte bald." in text_of(refused)
    go(lena, made, handler=str(world.bela.uuid))
    assert go(bela, made, moves="1", outcome="berechtigt").status_code == 409
    go(bela, made, outcome="berechtigt")
    go(bela, made)
    letter = text_of(bela.get(f"{here}antwort/"))
    assert "am 24.11.2026 haben Sie sich bei uns beschwert" in letter
    assert bela.post(f"{here}antwort/", {"answer": "Es tut uns leid.", "revision": "1"}).status_code == 302
    second = bela.post(f"{here}antwort/", {"answer": "Anders.", "revision": "1"})
    assert second.status_code == 409
    assert "Anders." in text_of(second)
    assert "Es tut uns leid." in text_of(second)
    assert lena.get(f"{here}antwort/").status_code == 404
    assert bela.get(f"{here}brief/answer.pdf").content.startswith(b"%PDF")
    assert bela.get(f"{here}brief/nichts.pdf").status_code == 404
    go(bela, made, outcome="ja")
    go(lena, made, outcome="nein", lesson="Absagen einen Tag vorher.")
    lessons = text_of(anna.get("/beschwerden/lehren/"))
    assert "Absagen einen Tag vorher." in lessons
    assert made.code not in lessons


def test_who_is_named_concerned_is_shut_out_and_the_last_step_can_be_taken_back(world: World) -> None:
    bela, lena = client_of(world.bela), client_of(world.lena)
    take_in(bela, world)
    made = Complaint.objects.get()
    here = f"/beschwerden/{made.uuid}/"
    go(lena, made)
    go(lena, made, handler=str(world.bela.uuid))
    assert lena.post(f"{here}betroffene/", {}).status_code == 422
    lena.post(f"{here}betroffene/", {"concerned": str(world.bela.uuid)})
    assert bela.get(here).status_code == 404
    made = Complaint.objects.select_related("run").get()
    assert made.handler is None
    lena.post(f"{here}zuruecknehmen/", {"moves": str(made.run.moves), "reason": "Bela ist betroffen."})
    assert "Unabhängige Person bestimmen" in text_of(lena.get(here))
    made.run.refresh_from_db()
    lena.post(f"{here}zurueckziehen/", {"moves": str(made.run.moves), "reason": "Hat sich geklärt."})
    assert "Lehre festhalten" in text_of(lena.get(here))


def test_a_mistaken_mark_is_taken_back_on_the_page(world: World) -> None:
    bela, lena = client_of(world.bela), client_of(world.lena)
    take_in(bela, world, concerned=str(world.anna.uuid))
    made = Complaint.objects.get()
    here = f"/beschwerden/{made.uuid}/"
    assert "Irrtum zurücknehmen" in text_of(lena.get(here))
    said = {"user": str(world.anna.uuid), "reason": "Falscher Haken."}
    assert lena.post(f"{here}nicht-betroffen/", said | {"reason": " "}).status_code == 422
    assert lena.post(f"{here}nicht-betroffen/", said | {"user": str(world.bela.uuid)}).status_code == 422
    assert client_of(world.anna).post(f"{here}nicht-betroffen/", said).status_code == 404
    page = text_of(lena.post(f"{here}nicht-betroffen/", said, follow=True))
    assert "Anna" in page
    assert "war irrtümlich als betroffen genannt" in page
    assert "Falscher Haken." in page
    assert "Irrtum zurücknehmen" not in page


@pytest.mark.parametrize("text", ["   ", "a" * 10_001, *HOSTILE.values()])
def test_bad_input_is_refused_and_what_was_typed_beside_it_stays(world: World, text: str) -> None:
    answer = take_in(client_of(world.bela), world, text=text, wish="Bescheid geben")
    assert answer.status_code == 422
    assert "Bescheid geben" in text_of(answer)
    assert not Complaint.objects.exists()


def test_the_office_is_named_by_those_who_may(world: World) -> None:
    assert client_of(world.anna).get("/beschwerden/stelle/").status_code == 403
    lena = client_of(world.lena)
    assert "Noch niemand benannt" in text_of(lena.get("/beschwerden/stelle/"))
    lena.post("/beschwerden/stelle/", {"user": str(world.quirin.uuid)})
    officer = Officer.objects.get()
    assert (officer.user, officer.valid_from) == (world.quirin, TODAY)
    lena.post(f"/beschwerden/stelle/{officer.uuid}/ende/")
    assert not Officer.objects.exists()
