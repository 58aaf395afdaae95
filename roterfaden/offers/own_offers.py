"""Offers that an organisation writes itself, and what it says about shipped ones."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.codes import new_code
from roterfaden.common.revisions import save_revision
from roterfaden.offers.admission.definition import (
    OPS,
    Condition,
    Criterion,
    Fact,
    FactType,
    LegalState,
    Offer,
    Op,
    Value,
)
from roterfaden.offers.choices import Audience, OfferKind
from roterfaden.offers.facts_file import FactRefused, facts_from
from roterfaden.offers.models import OwnOffer, OwnOfferVersion
from roterfaden.offers.reader import shipped_facts, shipped_offers

WRITTEN = actions.register("offers.own_written", "Eigenes Angebot festgehalten")
CHANGED = actions.register("offers.own_changed", "Eigenes Angebot geändert")
TEXTS = ("title", "kind", "audience", "provider", "legal_basis", "source", "note")
MAX_CRITERIA, MAX_PLACES, MAX_TEXT = 12, 10_000, 400
LAYERS = 10


class OwnOfferRefused(ValueError):
    """The offer cannot be written like this; `field` is the one at fault, "" if it is all of them."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


def write_offer(
    *,
    organisation: Organisation,
    based_on: str = "",
    content: Mapping[str, Any],
    valid_from: date,
    valid_until: date | None,
    places: int,
    by: User,
    at: datetime,
) -> OwnOffer:
    """Write an own offer of `organisation`, or what it says about the shipped offer `based_on`.

    Refuses with OwnOfferRefused: a missing title (of an own one), an unknown kind or audience, a criterion with an
    unknown fact, comparison or value, an end before the beginning, a second overlay of the same offer. Effects: an
    audit entry.
    """
    if based_on and based_on not in shipped_offers():
        raise OwnOfferRefused("Dieses Angebot gibt es nicht.", "based_on")
    kept = _checked(content, based_on, valid_from, valid_until, places)
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        if based_on and OwnOffer.objects.filter(organisation=organisation, based_on=based_on).exists():
            raise OwnOfferRefused("Ihr Dienst hat schon etwas dazu festgehalten. Ändern Sie das.")
        row = OwnOffer.objects.create(
            organisation=organisation,
            key=f"{based_on}-{new_code(6)}" if based_on else f"EIGEN-{new_code(8)}",
            based_on=based_on,
            content=kept,
            valid_from=valid_from,
            valid_until=valid_until,
            places=places,
        )
        trail.record(
            WRITTEN, by=by, at=at, subject=row, organisation=organisation, details={"offer": row.key}
        )
    return row


def change_offer(
    *,
    offer: OwnOffer,
    content: Mapping[str, Any],
    valid_from: date,
    valid_until: date | None,
    places: int,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Write over an own offer, if it still has `revision`.

    Refuses what `write_offer` refuses, and with Conflict when somebody was faster. Effects: the earlier wording is
    kept, an audit entry.
    """
    kept = _checked(content, offer.based_on, valid_from, valid_until, places)
    before = OwnOfferVersion(
        offer=offer,
        revision=offer.revision,
        content=offer.content,
        valid_from=offer.valid_from,
        valid_until=offer.valid_until,
        places=offer.places,
        replaced_by=by,
        replaced_at=at,
    )
    with transaction.atomic():
        offer.content, offer.valid_from, offer.valid_until, offer.places = (
            kept, valid_from, valid_until, places,
        )  # fmt: skip
        save_revision(offer, expected=revision, fields=["content", "valid_from", "valid_until", "places"])
        before.save()
        trail.record(
            CHANGED,
            by=by,
            at=at,
            subject=offer,
            organisation=offer.organisation,
            details={"offer": offer.key},
        )


def own_offers_for(service: Organisation) -> list[OwnOffer]:
    """What the service and those above it wrote, those above first; one query, besides those up the tree."""
    line: list[Organisation] = [service]
    while line[-1].parent_id and len(line) < LAYERS:
        parent = line[-1].parent
        if parent is None:
            break
        line.append(parent)
    order = {organisation.pk: -place for place, organisation in enumerate(line)}
    rows = OwnOffer.objects.filter(organisation__in=line).select_related("organisation")
    return sorted(rows, key=lambda row: (order[row.organisation_id], row.pk))


def as_offer(row: OwnOffer) -> Offer:
    """An own offer as a value that can be checked."""
    said, region = row.content, row.organisation.region
    return Offer(
        id=row.key,
        title=said["title"],
        country=region[:2],
        region="",
        provider=said["provider"] or row.organisation.name,
        state=LegalState.PER_SOURCE,
        source=said["source"] or row.organisation.name,
        # without conditions nothing speaks for it either: a person judges
        criteria=criteria_of(said["criteria"])
        or (Criterion("e1", "Fachlich passend", None, in_source=False),),
        legal_basis=tuple(filter(None, said["legal_basis"].split("\n"))),
        duration_note=said["note"],
        edition=f"{row.key}@{row.revision}",
        kind=said["kind"],
        audience=said["audience"],
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        owner=row.organisation.name,
        places=row.places,
    )


def laid_over(offer: Offer, row: OwnOffer) -> Offer:
    """The shipped offer with what an organisation says about it: texts take the place, criteria are added."""
    said = row.content
    added = tuple(replace(one, id=f"{row.key}-{one.id}") for one in criteria_of(said["criteria"]))
    ends = [day for day in (offer.valid_until, row.valid_until) if day is not None]
    return replace(
        offer,
        title=said["title"] or offer.title,
        provider=said["provider"] or offer.provider,
        legal_basis=tuple(filter(None, said["legal_basis"].split("\n"))) or offer.legal_basis,
        duration_note=said["note"] or offer.duration_note,
        criteria=(*offer.criteria, *added),
        edition=f"{offer.edition}+{row.key}@{row.revision}",
        valid_until=min(ends, default=None),
        owner=row.organisation.name,
        places=row.places or offer.places,
    )


def criteria_of(rows: list[dict[str, Any]]) -> tuple[Criterion, ...]:
    """The stored criteria as values."""
    return tuple(
        Criterion(
            id=f"e{place}",
            text=row["text"],
            condition=Condition(row["fact"], Op(row["op"]), _from_json(row["value"]))
            if row["fact"]
            else None,
            group=row["group"],
            in_source=False,
        )
        for place, row in enumerate(rows, start=1)
    )


def _from_json(value: Any) -> Value:
    found: Value = tuple(value) if isinstance(value, list) else value
    return found


def _checked(
    content: Mapping[str, Any], based_on: str, valid_from: date, valid_until: date | None, places: int
) -> dict[str, Any]:
    kept: dict[str, Any] = {name: str(content.get(name) or "").strip() for name in TEXTS}
    if not based_on and not kept["title"]:
        raise OwnOfferRefused("Bitte geben Sie dem Angebot einen Namen.", "title")
    if not based_on and (kept["kind"] not in OfferKind.values or kept["audience"] not in Audience.values):
        raise OwnOfferRefused("Bitte wählen Sie Art und Zielgruppe.", "kind")
    if any(len(kept[name]) > MAX_TEXT for name in TEXTS):
        raise OwnOfferRefused(f"Jeder Text hat höchstens {MAX_TEXT} Zeichen.")
    if valid_until is not None and valid_until < valid_from:
        raise OwnOfferRefused("Das Angebot endet vor seinem Beginn.", "valid_until")
    if not 0 <= places <= MAX_PLACES:
        raise OwnOfferRefused("So viele Plätze gibt es nicht.", "places")
    rows = list(content.get("criteria") or [])
    if len(rows) > MAX_CRITERIA:
        raise OwnOfferRefused(f"Mehr als {MAX_CRITERIA} Bedingungen sind nicht möglich.")
    return kept | {"criteria": [_criterion(row, place) for place, row in enumerate(rows, start=1)]}


def _criterion(row: Mapping[str, Any], place: int) -> dict[str, Any]:
    text, name = str(row.get("text") or "").strip(), str(row.get("fact") or "")
    where = f"text_{place}"
    if not text or len(text) > MAX_TEXT:
        raise OwnOfferRefused(f"Bedingung {place}: Bitte sagen Sie sie in einem Satz.", where)
    kept = {"text": text, "fact": name, "op": "", "value": None, "group": str(row.get("group") or "")[:40]}
    if not name:
        return kept
    fact = shipped_facts().get(name)
    if fact is None:
        raise OwnOfferRefused(f"Bedingung {place}: Diesen Sachverhalt gibt es nicht.", where)
    word = str(row.get("op") or "")
    if word not in {str(op) for op in OPS[fact.type]}:
        raise OwnOfferRefused(f"Bedingung {place}: Dieser Vergleich passt nicht zu „{fact.meaning}“.", where)
    return kept | {"op": word, "value": _value(row.get("value"), fact, Op(word), place)}


def _value(value: Any, fact: Fact, op: Op, place: int) -> Any:
    """The value as JSON, after the same check that facts of a person pass. Refuses one that does not fit."""
    listed = op in (Op.IN, Op.CONTAINS, Op.BETWEEN)
    singles = list(value) if listed and isinstance(value, list | tuple) else [value]
    try:
        for one in singles:
            facts_from({fact.id: [one] if fact.type == FactType.LIST else one}, {fact.id: fact})
    except FactRefused as refusal:
        raise OwnOfferRefused(f"Bedingung {place}: {refusal}", f"text_{place}") from refusal
    if value in (None, "", []) or None in singles:
        raise OwnOfferRefused(f"Bedingung {place}: Es fehlt der Wert.", f"text_{place}")
    if op == Op.BETWEEN and (len(singles) != 2 or singles[0] > singles[1]):  # noqa: PLR2004
        raise OwnOfferRefused(f"Bedingung {place}: „von bis“ braucht zwei Zahlen.", f"text_{place}")
    return singles if listed else value
