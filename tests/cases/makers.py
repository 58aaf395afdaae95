"""Cases in the states that several tests need."""

from roterfaden.accounts.models import User
from roterfaden.cases import closing, steps
from roterfaden.cases.choices import CaseResult
from roterfaden.cases.models import Case
from roterfaden.process.choices import ReasonCategory
from roterfaden.process.deviations import Reason, leave
from tests.fixtures import AT, TODAY, run_of


def at_rest(case: Case, *, by: User) -> Case:
    """The case with its thread left, still open."""
    run = run_of(case)
    steps.deviate(
        case=case,
        seen=steps.Seen(run, run.moves),
        deviation=leave,
        reason=Reason(ReasonCategory.HEALTH, "Lange Kur."),
        by=by,
        at=AT,
    )
    return case


def closed(case: Case, *, by: User) -> Case:
    """The case, its thread left, closed with a result."""
    at_rest(case, by=by)
    closing.close_case(
        case=case,
        result=CaseResult.ADVISED,
        reason="Erledigt.",
        closed_on=TODAY,
        revision=case.revision,
        by=by,
        at=AT,
    )
    return case
