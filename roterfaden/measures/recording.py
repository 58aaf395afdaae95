"""Records of a measure and support processes: what is asked for is data, so one module writes them all."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.cases.search import index_text
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.deadlines.case_deadlines import ByRule, finish_deadline, set_deadline
from roterfaden.deadlines.choices import Outcome
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.measures.carrying_records import Measure, MeasureRecord, Support
from roterfaden.measures.catalogue import carrying, support_kinds
from roterfaden.measures.definitions import FieldSpec
from roterfaden.process.deadlines import DeadlineRefused

actions.register("measures.recorded", "Aufzeichnung zu einer Maßnahme")
actions.register("measures.record_changed", "Aufzeichnung zu einer Maßnahme geändert")
actions.register("measures.support_begun", "Unterstützung begonnen")
actions.register("measures.support_changed", "Unterstützung geändert")

WHAT, DAY = "what", "day"


class RecordRefused(ValueError):
    """This cannot be recorded; the message says why. `field` names the input that is wrong."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


def add_record(
    *, measure: Measure, kind: str, facts: Mapping[str, str], by: User, at: datetime
) -> MeasureRecord:
    """Record what the catalogue asks for. Safe to repeat: the same record of the same day is one.

    Refuses: a kind that this measure does not have, a missing or unknown field. Effects: sealed, indexed; an event that
    starts a deadline by law or practice sets it; audit entry.
    """
    if kind not in carrying().kinds[measure.kind].records:
        raise RecordRefused("Das gehört nicht zu dieser Maßnahme.")
    kept = checked(carrying().records[kind].fields, facts)
    day = date.fromisoformat(kept[DAY])
    with transaction.atomic():
        require_open(measure.case)
        for known in MeasureRecord.objects.filter(measure=measure, kind=kind, day=day):
            known.measure = measure
            if known.facts == kept:
                return known
        made = MeasureRecord.objects.create(
            measure=measure, kind=kind, day=day, facts=kept, recorded_at=at, recorded_by=by
        )
        made.deadline = _deadline(made, by=by, at=at)
        made.save(update_fields=["deadline"])
        _index(measure.case, made.uuid, carrying().records[kind].fields, kept)
        trail.record(
            "measures.recorded", by=by, at=at, subject=made, scope=measure.case, details={"kind": kind}
        )
    return made


def change_record(
    *, record: MeasureRecord, facts: Mapping[str, str], revision: int, by: User, at: datetime
) -> None:
    """Correct a record, if it still has `revision`. A deadline that it had set is dropped and counted anew."""
    measure = record.measure
    fields = carrying().records[record.kind].fields
    kept = checked(fields, facts)
    with transaction.atomic():
        require_open(measure.case)
        began = (record.facts.get(WHAT), record.day)
        record.facts, record.day = kept, date.fromisoformat(kept[DAY])
        if began != (kept.get(WHAT), record.day):
            _drop(record.deadline, "Der Tag des Ereignisses ist berichtigt.", by=by, at=at)
            record.deadline = _deadline(record, by=by, at=at)
        save_revision(record, expected=revision, fields=["facts", "day", "deadline"])
        _index(measure.case, record.uuid, fields, kept)
        trail.record(
            "measures.record_changed",
            by=by,
            at=at,
            subject=record,
            scope=measure.case,
            details={"kind": record.kind},
        )


def begin_support(
    *, case: Case, kind: str, facts: Mapping[str, str], token: UUID, by: User, at: datetime
) -> Support:
    """Begin a support process in its first state. Safe to repeat with the same `token`. Refuses as `add_record`."""
    known = support_kinds().get(kind)
    if known is None:
        raise RecordRefused("Diese Unterstützung gibt es hier nicht.")
    kept = checked(known.fields, facts)
    with transaction.atomic():
        require_open(case)
        found = Support.objects.filter(token=token, case=case).first()
        if found is not None:
            return found
        made = Support.objects.create(
            case=case, kind=kind, state=known.first, facts=kept, began_at=at, began_by=by, token=token
        )
        made.deadline = _awaited(made, by=by, at=at)
        made.save(update_fields=["deadline"])
        _index(case, made.uuid, known.fields, kept)
        trail.record("measures.support_begun", by=by, at=at, subject=made, scope=case, details={"kind": kind})
    return made


def change_support(
    *, support: Support, facts: Mapping[str, str], state: str, revision: int, by: User, at: datetime
) -> None:
    """Write what is known, and go on to `state` (or stay), if it still has `revision`.

    Refuses: a state that does not follow, and one whose facts are missing (a grant without its day). Effects: the
    deadline of the state before is dropped, that of the new one set; sealed, indexed, audit entry.
    """
    kind = support_kinds()[support.kind]
    kept = checked(kind.fields, facts)
    now = kind.states[support.state]
    if state != support.state and state not in now.next:
        raise RecordRefused("Dieser Stand kann jetzt nicht folgen.", "state")
    labels = {field.id: field.label for field in kind.fields}
    for needed in kind.states[state].needs:
        if not kept.get(needed):
            title = kind.states[state].title
            raise RecordRefused(f"Für „{title}“ fehlt: {labels[needed]}.", needed)
    with transaction.atomic():
        require_open(support.case)
        support.facts, support.state = kept, state
        _await_anew(support, by=by, at=at)
        save_revision(support, expected=revision, fields=["facts", "state", "deadline"])
        _index(support.case, support.uuid, kind.fields, kept)
        trail.record(
            "measures.support_changed",
            by=by,
            at=at,
            subject=support,
            scope=support.case,
            details={"kind": support.kind, "state": state},
        )


def checked(fields: Sequence[FieldSpec], facts: Mapping[str, str]) -> dict[str, str]:
    """The facts that are kept: known fields only, none of the needed ones missing, choices from their list."""
    kept = {}
    for spec in fields:
        value = str(facts.get(spec.id, "") or "").strip()
        if not value and not spec.optional:
            raise RecordRefused(f"Hier fehlt noch etwas: {spec.label}", spec.id)
        if value and spec.type == "choice" and value not in spec.options:
            raise RecordRefused("Bitte wählen Sie etwas aus der Liste.", spec.id)
        if value:
            kept[spec.id] = value
    if unknown := set(facts) - {spec.id for spec in fields}:
        raise RecordRefused(f"Unbekannt: {', '.join(sorted(unknown))}")
    return kept


def _deadline(record: MeasureRecord, *, by: User, at: datetime) -> CaseDeadline | None:
    kind = carrying().records[record.kind]
    rule = kind.deadlines.get(record.facts.get(WHAT, ""))
    if rule is None:
        return None
    case = record.measure.case
    how = ByRule(rule, started_on=record.day, region=case.service.region)
    titles = {spec.id: spec for spec in kind.fields}
    try:
        subject = titles[WHAT].shown(record.facts[WHAT])
        return set_deadline(case=case, how=how, subject=subject, by=by, at=at)
    except DeadlineRefused as refusal:
        raise RecordRefused(str(refusal), DAY) from refusal


def _awaited(support: Support, *, by: User, at: datetime) -> CaseDeadline | None:
    """The deadline of the present state, where the day that it counts from is known and not past."""
    kind = support_kinds()[support.kind]
    state = kind.states[support.state]
    day = support.facts.get(state.due) if state.due else None
    if day is None or date.fromisoformat(day) < local_day(at):
        return None
    how = ByRule(state.rule, started_on=date.fromisoformat(day), region=support.case.service.region)
    name = next((support.facts.get(spec.id, "") for spec in kind.fields if spec.type == "text"), "")
    return set_deadline(case=support.case, how=how, subject=f"{kind.title}: {name}", by=by, at=at)


def _await_anew(support: Support, *, by: User, at: datetime) -> None:
    own, wanted = support.deadline, _awaited(support, by=by, at=at)
    if own != wanted:
        _drop(own, "Die Unterstützung ist weitergegangen.", by=by, at=at)
        support.deadline = wanted


def _drop(own: CaseDeadline | None, reason: str, *, by: User, at: datetime) -> None:
    if own is not None and own.outcome == Outcome.OPEN:
        finish_deadline(
            own=own,
            outcome=Outcome.DROPPED,
            result=reason,
            revision=own.deadline.revision,
            by=by,
            at=at,
        )


def _index(case: Case, source: UUID, fields: Sequence[FieldSpec], kept: Mapping[str, Any]) -> None:
    words = " ".join(kept[spec.id] for spec in fields if spec.type in ("text", "long") and spec.id in kept)
    if words:
        index_text(case=case, source=source, text=words)
