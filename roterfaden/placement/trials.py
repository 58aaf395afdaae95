"""Trials at a company (internship, trial employment, work trial M7): agree, correct, evaluate, end."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.deadlines.choices import Outcome
from roterfaden.employers.models import Workplace
from roterfaden.placement.choices import Side, TrialEnd, TrialState
from roterfaden.placement.dues import PlacementRefused, close, due_at, subject_of
from roterfaden.placement.models import Evaluation, Trial
from roterfaden.placement.terms import placement_terms

actions.register("placement.trial_agreed", "Erprobung vereinbart")
actions.register("placement.trial_corrected", "Angaben zu einer Erprobung geändert")
actions.register("placement.trial_evaluated", "Erprobung ausgewertet")
actions.register("placement.trial_ended", "Erprobung beendet")
TRIAL_FIELDS = ("kind", "starts_on", "ends_on", "hours", "contact", "goals", "terms", "agreed_on")
MOST_HOURS = 60


def agree_trial(
    *, case: Case, workplace: Workplace, facts: Mapping[str, Any], by: User, at: datetime
) -> Trial:
    """Agree on a trial at a workplace (keys of facts: TRIAL_FIELDS).

    Refuses: a closed case, a workplace of another service, no goal, a last day before the first, longer than this kind
    usually lasts, a contact of another company. Safe to repeat: one trial per workplace and first day. Effects: texts
    sealed, a deadline for the evaluation, an audit entry.
    """
    trial = Trial(case=case, workplace=workplace, made_by=by, made_at=at, **_picked(facts))
    _check(trial, at)
    with transaction.atomic():
        require_open(case)
        known = Trial.objects.filter(case=case, workplace=workplace, starts_on=trial.starts_on)
        if found := known.exclude(state=TrialState.CANCELLED).first():
            return found
        trial.deadline = _due(trial, by=by, at=at)
        trial.save()
        _tell("placement.trial_agreed", trial, by=by, at=at, kind=trial.kind)
    return trial


def correct_trial(*, trial: Trial, facts: Mapping[str, Any], revision: int, by: User, at: datetime) -> None:
    """Write `facts` over a trial that still has `revision`; refuses as `agree_trial`, and one that is over.

    Effects: the deadline of the evaluation moves with the last day.
    """
    picked = _picked(facts)
    changed = [name for name, value in picked.items() if getattr(trial, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(trial, name, picked[name])
    _check(trial, at)
    with transaction.atomic():
        require_open(trial.case)
        _require_running(trial)
        trial.deadline = _due(trial, by=by, at=at)
        save_revision(trial, expected=revision, fields=[*changed, "deadline"])
        _tell("placement.trial_corrected", trial, by=by, at=at, fields=changed)


def evaluate_trial(
    *,
    trial: Trial,
    side: Side,
    told_on: date,
    told_by: str,
    answers: Mapping[str, str],
    note: str,
    by: User,
    at: datetime,
) -> Evaluation:
    """Keep how one side saw the trial; earlier evaluations stay.

    Refuses: a closed case, a trial that was cancelled, a day to come or before its beginning, unknown questions or
    marks, nothing said at all. Safe to repeat: the same words of the same side on the same day are one.
    """
    table = placement_terms()
    said = {key: mark for key, mark in answers.items() if mark}
    if set(said) - set(table.questions) or set(said.values()) - set(table.marks):
        raise PlacementRefused("Diese Frage oder diese Antwort gibt es nicht.")
    if not said and not note.strip():
        raise PlacementRefused("Bitte beantworten Sie eine Frage oder schreiben Sie, wie es war.", "note")
    if not trial.starts_on <= told_on <= local_day(at):
        raise PlacementRefused("Dieser Tag liegt vor der Erprobung oder in der Zukunft.", "told_on")
    with transaction.atomic():
        require_open(trial.case)
        if trial.state == TrialState.CANCELLED:
            raise PlacementRefused("Diese Erprobung wurde abgesagt.")
        told = Evaluation.objects.filter(trial=trial, side=side, told_on=told_on)
        for known in told.select_related("trial__case__data_key"):
            if known.answers == said and known.note == note:
                return known
        made = Evaluation.objects.create(
            trial=trial, side=side, told_on=told_on, told_by=told_by, answers=said, note=note,
            recorded_by=by, recorded_at=at,
        )  # fmt: skip
        _tell("placement.trial_evaluated", trial, by=by, at=at, side=str(side))
    return made


def end_trial(
    *, trial: Trial, end: TrialEnd, ended_on: date, note: str, revision: int, by: User, at: datetime
) -> None:
    """Say what came of a trial that still has `revision`.

    Refuses: a closed case, one that is over, a day before its beginning or to come, an end that needs a reason without
    one. Effects: the deadline of the evaluation is done, an audit entry.
    """
    if not trial.starts_on <= ended_on <= local_day(at):
        raise PlacementRefused("Dieser Tag liegt vor der Erprobung oder in der Zukunft.", "ended_on")
    if end in (TrialEnd.UNFIT, TrialEnd.LEFT, TrialEnd.STOPPED) and not note.strip():
        raise PlacementRefused("Bitte sagen Sie in einem Satz, warum.", "note")
    _end(trial, TrialState.ENDED, end, ended_on, note, revision, by=by, at=at)


def cancel_trial(*, trial: Trial, note: str, revision: int, by: User, at: datetime) -> None:
    """Call a trial off before it began. Refuses without a reason, and one that has begun."""
    if local_day(at) > trial.starts_on:
        raise PlacementRefused("Diese Erprobung hat schon begonnen. Bitte beenden Sie sie.")
    if not note.strip():
        raise PlacementRefused("Bitte sagen Sie in einem Satz, warum.", "note")
    _end(trial, TrialState.CANCELLED, "", local_day(at), note, revision, by=by, at=at)


def _end(
    trial: Trial,
    state: TrialState,
    end: str,
    ended_on: date,
    note: str,
    revision: int,
    *,
    by: User,
    at: datetime,
) -> None:
    with transaction.atomic():
        require_open(trial.case)
        _require_running(trial)
        trial.state, trial.end, trial.ended_on, trial.end_note = state, end, ended_on, note.strip()
        save_revision(trial, expected=revision, fields=["state", "end", "ended_on", "end_note"])
        outcome = Outcome.DONE if state == TrialState.ENDED else Outcome.DROPPED
        close(trial.deadline, outcome=outcome, result=str(TrialState(state).label), by=by, at=at)
        _tell("placement.trial_ended", trial, by=by, at=at, end=str(end or state))


def _picked(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in TRIAL_FIELDS if name in facts}


def _check(trial: Trial, at: datetime) -> None:
    kind = placement_terms().trial_kinds.get(trial.kind)
    if kind is None:
        raise PlacementRefused("Bitte wählen Sie, was für eine Erprobung es ist.", "kind")
    if trial.workplace.employer.organisation_id != trial.case.service_id:
        raise PlacementRefused("Dieser Arbeitsplatz steht nicht im Verzeichnis des Dienstes.", "workplace")
    if not trial.goals.strip():
        raise PlacementRefused("Was soll die Erprobung zeigen? Bitte nennen Sie ein Ziel.", "goals")
    if trial.ends_on < trial.starts_on:
        raise PlacementRefused("Der letzte Tag liegt vor dem ersten.", "ends_on")
    if (trial.ends_on - trial.starts_on).days > kind.weeks * 7:
        raise PlacementRefused(f"{kind.title}: höchstens {kind.weeks} Wochen.", "ends_on")
    if not 1 <= trial.hours <= MOST_HOURS:
        raise PlacementRefused(f"Wochenstunden: von 1 bis {MOST_HOURS}.", "hours")
    if trial.contact is not None and trial.contact.employer_id != trial.workplace.employer_id:
        raise PlacementRefused("Diese Ansprechperson gehört zu einem anderen Betrieb.", "contact")
    if trial.agreed_on is not None and trial.agreed_on > local_day(at):
        raise PlacementRefused("Dieser Tag liegt noch in der Zukunft.", "agreed_on")


def _require_running(trial: Trial) -> None:
    if Trial.objects.select_for_update().get(pk=trial.pk).state != TrialState.AGREED:
        raise PlacementRefused("Diese Erprobung ist schon beendet.")


def _due(trial: Trial, *, by: User, at: datetime) -> Any:
    subject = subject_of(trial.workplace)
    return due_at(
        kind="trial_end",
        day=trial.ends_on,
        known=trial.deadline,
        case=trial.case,
        subject=subject,
        by=by,
        at=at,
    )


def _tell(action: str, trial: Trial, *, by: User, at: datetime, **details: Any) -> None:
    case = trial.case
    trail.record(action, by=by, at=at, subject=trial, scope=case, organisation=case.service, details=details)
