"""Proving that the trail is whole: every row recomputed, in order, streamed from the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from roterfaden.audit.chain import START, Fields, commit, link
from roterfaden.audit.models import Entry, Head

CHUNK = 2000
UNREADABLE = "Die Zeile ist nicht lesbar."
# What a row that was tampered with below the ORM can raise while it is read.
READING_ERRORS = (ValueError, TypeError, AttributeError)


@dataclass(frozen=True)
class VerifyResult:
    """How many rows are sound; if not all are, the number of the first that is not, and why."""

    rows: int
    first_broken: int | None = None
    reason: str = ""

    @property
    def sound(self) -> bool:
        return self.first_broken is None


class Row(NamedTuple):
    fields: Fields
    payload: str | None
    salt: str | None
    previous: str
    hash: str


def verify(start: int = 1) -> VerifyResult:
    """Recompute the chain from entry `start` to its end and compare the end with the head.

    The entry before `start` is taken as sound. Memory does not grow with the number of rows; writers are not
    held up. Rows cut off at the end together with the head are only seen with a checkpoint (`checkpoints`).
    """
    before = Head.objects.filter(pk=1).first()
    if before is None:
        return VerifyResult(0, start, "Der Kettenkopf fehlt.")
    if not 1 <= start <= before.seq + 1:
        return VerifyResult(0, start, f"Die Kette reicht von Zeile 1 bis Zeile {before.seq}.")
    previous = START if start == 1 else _hash_of(start - 1)
    rows, expected = 0, start
    stream = _rows(start)
    while True:
        try:
            row = next(stream, None)
            fault = None if row is None else _fault(row, expected, previous)
        except READING_ERRORS:
            return VerifyResult(rows, expected, UNREADABLE)
        if row is None:
            break
        if fault is None and expected == before.seq and row.hash != before.hash:
            fault = "Ihr Hash ist nicht der, den der Kettenkopf nennt."
        if fault is not None:
            return VerifyResult(rows, expected, fault)
        rows, expected, previous = rows + 1, expected + 1, row.hash
    return _compare_end(start, rows, before)


def _compare_end(start: int, rows: int, before: Head) -> VerifyResult:
    """Nothing may be missing that was there when we began, nothing be there that the head never passed."""
    after = Head.objects.get(pk=1)
    end = start + rows - 1
    if end < before.seq:
        return VerifyResult(rows, end + 1, f"Sie fehlt: Die Kette reicht bis Zeile {before.seq}.")
    if end > after.seq:
        return VerifyResult(
            after.seq - start + 1, after.seq + 1, f"Sie ist zu viel: Die Kette endet mit Zeile {after.seq}."
        )
    return VerifyResult(rows)


def _fault(row: Row, expected: int, previous: str | None) -> str | None:
    fields = row.fields
    if fields.seq != expected:
        return f"Sie fehlt: Auf Zeile {expected - 1} folgt Zeile {fields.seq}."
    if previous is not None and row.previous != previous:
        return "Sie schließt nicht an die Zeile davor an."
    if link(row.previous, fields) != row.hash:
        return "Ihr Inhalt passt nicht zu ihrem Hash."
    if (row.payload is None) is not (row.salt is None):
        return "Einzelheiten und Salz müssen zusammen stehen oder zusammen gelöscht sein."
    if (
        row.payload is not None
        and row.salt is not None
        and commit(row.salt, row.payload) != fields.commitment
    ):
        return "Ihre Einzelheiten wurden verändert."
    return None


def _hash_of(seq: int) -> str | None:
    return Entry.objects.filter(pk=seq).values_list("hash", flat=True).first()


def _rows(start: int) -> Iterator[Row]:
    width = len(Fields._fields)
    columns = Entry.objects.filter(seq__gte=start).order_by("seq")
    for values in columns.values_list(*Fields._fields, "payload", "salt", "previous", "hash").iterator(CHUNK):
        yield Row(Fields(*values[:width]), *values[width:])
