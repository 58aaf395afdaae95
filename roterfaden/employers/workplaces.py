"""Write what a service knows beyond the entry of a company: stage of acquisition, visits, workplaces."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.codes import new_code
from roterfaden.common.days import local_day
from roterfaden.common.models import Record
from roterfaden.common.revisions import save_revision
from roterfaden.employers.choices import Stage
from roterfaden.employers.models import Employer, StageChange, Visit, Workplace
from roterfaden.employers.register import RegisterRefused

actions.register("employers.moved", "Stand der Akquise geändert")
actions.register("employers.visit_planned", "Besuch in einem Betrieb geplant")
actions.register("employers.visit_made", "Besuch in einem Betrieb gemacht")
actions.register("employers.workplace_recorded", "Arbeitsplatz aufgenommen")
actions.register("employers.workplace_corrected", "Angaben zu einem Arbeitsplatz geändert")
WORKPLACE_FIELDS = (
    "title", "tasks", "postcode", "town", "hours_from", "hours_to", "licence", "conditions", "open_from", "closed_on",
)  # fmt: skip
MOST_HOURS = 80


def move_stage(
    *,
    employer: Employer,
    stage: Stage,
    note: str = "",
    resting_until: date | None = None,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Say how far the service has come with a company. Resting needs a day to come; the other stages have none.

    Refuses with Conflict when somebody was faster. Effects: a line of the history, an audit entry.
    """
    if stage == Stage.RESTING and (resting_until is None or resting_until <= local_day(at)):
        raise RegisterRefused("Bis wann soll es ruhen? Bitte einen Tag in der Zukunft.")
    with transaction.atomic():
        employer.stage = stage
        employer.resting_until = resting_until if stage == Stage.RESTING else None
        save_revision(employer, expected=revision, fields=["stage", "resting_until"])
        StageChange.objects.create(employer=employer, stage=stage, note=note, moved_at=at, moved_by=by)
        _tell("employers.moved", employer, employer, by=by, at=at, stage=str(stage))


def plan_visit(*, employer: Employer, planned_on: date, purpose: str, by: User, at: datetime) -> Visit:
    """Plan a visit on a day from today on. Safe to repeat: one visit per day and purpose."""
    if planned_on < local_day(at):
        raise RegisterRefused("Der Tag des Besuchs liegt in der Vergangenheit.")
    with transaction.atomic():
        Employer.objects.select_for_update().get(pk=employer.pk)
        known = employer.visits.filter(planned_on=planned_on, purpose=purpose).first()
        if known is not None:
            return known
        visit = Visit.objects.create(employer=employer, planned_on=planned_on, purpose=purpose, planned_by=by)
        _tell("employers.visit_planned", visit, employer, by=by, at=at)
    return visit


def make_visit(*, visit: Visit, by: User, at: datetime) -> None:
    """Say that the visit took place today; a second time changes nothing."""
    with transaction.atomic():
        if Visit.objects.filter(pk=visit.pk, done_on__isnull=True).update(done_on=local_day(at)):
            _tell("employers.visit_made", visit, visit.employer, by=by, at=at)


def record_workplace(*, employer: Employer, facts: Mapping[str, Any], by: User, at: datetime) -> Workplace:
    """Add a workplace (keys: WORKPLACE_FIELDS); with `open_from` it is a vacancy.

    Refuses an empty title, hours that end before they begin, a second free workplace of the same title.
    """
    workplace = Workplace(
        employer=employer, code=new_code(8), **{key: facts[key] for key in WORKPLACE_FIELDS if key in facts}
    )
    with transaction.atomic():
        Employer.objects.select_for_update().get(pk=employer.pk)
        _check(workplace)
        workplace.save()
        _tell("employers.workplace_recorded", workplace, employer, by=by, at=at)
    return workplace


def correct_workplace(
    *, workplace: Workplace, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Write `facts` over a workplace that still has `revision`; refuses as `record_workplace`, or with Conflict."""
    changed = [name for name in WORKPLACE_FIELDS if name in facts and getattr(workplace, name) != facts[name]]
    if not changed:
        return
    with transaction.atomic():
        for name in changed:
            setattr(workplace, name, facts[name])
        _check(workplace)
        save_revision(workplace, expected=revision, fields=changed)
        _tell("employers.workplace_corrected", workplace, workplace.employer, by=by, at=at, fields=changed)


def _check(workplace: Workplace) -> None:
    if not workplace.title.strip():
        raise RegisterRefused("Ein Arbeitsplatz braucht eine Bezeichnung.")
    if not 0 <= workplace.hours_from <= workplace.hours_to <= MOST_HOURS:
        raise RegisterRefused(f"Wochenstunden: von 0 bis {MOST_HOURS}, und „von“ nicht größer als „bis“.")
    same = workplace.employer.workplaces.filter(title=workplace.title, closed_on__isnull=True)
    if workplace.closed_on is None and same.exclude(pk=workplace.pk).exists():
        raise RegisterRefused("Einen freien Arbeitsplatz mit dieser Bezeichnung gibt es dort schon.")


def _tell(action: str, row: Record, employer: Employer, *, by: User, at: datetime, **details: Any) -> None:
    trail.record(
        action, by=by, at=at, subject=row, scope=employer, organisation=employer.organisation, details=details
    )
