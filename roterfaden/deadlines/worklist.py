"""What counts today, with what has dates of its own: deadlines of cases, follow-ups, appointments."""

from datetime import date, timedelta

from django.db.models import QuerySet

from roterfaden.accounts.models import User
from roterfaden.cases import worklist as of_chains
from roterfaden.cases.choices import CaseState, FieldClass, Need
from roterfaden.cases.models import Case
from roterfaden.cases.queries import in_chain
from roterfaden.cases.worklist import Item
from roterfaden.common.days import local_day
from roterfaden.deadlines.choices import AppointmentState, Outcome
from roterfaden.deadlines.models import Appointment, CaseDeadline, FollowUp
from roterfaden.deadlines.queries import start_of

# the parts of a file that the worklist shows something of
SHOWN = (FieldClass.THREAD, FieldClass.DATES, FieldClass.ORDERS, FieldClass.CRISIS)


def waiting(
    cases: QuerySet[Case],
    *,
    today: date,
    chain: str = "",
    reach: QuerySet[Case] | None = None,
    assigned_to: User | None = None,
) -> list[Item]:
    """All that waits in the open ones among `cases`, most urgent first; with `chain` only of this chain.

    With `assigned_to` the follow-ups are those of this user in all cases of `reach`, whoever is responsible for the
    case. The number of queries does not depend on the number of cases.
    """
    open_cases = cases.filter(state=CaseState.OPEN)
    follow_ups = FollowUp.objects.filter(outcome=Outcome.OPEN)
    mine = open_cases
    if assigned_to is not None and reach is not None:
        follow_ups = follow_ups.filter(assigned_to=assigned_to)
        mine = reach.filter(state=CaseState.OPEN)
    if chain:
        open_cases, mine = in_chain(open_cases, chain), in_chain(mine, chain)
    own = [
        *_deadlines(open_cases),
        *_follow_ups(follow_ups.filter(case__in=mine.values("pk"))),
        *_appointments(open_cases, today),
    ]
    found = [*of_chains.waiting(cases, today=today, chain=chain), *own]
    return sorted(found, key=of_chains.urgency)


def _deadlines(cases: QuerySet[Case]) -> list[Item]:
    rows = CaseDeadline.objects.filter(outcome=Outcome.OPEN, case__in=cases.values("pk"))
    columns = (
        "pk",
        "case_id",
        "deadline__title",
        "deadline__due_on",
        "deadline__suspended_since",
        "deadline__escalate_on",
        "created_at",
    )
    return [
        Item(
            need=Need.DEADLINE,
            case_id=case_id,
            title=title,
            # what rests is not due
            due=None if rests_since else due_on,
            since=rests_since or local_day(created_at),
            escalate_on=None if rests_since else escalate_on,
            own_id=pk,
        )
        for pk, case_id, title, due_on, rests_since, escalate_on, created_at in rows.values_list(*columns)
    ]


def _follow_ups(rows: QuerySet[FollowUp]) -> list[Item]:
    return [
        Item(need=Need.FOLLOW_UP, case_id=case_id, due=due_on, since=local_day(made), own_id=pk)
        for pk, case_id, due_on, made in rows.values_list("pk", "case_id", "due_on", "created_at")
    ]


def _appointments(cases: QuerySet[Case], today: date) -> list[Item]:
    """Those of today, and past ones of which nobody has said yet what was."""
    rows = Appointment.objects.filter(
        state=AppointmentState.PLANNED,
        case__in=cases.values("pk"),
        starts_at__lt=start_of(today + timedelta(days=1)),
    )
    return [
        Item(
            need=Need.APPOINTMENT,
            case_id=case_id,
            due=local_day(starts_at),
            since=local_day(made),
            own_id=pk,
        )
        for pk, case_id, starts_at, made in rows.values_list("pk", "case_id", "starts_at", "created_at")
        if case_id is not None
    ]
