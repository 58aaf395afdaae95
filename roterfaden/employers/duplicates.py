"""Entries of the register that may be one company: names alike, or the same telephone, mail domain or website."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any, NamedTuple

from django.db.models import QuerySet
from rapidfuzz.distance import JaroWinkler

from roterfaden.common.text import normalise
from roterfaden.employers.models import Employer, EmployersApart

MOST_PAIRS, MOST_IN_BLOCK = 100, 60
# registers whose pairs a process remembers
MOST_KEPT = 32
ALIKE, ALIKE_IN_TOWN = 0.94, 0.88
DIGITS = 7
# what a company is, not how it is called
FORMS = frozenset(
    [
        "gmbh",
        "ag",
        "kg",
        "ohg",
        "gbr",
        "ug",
        "ek",
        "e",
        "k",
        "v",
        "co",
        "und",
        "mbh",
        "ggmbh",
        "eg",
        "se",
        "inh",
        "filiale",
        "werk",
        "betrieb",
        "cie",
        "sa",
        "sarl",
    ]
)
ANYBODYS = frozenset(
    ["gmail.com", "gmx.de", "gmx.ch", "web.de", "t-online.de", "bluewin.ch", "outlook.com", "hotmail.com"]
)


@dataclass(frozen=True)
class Pair:
    """Two entries and what speaks for their being one."""

    first: Employer
    second: Employer
    reasons: tuple[str, ...]


class _Entry(NamedTuple):
    pk: int
    organisation_id: int
    name: str
    town: str
    phone: str
    email: str
    website: str


@dataclass(frozen=True)
class _Row:
    core: str
    town: str
    phone: str
    site: str


@dataclass(frozen=True)
class Alike:
    """Ids of two entries, how alike they are (0 to 1), and what speaks for it."""

    first: int
    second: int
    likeness: float
    reasons: tuple[str, ...]


def look_alikes(employers: QuerySet[Employer]) -> list[Alike]:
    """Pairs of `employers` of one service that may be one company, the likeliest first; at most a hundred.

    Without the pairs of which somebody said that they are two. With two queries; entries are compared where they
    share the beginning of a name, a telephone or a website, and compared anew only after one of them changed.
    """
    rows = employers.filter(merged_into__isnull=True).order_by("pk").values_list(*_Entry._fields)
    apart = set(EmployersApart.objects.filter(first__in=employers).values_list("first_id", "second_id"))
    return [one for one in _alike(tuple(rows)) if (one.first, one.second) not in apart][:MOST_PAIRS]


def pairs_of(found: Sequence[Alike]) -> list[Pair]:
    """The entries behind `found`, in its order; with one query."""
    shown = Employer.objects.in_bulk({pk for one in found for pk in (one.first, one.second)})
    return [Pair(shown[one.first], shown[one.second], one.reasons) for one in found]


@lru_cache(maxsize=MOST_KEPT)
def _alike(rows: tuple[tuple[Any, ...], ...]) -> tuple[Alike, ...]:
    entries = {row[0]: _Entry(*row) for row in rows}
    known = {pk: _row(entry) for pk, entry in entries.items()}
    pairs = []
    for first, second in sorted(_candidates(known, entries)):
        found = _compared(known[first], known[second])
        if found:
            pairs.append(Alike(first, second, *found))
    return tuple(sorted(pairs, key=lambda pair: (-pair.likeness, pair.first, pair.second)))


def _row(employer: _Entry) -> _Row:
    words = [word for word in re.findall(r"\w+", normalise(employer.name)) if word not in FORMS]
    phone = re.sub(r"\D", "", employer.phone)[-DIGITS:]
    domain = employer.email.rpartition("@")[2].lower()
    site = re.sub(r"^(https?://)?(www\.)?", "", employer.website.lower()).partition("/")[0]
    shared = site or ("" if domain in ANYBODYS else domain)
    return _Row(" ".join(words), normalise(employer.town), phone if len(phone) == DIGITS else "", shared)


def _candidates(known: dict[int, _Row], entries: dict[int, _Entry]) -> set[tuple[int, int]]:
    blocks: dict[tuple[int, str], list[int]] = defaultdict(list)
    for pk, row in known.items():
        service = entries[pk].organisation_id
        for key in _keys(row):
            blocks[service, key].append(pk)
    return {pair for block in blocks.values() for pair in combinations(block[:MOST_IN_BLOCK], 2)}


def _keys(row: _Row) -> Iterator[str]:
    yield from (f"w{word[:4]}" for word in set(row.core.split()) if len(word) > 2)  # noqa: PLR2004
    if row.phone:
        yield f"p{row.phone}"
    if row.site:
        yield f"s{row.site}"


def _compared(one: _Row, other: _Row) -> tuple[float, tuple[str, ...]] | None:
    likeness = JaroWinkler.similarity(one.core, other.core)
    same_town = bool(one.town) and one.town == other.town
    reasons = []
    if likeness >= (ALIKE_IN_TOWN if same_town else ALIKE):
        reasons.append("gleicher Name" if one.core == other.core else "ähnlicher Name")
        if same_town:
            reasons.append("gleicher Ort")
    same_phone = bool(one.phone) and one.phone == other.phone
    same_site = bool(one.site) and one.site == other.site
    if same_phone:
        reasons.append("gleiche Telefonnummer")
    if same_site:
        reasons.append("gleiche Internetadresse")
    if not reasons:
        return None
    return likeness + 0.3 * same_phone + 0.2 * same_site + 0.1 * same_town, tuple(reasons)
