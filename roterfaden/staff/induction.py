"""Induction: begun from the template, shadowing in the core processes, evaluated within probation, signed by both."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db.models import QuerySet

from roterfaden.accounts.models import User
from roterfaden.audit import actions
from roterfaden.common.days import local_day
from roterfaden.process.deadline_rules import PRACTICE, rule_book
from roterfaden.process.due import deadline_by_rule
from roterfaden.process.reckoning.compute import compute
from roterfaden.process.reckoning.terms import Direction, Span, Term, Unit, Weekend
from roterfaden.staff.choices import InductionResult, StepKind
from roterfaden.staff.models import Induction, InductionStep, StaffFile
from roterfaden.staff.refusals import StaffRefused
from roterfaden.staff.requirements import requirements_for
from roterfaden.staff.rules import may_lead
from roterfaden.staff.writing import add_row, change_row, check_colleague, check_lead, check_open, check_said

actions.register("staff.induction_begun", "Einarbeitung begonnen")
actions.register("staff.induction_step_added", "Schritt der Einarbeitung hinzugefügt")
actions.register("staff.induction_step_changed", "Schritt der Einarbeitung geändert")
actions.register("staff.induction_evaluated", "Einarbeitung ausgewertet")
actions.register("staff.induction_signed", "Auswertung der Einarbeitung unterschrieben")

STEP_FIELDS = ("kind", "area", "title", "responsible", "due_on", "done_on", "note")
EVALUATION_FIELDS = ("result", "evaluation", "evaluated_on")
UNSIGNED: dict[str, Any] = {"signed_by_lead": None, "lead_signed_at": None, "worker_signed_at": None}
MOST_COUNTED = 1000


def evaluation_day(staff_file: StaffFile) -> tuple[date, str]:
    """Until when the induction is evaluated, and how the day was counted: back from the last day of probation, which is
    that of the contract or, where none is noted, that of the law of the country.
    """
    organisation = staff_file.organisation
    terms, book = requirements_for(organisation).terms, rule_book()
    said: list[str] = []
    last = staff_file.probation_until
    if last is None:
        rule = book.rule_or_newest(terms.probation, on=staff_file.employed_from)
        row = deadline_by_rule(rule, started_on=staff_file.employed_from, region=organisation.region)
        last = row.due_on
        said.append(f"{rule.title} ({rule.law}): {row.computed}")
    assert last is not None
    back = Term(Span(terms.evaluate_before, Unit.DAYS), direction=Direction.BEFORE, weekend=Weekend.PREVIOUS)
    found = compute(
        back,
        last,
        book.calendar(organisation.region),
        book.methods[PRACTICE],
        event="Letzter Tag der Probezeit",
    )
    said.extend((found.text, terms.evaluate_source))
    return max(found.due_on, staff_file.employed_from), "\n".join(said)[:MOST_COUNTED]


def begin(
    *, staff_file: StaffFile, mentor: User, begins_on: date, token: UUID, by: User, at: datetime
) -> Induction:
    """Begin with the steps of the template of the country; the same `token` again returns the first.

    Refuses others than who leads, a second induction, a mentor from elsewhere or the worker, a day too early.
    Effects: one step for each of the template, the day of evaluation with how it was counted, audit entry.
    """
    check_open(staff_file)
    check_lead(staff_file.organisation, by, at)
    check_colleague(staff_file.organisation, mentor, at)
    if mentor.pk == staff_file.user_id:
        raise StaffRefused("Sich selbst arbeitet niemand ein.")
    if begins_on < staff_file.employed_from:
        raise StaffRefused("Der Tag liegt vor dem Beginn im Dienst.")
    if Induction.objects.filter(staff_file=staff_file).exclude(token=token).exists():
        raise StaffRefused("Die Einarbeitung hat schon begonnen.")
    edition = requirements_for(staff_file.organisation)
    calendar = rule_book().calendar(staff_file.organisation.region)

    def values() -> dict[str, Any]:
        evaluate_by, counted = evaluation_day(staff_file)
        days = {"begins_on": begins_on, "evaluate_by": evaluate_by, "counted": counted}
        return {"staff_file": staff_file, "template": edition.label, "mentor": mentor, **days}

    def lay_out(row: Induction) -> None:
        last = max(row.evaluate_by, begins_on)
        for step in edition.induction:
            day = min(begins_on + timedelta(weeks=step.weeks), last)
            InductionStep.objects.create(
                induction=row,
                token=uuid4(),
                kind=step.kind,
                area=step.area,
                title=step.title,
                responsible=mentor,
                due_on=max(calendar.next_working_day(day, back=True), begins_on),
            )

    return add_row(
        Induction,
        values,
        organisation=staff_file.organisation,
        token=token,
        action="staff.induction_begun",
        by=by,
        at=at,
        then=lay_out,
    )


def add_step(
    *, induction: Induction, facts: Mapping[str, Any], token: UUID, by: User, at: datetime
) -> InductionStep:
    """Add a step of one's own; the same `token` again returns the first. Refuses who neither leads nor is mentor, no
    words, a shadowing without its core process, a stranger, a signed induction.
    """
    _check_step(induction, None, facts, by, at)

    def values() -> dict[str, Any]:
        return {"induction": induction, **{name: facts[name] for name in STEP_FIELDS}}

    return add_row(
        InductionStep,
        values,
        organisation=induction.staff_file.organisation,
        token=token,
        action="staff.induction_step_added",
        by=by,
        at=at,
    )


def change_step(
    *, step: InductionStep, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Say anew who does it by when, or that it is done. Who shows the step may, too. Refuses as `add_step`, a day to
    come; with Conflict another revision.
    """
    _check_step(step.induction, step, facts, by, at)
    change_row(
        step,
        facts,
        fields=STEP_FIELDS,
        revision=revision,
        action="staff.induction_step_changed",
        by=by,
        at=at,
    )


def open_shadowing(induction: Induction) -> QuerySet[InductionStep]:
    """Where the worker has not gone along yet."""
    return induction.steps.filter(kind=StepKind.SHADOWING, done_on__isnull=True)


def evaluate(
    *, induction: Induction, facts: Mapping[str, Any], revision: int, by: User, at: datetime
) -> None:
    """Write down the talk about the induction. Said anew, nobody has signed it any more.

    Refuses others than who leads, the worker concerned, no words, a day to come or before the beginning, "done" while a
    shadowing is open, what both have signed; with Conflict another revision.
    """
    check_open(induction.staff_file)
    check_lead(induction.staff_file.organisation, by, at)
    _check_unsigned(induction)
    if induction.staff_file.user_id == by.pk:
        raise StaffRefused("Die eigene Einarbeitung wertet jemand anders aus der Leitung aus.")
    check_said(
        facts,
        result="Bitte sagen Sie, was herauskam.",
        evaluation="Bitte sagen Sie in wenigen Sätzen, wie es ging.",
    )
    held = facts["evaluated_on"]
    if held is None or not induction.begins_on <= held <= local_day(at):
        raise StaffRefused("Das Gespräch war zwischen dem Beginn der Einarbeitung und heute.")
    if facts["result"] == InductionResult.DONE and open_shadowing(induction).exists():
        raise StaffRefused("Es fehlt noch eine Hospitation in einem Kernprozess.")
    change_row(
        induction,
        {**facts, **UNSIGNED},
        fields=(*EVALUATION_FIELDS, *UNSIGNED),
        revision=revision,
        action="staff.induction_evaluated",
        by=by,
        at=at,
    )


def sign(*, induction: Induction, revision: int, by: User, at: datetime) -> None:
    """Sign the evaluation as the worker, or as who leads; again changes nothing.

    Refuses everybody else and an induction that nobody evaluated; with Conflict another revision.
    """
    check_open(induction.staff_file)
    if not induction.result:
        raise StaffRefused("Unterschrieben wird, wenn die Einarbeitung ausgewertet ist.")
    if induction.staff_file.user_id == by.pk:
        facts: dict[str, Any] = {"worker_signed_at": at}
        signed = induction.worker_signed_at
    elif may_lead(by, induction.staff_file.organisation_id, on=local_day(at)):
        facts = {"lead_signed_at": at, "signed_by_lead": by}
        signed = induction.lead_signed_at
    else:
        raise StaffRefused("Es unterschreiben die Fachkraft und die Leitung.")
    if signed is not None:
        return
    change_row(
        induction,
        facts,
        fields=tuple(facts),
        revision=revision,
        action="staff.induction_signed",
        by=by,
        at=at,
    )


def _check_step(
    induction: Induction, step: InductionStep | None, facts: Mapping[str, Any], by: User, at: datetime
) -> None:
    organisation = induction.staff_file.organisation
    check_open(induction.staff_file)
    _check_unsigned(induction)
    shows = by.pk == induction.mentor_id or (step is not None and step.responsible_id == by.pk)
    if not shows:
        check_lead(organisation, by, at)
    check_colleague(organisation, by, at)
    check_said(facts, title="Bitte sagen Sie, worum es geht.")
    if facts["area"] and facts["area"] not in requirements_for(organisation).areas:
        raise StaffRefused("Diesen Kernprozess gibt es nicht.")
    if facts["kind"] == StepKind.SHADOWING and not facts["area"]:
        raise StaffRefused("Bitte sagen Sie, in welchem Kernprozess die Hospitation ist.")
    check_colleague(organisation, facts["responsible"], at)
    if facts["done_on"] is not None and facts["done_on"] > local_day(at):
        raise StaffRefused("Erledigt ist etwas erst, wenn es war.")


def _check_unsigned(induction: Induction) -> None:
    if induction.is_closed:
        raise StaffRefused("Die Auswertung ist von beiden unterschrieben.")
