"""Reads: deadlines, follow-ups and appointments of a case, and what a user may see of the calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Membership, User
from roterfaden.accounts.queries import organisations_of, teams_of, valid_on
from roterfaden.cases.access import cases_open_to
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.deadlines.choices import AppointmentState, Outcome
from roterfaden.deadlines.models import Appointment, CaseDeadline, FollowUp
from roterfaden.process.models import Deadline

STAFF = tuple(role for role in Role if role != Role.ADMINISTRATOR)


def start_of(day: date) -> datetime:
    """The first moment of a day in the time zone of the office."""
    return timezone.make_aware(datetime.combine(day, time()))


def deadlines_of(case: Case) -> list[Deadline]:
    """All open deadlines of the case, of its chains and its own, next first; with three queries.

    `deadline.case_deadline` is there where it is one of the case itself.
    """
    rows = Deadline.objects.filter(closed_at__isnull=True).select_related(
        "case_deadline__set_by", "run__chain_version", "task", "case_deadline__case"
    )
    # asked one after the other, each by its index: with OR the database reads every deadline there is
    of_chains = rows.filter(run__case_run__case=case, run__state="running")
    found = [*of_chains, *rows.filter(case_deadline__case=case)]
    prefetch_related_objects(found, "changes__by")
    return sorted(found, key=lambda row: (row.suspended_since is not None, row.due_on, row.pk))


def deadline_in(case: Case, uuid: UUID) -> QuerySet[Deadline]:
    """The deadline with this uuid, if it is one of the case."""
    mine = Q(run__case_run__case=case) | Q(case_deadline__case=case)
    return Deadline.objects.filter(mine, uuid=uuid).select_related("case_deadline__case", "run")


def closed_deadlines_of(case: Case, *, most: int = 20) -> list[CaseDeadline]:
    """The case's own deadlines that are closed, newest first."""
    rows = CaseDeadline.objects.filter(case=case).exclude(outcome=Outcome.OPEN)
    found = list(rows.select_related("deadline", "closed_by").order_by("-deadline__closed_at")[:most])
    for row in found:
        row.case = case
    return found


def next_due(case: Case) -> Deadline | None:
    """The next of the case's own deadlines that runs."""
    rows = Deadline.objects.filter(
        case_deadline__case=case, closed_at__isnull=True, suspended_since__isnull=True
    )
    return rows.order_by("due_on", "pk").first()


def follow_ups_of(case: Case) -> list[FollowUp]:
    """The open follow-ups of the case, next first."""
    rows = list(case.follow_ups.filter(outcome=Outcome.OPEN).select_related("assigned_to", "made_by"))
    for row in rows:
        row.case = case
    return rows


def appointments_of(case: Case) -> QuerySet[Appointment]:
    return (
        case.appointments.select_related("data_key", "made_by")
        .prefetch_related("colleagues")
        .order_by("starts_at", "pk")
    )


def appointments_visible_to(user: User, *, on: date) -> QuerySet[Appointment]:
    """Those of cases whose dates are open to the user, and the internal ones of the user's organisations."""
    if not user.is_active:
        return Appointment.objects.none()
    in_cases = Q(case__in=cases_open_to(user, FieldClass.DATES, on=on).values("pk"))
    internal = Q(case__isnull=True, service__in=organisations_of(user, on=on, roles=STAFF).values("pk"))
    return Appointment.objects.filter(in_cases | internal)


def my_appointments(user: User, *, on: date) -> QuerySet[Appointment]:
    """Those in which the user takes part."""
    return appointments_visible_to(user, on=on).filter(colleagues=user)


def team_appointments(user: User, *, on: date) -> QuerySet[Appointment]:
    """Those in which somebody of the user's teams takes part."""
    mates = Membership.objects.filter(valid_on(on), team__in=teams_of(user, on=on)).values("user_id")
    found = appointments_visible_to(user, on=on).filter(colleagues__in=mates)
    return Appointment.objects.filter(pk__in=found.values("pk"))


@dataclass(frozen=True)
class Week:
    """Monday to Sunday."""

    monday: date

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=n) for n in range(7)]

    def of(self, rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
        first, end = start_of(self.monday), start_of(self.monday + timedelta(days=7))
        return rows.filter(starts_at__gte=first, starts_at__lt=end)


def week_of(day: date) -> Week:
    return Week(day - timedelta(days=day.weekday()))


def unrecorded(rows: QuerySet[Appointment], *, at: datetime) -> QuerySet[Appointment]:
    """Those that have begun and of which nobody has said yet what was."""
    return rows.filter(state=AppointmentState.PLANNED, starts_at__lte=at)


def near(rows: Iterable[Deadline], *, today: date) -> list[Deadline]:
    """Those whose warning has come."""
    return [row for row in rows if row.warn_on is not None and row.warn_on <= today]
