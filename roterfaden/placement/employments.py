"""Employment: begin, correct, support, ask after 3, 6 and 12 months, lose the job, free the place again."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.common.models import Record
from roterfaden.common.revisions import save_revision
from roterfaden.deadlines.case_deadlines import ByRule, set_deadline
from roterfaden.deadlines.choices import Outcome
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.employers.choices import Stage
from roterfaden.employers.models import Employer, Workplace
from roterfaden.employers.workplaces import correct_workplace, move_stage
from roterfaden.placement.choices import CheckInResult
from roterfaden.placement.dues import PlacementRefused, close, due_at, subject_of
from roterfaden.placement.models import CheckIn, Employment, Subsidy, Trial
from roterfaden.placement.terms import placement_terms
from roterfaden.placement.trials import MOST_HOURS

actions.register("placement.employed", "Arbeitsverhältnis aufgenommen")
actions.register("placement.employment_corrected", "Angaben zu einem Arbeitsverhältnis geändert")
actions.register("placement.subsidy_recorded", "Förderung eines Arbeitsverhältnisses festgehalten")
actions.register("placement.checked_in", "Nachgefragt, wie es im Betrieb geht")
EMPLOYMENT_FIELDS = ("contract", "starts_on", "fixed_until", "probation_until", "hours", "pay", "terms")
SUBSIDY_FIELDS = ("kind", "payer", "state", "starts_on", "ends_on", "amount")
MOST_PROBATION = 366
FIXED = "fixed"


def start_employment(
    *,
    case: Case,
    workplace: Workplace,
    facts: Mapping[str, Any],
    trial: Trial | None = None,
    by: User,
    at: datetime,
) -> Employment:
    """A person begins to work at a workplace (keys of facts: EMPLOYMENT_FIELDS).

    Refuses: a closed case, a workplace of another service, a fixed term without its end, a probation outside of the
    contract. Safe to repeat: one employment per workplace and first day. Effects: deadlines for probation, fixed term
    and the first follow-up (rule `nachfrage`, 3, 6, 12 months); the workplace is no vacancy any more and the company
    stands as placed, without a word about whom; an audit entry.
    """
    made = Employment(
        case=case,
        workplace=workplace,
        trial=trial,
        made_by=by,
        made_at=at,
        **_picked(facts, EMPLOYMENT_FIELDS),
    )
    _check(made)
    with transaction.atomic():
        require_open(case)
        known = Employment.objects.filter(case=case, workplace=workplace, starts_on=made.starts_on).first()
        if known is not None:
            return known
        _dues(made, by=by, at=at)
        made.save()
        _follow(made, by=by, at=at)
        _fill_place(workplace, made.starts_on, by=by, at=at)
        _tell("placement.employed", made, made, by=by, at=at, contract=made.contract)
    return made


def correct_employment(
    *, employment: Employment, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Write `facts` over an employment that still has `revision`; refuses as `start_employment`, and one that ended.

    Effects: the deadlines move with the days; follow-ups that nobody has answered yet count from the new first day.
    """
    picked = _picked(facts, EMPLOYMENT_FIELDS)
    changed = [name for name, value in picked.items() if getattr(employment, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(employment, name, picked[name])
    _check(employment)
    with transaction.atomic():
        require_open(employment.case)
        if employment.ended_on is not None:
            raise PlacementRefused("Dieses Arbeitsverhältnis ist beendet.")
        _dues(employment, by=by, at=at)
        fields = [*changed, "probation_deadline", "fixed_deadline"]
        save_revision(employment, expected=revision, fields=fields)
        if "starts_on" in changed and not employment.check_ins.exclude(result="").exists():
            for row in employment.check_ins.select_related("deadline"):
                close(row.deadline, outcome=Outcome.DROPPED, result="Neuer Beginn", by=by, at=at)
                row.delete()
            _follow(employment, by=by, at=at)
        _tell("placement.employment_corrected", employment, employment, by=by, at=at, fields=changed)


def record_subsidy(*, employment: Employment, facts: Mapping[str, Any], by: User, at: datetime) -> Subsidy:
    """Keep what supports an employment (keys: SUBSIDY_FIELDS); its last day becomes a deadline.

    Refuses: a closed case, a kind that there is not in the region, an end before the beginning. Safe to repeat: one per
    kind and first day.
    """
    subsidy = Subsidy(employment=employment, **_picked(facts, SUBSIDY_FIELDS))
    _check_subsidy(subsidy)
    with transaction.atomic():
        require_open(employment.case)
        known = Subsidy.objects.filter(
            employment=employment, kind=subsidy.kind, starts_on=subsidy.starts_on
        ).first()
        if known is not None:
            return known
        _subsidy_due(subsidy, by=by, at=at)
        subsidy.save()
        _tell("placement.subsidy_recorded", subsidy, employment, by=by, at=at, kind=subsidy.kind)
    return subsidy


def correct_subsidy(
    *, subsidy: Subsidy, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Write `facts` over a support that still has `revision`; refuses as `record_subsidy`."""
    picked = _picked(facts, SUBSIDY_FIELDS)
    changed = [name for name, value in picked.items() if getattr(subsidy, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(subsidy, name, picked[name])
    _check_subsidy(subsidy)
    with transaction.atomic():
        require_open(subsidy.employment.case)
        _subsidy_due(subsidy, by=by, at=at)
        save_revision(subsidy, expected=revision, fields=[*changed, "deadline"])
        _tell("placement.subsidy_recorded", subsidy, subsidy.employment, by=by, at=at, fields=changed)


def record_check_in(
    *,
    check_in: CheckIn,
    result: CheckInResult,
    asked_on: date,
    note: str,
    revision: int,
    by: User,
    at: datetime,
) -> CheckIn | None:
    """Keep how it stands; returns the next follow-up of the rule, None after the last one or when the job is gone.

    Refuses: a closed case, a follow-up that is answered, a day before the start or to come, difficulties without a
    word. Effects: the deadline is done and the next one set, an audit entry.
    """
    employment = check_in.employment
    if not employment.starts_on <= asked_on <= local_day(at):
        raise PlacementRefused("Dieser Tag liegt vor dem ersten Arbeitstag oder in der Zukunft.", "asked_on")
    if result == CheckInResult.STRAINED and not note.strip():
        raise PlacementRefused("Worin bestehen die Schwierigkeiten?", "note")
    with transaction.atomic():
        require_open(employment.case)
        if check_in.result:
            raise PlacementRefused("Zu dieser Nachfrage steht schon ein Ergebnis.")
        check_in.result, check_in.asked_on, check_in.note = result, asked_on, note.strip()
        check_in.recorded_by = by
        save_revision(check_in, expected=revision, fields=["result", "asked_on", "note", "recorded_by"])
        last = result in (CheckInResult.ELSEWHERE, CheckInResult.LOST)
        outcome = Outcome.DROPPED if last else Outcome.DONE
        follows = close(
            check_in.deadline, outcome=outcome, result=str(CheckInResult(result).label), by=by, at=at
        ) or _made_elsewhere(check_in.deadline)
        _tell("placement.checked_in", check_in, employment, by=by, at=at, result=str(result))
        if follows is None or last:
            return None
        return CheckIn.objects.get_or_create(employment=employment, deadline=follows)[0]


def _made_elsewhere(own: CaseDeadline) -> CaseDeadline | None:
    """The next stage, where somebody closed the deadline on the page of dates."""
    rows = CaseDeadline.objects.filter(
        case=own.case_id, stage=own.stage + 1, deadline__closed_at__isnull=True
    )
    rows = rows.filter(deadline__rule=own.deadline.rule, deadline__started_on=own.deadline.started_on)
    return next((row for row in rows.select_related("case__data_key") if row.subject == own.subject), None)


def _follow(employment: Employment, *, by: User, at: datetime) -> None:
    case, rule = employment.case, placement_terms().deadlines["follow_up"]
    how = ByRule(rule, employment.starts_on, case.service.region)
    own = set_deadline(case=case, how=how, subject=subject_of(employment.workplace), by=by, at=at)
    CheckIn.objects.get_or_create(deadline=own, defaults={"employment": employment})


def _dues(employment: Employment, *, by: User, at: datetime) -> None:
    told: dict[str, Any] = {"case": employment.case, "by": by, "at": at}
    told["subject"] = subject_of(employment.workplace)
    employment.probation_deadline = due_at(
        kind="probation_end", day=employment.probation_until, known=employment.probation_deadline, **told
    )
    employment.fixed_deadline = due_at(
        kind="fixed_end", day=employment.fixed_until, known=employment.fixed_deadline, **told
    )


def _subsidy_due(subsidy: Subsidy, *, by: User, at: datetime) -> None:
    employment = subsidy.employment
    title = placement_terms().subsidies[subsidy.kind].title
    subsidy.deadline = due_at(
        kind="subsidy_end", day=subsidy.ends_on if subsidy.state != "refused" else None, known=subsidy.deadline,
        case=employment.case, subject=f"{title}, {subject_of(employment.workplace)}", by=by, at=at,
    )  # fmt: skip


def _fill_place(workplace: Workplace, day: date, *, by: User, at: datetime) -> None:
    """The register says that the place is taken, and nothing of whom."""
    place = Workplace.objects.select_related("employer__organisation").get(pk=workplace.pk)
    if place.closed_on is None:
        correct_workplace(workplace=place, facts={"closed_on": day}, revision=place.revision, by=by, at=at)
    employer = Employer.objects.get(pk=place.employer_id)
    if employer.stage != Stage.PLACED:
        move_stage(employer=employer, stage=Stage.PLACED, revision=employer.revision, by=by, at=at)


def _picked(facts: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: facts[name] for name in names if name in facts}


def _check(employment: Employment) -> None:
    if employment.contract not in placement_terms().contracts:
        raise PlacementRefused("Bitte wählen Sie, was für ein Vertrag es ist.", "contract")
    if employment.workplace.employer.organisation_id != employment.case.service_id:
        raise PlacementRefused("Dieser Arbeitsplatz steht nicht im Verzeichnis des Dienstes.", "workplace")
    if not 1 <= employment.hours <= MOST_HOURS:
        raise PlacementRefused(f"Wochenstunden: von 1 bis {MOST_HOURS}.", "hours")
    if employment.contract == FIXED and employment.fixed_until is None:
        raise PlacementRefused("Bis wann ist der Vertrag befristet?", "fixed_until")
    for name in ("fixed_until", "probation_until"):
        day = getattr(employment, name)
        if day is not None and day < employment.starts_on:
            raise PlacementRefused("Dieser Tag liegt vor dem ersten Arbeitstag.", name)
    probation = employment.probation_until
    if probation is not None and (probation - employment.starts_on).days > MOST_PROBATION:
        raise PlacementRefused(
            "Eine Probezeit dauert höchstens ein Jahr. Bitte prüfen Sie den Tag.", "probation_until"
        )


def _check_subsidy(subsidy: Subsidy) -> None:
    known = {one.id for one in placement_terms().subsidies_in(subsidy.employment.case.service.region)}
    if subsidy.kind not in known:
        raise PlacementRefused("Bitte wählen Sie eine Förderung aus der Liste.", "kind")
    if subsidy.starts_on and subsidy.ends_on and subsidy.ends_on < subsidy.starts_on:
        raise PlacementRefused("Der letzte Tag liegt vor dem ersten.", "ends_on")


def _tell(
    action: str, row: Record, employment: Employment, *, by: User, at: datetime, **details: Any
) -> None:
    case = employment.case
    trail.record(action, by=by, at=at, subject=row, scope=case, organisation=case.service, details=details)
