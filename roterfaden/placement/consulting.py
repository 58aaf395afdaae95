"""Framework agreement and consultations: from the draft over the release of the office to the end (KASSYS B1)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.models import Record
from roterfaden.common.revisions import save_revision
from roterfaden.employers.models import Employer
from roterfaden.placement.choices import FrameworkState, ProjectState
from roterfaden.placement.dues import PlacementRefused
from roterfaden.placement.matrix import matrix
from roterfaden.placement.models import ConsultingProject, FrameworkAgreement

actions.register("placement.framework_written", "Rahmenvereinbarung der Betriebsberatung geschrieben")
actions.register("placement.framework_submitted", "Rahmenvereinbarung dem Inklusionsamt vorgelegt")
actions.register("placement.framework_decided", "Entscheidung des Inklusionsamts über die Rahmenvereinbarung")
actions.register("placement.consulting_begun", "Betriebsberatung begonnen")
actions.register("placement.consulting_changed", "Betriebsberatung geändert")
actions.register("placement.consulting_submitted", "Betriebsberatung zur Freigabe vorgelegt")
actions.register("placement.consulting_decided", "Entscheidung über die Betriebsberatung")
actions.register("placement.consulting_ended", "Betriebsberatung abgeschlossen")

FRAMEWORK_FIELDS = ("year", "focus", "fields", "office")
PROJECT_FIELDS = ("kind", "title", "goal", "framework")
FIRST_YEAR, YEARS_AHEAD = 2000, 2
OVER = (ProjectState.DONE, ProjectState.DROPPED)


def write_framework(
    *, service: Organisation, facts: Mapping[str, Any], by: User, at: datetime
) -> FrameworkAgreement:
    """Draft what the service consults companies about in one year (keys: FRAMEWORK_FIELDS).

    Refuses: no focus, no field, a year far away, a second agreement for the same year.
    """
    made = FrameworkAgreement(service=service, made_by=by, made_at=at, **_picked(facts, FRAMEWORK_FIELDS))
    _check_framework(made, at)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=service.pk)
        if FrameworkAgreement.objects.filter(service=service, year=made.year).exists():
            raise PlacementRefused("Für dieses Jahr gibt es schon eine Rahmenvereinbarung.", "year")
        made.save()
        _tell("placement.framework_written", made, service, by=by, at=at)
    return made


def correct_framework(
    *, framework: FrameworkAgreement, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Write `facts` over an agreement that still has `revision`. Refuses what is submitted or approved."""
    picked = _picked(facts, FRAMEWORK_FIELDS)
    with transaction.atomic():
        _require(framework, FrameworkState.DRAFT, FrameworkState.RETURNED)
        for name, value in picked.items():
            setattr(framework, name, value)
        _check_framework(framework, at)
        others = FrameworkAgreement.objects.filter(service=framework.service_id, year=framework.year)
        if others.exclude(pk=framework.pk).exists():
            raise PlacementRefused("Für dieses Jahr gibt es schon eine Rahmenvereinbarung.", "year")
        save_revision(framework, expected=revision, fields=list(picked))
        _tell("placement.framework_written", framework, framework.service, by=by, at=at)


def submit_framework(*, framework: FrameworkAgreement, revision: int, by: User, at: datetime) -> None:
    """Put an agreement before the office; from now on its text stands. Refuses without an office."""
    with transaction.atomic():
        _require(framework, FrameworkState.DRAFT, FrameworkState.RETURNED)
        if framework.office_id is None:
            raise PlacementRefused("Wem wird sie vorgelegt? Bitte tragen Sie das Amt ein.", "office")
        framework.state = FrameworkState.SUBMITTED
        save_revision(framework, expected=revision, fields=["state"])
        _tell("placement.framework_submitted", framework, framework.service, by=by, at=at)


def decide_framework(
    *,
    framework: FrameworkAgreement,
    approved: bool,
    decided_on: date,
    decided_by: str,
    note: str,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Keep the decision of the office: approved, or returned with a reason. Refuses what was not submitted."""
    _check_decision(approved, decided_on, decided_by, note, at)
    with transaction.atomic():
        _require(framework, FrameworkState.SUBMITTED)
        framework.state = FrameworkState.APPROVED if approved else FrameworkState.RETURNED
        _save_decision(framework, decided_on, decided_by, note, revision)
        _tell("placement.framework_decided", framework, framework.service, by=by, at=at, approved=approved)


def begin_project(
    *, employer: Employer, facts: Mapping[str, Any], by: User, at: datetime
) -> ConsultingProject:
    """Begin a consultation of a company (keys: PROJECT_FIELDS).

    Refuses: no title, no goal, an unknown kind, an agreement that is not approved or of another service. Safe to
    repeat: one open consultation per kind and title.
    """
    made = ConsultingProject(employer=employer, made_by=by, made_at=at, **_picked(facts, PROJECT_FIELDS))
    _check_project(made)
    with transaction.atomic():
        Employer.objects.select_for_update().get(pk=employer.pk)
        known = (
            employer.consultations.filter(kind=made.kind, title=made.title).exclude(state__in=OVER).first()
        )
        if known is not None:
            return known
        if not matrix().needs_release(employer.organisation.region):
            made.state = ProjectState.RELEASED
        made.save()
        _tell("placement.consulting_begun", made, employer.organisation, by=by, at=at, kind=made.kind)
    return made


def correct_project(
    *, project: ConsultingProject, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Write `facts` over a consultation that still has `revision`. Refuses what lies before the office or is over."""
    picked = _picked(facts, PROJECT_FIELDS)
    with transaction.atomic():
        _require(project, ProjectState.CLARIFYING, ProjectState.RETURNED, ProjectState.RELEASED)
        for name, value in picked.items():
            setattr(project, name, value)
        _check_project(project)
        save_revision(project, expected=revision, fields=list(picked))
        _tell("placement.consulting_changed", project, _service(project), by=by, at=at)


def submit_project(*, project: ConsultingProject, revision: int, by: User, at: datetime) -> None:
    """Put a consultation before the office for release. Refuses without a framework, and without a planned action."""
    with transaction.atomic():
        _require(project, ProjectState.CLARIFYING, ProjectState.RETURNED)
        if project.framework_id is None:
            raise PlacementRefused("Zu welcher Rahmenvereinbarung gehört die Beratung?", "framework")
        if not project.actions.exists():
            raise PlacementRefused("Bitte planen Sie zuerst mindestens eine Maßnahme.")
        project.state = ProjectState.SUBMITTED
        save_revision(project, expected=revision, fields=["state"])
        _tell("placement.consulting_submitted", project, _service(project), by=by, at=at)


def decide_project(
    *,
    project: ConsultingProject,
    approved: bool,
    decided_on: date,
    decided_by: str,
    note: str,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Keep the release by the office, or that it was not given and why. Refuses what was not submitted."""
    _check_decision(approved, decided_on, decided_by, note, at)
    with transaction.atomic():
        _require(project, ProjectState.SUBMITTED)
        project.state = ProjectState.RELEASED if approved else ProjectState.RETURNED
        _save_decision(project, decided_on, decided_by, note, revision)
        _tell("placement.consulting_decided", project, _service(project), by=by, at=at, approved=approved)


def reach_milestone(
    *, project: ConsultingProject, milestone: str, day: date | None, revision: int, by: User, at: datetime
) -> None:
    """Say on which day a milestone was reached; None takes it back. Refuses an unknown one and a day to come."""
    if milestone not in matrix().projects[project.kind].milestones:
        raise PlacementRefused("Diesen Meilenstein gibt es nicht.")
    if day is not None and day > local_day(at):
        raise PlacementRefused("Dieser Tag liegt noch in der Zukunft.")
    with transaction.atomic():
        _require(project, *(state for state in ProjectState if state not in OVER))
        reached = {key: value for key, value in project.milestones.items() if key != milestone}
        project.milestones = reached | ({milestone: day.isoformat()} if day else {})
        save_revision(project, expected=revision, fields=["milestones"])
        _tell("placement.consulting_changed", project, _service(project), by=by, at=at, milestone=milestone)


def end_project(
    *, project: ConsultingProject, done: bool, result: str, revision: int, by: User, at: datetime
) -> None:
    """End a consultation: done with what was reached, or dropped with the reason.

    Refuses: no words, an action that was carried out and not documented, one that is over.
    """
    if not result.strip():
        raise PlacementRefused("Bitte schreiben Sie, was erreicht ist oder warum es endet.", "result")
    with transaction.atomic():
        _require(project, *(state for state in ProjectState if state not in OVER))
        if done and any(row.held_on and not row.sheet.get("result") for row in project.actions.all()):
            raise PlacementRefused("Eine Maßnahme ist durchgeführt, aber noch nicht dokumentiert.")
        project.state = ProjectState.DONE if done else ProjectState.DROPPED
        project.result, project.ended_on = result.strip(), local_day(at)
        save_revision(project, expected=revision, fields=["state", "result", "ended_on"])
        _tell("placement.consulting_ended", project, _service(project), by=by, at=at, done=done)


def _picked(facts: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: facts[name] for name in names if name in facts}


def _service(project: ConsultingProject) -> Organisation:
    return project.employer.organisation


def _require(row: FrameworkAgreement | ConsultingProject, *states: str) -> None:
    now = type(row).objects.select_for_update().get(pk=row.pk)
    if now.state not in states:
        raise PlacementRefused(f"Das geht nicht mehr: Der Stand ist „{now.get_state_display()}“.")


def _check_framework(framework: FrameworkAgreement, at: datetime) -> None:
    if not framework.focus.strip():
        raise PlacementRefused("Was ist der Schwerpunkt des Jahres?", "focus")
    if not framework.fields or set(framework.fields) - set(matrix().fields):
        raise PlacementRefused("Bitte wählen Sie mindestens ein Feld.", "fields")
    if not FIRST_YEAR <= framework.year <= local_day(at).year + YEARS_AHEAD:
        raise PlacementRefused("Bitte prüfen Sie das Jahr.", "year")


def _check_project(project: ConsultingProject) -> None:
    if project.kind not in matrix().projects:
        raise PlacementRefused("Bitte wählen Sie, was für eine Beratung es ist.", "kind")
    if not project.title.strip() or not project.goal.strip():
        raise PlacementRefused("Bitte nennen Sie Titel und Ziel.", "goal")
    framework = project.framework
    if framework is None:
        return
    if framework.service_id != project.employer.organisation_id or framework.state != FrameworkState.APPROVED:
        raise PlacementRefused("Diese Rahmenvereinbarung ist nicht freigegeben.", "framework")


def _check_decision(approved: bool, decided_on: date, decided_by: str, note: str, at: datetime) -> None:
    if decided_on > local_day(at):
        raise PlacementRefused("Dieser Tag liegt noch in der Zukunft.", "decided_on")
    if not decided_by.strip():
        raise PlacementRefused("Wer hat entschieden?", "decided_by")
    if not approved and not note.strip():
        raise PlacementRefused("Warum nicht? Bitte einen Satz.", "note")


def _save_decision(
    row: FrameworkAgreement | ConsultingProject, decided_on: date, decided_by: str, note: str, revision: int
) -> None:
    row.decided_on, row.decided_by, row.decision_note = decided_on, decided_by.strip(), note.strip()
    save_revision(row, expected=revision, fields=["state", "decided_on", "decided_by", "decision_note"])


def _tell(action: str, row: Record, service: Organisation, *, by: User, at: datetime, **details: Any) -> None:
    trail.record(action, by=by, at=at, subject=row, scope=row, organisation=service, details=details)
