"""The loss of a job (KASSYS T8): reason, next steps as follow-ups, deadlines of law, and the place free again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.deadlines.case_deadlines import ByRule, set_deadline
from roterfaden.deadlines.choices import Outcome
from roterfaden.deadlines.follow_ups import make_follow_up
from roterfaden.employers.choices import Stage
from roterfaden.employers.models import Employer, Workplace
from roterfaden.employers.register import RegisterRefused
from roterfaden.employers.workplaces import correct_workplace, move_stage
from roterfaden.placement.dues import PlacementRefused, close, subject_of
from roterfaden.placement.models import CheckIn, Employment, Subsidy
from roterfaden.placement.terms import placement_terms
from roterfaden.process.deadline_rules import rule_book

actions.register("placement.job_lost", "Verlust des Arbeitsplatzes festgehalten")
ENDED = "Das Arbeitsverhältnis ist beendet."


def lose_job(
    *,
    employment: Employment,
    reason: str,
    told_on: date,
    ended_on: date,
    note: str,
    steps: Sequence[str],
    free_from: date | None = None,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """An employment that still has `revision` ends, or will on `ended_on`.

    `steps` are ids of placement.terms.next_steps; `free_from`: the place is a vacancy again from this day on. Refuses:
    a closed case, one that ended, days out of order, no reason, "other" without a word. Effects: reason, words sealed;
    each step is a follow-up of whoever records it; deadlines of law count from the day one was told; what is open of
    the employment is closed; an audit entry without the reason.
    """
    told = placement_terms().loss_reasons.get(reason)
    _check(employment, reason, told_on, ended_on, note, steps, at=at)
    case = employment.case
    with transaction.atomic():
        require_open(case)
        if Employment.objects.select_for_update().get(pk=employment.pk).ended_on is not None:
            raise PlacementRefused(ENDED)
        employment.ended_on = ended_on
        employment.loss = {
            "reason": reason, "told_on": told_on.isoformat(), "note": note.strip(), "steps": list(steps),
        }  # fmt: skip
        save_revision(employment, expected=revision, fields=["ended_on", "loss"])
        _close_all(employment, by=by, at=at)
        _set_steps(employment, steps, by=by, at=at)
        region, subject = case.service.region, subject_of(employment.workplace)
        for rule in told.rules if told else ():
            # German law of dismissal counts nothing in Switzerland
            if rule in {one.id for one in rule_book().rules_for(region=region, on=told_on)}:
                set_deadline(case=case, how=ByRule(rule, told_on, region), subject=subject, by=by, at=at)
        if free_from is not None:
            _free_place(employment.workplace, free_from, by=by, at=at)
        trail.record(
            "placement.job_lost", by=by, at=at, subject=employment, scope=case, organisation=case.service,
            details={"steps": len(steps), "free_again": free_from is not None},
        )  # fmt: skip


def _check(
    employment: Employment,
    reason: str,
    told_on: date,
    ended_on: date,
    note: str,
    steps: Sequence[str],
    *,
    at: datetime,
) -> None:
    table = placement_terms()
    if reason not in table.loss_reasons:
        raise PlacementRefused("Bitte wählen Sie einen Grund.", "reason")
    if reason == "other" and not note.strip():
        raise PlacementRefused("Bitte sagen Sie in einem Satz, welcher Grund.", "note")
    if set(steps) - set(table.next_steps):
        raise PlacementRefused("Diesen nächsten Schritt gibt es nicht.", "steps")
    if told_on > local_day(at):
        raise PlacementRefused("Dieser Tag liegt noch in der Zukunft.", "told_on")
    if ended_on < employment.starts_on:
        raise PlacementRefused("Der letzte Arbeitstag liegt vor dem ersten.", "ended_on")


def _close_all(employment: Employment, *, by: User, at: datetime) -> None:
    """What still waits about this employment waits no longer."""
    waiting: list[Any] = [employment.probation_deadline, employment.fixed_deadline]
    waiting += [
        row.deadline for row in Subsidy.objects.filter(employment=employment).select_related("deadline")
    ]
    open_rows = CheckIn.objects.filter(employment=employment, result="").select_related("deadline")
    waiting += [row.deadline for row in open_rows]
    for own in waiting:
        close(own, outcome=Outcome.DROPPED, result=ENDED, by=by, at=at)


def _set_steps(employment: Employment, steps: Sequence[str], *, by: User, at: datetime) -> None:
    table, today = placement_terms().next_steps, local_day(at)
    for key in steps:
        step = table[key]
        text = f"{step.title} ({step.measure})"
        day = today + timedelta(days=step.days)
        make_follow_up(case=employment.case, due_on=day, text=text, assigned_to=by, by=by, at=at)


def _free_place(workplace: Workplace, day: date, *, by: User, at: datetime) -> None:
    """The register gets a vacancy again, and learns nothing of whom it was."""
    place = Workplace.objects.select_related("employer__organisation").get(pk=workplace.pk)
    facts = {"open_from": day, "closed_on": None}
    try:
        correct_workplace(workplace=place, facts=facts, revision=place.revision, by=by, at=at)
    except RegisterRefused as refusal:
        raise PlacementRefused(str(refusal), "free_from") from refusal
    employer = Employer.objects.get(pk=place.employer_id)
    if employer.stage != Stage.VACANCY:
        move_stage(employer=employer, stage=Stage.VACANCY, revision=employer.revision, by=by, at=at)
