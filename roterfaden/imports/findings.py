"""What is wrong with which row, as a file for the desk of the person who repairs the list."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from roterfaden.common.spreadsheets import harmless
from roterfaden.imports.choices import State, Verdict
from roterfaden.imports.models import Import, ImportRow


def findings_file(run: Import) -> str:
    """All findings as CSV with a byte order mark, as Excel expects it: row, column, value, what is wrong.

    The values are there as long as the table is: until the import is over.
    """
    target = io.StringIO()
    target.write("\ufeff")
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Zeile"), _("Spalte"), _("Wert"), _("Was ist damit?")])
    for line in _lines(run):
        writer.writerow([harmless(cell) for cell in line])
    return target.getvalue()


def _lines(run: Import) -> Iterator[tuple[str, str, str, str]]:
    rows = run.rows.exclude(verdict=Verdict.GOOD, findings__isnull=True).select_related("of", "of__data_key")
    for part, chosen in _by_part(rows):
        cells = cells_of(run, part)
        places = places_of(run)
        for row in chosen:
            for heading, sentence in row.findings or ():
                yield (
                    str(row.number),
                    heading,
                    value_at(cells.get(row.number, []), places.get(heading)),
                    sentence,
                )


def _by_part(rows: object) -> Iterator[tuple[int, list[ImportRow]]]:
    parts: dict[int, list[ImportRow]] = {}
    for row in rows:  # type: ignore[attr-defined]
        parts.setdefault(row.part, []).append(row)
    yield from sorted(parts.items())


def has_table(run: Import) -> bool:
    """Whether the table is still there."""
    return run.state not in (State.DONE, State.UNDONE, State.DISCARDED)


def places_of(run: Import) -> dict[str, int]:
    """The columns by their headings; nothing once the table is gone."""
    return {column["heading"]: place for place, column in enumerate(run.columns)} if has_table(run) else {}


def cells_of(run: Import, part: int) -> dict[int, list[str]]:
    """The cells of the rows of a portion, by the number of the row; nothing once the table is gone."""
    found = (
        run.parts.select_related("of", "of__table_key").filter(number=part).first()
        if has_table(run)
        else None
    )
    return dict(found.rows) if found else {}


def value_at(cells: list[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""
