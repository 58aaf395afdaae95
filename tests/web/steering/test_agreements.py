"""Chain Z1 through the pages: each side in its rights, from the invitation to the next year; the wrong role refused."""

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.audit.models import Entry
from roterfaden.process.catalogue import chain_of, version_in_force
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.models import Deadline, Run, Task
from roterfaden.steering.agreement_records import Agreement, Goal
from roterfaden.steering.choices import Outcome, Place, Side
from roterfaden.steering.procedure import faults_with, procedure
from tests.fixtures import AT, TODAY, World
from tests.steering.makers import clerk_of_the_office, typed
from tests.web.browsing import HOSTILE, client_of, stop_clock, text_of

HERE = "/qualitaet/vereinbarungen/"
SECRET = "Der Dienst will zuerst sehen, was das Amt bietet."
GOAL = {
    "title": "Jede Krise in einer Stunde beantworten",
    "due_on": "2027-11-30",
    "state": "Heute dauert es länger.",
    "need": "Es fehlt eine Bereitschaft.",
    "content": "Jede Krise hat binnen einer Stunde einen ersten Schritt.",
    "measure": "Protokoll der Krisen",
    "target": "90",
    "unit": "Prozent",
    "extent_by": "quantity",
    "measure_by": "quality",
    "time_by": "time",
    "in_reach": "on",
    "programme": "Bereitschaft im Wechsel",
    "responsible": "Teamleitung",
    "revision": "0",
}


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def at_time(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    moment = datetime(day.year, day.month, day.day, 12, tzinfo=AT.tzinfo)
    monkeypatch.setattr(timezone, "now", lambda: moment)


def begin(world: World, olga: User, begins_on: str = "2026-12-01") -> Agreement:
    said = {"service": world.service.code, "begins_on": begins_on}
    assert client_of(olga).post(f"{HERE}beginnen/", said).status_code == 302
    return Agreement.objects.select_related("run").latest("pk")


def post(user: User, agreement: Agreement, node: str, **said: str) -> Any:
    """Complete the open place `node` of the agreement as `user`."""
    run = Run.objects.get(pk=agreement.run_id)
    task = Task.objects.get(run=run, node=node, state=TaskState.OPEN)
    data = {"moves": str(run.moves)} | said
    return client_of(user).post(f"{HERE}{agreement.uuid}/schritt/{task.number}/", data)


def go(user: User, agreement: Agreement, node: str, **said: str) -> None:
    answer = post(user, agreement, node, **said)
    assert answer.status_code == 302, text_of(answer)


def draft(user: User, agreement: Agreement, place: str, text: str) -> Any:
    return client_of(user).post(f"{HERE}{agreement.uuid}/entwurf/{place}/", {"text": text, "revision": "0"})


def write_goals(agreement: Agreement, client: Client, *, kpi: str = "reaction") -> None:
    """Two goals of each dimension; the first is measured by a KPI."""
    for number, dimension in enumerate(("structure", "process", "result") * 2):
        said = GOAL | {"dimension": dimension, "title": f"{GOAL['title']}, Teil {number}"}
        said |= {"kpi": kpi} if number == 1 else {}
        assert client.post(f"{HERE}{agreement.uuid}/ziel/", said).status_code == 302


def test_the_whole_chain_by_the_right_roles(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    version = version_in_force(procedure().chain, on=TODAY)
    assert version is not None
    assert faults_with(chain_of(version)) == []
    typed(world, "workers", "2")
    olga = clerk_of_the_office(world)
    auditor = clerk_of_the_office(world, Role.AUDITOR, "paul")
    for stranger in (world.lena, world.anna, world.klara, auditor):
        assert client_of(stranger).get(f"{HERE}beginnen/").status_code == 403
    made = begin(world, olga)
    assert (made.begins_on, made.ends_on) == (date(2026, 12, 1), date(2027, 11, 30))
    again = client_of(olga).post(
        f"{HERE}beginnen/", {"service": world.service.code, "begins_on": "2027-01-01"}
    )
    assert (again.status_code, "schon eine Zielvereinbarung" in text_of(again)) == (422, True)
    detail = f"{HERE}{made.uuid}/"
    for stranger in (world.anna, world.fritz, world.klara):
        assert client_of(stranger).get(detail).status_code == 404
    # 1: the office invites
    assert post(world.lena, made, "1").status_code == 404
    assert post(auditor, made, "1").status_code == 404
    go(olga, made, "1")
    draft_apart(world, made, olga, auditor)
    agree_on_goals(world, made, olga, auditor)
    sign_both(world, made, olga, auditor)
    balance_twice(world, made, olga, monkeypatch)
    following = begin(world, olga, "2027-12-01")
    assert (following.previous, following.run.start_node) == (made, "start_folgerunde")
    assert SECRET not in str(list(Entry.objects.values_list("payload", flat=True)))


def draft_apart(world: World, made: Agreement, olga: User, auditor: User) -> None:
    """Each side drafts, and nobody reads the other's text before it is given."""
    detail = f"{HERE}{made.uuid}/"
    # 2a, 2b: each side drafts apart, and nobody reads the other's before it is given
    assert post(world.quirin, made, "2b").status_code == 422
    assert draft(world.quirin, made, "state", SECRET).status_code == 302
    assert draft(world.quirin, made, "state", "Zweiter Entwurf.").status_code == 409
    assert SECRET in text_of(client_of(world.lena).get(detail))
    assert SECRET not in text_of(client_of(olga).get(detail))
    assert SECRET not in text_of(client_of(auditor).get(detail))
    assert post(olga, made, "2b").status_code == 404
    assert post(world.lena, made, "2a").status_code == 404
    go(world.quirin, made, "2b")
    assert SECRET in text_of(client_of(olga).get(detail))
    draft(olga, made, "state", "Aus Sicht des Amtes.")
    go(olga, made, "2a")
    for node, user, other in (("3a", olga, world.lena), ("3b", world.lena, olga)):
        assert post(other, made, node).status_code == 404
        draft(user, made, "ideas", "Krisen zuerst.")
        go(user, made, node)


def agree_on_goals(world: World, made: Agreement, olga: User, auditor: User) -> None:
    """Goals are written by either side, and both call them ready."""
    detail = f"{HERE}{made.uuid}/"
    # 4, 5: goals by either side, only now; the page says what is still missing
    go(world.lena, made, "4")
    assert client_of(auditor).get(f"{detail}ziel/").status_code == 404
    refused = post(olga, made, "5")
    assert (refused.status_code, "0 von mindestens 2 Zielen" in text_of(refused)) == (422, True)
    write_goals(made, client_of(olga))
    goal = Goal.objects.get(kpi="reaction")
    assert (goal.kpi_version, goal.baseline_on, goal.unit) == ("1", TODAY, "Prozent")
    go(world.lena, made, "5")
    assert post(olga, made, "d_reif_ifd", outcome="ja").status_code == 404
    go(world.lena, made, "d_reif_ifd", outcome="ja")
    assert post(world.lena, made, "d_reif_ina", outcome="ja").status_code == 404
    go(olga, made, "d_reif_ina", outcome="nein")
    go(olga, made, "5")
    go(world.lena, made, "d_reif_ifd", outcome="ja")
    go(olga, made, "d_reif_ina", outcome="ja")


def sign_both(world: World, made: Agreement, olga: User, auditor: User) -> None:
    """Within a month, by who can bind a side, exactly what was read."""
    detail = f"{HERE}{made.uuid}/"
    # 6: within a month, both sides, who can bind them, exactly what was read
    due = Deadline.objects.get(run=made.run_id, closed_at__isnull=True).due_on
    assert due == date(2026, 12, 24)
    assert client_of(world.lena).get(f"{detail}ziel/").status_code == 404
    assert post(olga, made, "6").status_code == 422
    page = client_of(world.lena).get(detail)
    seen = {"fingerprint": page.context["fingerprint"]}
    assert "Verbindlich unterschreiben" not in text_of(client_of(world.quirin).get(detail))
    client_of(world.lena).post(f"{detail}unterschreiben/", {"fingerprint": "0" * 64})
    client_of(world.quirin).post(f"{detail}unterschreiben/", seen)
    assert not made.signatures.exists()
    for user in (world.lena, world.lena, olga):
        client_of(user).post(f"{detail}unterschreiben/", seen)
    assert [row.side for row in made.signatures.all()] == [Side.PROVIDER, Side.OFFICE]
    go(olga, made, "6")
    pdf = client_of(auditor).get(f"{HERE}{made.uuid}.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert client_of(world.fritz).get(f"{HERE}{made.uuid}.pdf").status_code == 404


def balance_twice(world: World, made: Agreement, olga: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """A word on every goal at half-time, a result at the end and not before it."""
    detail = f"{HERE}{made.uuid}/"
    # 7: half-time, a word on every goal
    at_time(monkeypatch, date(2027, 5, 20))
    assert "01.06.2027" in text_of(client_of(olga).get(detail))
    assert post(olga, made, "7").status_code == 422
    balance_all(made, world.lena)
    go(olga, made, "7")
    # the end, not before it; what was not reached goes into the next year
    assert post(olga, made, "x1").status_code == 422
    balance_all(made, world.lena, outcome="partly")
    refused = post(olga, made, "x1")
    assert "nach dem Ende der Laufzeit" in text_of(refused)
    at_time(monkeypatch, date(2027, 12, 2))
    go(world.lena, made, "x1")
    assert Run.objects.get(pk=made.run_id).state == RunState.ENDED


def balance_all(agreement: Agreement, by: User, **said: str) -> None:
    for goal in Goal.objects.filter(agreement=agreement):
        data = {"text": "Auf dem Weg.", "value": "12,5", "revision": str(goal.revision)} | said
        url = f"{HERE}{agreement.uuid}/ziel/{goal.uuid}/bilanz/"
        assert client_of(by).post(url, data).status_code == 302


def negotiated(world: World) -> tuple[Agreement, User]:
    """An agreement whose goals are being set."""
    olga = clerk_of_the_office(world)
    made = begin(world, olga)
    go(olga, made, "1")
    for place, nodes in (("state", ("2a", "2b")), ("ideas", ("3a", "3b"))):
        for user, node in zip((olga, world.lena), nodes, strict=True):
            draft(user, made, place, "Text.")
            go(user, made, node)
    go(olga, made, "4")
    return made, olga


def test_limits_smart_and_two_editors(world: World) -> None:
    made, olga = negotiated(world)
    client, url = client_of(olga), f"{HERE}{made.uuid}/ziel/"
    write_goals(made, client)
    third = GOAL | {"dimension": "process"}
    assert client.post(url, third).status_code == 302
    fourth = client.post(url, third)
    assert (fourth.status_code, "schon 3 Ziele" in text_of(fourth)) == (422, True)
    goal = Goal.objects.filter(dimension="process").latest("pk")
    here = f"{url}{goal.uuid}/"
    said = third | {"revision": "1"}
    for changed, letter in (
        ({"content": ""}, "spezifisch"), ({"extent_by": ""}, "messbar"), ({"in_reach": ""}, "realistisch"),
        ({"due_on": "2029-01-01"}, "terminiert"),
    ):  # fmt: skip
        goal.refresh_from_db()
        sent = {
            name: value
            for name, value in (said | changed | {"revision": str(goal.revision)}).items()
            if value
        }
        assert client.post(here, sent).status_code == 302
        assert letter in text_of(post(olga, made, "5"))
    both = client_of(world.lena).post(here, said | {"title": "Anders gesagt, drittes Mal"})
    assert (both.status_code, GOAL["title"] in text_of(both)) == (409, True)
    for wrong in HOSTILE.values():
        answer = client.post(url, GOAL | {"dimension": "result", "title": wrong})
        assert answer.status_code == 422
    assert client.post(url, GOAL | {"dimension": "x", "target": "viel", "due_on": "31.2."}).status_code == 422
    assert client.post(f"{here}streichen/").status_code == 302
    assert not Goal.objects.filter(pk=goal.pk).exists()


def test_what_was_not_reached_is_taken_over(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    made, olga = negotiated(world)
    write_goals(made, client_of(olga))
    first, second = Goal.objects.order_by("pk")[:2]
    Goal.objects.filter(pk=first.pk).update(outcome=Outcome.NOT)
    Goal.objects.filter(pk=second.pk).update(outcome=Outcome.REACHED)
    at_time(monkeypatch, date(2027, 12, 2))
    Run.objects.filter(pk=made.run_id).update(
        state=RunState.ENDED, ended_at=timezone.now(), end_node="end_bilanz"
    )
    olga_client = client_of(olga)
    following = begin(world, olga, "2028-01-01")
    assert olga_client.post(f"{HERE}{following.uuid}/uebernehmen/").status_code == 404
    go(olga, following, "1")
    for place, nodes in (("state", ("2a", "2b")), ("ideas", ("3a", "3b"))):
        for user, node in zip((olga, world.lena), nodes, strict=True):
            draft(user, following, place, "Text.")
            go(user, following, node)
    for _twice in range(2):
        olga_client.post(f"{HERE}{following.uuid}/uebernehmen/")
    carried = following.goals.get()
    assert (carried.carried_from, carried.title, carried.outcome) == (first, first.title, "")
    assert carried.due_on == following.ends_on
    assert {row.place for row in following.texts.all()} == {Place.STATE, Place.IDEAS}
