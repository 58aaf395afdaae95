"""Actions of a consultation: planned by the checklist, carried out, documented, with participants and feedback."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.models import Record
from roterfaden.common.revisions import save_revision
from roterfaden.employers.choices import Task
from roterfaden.employers.models import EmployerContact
from roterfaden.placement.choices import ProjectState
from roterfaden.placement.consulting import OVER
from roterfaden.placement.dues import PlacementRefused
from roterfaden.placement.matrix import matrix
from roterfaden.placement.models import ConsultingAction, ConsultingProject, Feedback, Participant

actions.register("placement.action_planned", "Maßnahme der Betriebsberatung geplant")
actions.register("placement.action_written", "Maßnahme der Betriebsberatung dokumentiert")
actions.register("placement.participant_added", "Teilnehmende einer Maßnahme festgehalten")
actions.register("placement.feedback_kept", "Rückmeldung zu einer Maßnahme festgehalten")

ACTION_FIELDS = ("action", "field", "planned_on", "place", "checklist")
SHEET_FIELDS = ("held_on", "minutes", "sheet")
MOST_PEOPLE, MOST_MINUTES, TEXT_LENGTH = 5000, 10_000, 2000


def plan_action(
    *, project: ConsultingProject, facts: Mapping[str, Any], by: User, at: datetime
) -> ConsultingAction:
    """Plan an action (keys: ACTION_FIELDS).

    Refuses: a consultation that is over, an unknown kind, a field in which this kind is not at home, unknown items
    of the checklist. Safe to repeat: one action per kind and day.
    """
    made = ConsultingAction(project=project, made_by=by, made_at=at, **_picked(facts, ACTION_FIELDS))
    _check(made, at)
    with transaction.atomic():
        _require_open(project)
        known = project.actions.filter(action=made.action, planned_on=made.planned_on).first()
        if known is not None:
            return known
        made.save()
        _tell("placement.action_planned", made, by=by, at=at, kind=made.action)
    return made


def write_action(
    *, action: ConsultingAction, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Write plan and sheet (keys: ACTION_FIELDS, SHEET_FIELDS) over an action that still has `revision`.

    Refuses as `plan_action`; also to have carried out what the office has not released, a day to come, a sheet without
    a day.
    """
    picked = _picked(facts, (*ACTION_FIELDS, *SHEET_FIELDS))
    with transaction.atomic():
        _require_open(action.project)
        for name, value in picked.items():
            setattr(action, name, value)
        _check(action, at)
        save_revision(action, expected=revision, fields=list(picked))
        _tell("placement.action_written", action, by=by, at=at, held=action.held_on is not None)


def add_participant(
    *,
    action: ConsultingAction,
    contact: EmployerContact | None,
    task: str,
    words: str,
    number: int,
    by: User,
    at: datetime,
) -> Participant:
    """Keep who took part: a contact of the company, or how many people of which function.

    Refuses a contact of another company, none or far too many people. Safe to repeat for a contact.
    """
    if contact is not None and contact.employer_id != action.project.employer_id:
        raise PlacementRefused("Diese Ansprechperson gehört zu einem anderen Betrieb.", "contact")
    if not 1 <= number <= MOST_PEOPLE:
        raise PlacementRefused(f"Wie viele? Von 1 bis {MOST_PEOPLE}.", "number")
    if contact is not None:
        task, words, number = contact.task, "", 1
    with transaction.atomic():
        _require_open(action.project)
        if contact is not None and (known := action.participants.filter(contact=contact).first()):
            return known
        made = Participant.objects.create(
            action=action, contact=contact, task=task, words=words.strip(), number=number
        )
        _tell("placement.participant_added", action, by=by, at=at)
    return made


def keep_feedback(
    *,
    action: ConsultingAction,
    task: str,
    given_on: date,
    answers: Mapping[str, str],
    note: str,
    by: User,
    at: datetime,
) -> Feedback:
    """Keep what somebody of the company said of an action that was carried out.

    Refuses: an action that was not, unknown questions or marks, nothing said, a day to come or before the action.
    """
    table, said = matrix(), {key: mark for key, mark in answers.items() if mark}
    if set(said) - set(table.feedback) or set(said.values()) - set(table.marks) or task not in Task.values:
        raise PlacementRefused("Diese Frage oder diese Antwort gibt es nicht.")
    if not said and not note.strip():
        raise PlacementRefused(
            "Bitte beantworten Sie eine Frage oder schreiben Sie, was gesagt wurde.", "note"
        )
    if action.held_on is None:
        raise PlacementRefused("Diese Maßnahme ist noch nicht durchgeführt.")
    if not action.held_on <= given_on <= local_day(at):
        raise PlacementRefused("Dieser Tag liegt vor der Maßnahme oder in der Zukunft.", "given_on")
    with transaction.atomic():
        known = action.feedback.filter(task=task, given_on=given_on, answers=said, note=note).first()
        if known is not None:
            return known
        made = Feedback.objects.create(
            action=action,
            task=task,
            given_on=given_on,
            answers=said,
            note=note,
            recorded_by=by,
            recorded_at=at,
        )
        _tell("placement.feedback_kept", action, by=by, at=at)
    return made


def _picked(facts: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: facts[name] for name in names if name in facts}


def _require_open(project: ConsultingProject) -> None:
    if ConsultingProject.objects.select_for_update().get(pk=project.pk).state in OVER:
        raise PlacementRefused("Diese Beratung ist abgeschlossen.")


def _check(action: ConsultingAction, at: datetime) -> None:
    table = matrix()
    kind = table.actions.get(action.action)
    if kind is None:
        raise PlacementRefused("Bitte wählen Sie eine der 14 Maßnahmen.", "action")
    if action.field not in (kind.fields or table.fields):
        raise PlacementRefused("Bitte wählen Sie das Feld, in dem die Maßnahme liegt.", "field")
    for texts, known in ((action.checklist, table.checklist), (action.sheet, table.sheet)):
        if set(texts) - set(known) or any(len(text) > TEXT_LENGTH for text in texts.values()):
            raise PlacementRefused("Dieses Feld gibt es nicht, oder sein Text ist zu lang.")
    if action.minutes is not None and action.minutes > MOST_MINUTES:
        raise PlacementRefused(f"Höchstens {MOST_MINUTES} Minuten.", "minutes")
    if action.held_on is None:
        if any(action.sheet.values()):
            raise PlacementRefused("An welchem Tag wurde die Maßnahme durchgeführt?", "held_on")
        return
    if action.held_on > local_day(at):
        raise PlacementRefused("Dieser Tag liegt noch in der Zukunft.", "held_on")
    if action.project.state not in (ProjectState.RELEASED, *OVER):
        raise PlacementRefused("Das Inklusionsamt hat diese Beratung noch nicht freigegeben.", "held_on")


def _tell(action: str, row: Record, *, by: User, at: datetime, **details: Any) -> None:
    assert isinstance(row, ConsultingAction)
    service = row.project.employer.organisation
    trail.record(action, by=by, at=at, subject=row, scope=row.project, organisation=service, details=details)
