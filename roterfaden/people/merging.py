"""Join two records that are one person, and part them again.

What belongs to the one who goes moves to the one who stays: every row of any table that points at a person. Texts
sealed by the key of the one who goes are sealed anew by the key of the one who stays, in the same transaction, so that
destroying the key of the one who stays forgets all of them, and destroying the other's key loses nothing. Parting
moves back exactly what was moved, from a memento sealed by the key of the one who stays.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Max, Q

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto.fields import SealedField
from roterfaden.common.following import followers_of, following, lead
from roterfaden.common.models import DataKey, Record
from roterfaden.common.revisions import save_revision
from roterfaden.people.conflicts import match_persons
from roterfaden.people.finding import forget_person, index_person
from roterfaden.people.health import health_record_of
from roterfaden.people.models import (
    Dispute,
    Fact,
    FactSlot,
    HealthRecord,
    Person,
    PersonKey,
    PersonMerge,
    Relation,
)
from roterfaden.people.records import EDITABLE_FIELDS, KEYS, set_keys

actions.register("people.merged", "Zwei Akten einer Person zusammengeführt")
actions.register("people.parted", "Zusammenführung zweier Akten aufgehoben")

CHOOSABLE = (*EDITABLE_FIELDS, "needs")
# moved by hand below, or about the two records themselves
OWN_MODELS = (Person, PersonKey, PersonMerge, HealthRecord, FactSlot, Relation)


class MergeRefused(ValueError):
    """These two cannot be joined or parted like this; the message says why."""


def merge_persons(
    *,
    kept: Person,
    gone: Person,
    chosen: Iterable[str],
    revisions: tuple[int, int],
    scope: Record,
    by: User,
    at: datetime,
) -> PersonMerge:
    """Join `gone` into `kept`; of the fields `chosen` (CHOOSABLE) the one who goes had the right value.

    Refuses: one and the same, different organisations, a record that is joined already, a destroyed key; with Conflict
    when somebody changed one of the two since (`revisions` of kept and gone). Effects: cases and all else move to
    `kept`; every answer of both anamneses stays with its history, an item that both answered shows both; grants for the
    health record of the one who goes end; a sealed memento; an audit entry.
    """
    _check(kept, gone)
    with transaction.atomic():
        fields = sorted(set(chosen) & set(CHOOSABLE))
        before = {name: _plain(kept, name) for name in fields}
        for name in fields:
            setattr(kept, name, getattr(gone, name))
        set_keys(kept)
        save_revision(kept, expected=revisions[0], fields=[*fields, *KEYS])
        gone.merged_into = kept
        save_revision(gone, expected=revisions[1], fields=["merged_into"])
        index_person(kept)
        match_persons([kept])
        forget_person(gone)
        memento = {
            "before": before,
            "after": {name: _plain(kept, name) for name in fields},
            "slots": _move_slots(gone, kept),
            "relations": _move_relations(gone, kept, [row.pk for row in gone.relations.all()]),
            "rows": {
                label: _move_rows(label, gone, kept, None)
                for label in followers_of(Person, without=OWN_MODELS)
            },
        }
        _end_grants(gone, at)
        merge = PersonMerge.objects.create(
            kept=kept, gone=gone, data_key=kept.data_key, memento=memento, merged_at=at, merged_by=by
        )
        _record("people.merged", merge, {"fields": fields}, scope=scope, by=by, at=at)
    return merge


def part_persons(*, merge: PersonMerge, scope: Record, by: User, at: datetime) -> None:
    """Undo a merge: all that was moved goes back, fields get back what they held unless they were corrected since.

    What came to `kept` after the merge stays there; what was written since into answers that were moved goes back with
    them. Refuses: undone already, a later merge that must be undone first, a destroyed key. Effects: texts are sealed
    by the old keys again, an audit entry.
    """
    kept, gone = merge.kept, merge.gone
    with transaction.atomic():
        if not PersonMerge.objects.filter(pk=merge.pk, undone_at__isnull=True).update(
            undone_at=at, undone_by=by
        ):
            raise MergeRefused("Diese Zusammenführung ist schon aufgehoben.")
        _check_order(merge)
        _check_keys(kept, gone)
        memento = merge.memento
        _restore_fields(kept, memento)
        gone.merged_into = None
        save_revision(gone, expected=gone.revision, fields=["merged_into"])
        index_person(kept)
        index_person(gone)
        match_persons([kept, gone])
        _return_slots(memento["slots"], kept, gone)
        _move_relations(kept, gone, memento["relations"])
        for label, ids in memento["rows"].items():
            _move_rows(label, kept, gone, ids)
        _record("people.parted", merge, {}, scope=scope, by=by, at=at)


def active_merges(person: Person) -> models.QuerySet[PersonMerge]:
    """The merges into `person` that stand, newest first."""
    rows = PersonMerge.objects.filter(kept=person, undone_at__isnull=True)
    return rows.select_related("gone__data_key", "kept__data_key", "merged_by").order_by("-merged_at", "-pk")


def keys_of(person: Person) -> list[DataKey]:
    """Every data key that seals something of a person: to be destroyed together when the person is forgotten.

    Those of records that were joined into this one count too: their own rows still hold what was not chosen.
    """
    everybody = {person.pk}
    while more := set(
        Person.objects.filter(merged_into__in=everybody)
        .exclude(pk__in=everybody)
        .values_list("pk", flat=True)
    ):
        everybody |= more
    of_persons = Person.objects.filter(pk__in=everybody).values("data_key_id")
    of_health = HealthRecord.objects.filter(person__in=everybody).values("data_key_id")
    return list(DataKey.objects.filter(Q(pk__in=of_persons) | Q(pk__in=of_health)))


def _check(kept: Person, gone: Person) -> None:
    if kept.pk == gone.pk:
        raise MergeRefused("Das ist ein und dieselbe Akte.")
    if kept.organisation_id != gone.organisation_id:
        raise MergeRefused("Akten verschiedener Stellen werden nicht zusammengeführt.")
    if kept.merged_into_id or gone.merged_into_id:
        raise MergeRefused("Eine der Akten ist schon in einer anderen aufgegangen.")
    _check_keys(kept, gone)


def _check_keys(kept: Person, gone: Person) -> None:
    """A destroyed key can neither open what it sealed nor seal anything again."""
    keys = [kept.data_key, gone.data_key]
    records = HealthRecord.objects.filter(person__in=[kept, gone]).select_related("data_key")
    if any(key.destroyed_at for key in (*keys, *(record.data_key for record in records))):
        raise MergeRefused("Eine der Akten ist gelöscht: Ihr Schlüssel wurde vernichtet.")


def _check_order(merge: PersonMerge) -> None:
    later = PersonMerge.objects.filter(undone_at__isnull=True).exclude(pk=merge.pk)
    if later.filter(Q(gone=merge.kept) | Q(kept=merge.kept, pk__gt=merge.pk)).exists():
        raise MergeRefused("Bitte heben Sie zuerst die spätere Zusammenführung auf.")


def _plain(person: Person, name: str) -> Any:
    value = getattr(person, name)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _restore_fields(kept: Person, memento: Mapping[str, Any]) -> None:
    """Give back what stood there, where nobody has corrected it since."""
    restored = [name for name, value in memento["after"].items() if _plain(kept, name) == value]
    for name in restored:
        value = memento["before"][name]
        setattr(kept, name, date.fromisoformat(value) if name == "birth_date" else value)
    set_keys(kept)
    save_revision(kept, expected=kept.revision, fields=[*restored, *KEYS])


def _end_grants(gone: Person, at: datetime) -> None:
    record = HealthRecord.objects.filter(person=gone).first()
    if record is not None:
        record.grants.filter(revoked_at__isnull=True).update(revoked_at=at)


# The anamnesis: entries and lists are appended, what both answered stands beside each other.


def _move_slots(gone: Person, kept: Person) -> list[list[Any]]:
    """Move every slot; returns where each one stood: id, item, entry, place."""
    slots = list(FactSlot.objects.filter(person=gone).order_by("pk"))
    stood = [[slot.pk, slot.item, slot.entry, slot.place] for slot in slots]
    last_entry = FactSlot.objects.filter(person=kept).aggregate(last=Max("entry"))["last"] or 0
    taken = set(FactSlot.objects.filter(person=kept).values_list("item", "entry", "place"))
    health = health_record_of(kept) if any(slot.health_id for slot in slots) else None
    for slot in slots:
        if slot.entry:
            slot.entry += last_entry
        while (slot.item, slot.entry, slot.place) in taken:
            slot.place += 1
        taken.add((slot.item, slot.entry, slot.place))
        _place_slot(slot, kept, health if slot.health_id else None)
    return stood


def _return_slots(stood: Iterable[Iterable[Any]], kept: Person, gone: Person) -> None:
    rows = FactSlot.objects.filter(person=kept).in_bulk()
    health = HealthRecord.objects.filter(person=gone).select_related("data_key").first()
    for pk, _item, entry, place in stood:
        slot = rows.get(pk)
        if slot is None:
            continue
        slot.entry, slot.place = entry, place
        _place_slot(slot, gone, health if slot.health_id else None)


def _place_slot(slot: FactSlot, person: Person, health: HealthRecord | None) -> None:
    """Put a slot under a person, its values and disputes sealed by the key that now counts."""
    key = health.data_key if health else person.data_key
    slot.person, slot.health = person, health
    slot.save(update_fields=["person", "health", "entry", "place"])
    for fact in Fact.objects.filter(slot=slot).select_related("data_key"):
        _seal_anew(fact, key)
    for dispute in Dispute.objects.filter(fact__slot=slot).select_related("data_key"):
        _seal_anew(dispute, key)


def _seal_anew(row: Any, key: DataKey) -> None:
    """Open what a row seals by its present key, and seal it by another one."""
    names = _sealed_names(type(row))
    opened = {name: getattr(row, name) for name in names}
    row.data_key = key
    for name, value in opened.items():
        setattr(row, name, value)
    row.save(update_fields=["data_key", *names])


def _sealed_names(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.concrete_fields if isinstance(field, SealedField)]  # noqa: SLF001


def _move_relations(source: Person, target: Person, ids: Iterable[int]) -> list[int]:
    rows = list(Relation.objects.filter(person=source, pk__in=list(ids)).select_related("data_key"))
    health = health_record_of(target) if any(row.health_id for row in rows) else None
    for row in rows:
        row.person, row.health = target, health if row.health_id else None
        row.save(update_fields=["person", "health"])
        _seal_anew(row, row.health.data_key if row.health else target.data_key)
    return [row.pk for row in rows]


# Whatever else points at a person: cases, and what later parts of the product add.


def _move_rows(label: str, source: Person, target: Person, ids: Iterable[int] | None) -> list[int]:
    """Let rows point at `target`; what a person's key seals in them is sealed anew. Returns their ids."""
    rows, field = following(label, source, ids)
    names = [name for name in _sealed_names(rows.model) if _key_of(rows.model, name).startswith(f"{field}.")]
    if not names:
        return lead(rows, field, target)
    moved = list(rows.select_related(field))
    for row in moved:
        opened = {name: getattr(row, name) for name in names}
        setattr(row, field, target)
        for name, value in opened.items():
            setattr(row, name, value)
        row.save(update_fields=[field, *names])
    return [row.pk for row in moved]


def _key_of(model: type[models.Model], name: str) -> str:
    field = model._meta.get_field(name)  # noqa: SLF001
    return field.key if isinstance(field, SealedField) else ""


def _record(
    action: str, merge: PersonMerge, details: dict[str, Any], *, scope: Record, by: User, at: datetime
) -> None:
    trail.record(
        action,
        by=by,
        at=at,
        subject=merge,
        scope=scope,
        organisation=merge.kept.organisation,
        details=details | {"kept": merge.kept.code, "gone": merge.gone.code},
    )
