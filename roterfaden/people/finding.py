"""Find persons by name, however it is spelt, and by phone number: the index, and asking it.

The index holds what stands in plain on the record anyway, so a key is no secret. It is written by the functions that
change the record, in their transaction. Asking it costs a constant number of queries, and reads at most `MOST` rows of
each: a hundred thousand persons are searched as quickly as a hundred.
"""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from roterfaden.common.names import (
    PHONE_ENDS,
    PHONE_KIND,
    WORD_KIND,
    fuzzy_keys,
    name_keys,
    name_words,
    phone_digits,
    phone_keys,
)
from roterfaden.people.models import Person, PersonKey

MOST = 1000
# fewer shared letters than this, in percent, is another name
ALIKE = 70


def index_person(person: Person) -> None:
    """Write the keys of name and phone number anew. Runs inside the transaction that changed the record."""
    wanted = keys_of(person)
    known = {bytes(key) for key in person.keys.values_list("key", flat=True)}
    if gone := known - wanted:
        PersonKey.objects.filter(person=person, key__in=list(gone)).delete()
    PersonKey.objects.bulk_create(
        [
            PersonKey(organisation_id=person.organisation_id, key=key, person=person)
            for key in sorted(wanted - known)
        ]
    )


def keys_of(person: Person) -> set[bytes]:
    """Everything under which the record is found."""
    return name_keys(person.last_name, person.first_name) | phone_keys(person.phone)


def persons_called(text: str, *, organisations: Collection[int]) -> list[int]:
    """The ids of persons in each of whose names one word of `text` begins; at most `MOST`."""
    typed = name_words(text)
    if not typed:
        return []
    lists = [_beginning_with(word, organisations) for word in typed]
    rarest = min(range(len(lists)), key=lambda place: len(lists[place]))
    if len(typed) == 1:
        return lists[0]
    held = Person.objects.filter(pk__in=lists[rarest]).values_list("pk", "first_name", "last_name")
    return [
        pk
        for pk, first, last in held
        if all(any(word.startswith(part) for word in name_words(f"{last} {first}")) for part in typed)
    ]


def persons_almost_called(text: str, *, organisations: Collection[int], limit: int) -> list[int]:
    """The ids of persons whose names sound like `text` or differ by a slip, most alike first."""
    typed = name_words(text)
    if not typed:
        return []
    keys = {key for word in typed for key in fuzzy_keys(word)}
    rows = PersonKey.objects.filter(organisation__in=organisations, key__in=sorted(keys))
    near = set(rows.values_list("person_id", flat=True).distinct()[:MOST])
    names = Person.objects.filter(pk__in=near).values_list("pk", "first_name", "last_name")
    ranked = sorted((-likeness(typed, f"{last} {first}"), pk) for pk, first, last in names)
    return [pk for less, pk in ranked if -less >= ALIKE][:limit]


def persons_with_number(text: str, *, organisations: Collection[int]) -> list[int]:
    """The ids of persons whose phone number is `text`, or ends so; nothing for fewer than six digits."""
    digits = phone_digits(text)
    if len(digits) < PHONE_ENDS or not any(char.isdigit() for char in text):
        return []
    rows = PersonKey.objects.filter(organisation__in=organisations, key=PHONE_KIND + digits[:20].encode())
    return list(rows.order_by("person_id").values_list("person_id", flat=True)[:MOST])


def likeness(typed: Iterable[str], name: str) -> float:
    """How alike the typed words are to words of the name, in percent: the worst of their best matches."""
    from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415 - only a search without a hit needs it

    words = name_words(name)
    best = [
        max((DamerauLevenshtein.normalized_similarity(part, word) for word in words), default=0.0)
        for part in typed
    ]
    return 100 * min(best, default=0.0)


def _beginning_with(word: str, organisations: Collection[int]) -> list[int]:
    start = WORD_KIND + word.encode()
    rows: QuerySet[PersonKey] = PersonKey.objects.filter(
        organisation__in=organisations, key__gte=start, key__lt=start + b"\xff"
    )
    found = rows.order_by("organisation_id", "key", "person_id").values_list("person_id", flat=True)[:MOST]
    return list(dict.fromkeys(found))
