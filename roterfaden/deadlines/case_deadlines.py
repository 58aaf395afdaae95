"""Deadlines of a case: set one by a rule or for a day, let it rest, extend it, finish it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.cases.search import index_text
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.deadlines.choices import Outcome
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.process import deadlines as domain
from roterfaden.process.deadline_rules import DeadlineRule, UnknownRule, rule_book
from roterfaden.process.deadlines import DeadlineRefused
from roterfaden.process.due import deadline_by_rule
from roterfaden.process.models import Deadline
from roterfaden.process.reckoning.calendars import shown
from roterfaden.process.reckoning.counting import OutOfRange
from roterfaden.process.reckoning.terms import Span

actions.register("deadlines.set", "Frist gesetzt")
actions.register("deadlines.closed", "Frist abgeschlossen")

OWN_TITLE = "Eigene Frist"
NAMED_WARNING = 7


@dataclass(frozen=True)
class ByRule:
    """Count a rule of the catalogue from the day of its event, with the holidays of a region."""

    rule: str
    started_on: date
    region: str


@dataclass(frozen=True)
class OnDay:
    """A day that somebody just names."""

    due_on: date


def set_deadline(*, case: Case, how: ByRule | OnDay, subject: str, by: User, at: datetime) -> CaseDeadline:
    """Set a deadline of the case.

    Refuses: a closed case, a rule that is not in force on the day of its event, a named day without a subject, a day
    beyond the calendar. Safe to repeat: the same deadline with the same subject is one. Effects: the subject is sealed
    and indexed, an audit entry is written.
    """
    subject = subject.strip()
    if isinstance(how, OnDay) and not subject:
        raise DeadlineRefused("Bitte sagen Sie, worum es geht.")
    row = _counted(how)
    with transaction.atomic():
        require_open(case)
        known = CaseDeadline.objects.filter(
            case=case,
            outcome=Outcome.OPEN,
            deadline__rule=row.rule,
            deadline__due_on=row.due_on,
            deadline__started_on=row.started_on,
        ).select_related("deadline")
        if found := next((one for one in known if one.subject == subject), None):
            return found
        return _save(case, row, subject=subject, stage=0, by=by, at=at)


def preview(how: ByRule | OnDay) -> Deadline:
    """What `set_deadline` would count, unsaved. Refuses as it does."""
    return _counted(how)


def _counted(how: ByRule | OnDay) -> Deadline:
    if isinstance(how, OnDay):
        return Deadline(
            title=OWN_TITLE,
            due_on=how.due_on,
            computed=f"{shown(how.due_on)}: So wurde der Tag genannt.",
            warn_on=date.fromordinal(max(how.due_on.toordinal() - NAMED_WARNING, 1)),
            terms={},
        )
    try:
        rule = rule_book().rule(how.rule, on=how.started_on)
        return deadline_by_rule(rule, started_on=how.started_on, region=how.region)
    except (UnknownRule, OutOfRange) as refusal:
        raise DeadlineRefused(str(refusal)) from refusal


def _save(case: Case, row: Deadline, *, subject: str, stage: int, by: User, at: datetime) -> CaseDeadline:
    row.save()
    made = CaseDeadline.objects.create(case=case, deadline=row, subject=subject, stage=stage, set_by=by)
    if subject:
        index_text(case=case, source=made.uuid, text=subject)
    trail.record("deadlines.set", by=by, at=at, subject=row, scope=case, details={"rule": row.rule})
    return made


def finish_deadline(
    *, own: CaseDeadline, outcome: Outcome, result: str, revision: int, by: User, at: datetime
) -> CaseDeadline | None:
    """Close a deadline as done or as no longer needed; returns the next stage of its rule if one follows.

    Refuses: a closed case, a deadline that is closed, dropping one without a reason; with Conflict when somebody else
    changed it first. Effects: the result is sealed and indexed, an audit entry is written.
    """
    deadline = own.deadline
    if outcome == Outcome.DROPPED and not result.strip():
        raise DeadlineRefused("Bitte sagen Sie in einem Satz, warum die Frist nicht mehr nötig ist.")
    with transaction.atomic():
        require_open(own.case)
        if deadline.closed_at is not None:
            raise DeadlineRefused("Diese Frist ist schon erledigt.")
        deadline.closed_at = at
        save_revision(deadline, expected=revision, fields=["closed_at"])
        own.outcome, own.result, own.closed_by = outcome, result.strip(), by
        own.save(update_fields=["outcome", "result", "closed_by"])
        index_text(case=own.case, source=own.uuid, text=f"{own.subject} {own.result}")
        follows = _next_stage(own, by=by, at=at) if outcome == Outcome.DONE else None
        trail.record(
            "deadlines.closed",
            by=by,
            at=at,
            subject=deadline,
            scope=own.case,
            details={"outcome": str(outcome)},
        )
    return follows


def _next_stage(own: CaseDeadline, *, by: User, at: datetime) -> CaseDeadline | None:
    """The next stage counts from the same event; what repeats counts from the day that was due."""
    deadline = own.deadline
    if not deadline.rule or deadline.started_on is None:
        return None
    rule = rule_book().rule_or_newest(deadline.rule, on=local_day(at))
    found = _following(rule, own.stage, deadline)
    if found is None:
        return None
    started_on, span = found
    row = deadline_by_rule(rule, started_on=started_on, region=deadline.region, span=span)
    if started_on != deadline.started_on:
        row.event = "Vorige Frist"
    return _save(own.case, row, subject=own.subject, stage=own.stage + 1, by=by, at=at)


def _following(rule: DeadlineRule, stage: int, deadline: Deadline) -> tuple[date, Span] | None:
    if deadline.started_on is not None and stage < len(rule.later):
        return deadline.started_on, rule.later[stage]
    return (deadline.due_on, rule.then) if rule.then is not None else None


def let_rest(
    *,
    case: Case,
    deadline: Deadline,
    first_on: date,
    last_on: date | None,
    reason: str,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """`process.deadlines.suspend` in an open case."""
    with transaction.atomic():
        require_open(case)
        domain.suspend(
            deadline=deadline,
            first_on=first_on,
            last_on=last_on,
            reason=reason,
            data_key=case.data_key,
            scope=case,
            revision=revision,
            by=by,
            at=at,
        )


def run_on(*, case: Case, deadline: Deadline, last_on: date, revision: int, by: User, at: datetime) -> None:
    """`process.deadlines.end_rest` in an open case."""
    with transaction.atomic():
        require_open(case)
        domain.end_rest(deadline=deadline, last_on=last_on, scope=case, revision=revision, by=by, at=at)


def extend(
    *,
    case: Case,
    deadline: Deadline,
    span: Span | None,
    until: date | None,
    reason: str,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """`process.deadlines.extend` in an open case."""
    with transaction.atomic():
        require_open(case)
        domain.extend(
            deadline=deadline,
            span=span,
            until=until,
            reason=reason,
            data_key=case.data_key,
            scope=case,
            revision=revision,
            by=by,
            at=at,
        )
