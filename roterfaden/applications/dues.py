"""The deadlines that a turn of an application sets, moves and closes."""

from datetime import date, datetime

from roterfaden.accounts.models import User
from roterfaden.applications.choices import Delivery, Purpose
from roterfaden.applications.models import Application, Due
from roterfaden.applications.reader import Agency
from roterfaden.deadlines.case_deadlines import ByRule, OnDay, finish_deadline, preview, set_deadline
from roterfaden.deadlines.choices import Outcome
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.process.models import Deadline

MOVED = "Die Angaben haben sich geändert."


def notified(agency: Agency, *, day: date, delivery: str, arrived_on: date | None, region: str) -> date:
    """The day on which a decision counts as told (§ 37 Abs. 2 SGB X): by letter the fourth day after posting.

    A letter that came later counts from the day it came; one that came earlier does not.
    """
    rule = agency.procedure.terms.get("notice")
    if rule is None or delivery != Delivery.POSTED:
        return arrived_on or day
    told = preview(ByRule(rule, day, region)).due_on
    return max(told, arrived_on) if arrived_on else told


def deemed(agency: Agency, *, received_on: date, region: str) -> Deadline | None:
    """From which day silence may count as a grant, unsaved; None where the law says nothing like it."""
    rule = agency.procedure.terms.get("deemed")
    return preview(ByRule(rule, received_on, region)) if rule else None


def stand(
    application: Application,
    purpose: Purpose,
    how: ByRule | OnDay | None,
    *,
    subject: str,
    by: User,
    at: datetime,
) -> None:
    """Let the deadline of this purpose stand for `how`; without it there is none. Another one is dropped."""
    known = (
        Due.objects.filter(application=application, purpose=purpose, current=True)
        .select_related("own__deadline")
        .first()
    )
    if known is not None and how is not None and _is_for(known.own.deadline, how):
        return
    if known is not None:
        _close(known, outcome=Outcome.DROPPED, result=MOVED, by=by, at=at)
        Due.objects.filter(pk=known.pk).update(current=False)
    if how is not None:
        own = set_deadline(case=application.case, how=how, subject=subject, by=by, at=at)
        Due.objects.create(application=application, purpose=purpose, own=own)


def _is_for(deadline: Deadline, how: ByRule | OnDay) -> bool:
    """Whether an open deadline stands for just this."""
    if deadline.closed_at is not None:
        return False
    if isinstance(how, OnDay):
        return not deadline.rule and deadline.due_on == how.due_on
    return (deadline.rule, deadline.started_on) == (how.rule, how.started_on)


def close_all(
    application: Application, *, but: Purpose | None, outcome: Outcome, result: str, by: User, at: datetime
) -> None:
    """Close every deadline of the application that is open, except that of the purpose `but`."""
    for due in Due.objects.filter(application=application, current=True).exclude(purpose=but or ""):
        _close(due, outcome=outcome, result=result, by=by, at=at)


def _close(due: Due, *, outcome: Outcome, result: str, by: User, at: datetime) -> None:
    rows = CaseDeadline.objects.select_related("deadline", "case__data_key", "case__service")
    own = rows.get(pk=due.own_id)
    if own.deadline.closed_at is None:
        finish_deadline(own=own, outcome=outcome, result=result, revision=own.deadline.revision, by=by, at=at)
