"""Who of a portion is known already: in the registers of the service, and in earlier rows of the same file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.choices import CaseState
from roterfaden.common.text import normalise
from roterfaden.employers.register import same_employer
from roterfaden.imports.choices import Decision
from roterfaden.people.duplicates import look_alikes
from roterfaden.people.models import Person

Key = tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """Somebody who may be meant by a row: who, why, and what is usually done with such a row."""

    candidate: int | None
    reasons: tuple[str, ...]
    decision: Decision


def key_of(kind: str, facts: Mapping[str, Any]) -> Key:
    """What two rows must share to mean the same person or company, however they are spelt."""
    if kind == "employers":
        return (normalise(facts["name"]), normalise(facts["town"]))
    return (normalise(facts["last_name"]), normalise(facts["first_name"]), facts["birth_date"].isoformat())


def known_already(organisation: Organisation, *, kind: str, facts: Mapping[str, Any]) -> Known | None:
    """The record of the register that a row may mean; None if there is none like it."""
    return (
        _known_employer(organisation, facts)
        if kind == "employers"
        else _known_person(organisation, kind, facts)
    )


def _known_employer(organisation: Organisation, facts: Mapping[str, Any]) -> Known | None:
    same = same_employer(organisation=organisation, name=facts["name"], town=facts["town"]).first()
    if same is None:
        return None
    usual = Decision.ATTACH if facts["contact_name"] else Decision.SKIP
    return Known(same.pk, (_("gleicher Name am gleichen Ort"),), usual)


def _known_person(organisation: Organisation, kind: str, facts: Mapping[str, Any]) -> Known | None:
    found = look_alikes(organisation=organisation, facts=facts)
    if not found:
        return None
    likeliest = found[0]
    exact = [one for one in found if _key_of_person(one.person) == key_of(kind, facts)]
    if len(exact) != 1:
        return Known(likeliest.person.pk, likeliest.reasons, Decision.OPEN)
    person = exact[0].person
    if kind == "persons":
        return Known(person.pk, exact[0].reasons, Decision.SKIP)
    if person.cases.filter(state=CaseState.OPEN).exists():
        return Known(person.pk, (*exact[0].reasons, _("hat schon einen offenen Fall")), Decision.OPEN)
    return Known(person.pk, exact[0].reasons, Decision.ATTACH)


def twin_of(kind: str, facts: Mapping[str, Any], twin: int) -> Known | None:
    """What is usually done with a row that repeats row `twin` of the file; None where repeating is right.

    Two rows of one person are two cases of that person; two rows of one company are its contacts.
    """
    if kind == "cases" or (kind == "employers" and facts["contact_name"]):
        return None
    return Known(None, (_("gleich wie Zeile %s der Datei") % twin,), Decision.SKIP)


def recorded_meanwhile(
    organisation: Organisation, facts: Iterable[Mapping[str, Any]], *, besides: Iterable[int]
) -> set[Key]:
    """The keys of persons in the register who were born on a day of `facts`, without those with the ids `besides`."""
    days = {one["birth_date"] for one in facts}
    rows = Person.objects.filter(organisation=organisation, merged_into__isnull=True, birth_date__in=days)
    return {_key_of_person(person) for person in rows.exclude(pk__in=list(besides))}


def _key_of_person(person: Person) -> Key:
    return (normalise(person.last_name), normalise(person.first_name), person.birth_date.isoformat())
