"""Texts that go into tables of a spreadsheet (CWE-1236)."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

# a spreadsheet takes a cell that begins so for a formula, and runs it
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before it."""
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) or cell.lstrip().startswith(FORMULA_STARTS) else cell


def quoted_csv(heads: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    """A table as CSV: semicolons, every cell in quotes. What people typed goes through `harmless` before."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue()
