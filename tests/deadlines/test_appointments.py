"""Appointments: planned, changed, cancelled in time, held; and rules that count who did not come."""

from datetime import timedelta
from typing import Any

import pytest

from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.deadlines import appointments
from roterfaden.deadlines.appointments import AppointmentRefused
from roterfaden.deadlines.attendance import ripe_rules
from roterfaden.deadlines.choices import AppointmentKind, AppointmentState, Attendance, CancelledBy
from roterfaden.deadlines.models import Appointment
from roterfaden.process.catalogue import chain_of_run
from tests.cases.makers import at_rest
from tests.deadlines.makers import appointment, facts, missed
from tests.fixtures import AT, World, open_case, run_of

LATER = AT + timedelta(days=2)
PAST = AT - timedelta(hours=2)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"ends_at": LATER}, "endet vor seinem Beginn"),
        ({"ends_at": LATER + timedelta(days=3)}, "höchstens 24 Stunden"),
    ],
)
def test_impossible_times_are_refused(world: World, case: Case, more: dict[str, Any], says: str) -> None:
    with pytest.raises(AppointmentRefused, match=says):
        appointment(case, world, starts_at=LATER, **more)


def test_only_who_sees_the_case_takes_part_and_internal_ones_stay_in_the_service(
    world: World, case: Case
) -> None:
    with pytest.raises(AppointmentRefused, match="kann an diesem Termin nicht teilnehmen"):
        appointment(case, world, starts_at=LATER, by=world.fritz)
    internal: dict[str, Any] = {"kind": AppointmentKind.INTERNAL, "with_client": False}
    with pytest.raises(AppointmentRefused, match="kann an diesem Termin nicht teilnehmen"):
        appointment(None, world, starts_at=LATER, by=world.fritz, **internal)
    with pytest.raises(AppointmentRefused, match="intern"):
        appointment(None, world, starts_at=LATER)
    row = appointment(None, world, starts_at=LATER, by=world.quirin, subject="Team", **internal)
    assert row.subject == "Team"
    assert "Team" not in repr(Appointment.objects.filter(pk=row.pk).values_list("subject", flat=True)[0])


def test_a_cancellation_in_time_is_no_absence_and_a_late_one_is_refused(world: World, case: Case) -> None:
    row = appointment(case, world, starts_at=LATER)
    assert appointment(case, world, starts_at=LATER).pk == row.pk
    cancel = {"cancelled_by": CancelledBy.CLIENT, "reason": "krank", "by": world.anna}
    with pytest.raises(AppointmentRefused, match="schon begonnen"):
        appointments.cancel_appointment(appointment=row, revision=1, at=LATER, **cancel)  # type: ignore[arg-type]
    appointments.cancel_appointment(appointment=row, revision=1, at=AT, **cancel)  # type: ignore[arg-type]
    assert (row.state, row.attendance) == (AppointmentState.CANCELLED, "")
    with pytest.raises(AppointmentRefused, match="abgesagt"):
        record(row, world, Attendance.ATTENDED, "War da.", at_days=3)


def record(row: Appointment, world: World, attendance: Attendance, text: str, *, at_days: int = 0) -> None:
    appointments.record_outcome(
        appointment=row,
        attendance=attendance,
        text=text,
        revision=row.revision,
        by=world.anna,
        at=AT + timedelta(days=at_days),
    )


def test_the_outcome_becomes_an_entry_of_the_journal_and_can_be_corrected(world: World, case: Case) -> None:
    row = appointment(case, world, starts_at=PAST, kind=AppointmentKind.COMPANY)
    with pytest.raises(AppointmentRefused, match="ob die Klientin"):
        record(row, world, Attendance.UNKNOWN, "War gut.")
    with pytest.raises(AppointmentRefused, match="was war"):
        record(row, world, Attendance.ATTENDED, " ")
    record(row, world, Attendance.ATTENDED, "Rundgang im Lager.")
    entry = case.journal.get()
    assert (entry.kind, entry.happened_at, entry.text) == (ContactKind.COMPANY, PAST, "Rundgang im Lager.")
    record(row, world, Attendance.UNEXCUSED, "")
    entry = case.journal.get()
    assert entry.text == "Zum Termin ohne Entschuldigung nicht erschienen."
    assert entry.versions.count() == 1


def test_an_outcome_comes_after_the_beginning(world: World, case: Case) -> None:
    row = appointment(case, world, starts_at=LATER)
    with pytest.raises(AppointmentRefused, match="noch nicht begonnen"):
        record(row, world, Attendance.ATTENDED, "War da.")


def test_nobody_overwrites_anybody(world: World, case: Case) -> None:
    row = appointment(case, world, starts_at=LATER)
    other = Appointment.objects.get(pk=row.pk)
    appointments.change_appointment(
        appointment=row,
        facts=facts(world.anna, starts_at=LATER, place="Büro"),
        revision=1,
        by=world.anna,
        at=AT,
    )
    with pytest.raises(Conflict):
        appointments.change_appointment(
            appointment=other,
            facts=facts(world.bela, starts_at=LATER, place="Betrieb"),
            revision=1,
            by=world.bela,
            at=AT,
        )
    assert Appointment.objects.get(pk=row.pk).place == "Büro"
    assert list(row.colleagues.all()) == [world.anna]


def ripe(case: Case) -> list[str]:
    run = run_of(case)
    return [found.rule.id for found in ripe_rules(case, [(run, chain_of_run(run))])]


def test_two_unexcused_absences_make_the_rule_ripe_with_their_evidence(world: World) -> None:
    case = open_case(world, at=AT - timedelta(days=30))
    missed(case, world, days_ago=20)
    missed(case, world, days_ago=12, attendance=Attendance.EXCUSED)
    assert ripe(case) == []
    second = missed(case, world, days_ago=5)
    assert ripe(case) == ["r_fernbleiben"]
    run = run_of(case)
    [found] = ripe_rules(case, [(run, chain_of_run(run))])
    assert len(found.evidence) == 2
    # said anew: she had called after all
    record(second, world, Attendance.EXCUSED, "Hatte angerufen.")
    assert ripe(case) == []


def test_what_happened_before_the_run_and_after_its_end_does_not_count(world: World) -> None:
    case = open_case(world)
    missed(case, world, days_ago=3)
    missed(case, world, days_ago=2)
    assert ripe(case) == []
    other = open_case(world, at=AT - timedelta(days=30))
    missed(other, world, days_ago=3)
    missed(other, world, days_ago=2)
    at_rest(other, by=world.anna)
    assert ripe(other) == []
    securing = open_case(world, chain="S2", start="start_klient", at=AT - timedelta(days=30))
    missed(securing, world, days_ago=3)
    missed(securing, world, days_ago=2)
    assert ripe(securing) == [], "this chain has no such rule"
