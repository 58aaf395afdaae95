"""Ask and write a table of keys (`common.names`) that lead to records: the same answers on every database.

Asking reads at most `MOST` rows of each key, so a hundred thousand records are searched as quickly as a hundred.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django.db.models import Model

from roterfaden.common.names import (
    PHONE_ENDS,
    PHONE_KIND,
    WORD_KIND,
    fuzzy_keys,
    name_words,
    phone_digits,
)

MOST = 1000
# fewer letters in common than this, in percent, is another name
ALIKE = 70
NamesOf = Callable[[Sequence[int]], Iterable[tuple[int, str]]]


class KeyIndex:
    """The keys of one kind of record. `owner` is the field that leads to the record; `names_of` its names, by id."""

    def __init__(self, model: type[Model], *, owner: str, names_of: NamesOf) -> None:
        self._rows = model._default_manager  # noqa: SLF001 -- any model's
        self._model, self._owner, self._id, self._names_of = model, owner, f"{owner}_id", names_of

    def replace(self, record_id: int, *, organisation_id: int, keys: set[bytes]) -> None:
        """Write the keys of a record anew. Runs inside the transaction that changed the record."""
        mine = self._rows.filter(**{self._id: record_id})
        known = {bytes(key) for key in mine.values_list("key", flat=True)}
        if gone := known - keys:
            mine.filter(key__in=sorted(gone)).delete()
        fresh: list[Any] = [
            self._model(organisation_id=organisation_id, key=key, **{self._id: record_id})
            for key in sorted(keys - known)
        ]
        self._rows.bulk_create(fresh)

    def add(self, records: Iterable[tuple[int, set[bytes]]], *, organisation_id: int) -> None:
        """Write the keys of records that have none yet, many at once: `(record id, keys)`."""
        fresh: list[Any] = [
            self._model(organisation_id=organisation_id, key=key, **{self._id: record_id})
            for record_id, keys in records
            for key in sorted(keys)
        ]
        self._rows.bulk_create(fresh, batch_size=2000)

    def called(self, text: str, *, organisations: Collection[int]) -> list[int]:
        """The ids of records in each of whose names every word of `text` begins a word; by the words."""
        typed = name_words(text)
        if not typed:
            return []
        lists = [self._beginning_with(word, organisations) for word in typed]
        rarest = min(lists, key=len)
        if len(typed) == 1 or not rarest:
            return rarest
        return [
            record_id
            for record_id, name in self._names_of(rarest)
            if all(any(word.startswith(part) for word in name_words(name)) for part in typed)
        ]

    def almost_called(self, text: str, *, organisations: Collection[int], limit: int) -> list[int]:
        """The ids of records whose names sound like `text` or differ by a slip, most alike first."""
        typed = name_words(text)
        keys = {key for word in typed for key in fuzzy_keys(word)}
        if not keys:
            return []
        rows = self._rows.filter(organisation__in=organisations, key__in=sorted(keys))
        near = sorted(set(rows.order_by(self._id).values_list(self._id, flat=True).distinct()[:MOST]))
        ranked = sorted((-likeness(typed, name), record_id) for record_id, name in self._names_of(near))
        return [record_id for less, record_id in ranked if -less >= ALIKE][:limit]

    def with_phone(self, text: str, *, organisations: Collection[int]) -> list[int]:
        """The ids of records whose phone number is `text`, or ends so; nothing for fewer than six digits."""
        digits = phone_digits(text)
        if len(digits) < PHONE_ENDS:
            return []
        rows = self._rows.filter(organisation__in=organisations, key=PHONE_KIND + digits[:20].encode())
        return list(rows.order_by(self._id).values_list(self._id, flat=True)[:MOST])

    def _beginning_with(self, word: str, organisations: Collection[int]) -> list[int]:
        start = WORD_KIND + word.encode()
        rows = self._rows.filter(organisation__in=organisations, key__gte=start, key__lt=start + b"\xff")
        found = rows.order_by("organisation_id", "key", self._id).values_list(self._id, flat=True)[:MOST]
        return list(dict.fromkeys(found))


def likeness(typed: Iterable[str], name: str) -> float:
    """How alike the typed words are to words of the name, in percent: the worst of their best matches."""
    from rapidfuzz.distance import DamerauLevenshtein  # noqa: PLC0415 - only a search without a hit needs it

    words = name_words(name)
    best = [
        max((DamerauLevenshtein.normalized_similarity(part, word) for word in words), default=0.0)
        for part in typed
    ]
    return 100 * min(best, default=0.0)
