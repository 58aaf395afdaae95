"""The pages of a cooperation: from the entry to the signatures, refusals, clashes, the same queries for many rows."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.cases.models import Case
from roterfaden.consent.models import Transfer
from roterfaden.cooperation import planning, situation, tables
from roterfaden.cooperation.choices import CooperationState, FindingKind, PlanSection
from roterfaden.cooperation.models import Cooperation, Signature
from tests.cooperation.makers import YES, Circle, fill_with, set_circle
from tests.fixtures import World
from tests.web.browsing import HOSTILE, client_of, count_queries, stop_clock, text_of


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def circle(world: World, case: Case) -> Circle:
    return set_circle(world, case)


@pytest.fixture
def client(world: World) -> Client:
    return client_of(world.anna)


def at(circle: Circle, name: str, *more: object) -> str:
    return reverse(f"cooperation:{name}", args=[circle.case.code, *more])


def test_from_the_entry_to_the_acceptance(circle: Circle, client: Client, world: World) -> None:
    assert "Voraussetzungen prüfen" in text_of(client.get(at(circle, "index")))
    typed = YES | {"wished": "unknown", "service_sees_need": "no", "consent": "no", "reason": ""}
    refused = client.post(at(circle, "begin"), typed)
    assert refused.status_code == 422
    assert "sagen Sie bitte in einem Satz" in text_of(refused)
    for bad in HOSTILE.values():
        assert client.post(at(circle, "begin"), typed | {"reason": bad}).status_code == 422
    assert client.post(at(circle, "begin"), typed | {"consent": "yes"}).status_code == 302
    body = {
        "new_name": "Jobcenter",
        "new_kind": "public",
        "kind": "institution",
        "name": "Jo Becker",
        "signs": "on",
    }
    assert "Welche Stelle?" in text_of(client.post(at(circle, "add_party"), body | {"new_name": ""}))
    assert client.post(at(circle, "add_party"), body).status_code == 302
    job = circle.running.parties.latest("pk").recipient
    assert job is not None
    circle.agency.organisation = world.agency
    circle.agency.save()
    form = {
        "revision": circle.running.revision,
        "office": str(circle.agency.uuid),
        "registering": str(job.uuid),
        "authority": str(circle.consent(circle.office).uuid),
    }
    answer = client.post(at(circle, "register"), form)
    assert answer.status_code == 422
    assert "Darin fehlt noch Agentur für Arbeit, Jobcenter." in text_of(answer)
    form["authority"] = str(circle.consent(circle.agency, job).uuid)
    assert client.post(at(circle, "register"), form).status_code == 302
    # the agency has people of its own here: nobody else says its yes
    said = {"revision": circle.running.revision, "kind": "accepted", "text": ""}
    assert client.post(at(circle, "decide"), said).status_code == 403
    circle.agency.organisation = None
    circle.agency.save()
    stale = client.post(at(circle, "decide"), said | {"revision": 1})
    assert stale.status_code == 409
    assert "Inzwischen hat jemand anderes" in text_of(stale)
    assert client.post(at(circle, "decide"), said).status_code == 302
    assert circle.running.state == CooperationState.ACCEPTED
    assert "angenommen" in text_of(client.get(at(circle, "index")))


def line(circle: Circle, **changes: Any) -> dict[str, Any]:
    return {
        "revision": planning.draft_of(circle.running).revision,
        "text": "Berufliche Abklärung",
        "party": str(circle.party(circle.agency).uuid),
        "person": "Klara Muster",
        "cost_bearer": "Agentur",
        "due_on": "2026-12-24",
        "data_class": "work",
    } | changes


def test_the_plan_is_written_put_before_all_and_signed(circle: Circle, client: Client) -> None:
    circle.accept()
    circle.write(PlanSection.GOALS, "Eine Stelle finden")
    wrong = client.post(at(circle, "add_line", "items"), line(circle, due_on="31.31.2026", text="x" * 2000))
    assert wrong.status_code == 422
    assert "Das ist kein Datum." in text_of(wrong)
    assert "zu lang" in text_of(wrong)
    assert client.get(at(circle, "add_line", "unsinn")).status_code == 404
    assert client.post(at(circle, "add_line", "items"), line(circle)).status_code == 302
    key = planning.draft_of(circle.running).content["items"][0]["key"]
    change = at(circle, "change_line", "items", key)
    seen = client.get(change).context["form"].initial
    circle.write(PlanSection.GOALS, "Belastbar werden")
    # another line changed meanwhile: that is no clash
    quiet = line(circle, text="Abklärung, drei Monate", revision=seen["revision"], seen=seen["seen"])
    assert client.post(change, quiet).status_code == 302
    both = client.post(change, quiet | {"text": "Abklärung, zwei Monate"})
    assert both.status_code == 409
    assert "Abklärung, drei Monate" in text_of(both)
    assert "Abklärung, zwei Monate" in text_of(both)
    draft = planning.draft_of(circle.running)
    assert "Vorlegen" in text_of(client.get(at(circle, "plan")))
    assert client.post(at(circle, "issue"), {"revision": draft.revision}).status_code == 302
    party = circle.party(None)
    sign = at(circle, "sign", 1, party.uuid)
    word = {"kind": "reserved", "way": "drawn", "name": "Leyla Aksoy", "signed_on": "2026-11-24"}
    refused = text_of(client.post(sign, word | {"drawing": "M0 0 L9 9 <x>"}))
    assert "Welcher Vorbehalt?" in refused
    drawn = word | {"note": "Nicht vor acht Uhr.", "drawing": "M1 1 L20 20 L40 1"}
    assert client.post(sign, drawn).status_code == 302
    sheet = text_of(client.get(at(circle, "version", 1)))
    for told in (
        "1 von 4 haben unterschrieben",
        "Nicht vor acht Uhr.",
        'd="M1 1 L20 20 L40 1"',
        "dabei: Anna Muster",
    ):
        assert told in sheet
    assert client.get(at(circle, "version", 2)).status_code == 404
    step = circle.running.steps.get()
    gone = {"revision": step.revision, "state": "dropped", "note": ""}
    assert "Warum entfällt" in text_of(client.post(at(circle, "step", step.uuid), gone))
    assert client.post(at(circle, "step", step.uuid), gone | {"state": "running"}).status_code == 302
    assert Signature.objects.count() == 1


def test_each_body_is_shown_what_it_gets_before_anything_waits(circle: Circle, client: Client) -> None:
    circle.accept()
    page = at(circle, "share", "austausch")
    form = client.get(page).context["form"]
    keys = [key for key, _label in form.fields["parts"].choices]
    typed = {"token": str(form.initial["token"]), "parts": keys, "own_text": "Asthma", "own_class": "health"}
    shown = text_of(client.post(page, typed))
    assert "Von der Grundlage nicht umfasst." in shown
    assert not Transfer.objects.exists()
    for _twice in range(2):
        assert client.post(page, typed | {"share": "1"}).status_code == 302
    assert Transfer.objects.count() == 3
    made = circle.running.rounds.get()
    assert client.post(at(circle, "let_out", made.uuid)).status_code == 302
    assert {row.state for row in Transfer.objects.all()} == {"out"}
    assert not any("Asthma" in str(row.content) for row in Transfer.objects.all())
    assert client.get(at(circle, "share", "unsinn")).status_code == 404


def test_a_meeting_from_the_days_to_the_minutes(circle: Circle, client: Client) -> None:
    circle.accept()
    days = {
        "kind": "table",
        "place": "Raum 3",
        "day_1": "2026-12-01",
        "time_1": "09:00",
        "day_2": "2026-12-02",
    }
    assert "Um wie viel Uhr?" in text_of(client.post(at(circle, "propose"), days))
    past = client.post(at(circle, "propose"), days | {"day_1": "2026-01-01", "time_2": "10:00"})
    assert "in der Vergangenheit" in text_of(past)
    assert client.post(at(circle, "propose"), days | {"time_2": "10:00"}).status_code == 302
    meeting = circle.running.meetings.get()
    who = circle.party(circle.agency).uuid
    assert client.post(at(circle, "answer", meeting.uuid, who), {"option_1": "no"}).status_code == 422
    said = {"option_1": "no", "option_2": "yes", "revision": 0}
    assert client.post(at(circle, "answer", meeting.uuid, who), said).status_code == 302
    best = client.get(at(circle, "fix", meeting.uuid)).context["form"].initial
    assert best["option"] == str(meeting.options.all()[1].uuid)
    assert client.post(at(circle, "fix", meeting.uuid), best).status_code == 302
    assert client.post(at(circle, "build_agenda", meeting.uuid)).status_code == 302
    item = meeting.agenda.earliest("pk")
    settle = at(circle, "settle", meeting.uuid, item.uuid)
    assert client.post(settle, {"revision": 1, "outcome": "Ja, sie will."}).status_code == 302
    clash = client.post(settle, {"revision": 1, "outcome": "Nein."})
    assert clash.status_code == 409
    assert "Ja, sie will." in text_of(clash)
    page = text_of(client.get(at(circle, "minutes", meeting.uuid)))
    assert "Ja, sie will." in page
    for ending, start in (("docx", b"PK"), ("pdf", b"%PDF")):
        answer = client.get(at(circle, "minutes_file", meeting.uuid, ending))
        assert answer.content.startswith(start)
        assert "Aksoy" not in answer["Content-Disposition"]
    assert client.get(at(circle, "minutes_file", meeting.uuid, "exe")).status_code == 404


def test_the_same_queries_for_one_row_and_for_many(circle: Circle, client: Client, world: World) -> None:
    circle = fill_with(world, circle.case, lambda place: place)
    meeting = circle.running.meetings.get()
    pages = [
        at(circle, "index"),
        at(circle, "situation"),
        at(circle, "plan"),
        at(circle, "version", 1),
        at(circle, "meeting", meeting.uuid),
        at(circle, "minutes", meeting.uuid),
    ]
    few = [count_queries(client, page) for page in pages]
    meeting.cooperation = circle.running
    for number in range(5):
        tables.add_agenda_item(meeting=meeting, text=f"Frage {number}", **circle.who)
        facts = situation.FindingFacts(
            domain="work", kind=FindingKind.RESOURCE, text=f"R{number}", said_by=circle.party(circle.agency)
        )
        situation.add_finding(cooperation=circle.running, facts=facts, **circle.who)
        circle.write(PlanSection.ITEMS, f"Schritt {number}")
    circle.issue("Mehr Schritte")
    pages[3] = at(circle, "version", 2)
    for party in (None, circle.agency, circle.pension, circle.doctor):
        circle.sign(circle.running.versions.all()[0], circle.party(party), signed_on=circle.now.date())
    many = [count_queries(client, page) for page in pages]
    # the second version is compared with the first, and its steps are looked up: two queries, whatever their number
    assert all(more <= less + 3 for less, more in zip(few, many, strict=True)), (few, many)
    assert Cooperation.objects.count() == 1
