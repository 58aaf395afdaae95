"""Write person records."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.codes import new_code
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.models import DataKey, Record
from roterfaden.common.revisions import save_revision
from roterfaden.common.text import normalise
from roterfaden.people.conflicts import match_persons
from roterfaden.people.finding import index_new_persons, index_person
from roterfaden.people.models import Person
from roterfaden.people.sounds import sound_of

actions.register("people.recorded", "Person aufgenommen")
actions.register("people.recorded_many", "Personen aufgenommen")
actions.register("people.corrected", "Angaben zur Person geändert")


class RecordRefused(ValueError):
    """The record cannot be written like this; the message says why."""


EDITABLE_FIELDS = (
    "first_name", "last_name", "birth_date", "gender", "nationality", "street", "postcode", "town", "phone",
    "email", "communication", "disability",
)  # fmt: skip
# written along with the names
KEYS = ("search_name", "sound_last", "sound_first")
# shown and changed only by those who may open the health record
HEALTH_FIELDS = ("disability",)


def record_person(*, organisation: Organisation, facts: Mapping[str, Any], by: User, at: datetime) -> Person:
    """Create the record of a person at `organisation` from `facts` (keys: EDITABLE_FIELDS).

    Refuses a birth date to come. Effects: a data key of its own, an audit entry. Duplicates are not refused here: the
    intake shows them first.
    """
    _check(facts, at)
    with transaction.atomic():
        person = _new_person(organisation, facts, keyring.new_key())
        person.save()
        index_person(person)
        match_persons([person])
        trail.record("people.recorded", by=by, at=at, subject=person, organisation=organisation)
    return person


def record_persons(
    *, organisation: Organisation, facts: Sequence[Mapping[str, Any]], by: User, at: datetime
) -> list[Person]:
    """Create the records of many persons at once, as `record_person` does one.

    Refuses all of them for a birth date to come. Effects: a data key each, one audit entry with their codes.
    """
    for one in facts:
        _check(one, at)
    with transaction.atomic():
        keys = keyring.new_keys(len(facts))
        made = [_new_person(organisation, one, key) for one, key in zip(facts, keys, strict=True)]
        persons = Person.objects.bulk_create(made)
        index_new_persons(persons, organisation_id=organisation.pk)
        match_persons(persons)
        codes = [person.code for person in persons]
        trail.record(
            "people.recorded_many",
            by=by,
            at=at,
            subject=organisation,
            organisation=organisation,
            details={"codes": codes},
        )
    return persons


def _new_person(organisation: Organisation, facts: Mapping[str, Any], key: DataKey) -> Person:
    said = {name: facts[name] for name in EDITABLE_FIELDS if name in facts}
    person = Person(organisation=organisation, code=new_code(8), data_key=key, **said)
    set_keys(person)
    return person


def correct_person(
    *, person: Person, facts: Mapping[str, Any], revision: int, scope: Record, by: User, at: datetime
) -> None:
    """Write `facts` over the record, if it still has `revision`; refuses with Conflict when somebody was faster.

    `scope` is the case in which somebody noticed. Refuses a birth date to come. Effects: an audit entry with the names
    of the changed fields, never their content.
    """
    _check(facts, at)
    changed = [name for name in EDITABLE_FIELDS if name in facts and getattr(person, name) != facts[name]]
    if not changed:
        return
    with transaction.atomic():
        for name in changed:
            setattr(person, name, facts[name])
        set_keys(person)
        save_revision(person, expected=revision, fields=[*changed, *KEYS])
        index_person(person)
        match_persons([person])
        trail.record(
            "people.corrected",
            by=by,
            at=at,
            subject=person,
            scope=scope,
            organisation=person.organisation,
            details={"fields": changed},
        )


def _check(facts: Mapping[str, Any], at: datetime) -> None:
    born = facts.get("birth_date")
    if born is not None and born > local_day(at):
        raise RecordRefused("Das Geburtsdatum liegt in der Zukunft.")


def set_keys(person: Person) -> None:
    """Set the columns by which the search and the look for duplicates find a person."""
    person.search_name = search_name(person)
    person.sound_last, person.sound_first = sound_of(person.last_name), sound_of(person.first_name)


def search_name(person: Person) -> str:
    return normalise(f"{person.last_name} {person.first_name}")[:220]
