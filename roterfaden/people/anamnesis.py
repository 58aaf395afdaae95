"""Read the anamnesis: what is known today, what was known on a day, and how one answer came to be."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery

from roterfaden.common.crypto import keyring
from roterfaden.people.models import Dispute, Fact, FactSlot, Person

Place = tuple[str, int, int]


@dataclass(frozen=True, kw_only=True)
class Known:
    """One answer with its source, and the open dispute that goes wherever it goes."""

    slot: FactSlot
    fact: Fact
    dispute: Dispute | None = None

    @property
    def at(self) -> Place:
        return (self.slot.item, self.slot.entry, self.slot.place)

    @property
    def value(self) -> Any:
        return self.fact.value


def known_facts(person: Person, *, health: bool) -> dict[Place, Known]:
    """Every slot that was ever filled, with the value that counts now (maybe none); with three queries.

    Without the right for `health`, what belongs to the health record is not even read.
    """
    return _known(_facts_of(person, health=health).filter(number=F("slot__revision")))


def facts_as_of(person: Person, moment: datetime, *, health: bool) -> dict[Place, Known]:
    """The same as the file stood at `moment`: the values and disputes recorded until then."""
    newest = (
        Fact.objects.filter(slot=OuterRef("slot"), recorded_at__lte=moment)
        .order_by()
        .values("slot")
        .annotate(last=Max("number"))
        .values("last")
    )
    facts = _facts_of(person, health=health).filter(recorded_at__lte=moment, number=Subquery(newest))
    return _known(facts, moment=moment)


def history_of(slot: FactSlot) -> list[Fact]:
    """Every value the slot ever had, newest first, each with `told`: its disputes, newest first; with three queries."""
    facts = list(slot.facts.select_related("recorded_by", "data_key").order_by("-number"))
    disputes = Dispute.objects.filter(fact__slot=slot).select_related("raised_by", "settled_by", "data_key")
    by_fact: dict[int, list[Dispute]] = {}
    for dispute in disputes.order_by("-raised_at", "-pk"):
        by_fact.setdefault(dispute.fact_id, []).append(dispute)
    for fact in facts:
        fact.told = by_fact.get(fact.pk, [])  # type: ignore[attr-defined]
    return facts


def slots_visible(person: Person, *, health: bool) -> QuerySet[FactSlot]:
    """The slots of a person that may be opened one by one."""
    rows = FactSlot.objects.filter(person=person).select_related("health__data_key", "person")
    return rows if health else rows.filter(health__isnull=True)


def answered_items(person: Person) -> set[str]:
    """The ids of the items that have an answer; opens nothing. With one query."""
    facts = Fact.objects.filter(slot__person=person, number=F("slot__revision"), value__isnull=False)
    return set(facts.values_list("slot__item", flat=True))


def _facts_of(person: Person, *, health: bool) -> QuerySet[Fact]:
    facts = Fact.objects.filter(slot__person=person).select_related("slot", "recorded_by")
    return facts if health else facts.filter(slot__health__isnull=True)


def _known(facts: QuerySet[Fact], *, moment: datetime | None = None) -> dict[Place, Known]:
    rows = list(facts.order_by("slot__item", "slot__entry", "slot__place"))
    keyring.prefetch(fact.data_key_id for fact in rows)
    disputes = _disputes_of(rows, moment)
    found = [Known(slot=fact.slot, fact=fact, dispute=disputes.get(fact.pk)) for fact in rows]
    return {known.at: known for known in found}


def _disputes_of(facts: Iterable[Fact], moment: datetime | None) -> dict[int, Dispute]:
    open_then = Q(settled_at__isnull=True)
    if moment is not None:
        open_then = (open_then | Q(settled_at__gt=moment)) & Q(raised_at__lte=moment)
    rows = Dispute.objects.filter(open_then, fact__in=[fact.pk for fact in facts])
    return {dispute.fact_id: dispute for dispute in rows}
