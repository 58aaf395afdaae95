"""Deadlines, follow-ups and appointments that several tests need."""

from datetime import date, datetime, timedelta
from typing import Any

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case
from roterfaden.deadlines import appointments, case_deadlines, follow_ups
from roterfaden.deadlines.appointments import AppointmentFacts
from roterfaden.deadlines.case_deadlines import ByRule, OnDay
from roterfaden.deadlines.choices import AppointmentKind, Attendance
from roterfaden.deadlines.models import Appointment, CaseDeadline, FollowUp
from tests.fixtures import AT, TODAY, World

DECISION = "de-sgb9-171-1"
REGION = "DE-NW"


def by_rule(
    case: Case, by: User, *, rule: str = DECISION, started_on: date = TODAY, subject: str = ""
) -> CaseDeadline:
    how = ByRule(rule, started_on, REGION)
    return case_deadlines.set_deadline(case=case, how=how, subject=subject, by=by, at=AT)


def on_day(case: Case, by: User, due_on: date, subject: str = "Gutachten anfordern") -> CaseDeadline:
    return case_deadlines.set_deadline(case=case, how=OnDay(due_on), subject=subject, by=by, at=AT)


def follow_up(case: Case, by: User, due_on: date = TODAY, *, at: datetime = AT, **more: Any) -> FollowUp:
    values: dict[str, Any] = {"text": "Nach der Kur anrufen.", "assigned_to": by} | more
    return follow_ups.make_follow_up(case=case, due_on=due_on, by=by, at=at, **values)


def facts(*colleagues: User, starts_at: datetime, **more: Any) -> AppointmentFacts:
    values: dict[str, Any] = {
        "kind": AppointmentKind.MEETING,
        "ends_at": starts_at + timedelta(hours=1),
    } | more
    return AppointmentFacts(starts_at=starts_at, colleagues=colleagues, **values)


def appointment(
    case: Case | None, world: World, *, starts_at: datetime, by: User | None = None, **more: Any
) -> Appointment:
    who = by or world.anna
    said = facts(who, starts_at=starts_at, **more)
    return appointments.make_appointment(
        case=case, service=world.service, facts=said, by=who, at=min(starts_at, AT)
    )


def missed(
    case: Case, world: World, *, days_ago: int, attendance: Attendance = Attendance.UNEXCUSED
) -> Appointment:
    """An appointment some days ago to which the client did not come."""
    row = appointment(case, world, starts_at=AT - timedelta(days=days_ago))
    appointments.record_outcome(
        appointment=row, attendance=attendance, text="", revision=row.revision, by=world.anna, at=AT
    )
    return row
