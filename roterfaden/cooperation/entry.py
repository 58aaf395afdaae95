"""Begin a cooperation: the entry check with its explained rules (ZESO 1/2009; §§ 19, 20 SGB IX)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.cooperation.choices import CriterionAnswer, PartyKind
from roterfaden.cooperation.entry_records import EntryCheck
from roterfaden.cooperation.models import Cooperation, Party
from roterfaden.cooperation.procedures import MUST, ONE_OF, Criterion, Procedure, procedure_for
from roterfaden.cooperation.queries import procedure_of
from roterfaden.cooperation.refusals import OVER, CooperationRefused, require_running

actions.register("cooperation.begun", "Zusammenarbeit begonnen")
actions.register("cooperation.checked", "Voraussetzungen der Zusammenarbeit geprüft")


@dataclass(frozen=True)
class Line:
    """One criterion with its answer, and whether it lets the person in. `holds` is None where it is open."""

    criterion: Criterion
    answer: CriterionAnswer
    holds: bool | None


@dataclass(frozen=True)
class Verdict:
    """What follows from the answers, with a sentence that says why."""

    met: bool
    lines: tuple[Line, ...]
    why: str


def judge(procedure: Procedure, answers: Mapping[str, str]) -> Verdict:
    """Apply the rules: every `must` is yes, and of the `one_of` at least one. Pure. What is not answered is open."""
    lines = tuple(_line(one, answers) for one in procedure.criteria)
    musts = [line for line in lines if line.criterion.rule == MUST]
    choices = [line for line in lines if line.criterion.rule == ONE_OF]
    broken = [line for line in musts if line.holds is False]
    still_open = [line for line in musts if line.holds is None]
    reached = not choices or any(line.holds for line in choices)
    if broken:
        return Verdict(met=False, lines=lines, why=f"Dagegen spricht: {_questions(broken)}")
    if still_open:
        return Verdict(met=False, lines=lines, why=f"Noch zu klären: {_questions(still_open)}")
    if not reached:
        return Verdict(met=False, lines=lines, why=f"Davon müsste eines zutreffen: {_questions(choices)}")
    return Verdict(met=True, lines=lines, why="Alle Voraussetzungen sind erfüllt.")


def _line(criterion: Criterion, answers: Mapping[str, str]) -> Line:
    answer = CriterionAnswer(answers.get(criterion.id) or CriterionAnswer.UNKNOWN)
    return Line(
        criterion, answer, None if answer == CriterionAnswer.UNKNOWN else answer == CriterionAnswer.YES
    )


def _questions(lines: list[Line]) -> str:
    return " ".join(line.criterion.question for line in lines)


def begin(*, case: Case, answers: Mapping[str, str], reason: str, by: User, at: datetime) -> Cooperation:
    """Begin a cooperation in `case` with its first entry check; the person is its first party.

    Refuses: a closed case, a region without a procedure, a cooperation that still runs, and answers that speak against
    it unless `reason` says why it goes on all the same. Effects: audit entries.
    """
    procedure = procedure_for(case.service.region, on=local_day(at))
    if procedure is None:
        raise CooperationRefused("Für diese Region ist noch kein gemeinsames Verfahren hinterlegt.")
    verdict = _judged(procedure, answers, reason)
    with transaction.atomic():
        require_open(case)
        Case.objects.select_for_update().get(pk=case.pk)
        if Cooperation.objects.filter(case=case).exclude(state__in=OVER).exists():
            raise CooperationRefused("In diesem Fall läuft schon eine Zusammenarbeit.")
        made = Cooperation.objects.create(
            case=case, procedure=f"{procedure.id}@{procedure.version}", opened_on=local_day(at)
        )
        Party.objects.create(
            cooperation=made, kind=PartyKind.CLIENT, name=str(case.person), email=case.person.email
        )
        _keep(made, verdict, reason, by=by, at=at)
        trail.record(
            "cooperation.begun",
            by=by,
            at=at,
            subject=made,
            scope=case,
            organisation=case.service,
            details={"procedure": made.procedure},
        )
    return made


def check_again(
    *, cooperation: Cooperation, answers: Mapping[str, str], reason: str, by: User, at: datetime
) -> EntryCheck:
    """A further check, because something became clear; the earlier ones stay. Refuses as `begin` does."""
    verdict = _judged(procedure_of(cooperation), answers, reason)
    with transaction.atomic():
        require_running(cooperation)
        return _keep(cooperation, verdict, reason, by=by, at=at)


def _judged(procedure: Procedure, answers: Mapping[str, str], reason: str) -> Verdict:
    verdict = judge(procedure, answers)
    if not verdict.met and not reason.strip():
        raise CooperationRefused(
            f"{verdict.why} Soll es trotzdem weitergehen, sagen Sie bitte in einem Satz, warum."
        )
    return verdict


def _keep(
    cooperation: Cooperation,
    verdict: Verdict,
    reason: str,
    *,
    by: User,
    at: datetime,
) -> EntryCheck:
    kept = EntryCheck.objects.create(
        cooperation=cooperation,
        answers={line.criterion.id: str(line.answer) for line in verdict.lines},
        met=verdict.met,
        reason=reason.strip(),
        checked_at=at,
        checked_by=by,
    )
    trail.record(
        "cooperation.checked",
        by=by,
        at=at,
        subject=kept,
        scope=cooperation.case,
        details={"met": verdict.met},
    )
    return kept
