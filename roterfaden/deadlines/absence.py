"""What happened in a set of cases between two days: for somebody who comes back, and for whoever stood in.

Nothing sealed is opened: which contact there was and who wrote it down, not what was said. Notes for oneself are nobody
else's and not in it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.models import Deputy, User
from roterfaden.cases.access import cases_open_to
from roterfaden.cases.choices import EventKind, FieldClass
from roterfaden.cases.crisis_records import Crisis
from roterfaden.cases.models import Case, CaseEvent, JournalEntry
from roterfaden.common.days import local_day
from roterfaden.deadlines.choices import AppointmentState, Outcome
from roterfaden.deadlines.models import Appointment, FollowUp
from roterfaden.deadlines.queries import start_of
from roterfaden.process.catalogue import chain_by_id
from roterfaden.process.choices import TaskState
from roterfaden.process.models import Deadline, Task, TaskDocument

# the parts of a file of which the news tell
TOLD = (
    FieldClass.THREAD, FieldClass.JOURNAL, FieldClass.DOCUMENTS, FieldClass.DATES, FieldClass.CRISIS, FieldClass.TURNS,
)  # fmt: skip
LOOK_BACK = timedelta(days=14)
RECENT = timedelta(days=30)


class Kind(models.TextChoices):
    """What happened, the gravest first."""

    CRISIS = "crisis", gettext_lazy("Krise")
    MISSED = "missed", gettext_lazy("Frist versäumt")
    TURN = "turn", gettext_lazy("Wendung im Fall")
    STEP = "step", gettext_lazy("Schritt")
    KEPT = "kept", gettext_lazy("Frist eingehalten")
    APPOINTMENT = "appointment", gettext_lazy("Termin")
    CONTACT = "contact", gettext_lazy("Kontakt")
    DOCUMENT = "document", gettext_lazy("Unterlage")


@dataclass(frozen=True, kw_only=True)
class Span:
    """From the first to the last day, both included."""

    first: date
    last: date

    @property
    def begin(self) -> datetime:
        return start_of(self.first)

    @property
    def end(self) -> datetime:
        return start_of(self.last + timedelta(days=1))


@dataclass(frozen=True, kw_only=True)
class Happened:
    """One thing: what, when, by whom. `at` of a deadline is the beginning of the day on which it was due."""

    kind: Kind
    at: datetime
    title: str
    who: str = ""


@dataclass
class CaseNews:
    """What happened in one case, newest first."""

    case: Case
    happened: list[Happened] = field(default_factory=list)

    @property
    def grave(self) -> bool:
        return any(one.kind in (Kind.CRISIS, Kind.MISSED) for one in self.happened)


def last_absence(user: User, *, on: date) -> Span:
    """The newest time for which somebody stood in for `user` and that began before today; else the last two weeks."""
    rows = Deputy.objects.filter(absent=user, valid_from__lt=on, valid_until__gte=on - RECENT)
    newest = rows.order_by("-valid_from", "-pk").first()
    if newest is None:
        return Span(first=on - LOOK_BACK, last=on)
    return Span(first=newest.valid_from, last=min(newest.valid_until, on))


def cases_of_absent(absent: User, *, reader: User, span: Span, on: date) -> QuerySet[Case]:
    """The cases for which `absent` was or is responsible in that time, as far as `reader` may see them.

    Found here and now, with three queries, each by an index: what is told of them is asked about few cases.
    """
    given_away = CaseEvent.objects.filter(
        kind=EventKind.HANDED_OVER, from_user=absent, at__gte=span.begin, at__lt=span.end
    )
    seen = cases_open_to(reader, *TOLD, on=on).values_list("pk", flat=True)
    left = list(given_away.values_list("case_id", flat=True))
    return Case.objects.filter(pk__in={*seen.filter(responsible=absent), *seen.filter(pk__in=left)})


def news_of(cases: QuerySet[Case], span: Span, *, on: date, without: User | None = None) -> list[CaseNews]:
    """What happened in `cases`, those with something grave first; ten queries, however many cases.

    `without`: what this user did is known to them and left out.
    """
    ids = cases.order_by().values("pk")
    found: dict[int, list[Happened]] = defaultdict(list)
    for read in (_steps, _contacts, _documents, _turns, _crises, _appointments):
        for case_id, one, by_id in read(ids, span):
            if without is None or by_id != without.pk:
                found[case_id].append(one)
    for case_id, one in (*_deadlines(ids, span, on), *_follow_ups(ids, span, on)):
        found[case_id].append(one)
    rows = cases.filter(pk__in=list(found)).select_related("person", "responsible", "service")
    news = [
        CaseNews(case, sorted(found[case.pk], key=lambda one: one.at, reverse=True))
        for case in rows.order_by("person__last_name", "person__first_name", "pk")
    ]
    return sorted(news, key=lambda one: not one.grave)


Ids = QuerySet[Case, Any]
Rows = Iterable[tuple[int, Happened, int | None]]


def _steps(ids: Ids, span: Span) -> Rows:
    rows = Task.objects.filter(
        run__case_run__case__in=ids, state=TaskState.DONE, closed_at__gte=span.begin, closed_at__lt=span.end
    ).select_related("run__case_run", "closed_by")
    for task in rows:
        assert task.closed_at is not None
        chain = chain_by_id(task.run.chain_version_id)
        title = task.title or chain.title_of(task.node)
        told = f"{chain.id}: {title}" + (f": {task.outcome}" if task.outcome else "")
        who = str(task.closed_by) if task.closed_by else ""
        one = Happened(kind=Kind.STEP, at=task.closed_at, title=told, who=who)
        yield task.run.case_run.case_id, one, task.closed_by_id


def _contacts(ids: Ids, span: Span) -> Rows:
    rows = JournalEntry.objects.filter(case__in=ids, happened_at__gte=span.begin, happened_at__lt=span.end)
    for entry in rows.select_related("written_by").only("kind", "happened_at", "case_id", "written_by"):
        title = str(entry.get_kind_display())
        who = str(entry.written_by)
        yield (
            entry.case_id,
            Happened(kind=Kind.CONTACT, at=entry.happened_at, title=title, who=who),
            entry.written_by_id,
        )


def _documents(ids: Ids, span: Span) -> Rows:
    rows = TaskDocument.objects.filter(
        task__run__case_run__case__in=ids, recorded_at__gte=span.begin, recorded_at__lt=span.end
    ).select_related("task__run__case_run", "recorded_by")
    for row in rows:
        title = f"{row.title}: {row.get_state_display()}"
        one = Happened(kind=Kind.DOCUMENT, at=row.recorded_at, title=title, who=str(row.recorded_by))
        yield row.task.run.case_run.case_id, one, row.recorded_by_id


def _turns(ids: Ids, span: Span) -> Rows:
    rows = CaseEvent.objects.filter(case__in=ids, at__gte=span.begin, at__lt=span.end)
    for event in rows.select_related("by", "to_user", "from_user"):
        title = str(event.get_kind_display())
        if event.kind == EventKind.HANDED_OVER:
            names = {"giver": event.from_user, "taker": event.to_user}
            title = _("Übergeben von %(giver)s an %(taker)s") % names
        elif event.result:
            title = f"{title}: {event.get_result_display()}"
        yield (
            event.case_id,
            Happened(kind=Kind.TURN, at=event.at, title=title, who=str(event.by)),
            event.by_id,
        )


def _crises(ids: Ids, span: Span) -> Rows:
    began = Q(began_at__gte=span.begin, began_at__lt=span.end)
    ended = Q(ended_at__gte=span.begin, ended_at__lt=span.end)
    rows = Crisis.objects.filter(began | ended, case__in=ids).select_related("began_by", "ended_by")
    for crisis in rows:
        if span.begin <= crisis.began_at < span.end:
            title, who = _("Krise begonnen"), str(crisis.began_by)
            one = Happened(kind=Kind.CRISIS, at=crisis.began_at, title=title, who=who)
            # a crisis is told even to the one who was there
            yield crisis.case_id, one, None
        if crisis.ended_at is not None and span.begin <= crisis.ended_at < span.end:
            title = _("Krise beendet: %(how)s") % {"how": crisis.get_outcome_display()}
            yield (
                crisis.case_id,
                Happened(kind=Kind.CRISIS, at=crisis.ended_at, title=title, who=str(crisis.ended_by)),
                None,
            )


def _appointments(ids: Ids, span: Span) -> Rows:
    rows = Appointment.objects.filter(case__in=ids, starts_at__gte=span.begin, starts_at__lt=span.end)
    for row in rows.select_related("made_by"):
        assert row.case_id is not None
        how = row.get_attendance_display() if row.attendance else row.get_state_display()
        if row.state == AppointmentState.PLANNED:
            how = _("noch nicht festgehalten, was war")
        title = f"{row.get_kind_display()}: {how}"
        one = Happened(kind=Kind.APPOINTMENT, at=row.starts_at, title=title, who=str(row.made_by))
        yield row.case_id, one, None


def _deadlines(ids: Ids, span: Span, on: date) -> Iterable[tuple[int, Happened]]:
    """Due in that time: kept when they were closed by the day, missed when not; those that rest are neither."""
    due = Deadline.objects.filter(
        due_on__gte=span.first, due_on__lte=span.last, suspended_since__isnull=True
    ).select_related("run__case_run", "case_deadline")
    for row in (*due.filter(run__case_run__case__in=ids), *due.filter(case_deadline__case__in=ids)):
        case_id = row.case_deadline.case_id if row.run is None else row.run.case_run.case_id
        closed = row.closed_at
        if closed is not None and local_day(closed) <= row.due_on:
            yield case_id, Happened(kind=Kind.KEPT, at=closed, title=row.title)
        elif row.due_on < on:
            late = (
                _("erledigt am %(day)s") % {"day": f"{local_day(closed):%d.%m.%Y}"}
                if closed
                else _("noch offen")
            )
            title = _("%(title)s, fällig am %(day)s, %(late)s") % {
                "title": row.title,
                "day": f"{row.due_on:%d.%m.%Y}",
                "late": late,
            }
            yield case_id, Happened(kind=Kind.MISSED, at=start_of(row.due_on), title=title)


def _follow_ups(ids: Ids, span: Span, on: date) -> Iterable[tuple[int, Happened]]:
    """Follow-ups that came up in that time and that nobody has looked at."""
    rows = FollowUp.objects.filter(
        case__in=ids, outcome=Outcome.OPEN, due_on__gte=span.first, due_on__lte=span.last, due_on__lt=on
    )
    for row in rows.select_related("assigned_to"):
        title = _("Wiedervorlage vom %(day)s, noch offen") % {"day": f"{row.due_on:%d.%m.%Y}"}
        one = Happened(kind=Kind.MISSED, at=start_of(row.due_on), title=title, who=str(row.assigned_to))
        yield row.case_id, one
