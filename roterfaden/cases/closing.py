"""Close a case with result and reason; correct the result; reopen it with a reason."""

from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import CaseResult, CaseState, EventKind
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case, CaseEvent
from roterfaden.cases.result_codes import is_offered, result_code
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.process.choices import RunState
from roterfaden.process.models import Run

actions.register("cases.closed", "Fall abgeschlossen")
actions.register("cases.reopened", "Fall wieder eröffnet")
actions.register("cases.result_corrected", "Ergebnis eines abgeschlossenen Falls berichtigt")


class ClosingRefused(ValueError):
    """The case cannot be closed or reopened like this; the message says why."""


def close_case(
    *,
    case: Case,
    result: CaseResult,
    reason: str,
    closed_on: date,
    revision: int,
    by: User,
    at: datetime,
    code: str = "",
) -> None:
    """Close `case`, if it still has `revision`. `code` is a finer result of the catalogue that counts as `result`.

    Refuses: a closed case, a running thread (end or leave it first: what is open would be forgotten), a closing day
    before the opening or after today, a missing reason, a code that does not hold here on that day or counts as
    something else. Effects: trace event with result and reason, audit entry.
    """
    if not reason.strip():
        raise ClosingRefused("Bitte sagen Sie in einem Satz, wie es zu diesem Ergebnis kam.")
    if closed_on < case.opened_on:
        raise ClosingRefused("Der Abschluss liegt vor der Eröffnung des Falls.")
    if closed_on > local_day(at):
        raise ClosingRefused("Der Abschluss liegt in der Zukunft.")
    _check_code(case, code, result, on=closed_on)
    with transaction.atomic():
        require_open(case)
        if open_runs_of(case):
            raise ClosingRefused(
                "Der Faden läuft noch. Gehen Sie ihn zu Ende oder verlassen Sie ihn mit einem Grund."
            )
        case.state, case.result, case.closed_on = CaseState.CLOSED, result, closed_on
        case.result_code = code
        save_revision(case, expected=revision, fields=["state", "result", "closed_on", "result_code"])
        CaseEvent.objects.create(
            case=case,
            kind=EventKind.CLOSED,
            at=at,
            day=closed_on,
            by=by,
            result=result,
            result_code=code,
            reason=reason,
        )
        details = {"result": str(result), "code": code}
        trail.record("cases.closed", by=by, at=at, subject=case, scope=case, details=details)


def correct_result(
    *,
    case: Case,
    result: CaseResult,
    code: str,
    reason: str,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Put another result in the place of the one under which `case` was closed, if it still has `revision`.

    Refuses: an open case, a missing reason, a code that did not hold on the closing day or counts as something else.
    Nothing happens where nothing changes. Effects: trace event with the new result, audit entry; the old one stays in
    the trace.
    """
    if not reason.strip():
        raise ClosingRefused("Bitte sagen Sie in einem Satz, warum das Ergebnis berichtigt wird.")
    if case.closed_on is None:
        raise ClosingRefused("Der Fall ist offen. Das Ergebnis wird beim Abschluss gewählt.")
    _check_code(case, code, result, on=case.closed_on)
    if (case.result, case.result_code) == (result, code):
        return
    with transaction.atomic():
        before = case.result_code or case.result
        case.result, case.result_code = result, code
        save_revision(case, expected=revision, fields=["result", "result_code"])
        kind = EventKind.RESULT_CORRECTED
        CaseEvent.objects.create(
            case=case,
            kind=kind,
            at=at,
            day=case.closed_on,
            by=by,
            result=result,
            result_code=code,
            reason=reason,
        )
        details = {"from": before, "to": code or str(result)}
        trail.record("cases.result_corrected", by=by, at=at, subject=case, scope=case, details=details)


def reopen_case(*, case: Case, reason: str, revision: int, by: User, at: datetime) -> None:
    """Open a closed case again, if it still has `revision`; one from the archive leaves it. Its runs stay as they
    ended; resume one or start another.

    Refuses an open case, a destroyed or restricted one, and a missing reason. Effects: trace event, audit entry; result
    and day stay in the trace.
    """
    if not reason.strip():
        raise ClosingRefused("Bitte sagen Sie in einem Satz, warum der Fall wieder geöffnet wird.")
    with transaction.atomic():
        if case.state != CaseState.CLOSED:
            raise ClosingRefused("Der Fall ist schon offen.")
        if case.destroyed_at is not None or case.restricted_at is not None:
            raise ClosingRefused(
                "Dieser Fall lässt sich so nicht öffnen: Seine Verarbeitung ist eingeschränkt."
            )
        case.state, case.result, case.closed_on = CaseState.OPEN, "", None
        case.result_code, case.archived_on, case.keep_until = "", None, None
        emptied = ["state", "result", "closed_on", "result_code", "archived_on", "keep_until"]
        save_revision(case, expected=revision, fields=emptied)
        CaseEvent.objects.create(
            case=case, kind=EventKind.REOPENED, at=at, day=local_day(at), by=by, reason=reason
        )
        trail.record("cases.reopened", by=by, at=at, subject=case, scope=case)


def _check_code(case: Case, code: str, result: CaseResult, *, on: date) -> None:
    if not code:
        return
    known = result_code(code)
    if known is None or not is_offered(known, case.service.region, on=on):
        raise ClosingRefused("Dieses Ergebnis steht hier an diesem Tag nicht zur Wahl.")
    if known.counts_as != result:
        raise ClosingRefused("Dieser Code zählt in der Statistik als ein anderes Ergebnis.")


def open_runs_of(case: Case) -> list[Run]:
    return list(Run.objects.filter(case_run__case=case, state=RunState.RUNNING))
