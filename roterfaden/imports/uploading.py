"""Take a file in: find the row of headings, look at the columns, keep the table sealed until the import is over."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.audit.chain import Details
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.common.text import UNWANTED
from roterfaden.imports.choices import BUSY, State
from roterfaden.imports.fields import known_headings
from roterfaden.imports.mapping import first_mapping
from roterfaden.imports.models import Import, TablePart
from roterfaden.imports.reading import ReadTable
from roterfaden.imports.rules import may_import

actions.register("imports.uploaded", "Datei zum Import hochgeladen")
actions.register("imports.discarded", "Import verworfen")

PORTION = 100
# the headings stand in one of the first rows that hold something
HEADINGS_WITHIN = 10
SAMPLES = 3
LONGEST_SAMPLE = 40
LONGEST_HEADING = 80
# a column with more different values is no choice
MOST_VALUES = 60


class ImportRefused(ValueError):
    """This cannot be done with the import; the message says why."""


def start_import(
    *, organisation: Organisation, kind: str, table: ReadTable, by: User, at: datetime
) -> Import:
    """Keep a table that was read, with a first guess at what its columns are.

    Refuses who may not import there, and a table without rows below its headings. Effects: two data keys, the table in
    sealed portions, an audit entry.
    """
    if not may_import(by, organisation, on=local_day(at)):
        raise ImportRefused(_("Sie dürfen für diesen Dienst nicht importieren."))
    place = heading_row(kind, table.rows)
    headings, rows = table.rows[place][1], table.rows[place + 1 :]
    if not rows:
        raise ImportRefused(_("Unter den Überschriften steht keine Zeile."))
    width = max(len(headings), *(len(cells) for _number, cells in rows))
    columns = [_column(place, headings, rows) for place in range(width)]
    with transaction.atomic():
        made = Import.objects.create(
            organisation=organisation,
            kind=kind,
            uploaded_at=at,
            uploaded_by=by,
            data_key=keyring.new_key(),
            table_key=keyring.new_key(),
            file_name=UNWANTED.sub("", table.name),
            source={**table.told, "heading_row": table.rows[place][0]},
            columns=columns,
            mapping=first_mapping(organisation, kind, columns, at=at),
            rows_total=len(rows),
        )
        parts = [
            TablePart(of=made, number=number, rows=rows[first : first + PORTION])
            for number, first in enumerate(range(0, len(rows), PORTION))
        ]
        TablePart.objects.bulk_create(parts, batch_size=50)
        details: Details = {"kind": kind, "rows": len(rows)}
        trail.record(
            "imports.uploaded", by=by, at=at, subject=made, organisation=organisation, details=details
        )
    return made


def heading_row(kind: str, rows: Sequence[tuple[int, list[str]]]) -> int:
    """The place of the row of headings: where most known ones stand; else the first row with several cells."""
    first = rows[:HEADINGS_WITHIN]
    counts = [known_headings(kind, cells) for _number, cells in first]
    if max(counts) > 0:
        return counts.index(max(counts))
    several = (place for place, (_n, cells) in enumerate(first) if sum(map(bool, cells)) > 1)
    return next(several, 0)


def _column(place: int, headings: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> Mapping[str, Any]:
    said = headings[place] if place < len(headings) else ""
    heading = " ".join(UNWANTED.sub("", said).split())[:LONGEST_HEADING] or _("Spalte %s") % letters(place)
    samples: list[str] = []
    values: dict[str, None] | None = {}
    for _number, cells in rows:
        cell = cells[place] if place < len(cells) else ""
        if not cell:
            continue
        if len(samples) < SAMPLES:
            samples.append(UNWANTED.sub("", cell)[:LONGEST_SAMPLE])
        if values is not None:
            values[cell[:LONGEST_HEADING]] = None
            values = values if len(values) <= MOST_VALUES else None
    return {"heading": heading, "samples": samples, "values": None if values is None else list(values)}


def letters(place: int) -> str:
    """The name that a spreadsheet gives its column: 0 is A, 26 is AA."""
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def discard_import(*, run: Import, by: User | None, at: datetime) -> None:
    """Give up an import that has written nothing: its table is destroyed. Discarding twice changes nothing.

    Refuses one that is being worked on, or that has written already.
    """
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=run.pk)
        if held.state == State.DISCARDED:
            return
        if held.state not in (State.UPLOADED, State.CHECKED):
            busy = held.state in BUSY
            raise ImportRefused(
                _("An diesem Import wird gerade gearbeitet.")
                if busy
                else _("Dieser Import hat schon geschrieben.")
            )
        destroy_table(held, at=at)
        held.rows.all().delete()
        held.state, held.ended_at = State.DISCARDED, at
        held.save(update_fields=["state", "ended_at"])
        trail.record("imports.discarded", by=by, at=at, subject=held, organisation=held.organisation)


def destroy_table(run: Import, *, at: datetime) -> None:
    """Destroy the table for good: its rows and its key. Runs inside the transaction that ends the import."""
    run.parts.all().delete()
    keyring.destroy(run.table_key, at=at)
