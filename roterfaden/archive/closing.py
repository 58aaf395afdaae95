"""Close a case after looking at what is open in it: nothing traps, everything open needs one sentence."""

from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.archive.completeness import Gap, counted, gaps_of
from roterfaden.archive.models import ClosingCheck
from roterfaden.cases import closing, steps
from roterfaden.cases.choices import CaseResult
from roterfaden.cases.closing import ClosingRefused, open_runs_of
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.process import deviations
from roterfaden.process.choices import ReasonCategory
from roterfaden.process.deviations import Reason

__all__ = ["ClosingRefused", "GapsUnexplained", "close_checked"]


class GapsUnexplained(ClosingRefused):
    """Something is open and nobody has said why the case is closed all the same; `gaps` names it."""

    def __init__(self, gaps: list[Gap]) -> None:
        self.gaps = gaps
        super().__init__(
            "Es ist noch etwas offen. Bitte sagen Sie in einem Satz, warum trotzdem abgeschlossen wird."
        )


def close_checked(
    *,
    case: Case,
    result: CaseResult,
    code: str,
    reason: str,
    gaps_reason: str,
    closed_on: date,
    health: bool,
    revision: int,
    by: User,
    at: datetime,
) -> ClosingCheck:
    """Close `case` as `cases.closing.close_case` does, with a record of what was open and why that was left.

    Refuses what that refuses, except a running thread, and with GapsUnexplained something open without `gaps_reason`.
    Effects: threads that still run are left with that reason; what was open is kept as numbers, the reason sealed.
    """
    with transaction.atomic():
        require_open(case)
        gaps = gaps_of(case, health=health, on=closed_on)
        if gaps and not gaps_reason.strip():
            raise GapsUnexplained(gaps)
        for run in sorted(open_runs_of(case), key=lambda run: -run.pk):
            steps.deviate(
                case=case,
                seen=steps.Seen(run, run.moves),
                deviation=deviations.leave,
                reason=Reason(ReasonCategory.OTHER, gaps_reason),
                by=by,
                at=at,
            )
        check = ClosingCheck.objects.create(
            case=case, gaps=counted(gaps), reason=gaps_reason if gaps else "", at=at, by=by
        )
        closing.close_case(
            case=case,
            result=result,
            code=code,
            reason=reason,
            closed_on=closed_on,
            revision=revision,
            by=by,
            at=at,
        )
    return check
