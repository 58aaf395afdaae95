"""Files made for the tests: real Excel files, CSV as programs write it, and an import up to a given state."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import xlsxwriter

from roterfaden.imports import checking, mapping, running, undoing, uploading
from roterfaden.imports.models import Import, Made
from roterfaden.imports.options import options_for
from roterfaden.imports.reading import ReadTable, read_upload
from tests.fixtures import AT, TODAY, World

URL = "/import/"
PERSONS = ("Name", "Vorname", "Geb.-Datum", "Geschlecht", "PLZ", "Ort", "Tel.", "E-Mail")
CASES = (
    "Nachname",
    "Vorname",
    "Geburtsdatum",
    "Kette",
    "Zuständig",
    "Eröffnet am",
    "Aktenzeichen",
    "Auftragsart",
    "Auftraggeber",
    "Auftrag ab",
)


def workbook(rows: Sequence[Sequence[Any]], *, sheet: str = "Tabelle1", above: int = 0) -> bytes:
    """An Excel file; days are written as days, texts as texts."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "in_memory": True}) as book:
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        page = book.add_worksheet(sheet)
        for row, cells in enumerate(rows, start=above):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    page.write_datetime(row, column, cell, day)
                else:
                    page.write(row, column, cell)
    return target.getvalue()


def text_file(rows: Sequence[Sequence[str]], *, separator: str = ";", encoding: str = "utf-8") -> bytes:
    return "".join(separator.join(cells) + "\r\n" for cells in rows).encode(encoding)


def table(rows: Sequence[Sequence[Any]], name: str = "liste.xlsx") -> ReadTable:
    return read_upload(name=name, stream=io.BytesIO(workbook(rows)))


def upload(world: World, kind: str, rows: Sequence[Sequence[Any]]) -> Import:
    """An import of the first service by its team lead, with the columns as they were guessed."""
    return uploading.start_import(
        organisation=world.service, kind=kind, table=table(rows), by=world.lena, at=AT
    )


def map_anew(run: Import, world: World, **changes: Any) -> None:
    """Change parts of the mapping, and guess what the words of the columns mean."""
    options = options_for(run.organisation, kind=run.kind, on=TODAY)
    said = mapping.with_guessed_values({**run.mapping, **changes}, run.kind, run.columns, options)
    mapping.set_mapping(run=run, mapping=said, revision=run.revision, by=world.lena, at=AT)


def check(run: Import, world: World) -> dict[str, int]:
    """Ask for a dry run, which a test does at once; how many rows have which verdict."""
    checking.begin_check(run=run, url=URL, by=world.lena, at=AT)
    run.refresh_from_db()
    counts = {"good": 0, "wrong": 0, "known": 0}
    for verdict in run.rows.values_list("verdict", flat=True):
        counts[verdict] += 1
    return counts


def go(run: Import, world: World, *, all_or_nothing: bool = False) -> dict[str, int]:
    running.begin_run(run=run, all_or_nothing=all_or_nothing, url=URL, by=world.lena, at=AT)
    run.refresh_from_db()
    return running.outcomes(run)


def take_back(run: Import, world: World) -> tuple[int, int]:
    """Take it back; how many records are gone, and how many stayed."""
    undoing.begin_undo(run=run, url=URL, by=world.lena, at=AT)
    run.refresh_from_db()
    made = Made.objects.filter(row__of=run, created=True).exclude(register="mandate")
    return made.filter(taken_back_at__isnull=False).count(), made.filter(taken_back_at=None).count()
