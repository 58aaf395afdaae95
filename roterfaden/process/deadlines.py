"""Let a deadline rest or run longer: each with its reason, and counted anew from the beginning.

They are called by the capability that owns the deadline (a case), which names itself as `scope` for the audit trail
and the data key that seals the reason.
"""

from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.models import DataKey, Record
from roterfaden.common.revisions import save_revision
from roterfaden.process.choices import DeadlineChangeKind
from roterfaden.process.due import reckon, set_days
from roterfaden.process.models import Deadline, DeadlineChange
from roterfaden.process.reckoning.calendars import shown
from roterfaden.process.reckoning.compute import ChangeTooLate
from roterfaden.process.reckoning.counting import OutOfRange
from roterfaden.process.reckoning.terms import Span

actions.register("process.deadline_suspended", "Frist ruht")
actions.register("process.deadline_resumed", "Frist läuft weiter")
actions.register("process.deadline_extended", "Frist verlängert")

COUNTED = ["due_on", "computed", "warn_on", "escalate_on", "suspended_since"]


class DeadlineRefused(ValueError):
    """The deadline cannot be written like this; the message says why."""


def suspend(
    *,
    deadline: Deadline,
    first_on: date,
    last_on: date | None,
    reason: str,
    data_key: DataKey,
    scope: Record,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Let the deadline rest from `first_on`; without `last_on` until somebody says so (`end_rest`).

    Refuses: no reason; a day that somebody just named; a rest that ends before it begins, that begins after the end of
    the deadline, or that overlaps another one; with Conflict when somebody else changed the deadline first. Effects: a
    row with the sealed reason, the day counted anew, an audit entry.
    """
    _require(deadline, reason)
    if not deadline.terms:
        raise DeadlineRefused(
            "Diese Frist ist ein genannter Tag. Sie kann verlängert werden, aber nicht ruhen."
        )
    if last_on is not None and last_on < first_on:
        raise DeadlineRefused("Das Ende der Ruhezeit liegt vor ihrem Beginn.")
    with transaction.atomic():
        rests = deadline.changes.filter(kind=DeadlineChangeKind.SUSPENSION)
        for row in rests:
            later = last_on is None or row.first_on is None or row.first_on <= last_on
            if (row.last_on is None or row.last_on >= first_on) and later:
                raise DeadlineRefused("In dieser Zeit ruht die Frist schon.")
        change = DeadlineChange(
            deadline=deadline,
            data_key=data_key,
            kind=DeadlineChangeKind.SUSPENSION,
            first_on=first_on,
            last_on=last_on,
            reason=reason,
            at=at,
            by=by,
        )
        _apply(deadline, change, revision=revision)
        trail.record("process.deadline_suspended", by=by, at=at, subject=deadline, scope=scope)


def end_rest(
    *, deadline: Deadline, last_on: date, scope: Record, revision: int, by: User, at: datetime
) -> None:
    """The deadline rested up to `last_on` and runs on. Refuses one that does not rest, and an end before its beginning.

    Effects: the day counted anew, an audit entry; with Conflict when somebody else changed the deadline first.
    """
    _require_open(deadline)
    with transaction.atomic():
        row = deadline.changes.filter(kind=DeadlineChangeKind.SUSPENSION, last_on__isnull=True).first()
        if row is None or row.first_on is None:
            raise DeadlineRefused("Diese Frist ruht nicht.")
        if last_on < row.first_on:
            raise DeadlineRefused(f"Die Frist ruht erst seit dem {shown(row.first_on)}.")
        row.last_on = last_on
        _apply(deadline, row, revision=revision)
        trail.record("process.deadline_resumed", by=by, at=at, subject=deadline, scope=scope)


def extend(
    *,
    deadline: Deadline,
    span: Span | None,
    until: date | None,
    reason: str,
    data_key: DataKey,
    scope: Record,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Let the deadline run longer: by `span` from its end, or to the day `until`.

    Refuses: no reason; both or neither of the two; a day that is not later; a deadline that rests; with Conflict when
    somebody else changed the deadline first. Effects: a row with the sealed reason, the day counted anew, an audit
    entry.
    """
    _require(deadline, reason)
    if (span is None) == (until is None):
        raise DeadlineRefused("Bitte geben Sie eine Dauer oder einen Tag an, nicht beides.")
    if span is not None and span.amount == 0:
        raise DeadlineRefused("Um wie lange soll die Frist verlängert werden?")
    if deadline.suspended_since is not None:
        raise DeadlineRefused("Die Frist ruht gerade. Beenden Sie zuerst das Ruhen.")
    with transaction.atomic():
        change = DeadlineChange(
            deadline=deadline,
            data_key=data_key,
            kind=DeadlineChangeKind.EXTENSION,
            amount=span.amount if span else None,
            unit=span.unit.value if span else "",
            until=until,
            reason=reason,
            at=at,
            by=by,
        )
        _apply(deadline, change, revision=revision)
        trail.record("process.deadline_extended", by=by, at=at, subject=deadline, scope=scope)


def _apply(deadline: Deadline, change: DeadlineChange, *, revision: int) -> None:
    """Count the deadline anew with this change as its last, then write both."""
    others = [row for row in deadline.changes.all() if row.pk != change.pk]
    if deadline.terms:
        try:
            computed = reckon(deadline, [*others, change])
        except (ChangeTooLate, OutOfRange) as refusal:
            raise DeadlineRefused(str(refusal)) from refusal
        set_days(deadline, computed)
        deadline.suspended_since = change.first_on if computed.resting else None
    else:
        _move_named_day(deadline, change)
    save_revision(deadline, expected=revision, fields=COUNTED)
    change.save()


def _move_named_day(deadline: Deadline, change: DeadlineChange) -> None:
    """A day that somebody named has no rule; it moves to another named day."""
    if change.until is None:
        raise DeadlineRefused("Diese Frist ist ein genannter Tag. Bitte nennen Sie den neuen Tag.")
    if change.until <= deadline.due_on:
        raise DeadlineRefused(
            f"Die Frist endet schon am {shown(deadline.due_on)}. Das wäre keine Verlängerung."
        )
    later = change.until - deadline.due_on
    deadline.due_on = change.until
    deadline.warn_on = deadline.warn_on + later if deadline.warn_on else None
    deadline.escalate_on = deadline.escalate_on + later if deadline.escalate_on else None
    deadline.computed = f"{deadline.computed}\nVerlängert bis {shown(change.until)}."


def _require(deadline: Deadline, reason: str) -> None:
    _require_open(deadline)
    if not reason.strip():
        raise DeadlineRefused("Bitte nennen Sie den Grund in einem Satz.")


def _require_open(deadline: Deadline) -> None:
    if deadline.closed_at is not None:
        raise DeadlineRefused("Diese Frist ist schon erledigt.")
