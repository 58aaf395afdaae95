"""Who manages the case, and how far each item of the plan is; what has a day stands on the worklist."""

from datetime import date, datetime, timedelta

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.cooperation.choices import ENDED_STEPS, PartyKind, PlanSection, StepState, TurnKind
from roterfaden.cooperation.models import Cooperation, Party, PlanStep, PlanVersion, StepChange, Turn
from roterfaden.cooperation.queries import procedure_of, title_of
from roterfaden.cooperation.refusals import CooperationRefused, require_accepted
from roterfaden.deadlines.case_deadlines import OnDay, finish_deadline, set_deadline
from roterfaden.deadlines.choices import Outcome
from roterfaden.deadlines.models import CaseDeadline

actions.register("cooperation.managed", "Fallführung übernommen")
actions.register("cooperation.step_changed", "Stand eines Schritts im Plan geändert")

SHORT = 300


def take_management(*, cooperation: Cooperation, party: Party, revision: int, by: User, at: datetime) -> None:
    """From today on the person of `party` manages the case and is the one to turn to.

    Refuses: a cooperation that is not accepted, the person themself, a party that left; with Conflict when somebody
    else was first. Effects: a turn, the first deadline to inform all involved.
    """
    if party.kind == PartyKind.CLIENT or party.left_on is not None:
        raise CooperationRefused("Die Fallführung übernimmt eine Fachperson aus dem Kreis.")
    if party.cooperation_id != cooperation.pk:
        raise CooperationRefused("Diese Stelle gehört nicht zu dieser Runde.")
    with transaction.atomic():
        require_accepted(cooperation)
        if cooperation.manager_id == party.pk:
            return
        cooperation.manager, cooperation.managed_since = party, local_day(at)
        save_revision(cooperation, expected=revision, fields=["manager", "managed_since"])
        Turn.objects.create(
            cooperation=cooperation, kind=TurnKind.MANAGEMENT, text=title_of(party), at=at, by=by
        )
        if cooperation.inform_by_id is None:
            set_next_information(cooperation=cooperation, by=by, at=at)
        trail.record("cooperation.managed", by=by, at=at, subject=party, scope=cooperation.case)


def set_next_information(*, cooperation: Cooperation, by: User, at: datetime) -> None:
    """Close the deadline to inform all involved, if one is open, and set the next one."""
    with transaction.atomic():
        _close(cooperation.inform_by, Outcome.DONE, "Alle Beteiligten informiert.", by=by, at=at)
        every = procedure_of(cooperation).inform_every_days
        own = set_deadline(
            case=cooperation.case,
            how=OnDay(local_day(at) + timedelta(days=every)),
            subject="Alle Beteiligten über den Stand informieren",
            by=by,
            at=at,
        )
        cooperation.inform_by = own
        Cooperation.objects.filter(pk=cooperation.pk).update(inform_by=own)


def follow_plan(*, version: PlanVersion, by: User, at: datetime) -> None:
    """Follow the items of a new version: new ones begin open, moved ones get a new day, gone ones are dropped.

    Called by `planning.issue` within its transaction.
    """
    cooperation = version.cooperation
    known = {step.key: step for step in cooperation.steps.select_related("deadline__deadline")}
    with transaction.atomic():
        for entry in version.content[PlanSection.ITEMS]:
            due_on = date.fromisoformat(entry["due_on"])
            step = known.pop(entry["key"], None)
            if step is None:
                step = PlanStep(cooperation=cooperation, key=entry["key"], due_on=due_on)
                step.deadline = _deadline(cooperation, entry["text"], due_on, by=by, at=at)
                step.save()
            elif step.due_on != due_on and step.state not in ENDED_STEPS:
                step.cooperation = cooperation
                _move(step, entry["text"], due_on, by=by, at=at)
        for step in known.values():
            step.cooperation = cooperation
            if step.state not in ENDED_STEPS:
                _drop(step, version.number, by=by, at=at)


def _deadline(cooperation: Cooperation, text: str, due_on: date, *, by: User, at: datetime) -> CaseDeadline:
    word = procedure_of(cooperation).terms["plan"]
    subject = f"{word}: {text[:SHORT]}"
    return set_deadline(case=cooperation.case, how=OnDay(due_on), subject=subject, by=by, at=at)


def _move(step: PlanStep, text: str, due_on: date, *, by: User, at: datetime) -> None:
    _close(step.deadline, Outcome.DROPPED, "Neuer Tag in der nächsten Fassung.", by=by, at=at)
    step.due_on = due_on
    step.deadline = _deadline(step.cooperation, text, due_on, by=by, at=at)
    save_revision(step, expected=step.revision, fields=["due_on", "deadline"])


def _drop(step: PlanStep, number: int, *, by: User, at: datetime) -> None:
    note = f"Steht nicht mehr in Fassung {number}."
    _close(step.deadline, Outcome.DROPPED, note, by=by, at=at)
    step.state = StepState.DROPPED
    save_revision(step, expected=step.revision, fields=["state"])
    StepChange.objects.create(step=step, state=StepState.DROPPED, note=note, at=at, by=by)


def set_step(*, step: PlanStep, state: StepState, note: str, revision: int, by: User, at: datetime) -> None:
    """Say how far an item is. The plan itself does not change, so nobody is asked to sign again.

    Refuses: a cooperation that is over, dropping without a sentence; with Conflict when somebody else was first.
    Effects: a line of its history, its deadline closed or opened again.
    """
    if state == StepState.DROPPED and not note.strip():
        raise CooperationRefused("Warum entfällt der Schritt? Ein Satz genügt.")
    with transaction.atomic():
        require_accepted(step.cooperation)
        was_over = step.state in ENDED_STEPS
        step.state = state
        fields = ["state"]
        if state in ENDED_STEPS and not was_over:
            outcome = Outcome.DONE if state == StepState.DONE else Outcome.DROPPED
            _close(step.deadline, outcome, note.strip() or str(state.label), by=by, at=at)
        elif was_over and state not in ENDED_STEPS and step.due_on is not None:
            text = text_of(step)
            step.deadline = _deadline(step.cooperation, text, step.due_on, by=by, at=at)
            fields.append("deadline")
        save_revision(step, expected=revision, fields=fields)
        StepChange.objects.create(step=step, state=state, note=note.strip(), at=at, by=by)
        trail.record(
            "cooperation.step_changed",
            by=by,
            at=at,
            subject=step,
            scope=step.cooperation.case,
            details={"state": str(state)},
        )


def text_of(step: PlanStep) -> str:
    """The newest wording of the item."""
    for version in step.cooperation.versions.all():
        version.cooperation = step.cooperation
        for entry in version.content[PlanSection.ITEMS]:
            if entry["key"] == step.key:
                return str(entry["text"])
    return ""


def _close(own: CaseDeadline | None, outcome: Outcome, result: str, *, by: User, at: datetime) -> None:
    """Close a deadline that is still open; one that somebody closed by hand stays as it is."""
    if own is None:
        return
    row = CaseDeadline.objects.select_related("deadline", "case").get(pk=own.pk)
    if row.outcome == Outcome.OPEN:
        finish_deadline(own=row, outcome=outcome, result=result, revision=row.deadline.revision, by=by, at=at)


def close_own_deadlines(*, cooperation: Cooperation, by: User, at: datetime) -> None:
    """Nobody is to be informed any more: called by `ending.end` within its transaction."""
    _close(cooperation.inform_by, Outcome.DROPPED, "Die Zusammenarbeit ist beendet.", by=by, at=at)
