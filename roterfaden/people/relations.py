"""Write who stands beside a person, and how one communicates with them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.models import Record
from roterfaden.common.revisions import save_revision
from roterfaden.people.choices import RelationKind
from roterfaden.people.health import health_record_of
from roterfaden.people.models import Person, Relation
from roterfaden.people.surroundings import load_surroundings

actions.register("people.relation_added", "Person im Umfeld aufgenommen")
actions.register("people.relation_changed", "Angaben zu einer Person im Umfeld geändert")
actions.register("people.communication_changed", "Angaben zur Verständigung geändert")

# what touches health: it is sealed by the key of the health record, and shown by its right
HEALTH_KINDS = (RelationKind.GUARDIAN, RelationKind.DOCTOR)
COMMON = ("phone", "email", "address", "note")
FIELDS = {
    RelationKind.FAMILY: ("relationship", "in_household", *COMMON),
    RelationKind.GUARDIAN: ("scopes", "court_number", *COMMON),
    RelationKind.DOCTOR: ("specialty", *COMMON),
    RelationKind.CONTACT: ("function", *COMMON),
}
MAX_LANGUAGES = 6


class RelationRefused(ValueError):
    """It cannot be kept like this; the message says why."""


def relations_of(person: Person, *, health: bool) -> QuerySet[Relation]:
    """Everybody beside a person; without the right for `health` only those who tell nothing of it."""
    rows = Relation.objects.filter(person=person).select_related("data_key", "health")
    return rows if health else rows.filter(health__isnull=True)


def add_relation(
    *,
    person: Person,
    kind: RelationKind,
    name: str,
    details: Mapping[str, Any],
    scope: Record,
    by: User,
    at: datetime,
) -> Relation:
    """Record somebody beside `person`. Refuses a missing name and details that the kind does not have.

    Effects: guardians and doctors are sealed by the health record's key (made if there is none); an audit entry.
    """
    _check(kind, name, details)
    with transaction.atomic():
        health = health_record_of(person) if kind in HEALTH_KINDS else None
        row = Relation.objects.create(
            person=person,
            health=health,
            data_key=health.data_key if health else person.data_key,
            kind=kind,
            name=name,
            details=dict(details),
        )
        _record("people.relation_added", row, {"kind": str(kind)}, scope=scope, by=by, at=at)
    return row


def change_relation(
    *,
    relation: Relation,
    name: str,
    details: Mapping[str, Any],
    ended_on: date | None,
    revision: int,
    scope: Record,
    by: User,
    at: datetime,
) -> None:
    """Write over what is known of somebody beside a person; `ended_on` says since when it holds no more.

    Refuses as `add_relation`, and with Conflict when somebody was faster. Effects: an audit entry with the names of the
    changed fields.
    """
    _check(RelationKind(relation.kind), name, details)
    before = {"name": relation.name, "ended_on": relation.ended_on} | (relation.details or {})
    after = {"name": name, "ended_on": ended_on} | dict(details)
    changed = sorted(key for key in after if after[key] != before.get(key))
    if not changed:
        return
    with transaction.atomic():
        relation.name, relation.details, relation.ended_on = name, dict(details), ended_on
        save_revision(relation, expected=revision, fields=["name", "details", "ended_on"])
        _record("people.relation_changed", relation, {"fields": changed}, scope=scope, by=by, at=at)


def set_communication(
    *,
    person: Person,
    needs: list[str],
    languages: list[dict[str, Any]],
    remark: str,
    revision: int,
    scope: Record,
    by: User,
    at: datetime,
) -> None:
    """Write what a person needs to be understood: ways (ids of the catalogue), languages with their level, a remark.

    Refuses unknown ways and levels, a language without a name, more than six; Conflict when somebody was faster.
    Effects: sealed; an audit entry without content.
    """
    lists = load_surroundings()
    if set(needs) - set(lists["communication"]):
        raise RelationRefused("Bitte wählen Sie etwas aus der Liste.")
    if len(languages) > MAX_LANGUAGES or any(not one["name"].strip() for one in languages):
        raise RelationRefused(f"Höchstens {MAX_LANGUAGES} Sprachen, jede mit Namen.")
    if any(one["level"] not in lists["levels"] for one in languages):
        raise RelationRefused("Bitte wählen Sie, wie gut die Sprache verstanden wird.")
    said = {"needs": list(needs), "languages": languages}
    if said == communication_of(person) and remark == person.communication:
        return
    with transaction.atomic():
        person.needs, person.communication = said, remark
        save_revision(person, expected=revision, fields=["needs", "communication"])
        trail.record(
            "people.communication_changed",
            by=by,
            at=at,
            subject=person,
            scope=scope,
            organisation=person.organisation,
        )


def communication_of(person: Person) -> dict[str, Any]:
    """The stored ways and languages; empty lists where nothing was said."""
    stored = person.needs or {}
    return {"needs": stored.get("needs", []), "languages": stored.get("languages", [])}


def _check(kind: RelationKind, name: str, details: Mapping[str, Any]) -> None:
    if not name.strip():
        raise RelationRefused("Bitte geben Sie einen Namen an.")
    lists = load_surroundings()
    if set(details) - set(FIELDS[kind]):
        raise RelationRefused("Diese Angaben gehören nicht zu dieser Art.")
    if set(details.get("scopes", ())) - set(lists["scopes"]):
        raise RelationRefused("Bitte wählen Sie die Aufgabenkreise aus der Liste.")
    if details.get("relationship", "") not in {"", *lists["relationships"]}:
        raise RelationRefused("Bitte wählen Sie das Verhältnis aus der Liste.")


def _record(
    action: str, row: Relation, details: dict[str, Any], *, scope: Record, by: User, at: datetime
) -> None:
    trail.record(
        action,
        by=by,
        at=at,
        subject=row,
        scope=scope,
        organisation=row.person.organisation,
        details=details,
    )
