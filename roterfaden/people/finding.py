"""Find persons by name, however it is spelt, and by phone number.

The index holds what stands in plain on the record anyway, so a key is no secret. The functions that change a record
write it in their transaction.
"""

from collections.abc import Iterable, Sequence

from roterfaden.common.lookup import KeyIndex
from roterfaden.common.names import name_keys, phone_keys
from roterfaden.people.models import Person, PersonKey


def index_person(person: Person) -> None:
    """Write the keys of name and phone number anew."""
    PERSONS.replace(person.pk, organisation_id=person.organisation_id, keys=keys_of(person))


def index_new_persons(persons: Sequence[Person], *, organisation_id: int) -> None:
    """Write the keys of persons who were just recorded, many at once."""
    PERSONS.add(((person.pk, keys_of(person)) for person in persons), organisation_id=organisation_id)


def forget_person(person: Person) -> None:
    """Take a record out of the index: it has gone up in another one."""
    PERSONS.replace(person.pk, organisation_id=person.organisation_id, keys=set())


def keys_of(person: Person) -> set[bytes]:
    """Everything under which the record is found."""
    return name_keys(person.last_name, person.first_name) | phone_keys(person.phone)


def _names_of(ids: Sequence[int]) -> Iterable[tuple[int, str]]:
    rows = Person.objects.filter(pk__in=ids).order_by("search_name", "pk")
    return [(pk, f"{last} {first}") for pk, first, last in rows.values_list("pk", "first_name", "last_name")]


PERSONS = KeyIndex(PersonKey, owner="person", names_of=_names_of)
