"""The deadlines that the last day of a trial, a probation, a fixed term or a support sets; they move with the day."""

from datetime import date, datetime

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case
from roterfaden.deadlines.case_deadlines import ByRule, finish_deadline, set_deadline
from roterfaden.deadlines.choices import Outcome
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.employers.models import Workplace
from roterfaden.placement.terms import placement_terms

MOVED = "Der Tag hat sich geändert."


class PlacementRefused(ValueError):
    """It cannot be written like this; the message says why and `field` where."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def subject_of(workplace: Workplace) -> str:
    """What a deadline is about: the company and the workplace."""
    return f"{workplace.employer.name}: {workplace.title}"


def due_at(
    *,
    kind: str,
    day: date | None,
    known: CaseDeadline | None,
    case: Case,
    subject: str,
    by: User,
    at: datetime,
) -> CaseDeadline | None:
    """The deadline that stands for `day` (kind: placement.terms.DEADLINES); one for another day is dropped.

    Without a day there is none. One that somebody closed stays closed as long as the day is the same.
    """
    if known is not None and day is not None and known.deadline.started_on == day:
        return known
    close(known, outcome=Outcome.DROPPED, result=MOVED, by=by, at=at)
    if day is None:
        return None
    how = ByRule(placement_terms().deadlines[kind], day, case.service.region)
    return set_deadline(case=case, how=how, subject=subject, by=by, at=at)


def close(
    own: CaseDeadline | None, *, outcome: Outcome, result: str, by: User, at: datetime
) -> CaseDeadline | None:
    """Close a deadline, if it is open still; returns the stage of its rule that follows."""
    if own is None:
        return None
    row = CaseDeadline.objects.select_related("deadline", "case__data_key", "case__service").get(pk=own.pk)
    if row.deadline.closed_at is not None:
        return None
    revision = row.deadline.revision
    return finish_deadline(own=row, outcome=outcome, result=result, revision=revision, by=by, at=at)
