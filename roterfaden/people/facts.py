"""Write the anamnesis: several answers of one sitting at once, each with its source; nothing is overwritten."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.models import DataKey, Record
from roterfaden.people.form import Form, Item
from roterfaden.people.health import health_record_of
from roterfaden.people.models import Fact, FactSlot, HealthRecord, Person
from roterfaden.people.values import ValueRefused, checked

RECORDED = actions.register("people.facts_recorded", "Angaben der Anamnese festgehalten")
MAX_NUMBER = 500

Place = tuple[str, int, int]


class FactRefused(ValueError):
    """The answers cannot be kept like this; `place` is the one at fault, None if it is the sitting."""

    def __init__(self, message: str, place: Place | None = None) -> None:
        super().__init__(message)
        self.place = place


class FactConflict(Exception):
    """Somebody answered some of these items first; `places` names them, and nothing was written."""

    def __init__(self, places: Sequence[Place]) -> None:
        super().__init__("Jemand anderes hat diese Angaben inzwischen geändert.")
        self.places = tuple(places)


@dataclass(frozen=True, kw_only=True)
class Sitting:
    """Where the answers come from: who said them, when, and who exactly."""

    source: str
    said_on: date
    source_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Said:
    """One answer: item, entry of its section, place in its list; `seen` is the number of the value that stood there."""

    item: str
    entry: int = 0
    place: int = 0
    value: Any = None
    seen: int = 0
    # keep it although it is what stands there: another source has confirmed it
    again: bool = False

    @property
    def at(self) -> Place:
        return (self.item, self.entry, self.place)


def record_facts(
    *,
    person: Person,
    form: Form,
    sitting: Sitting,
    said: Sequence[Said],
    health: bool,
    scope: Record,
    by: User,
    at: datetime,
) -> list[Fact]:
    """Keep those answers of one sitting that differ from what was `seen`; all or none.

    Refuses with FactRefused: an unknown source, a day to come, an answer that does not fit its item, an item that is
    kept elsewhere, an item of the health record without the right (`health`). Refuses with FactConflict when somebody
    else has answered one of the changed items since. Effects: one sealed value per change (those on health under the
    key of the health record, which is made if there is none); an audit entry with the ids of the items.
    """
    _check_sitting(form, sitting, today=local_day(at))
    answers = [(one, _item_of(form, one, health=health), _checked(form, one)) for one in said]
    with transaction.atomic():
        slots = _slots_of(person, [one.item for one, _item, _value in answers])
        stood = _facts_of(slots.values())
        changed, late = [], []
        for one, item, value in answers:
            slot = slots.get(one.at)
            pk, now = (slot.pk, slot.revision) if slot else (0, 0)
            if not one.again and _says(stood.get((pk, one.seen)), value):
                continue
            if one.seen != now:
                there = stood.get((pk, now))
                # sent twice, or said by two: it stands there already
                if _says(there, value) and (not one.again or _stems_from(there, sitting)):
                    continue
                late.append(one.at)
            changed.append((one, item, value))
        if late:
            raise FactConflict(late)
        if not changed:
            return []
        kept = _store(person, form, sitting, changed, slots, by=by, at=at)
        trail.record(
            RECORDED,
            by=by,
            at=at,
            subject=person,
            scope=scope,
            organisation=person.organisation,
            details={"items": sorted({one.item for one, _item, _value in changed}), "source": sitting.source},
        )
    return kept


def _check_sitting(form: Form, sitting: Sitting, *, today: date) -> None:
    if sitting.source not in {source.id for source in form.sources}:
        raise FactRefused("Bitte sagen Sie, von wem die Angaben stammen.")
    if sitting.said_on > today:
        raise FactRefused("Der Tag, an dem es gesagt wurde, liegt in der Zukunft.")


def _item_of(form: Form, one: Said, *, health: bool) -> Item:
    item = form.item(one.item)
    if item is None or item.kept_as:
        raise FactRefused("Diese Angabe wird nicht in der Anamnese geführt.", one.at)
    if item.special and not health:
        raise FactRefused("Dafür fehlt Ihnen das Recht an der Gesundheitsakte.", one.at)
    if not (0 <= one.entry <= MAX_NUMBER and 0 <= one.place <= MAX_NUMBER):
        raise FactRefused("So viele Einträge gibt es nicht.", one.at)
    return item


def _checked(form: Form, one: Said) -> Any:
    item = form.item(one.item)
    assert item is not None
    try:
        return checked(item, one.value)
    except ValueRefused as refusal:
        raise FactRefused(str(refusal), one.at) from refusal


def _slots_of(person: Person, items: Iterable[str]) -> dict[Place, FactSlot]:
    rows = FactSlot.objects.filter(person=person, item__in=set(items)).select_related("health__data_key")
    return {(slot.item, slot.entry, slot.place): slot for slot in rows}


def _facts_of(slots: Iterable[FactSlot]) -> dict[tuple[int, int], Fact]:
    """Every value of the slots, by slot and number."""
    rows = Fact.objects.filter(slot__in=list(slots)).select_related("data_key")
    return {(fact.slot_id, fact.number): fact for fact in rows}


def _says(fact: Fact | None, value: Any) -> bool:
    """Whether `value` is what stands there; what was never said is None."""
    return bool((fact.value if fact else None) == value)


def _stems_from(fact: Fact | None, sitting: Sitting) -> bool:
    return fact is not None and sitting == Sitting(
        source=fact.source, said_on=fact.said_on, source_name=fact.source_name
    )


def _store(
    person: Person,
    form: Form,
    sitting: Sitting,
    changed: Sequence[tuple[Said, Item, Any]],
    slots: dict[Place, FactSlot],
    *,
    by: User,
    at: datetime,
) -> list[Fact]:
    record = health_record_of(person) if any(item.special for _one, item, _value in changed) else None
    facts = []
    for one, item, value in changed:
        slot = _advanced(person, slots.get(one.at), one, record if item.special else None)
        key: DataKey = slot.health.data_key if slot.health is not None else person.data_key
        facts.append(
            Fact(
                slot=slot,
                number=slot.revision,
                data_key=key,
                value=value,
                source=sitting.source,
                source_name=sitting.source_name,
                said_on=sitting.said_on,
                form_version=form.version,
                recorded_at=at,
                recorded_by=by,
            )
        )
    return Fact.objects.bulk_create(facts)


def _advanced(person: Person, slot: FactSlot | None, one: Said, health: HealthRecord | None) -> FactSlot:
    """The slot with its next number; refuses with FactConflict when somebody took it in this moment."""
    if slot is not None:
        moved = FactSlot.objects.filter(pk=slot.pk, revision=slot.revision).update(revision=F("revision") + 1)
        if not moved:
            raise FactConflict([one.at])
        slot.revision += 1
        return slot
    try:
        with transaction.atomic():
            return FactSlot.objects.create(
                person=person, health=health, item=one.item, entry=one.entry, place=one.place
            )
    except IntegrityError:
        raise FactConflict([one.at]) from None
