"""Close a case with result and reason; reopen it with a reason."""

from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import CaseResult, CaseState, EventKind
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case, CaseEvent
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.process.choices import RunState
from roterfaden.process.models import Run

actions.register("cases.closed", "Fall abgeschlossen")
actions.register("cases.reopened", "Fall wieder eröffnet")


class ClosingRefused(ValueError):
    """The case cannot be closed or reopened like this; the message says why."""


def close_case(
    *, case: Case, result: CaseResult, reason: str, closed_on: date, revision: int, by: User, at: datetime
) -> None:
    """Close `case`, if it still has `revision`.

    Refuses: a closed case, a running thread (end or leave it first: what is open would be forgotten), a closing day
    before the opening or after today, a missing reason. Effects: trace event with result and reason, audit entry.
    """
    if not reason.strip():
        raise ClosingRefused("Bitte sagen Sie in einem Satz, wie es zu diesem Ergebnis kam.")
    if closed_on < case.opened_on:
        raise ClosingRefused("Der Abschluss liegt vor der Eröffnung des Falls.")
    if closed_on > local_day(at):
        raise ClosingRefused("Der Abschluss liegt in der Zukunft.")
    with transaction.atomic():
        require_open(case)
        if open_runs_of(case):
            raise ClosingRefused(
                "Der Faden läuft noch. Gehen Sie ihn zu Ende oder verlassen Sie ihn mit einem Grund."
            )
        case.state, case.result, case.closed_on = CaseState.CLOSED, result, closed_on
        save_revision(case, expected=revision, fields=["state", "result", "closed_on"])
        CaseEvent.objects.create(case=case, kind=EventKind.CLOSED, at=at, by=by, result=result, reason=reason)
        trail.record("cases.closed", by=by, at=at, subject=case, scope=case, details={"result": str(result)})


def reopen_case(*, case: Case, reason: str, revision: int, by: User, at: datetime) -> None:
    """Open a closed case again, if it still has `revision`. Its runs stay as they ended; resume one or start another.

    Refuses an open case and a missing reason. Effects: trace event, audit entry; result and day stay in the trace.
    """
    if not reason.strip():
        raise ClosingRefused("Bitte sagen Sie in einem Satz, warum der Fall wieder geöffnet wird.")
    with transaction.atomic():
        if case.state != CaseState.CLOSED:
            raise ClosingRefused("Der Fall ist schon offen.")
        case.state, case.result, case.closed_on = CaseState.OPEN, "", None
        save_revision(case, expected=revision, fields=["state", "result", "closed_on"])
        CaseEvent.objects.create(case=case, kind=EventKind.REOPENED, at=at, by=by, reason=reason)
        trail.record("cases.reopened", by=by, at=at, subject=case, scope=case)


def open_runs_of(case: Case) -> list[Run]:
    return list(Run.objects.filter(case_run__case=case, state=RunState.RUNNING))
