"""Run a programme: begin it, say how far a measure is, record values of its indicators."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.programmes.choices import LineState, ValueKind
from roterfaden.programmes.models import MOST_REMARK, IndicatorValue, LineTurn, Plan, PlanLine
from roterfaden.programmes.queries import offices_for, programme_of
from roterfaden.programmes.reader import Programme
from roterfaden.programmes.rules import may_report_on, may_steer, speaks_for

BEGUN = actions.register("programmes.begun", "Programm begonnen")
CHANGED = actions.register("programmes.line_changed", "Stand einer Massnahme des Programms festgehalten")
VALUED = actions.register("programmes.value_recorded", "Wert eines Indikators festgehalten")
MOST = Decimal(10) ** 9
SAME = ("state", "office_id", "due_on", "remark")


class ProgrammeRefused(ValueError):
    """It cannot be done like this; the message says why and `field` where."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def begin(*, organisation: Organisation, programme: Programme, by: User, at: datetime) -> Plan:
    """Begin a programme with all its measures as open. Safe to repeat: a body runs it once.

    Refuses: others than who speaks for the body, a programme of another region. Effects: a data key, one line for each
    measure with the term that the source names, the targets that the source names, an audit entry.
    """
    if programme.region != organisation.region:
        raise ProgrammeRefused("Dieses Programm gehört in eine andere Region.")
    if not speaks_for(by, organisation.pk, on=local_day(at)):
        raise ProgrammeRefused("Ein Programm beginnt, wer für die Stelle spricht.")
    known = Plan.objects.filter(organisation=organisation, programme=programme.key).first()
    if known is not None:
        return known
    with transaction.atomic():
        plan = Plan.objects.create(
            organisation=organisation,
            programme=programme.key,
            edition=programme.edition,
            data_key=keyring.new_key(),
            begun_on=local_day(at),
            begun_by=by,
        )
        for one in programme.measures:
            PlanLine.objects.create(plan=plan, measure=one.id, due_on=one.ends_on, remark="")
        for indicator in programme.indicators:
            if indicator.target is not None and indicator.target_on is not None:
                IndicatorValue.objects.create(
                    plan=plan,
                    indicator=indicator.id,
                    kind=ValueKind.TARGET,
                    day=indicator.target_on,
                    value=indicator.target,
                    source=indicator.source,
                    recorded_by=by,
                    recorded_at=at,
                )
        tell(BEGUN, plan, plan, by=by, at=at, programme=programme.key)
    return plan


def change_line(
    *,
    line: PlanLine,
    state: LineState,
    office: Organisation | None,
    due_on: date | None,
    remark: str,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Say how far a measure is, who carries it out, until when.

    Refuses: others than the body and the office of the line; another office or term by the office alone; an office of
    another region; no remark to what is done or dropped; Conflict where the line has not `revision` any more. Safe to
    repeat. Effects: the line, a turn of its history, an audit entry without the remark.
    """
    today, remark = local_day(at), remark.strip()
    if not may_report_on(by, line, on=today):
        raise ProgrammeRefused("Den Stand sagt die verantwortliche Stelle.")
    office_id = office.pk if office else None
    if (line.office_id, line.due_on) != (office_id, due_on) and not may_steer(by, line.plan, on=today):
        raise ProgrammeRefused("Stelle und Frist ändert, wer das Programm führt.")
    if office is not None and not offices_for(line.plan).filter(pk=office.pk).exists():
        raise ProgrammeRefused("Diese Stelle gehört nicht in die Region.", "office")
    if state in (LineState.DONE, LineState.DROPPED) and not remark:
        raise ProgrammeRefused("Bitte sagen Sie in einem Satz, was erreicht ist oder warum nicht.", "remark")
    if len(remark) > MOST_REMARK:
        raise ProgrammeRefused(f"Eine Bemerkung hat höchstens {MOST_REMARK} Zeichen.", "remark")
    if tuple(getattr(line, name) for name in SAME) == (state, office_id, due_on, remark):
        return
    line.state, line.office, line.due_on, line.remark = state, office, due_on, remark
    with transaction.atomic():
        save_revision(line, expected=revision, fields=["state", "office", "due_on", "remark"])
        LineTurn.objects.create(
            line=line, state=state, office=office, due_on=due_on, remark=remark, by=by, at=at
        )
        tell(CHANGED, line.plan, line, by=by, at=at, measure=line.measure, state=str(state))


def record_value(
    *,
    plan: Plan,
    indicator: str,
    kind: ValueKind,
    day: date,
    value: Decimal,
    source: str,
    by: User,
    at: datetime,
) -> IndicatorValue:
    """Record a value with its source; one of the same day and kind is replaced and stays in the history.

    Refuses: others than who speaks for the body, an unknown indicator, a value reached on a day to come, no source, a
    number below 0 or beyond measure. Safe to repeat. Effects: a row, an audit entry.
    """
    if not may_steer(by, plan, on=local_day(at)):
        raise ProgrammeRefused("Werte hält fest, wer das Programm führt.")
    if programme_of(plan).indicator(indicator) is None:
        raise ProgrammeRefused("Diesen Indikator gibt es nicht.")
    if kind == ValueKind.ACTUAL and day > local_day(at):
        raise ProgrammeRefused("Erreicht ist ein Wert erst, wenn der Tag da ist.", "day")
    if not source.strip():
        raise ProgrammeRefused("Bitte sagen Sie, woher der Wert stammt.", "source")
    value = value.quantize(Decimal("0.01")) if value.is_finite() and abs(value) < MOST else Decimal(-1)
    if value < 0:
        raise ProgrammeRefused("Diese Zahl passt nicht.", "value")
    with transaction.atomic():
        Plan.objects.select_for_update().get(pk=plan.pk)
        rows = IndicatorValue.objects.filter(plan=plan, indicator=indicator, kind=kind, day=day)
        known = rows.filter(replaced=False).first()
        if known is not None and (known.value, known.source) == (value, source.strip()):
            return known
        rows.update(replaced=True)
        row = IndicatorValue.objects.create(
            plan=plan,
            indicator=indicator,
            kind=kind,
            day=day,
            value=value,
            source=source.strip(),
            recorded_by=by,
            recorded_at=at,
        )
        tell(VALUED, plan, row, by=by, at=at, indicator=indicator, kind=str(kind))
    return row


def require_measure(plan: Plan, measure: str) -> None:
    """Refuse one that the programme does not know; without a measure something belongs to the whole programme."""
    if measure and programme_of(plan).measure(measure) is None:
        raise ProgrammeRefused("Diese Massnahme gibt es nicht.", "measure")


def picked(facts: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """These of the facts, texts without space around them."""
    said = {name: facts[name] for name in names}
    return {name: value.strip() if isinstance(value, str) else value for name, value in said.items()}


def tell(action: str, plan: Plan, row: Model, *, by: User, at: datetime, **details: str) -> None:
    """The audit entry of a change to a programme, at the body that runs it."""
    trail.record(action, by=by, at=at, subject=row, organisation=plan.organisation, details=details)
