"""Is this person known already? Names with umlauts or swapped, days off by one or mistyped; in bounded time.

Two queries on indexed columns bring in candidates (by birth date and its slips; by the sound of the name), at most
MOST_CANDIDATES each; they are compared in memory.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from rapidfuzz.distance import JaroWinkler

from roterfaden.accounts.models import Organisation
from roterfaden.people.models import Person
from roterfaden.people.sounds import compared, sound_of

MOST_CANDIDATES = 500
MOST_FOUND = 10
# how alike the names must be, by how the birth dates agree
SAME_DAY, NEAR_DAY, ANY_DAY = 0.80, 0.88, 0.97
FIRST_NAME_ALONE = 0.95


@dataclass(frozen=True)
class LookAlike:
    """Somebody who may be the same person, and what speaks for it in a few words."""

    person: Person
    likeness: float
    reasons: tuple[str, ...]


class _Names(NamedTuple):
    first: str
    last: str


def look_alikes(
    *, organisation: Organisation, facts: Mapping[str, Any], besides: Iterable[int] = ()
) -> list[LookAlike]:
    """Persons of `organisation` who may be the one with these `facts`, likeliest first.

    `facts` are first_name, last_name, birth_date. At most ten; persons merged into another are left out, and those with
    the ids `besides`. With three queries.
    """
    born: date = facts["birth_date"]
    slips = slips_of(born)
    rows: dict[int, tuple[str, str, date]] = {}
    for query in _blocks(organisation, facts, {born, *slips}):
        for pk, first, last, day in query.exclude(pk__in=list(besides))[:MOST_CANDIDATES]:
            rows[pk] = (first, last, day)
    asked = _Names(compared(facts["first_name"]), compared(facts["last_name"]))
    scored = []
    for pk, (first, last, day) in rows.items():
        found = _compared(asked, _Names(compared(first), compared(last)), born, day, slips)
        if found:
            scored.append((found[0], pk, found[1]))
    scored.sort(key=lambda one: (-one[0], one[1]))
    persons = Person.objects.in_bulk([pk for _score, pk, _why in scored[:MOST_FOUND]])
    return [LookAlike(persons[pk], score, why) for score, pk, why in scored[:MOST_FOUND]]


def _blocks(
    organisation: Organisation, facts: Mapping[str, Any], days: set[date]
) -> Iterable[QuerySet[Any, Any]]:
    known = Person.objects.filter(organisation=organisation, merged_into__isnull=True).order_by()
    first, last = sound_of(facts["first_name"]), sound_of(facts["last_name"])
    sounds = Q(sound_last=last, sound_first=first) | Q(sound_last=first, sound_first=last)
    for query in (known.filter(birth_date__in=days), known.filter(sounds)):
        yield query.values_list("pk", "first_name", "last_name", "birth_date")


def slips_of(day: date) -> dict[date, str]:
    """The days that one types by mistake for `day`, with what went wrong."""
    found: dict[date, str] = {}
    text = day.strftime("%d%m%Y")
    for place, written in enumerate(text):
        for digit in "0123456789":
            if digit != written:
                _note(found, text[:place] + digit + text[place + 1 :], "eine Ziffer im Geburtsdatum anders")
        turned = text[:place] + text[place + 1 : place + 2] + written + text[place + 2 :]
        _note(found, turned, "zwei Ziffern im Geburtsdatum vertauscht")
    _note(found, text[2:4] + text[:2] + text[4:], "Tag und Monat vertauscht")
    for other in (day - timedelta(days=1), day + timedelta(days=1)):
        found[other] = "Geburtsdatum um einen Tag anders"
    found.pop(day, None)
    return found


def _note(found: dict[date, str], text: str, why: str) -> None:
    try:
        day = date(int(text[4:8]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return
    if 1900 <= day.year <= 2200:  # noqa: PLR2004
        found[day] = why


def _compared(
    asked: _Names, known: _Names, born: date, day: date, slips: Mapping[date, str]
) -> tuple[float, tuple[str, ...]] | None:
    """How alike they are and why; None if they are not."""
    straight = (_alike(asked.last, known.last), _alike(asked.first, known.first))
    swapped = (_alike(asked.last, known.first), _alike(asked.first, known.last))
    turned = sum(swapped) > sum(straight)
    parts = swapped if turned else straight
    likeness = sum(parts) / 2
    same_day, slip = born == day, slips.get(day, "")
    # a new name by marriage: the first name and the day stay
    married = same_day and not turned and straight[1] >= FIRST_NAME_ALONE
    needed = SAME_DAY if same_day else NEAR_DAY if slip else ANY_DAY
    if likeness < needed and not married:
        return None
    name = "gleicher Name" if min(parts) == 1 else "ähnlicher Name"
    if likeness < needed:
        name = "gleicher Vorname"
    reasons = [name + (", Vor- und Nachname vertauscht" if turned else "")]
    reasons += ["gleiches Geburtsdatum"] if same_day else [slip] if slip else []
    return likeness + (0.3 if same_day else 0.15 if slip else 0), tuple(reasons)


def _alike(one: str, other: str) -> float:
    return 1.0 if one == other else JaroWinkler.similarity(one, other)
