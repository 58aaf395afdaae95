"""Read one table out of a file, in a process of its own: `python -I reader.py OPTIONS < file`.

Knows neither Django nor the rest of the project, and gives itself little memory and time before it looks at the first
byte: a file that was made to blow up blows up here. Standard output: one JSON object that tells how the file was read,
then one JSON list per row, `[row number, [cells]]`, every cell a text. What it refuses is told as `{"refused": code}`.
"""

import csv
import io
import json
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

MOST_MEMORY = 700 * 1024 * 1024
MOST_SECONDS = 25
MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_CELLS = 2_000_000
LONGEST_CELL = 100_000
MOST_TEXT = 60_000_000
SEPARATORS = (";", "\t", ",", "|")
SAMPLE_LINES = 30
Row = tuple[int, list[str]]


class Refused(Exception):
    """The file is not read; the parent has the sentence for the code."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read(content: bytes, options: dict[str, Any]) -> tuple[dict[str, Any], list[Row]]:
    """How the file was read, and its rows without the empty ones. `options`: format, encoding, separator, sheet."""
    if options["format"] == "csv":
        told, rows = read_text(content, options.get("encoding", ""), options.get("separator", ""))
    else:
        told, rows = read_workbook(content, options.get("sheet", ""))
    return told, list(_bounded(rows))


def read_text(content: bytes, encoding: str, separator: str) -> tuple[dict[str, Any], Iterator[Row]]:
    """The rows of a CSV file; encoding and separator are guessed where they are not given."""
    encoding = encoding or guessed_encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise Refused("encoding") from None
    if "\x00" in text:
        raise Refused("nul")
    text = text.removeprefix("\ufeff")
    first, _newline, rest = text.partition("\n")
    # what Excel writes so that it finds the separator again
    if first.strip().lower().startswith("sep=") and len(first.strip()) == len("sep=") + 1:
        separator, text = separator or first.strip()[-1], "\n" + rest
    separator = separator or guessed_separator(text)
    told = {"encoding": encoding.removesuffix("-sig"), "separator": separator}
    return told, _csv_rows(text, separator)


def guessed_encoding(content: bytes) -> str:
    """By the byte order mark; else UTF-8 if it is that; else Windows-1252, as Excel writes in the West."""
    if content.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def guessed_separator(text: str) -> str:
    """The sign that divides the first lines into most columns of equal number."""
    lines = [line for line in text[:200_000].splitlines() if line.strip()][:SAMPLE_LINES]
    best, most = SEPARATORS[0], 0.0
    for sign in SEPARATORS:
        try:
            counts = [len(row) for row in _parsed(lines, sign)]
        except Refused:
            continue
        usual = max(set(counts), key=lambda n: (counts.count(n), n), default=1)
        if usual > 1:
            score = counts.count(usual) / len(counts) + min(usual, MOST_COLUMNS) / 1000
            if score > most:
                best, most = sign, score
    return best


def _parsed(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        yield from csv.reader(lines, delimiter=separator)
    except csv.Error:
        raise Refused("cell") from None


def _csv_rows(text: str, separator: str) -> Iterator[Row]:
    # a row with line breaks inside its quotes counts once, as a spreadsheet shows it
    yield from enumerate(_parsed(io.StringIO(text, newline=""), separator), start=1)


def read_workbook(content: bytes, sheet: str) -> tuple[dict[str, Any], Iterator[Row]]:
    """The rows of one sheet of an Excel or OpenDocument file; the first with something in it if none is named."""
    import python_calamine  # noqa: PLC0415 - only where the memory is bounded

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
        if sheet and sheet not in names:
            raise Refused("sheet")
        chosen = None
        for name in [sheet] if sheet else names:
            chosen = book.get_sheet_by_name(name)
            if chosen.total_height and chosen.total_width:
                break
        if chosen is None:
            raise Refused("empty")
        if chosen.width > MOST_COLUMNS:
            raise Refused("columns")
        if chosen.height > 2 * MOST_ROWS:
            raise Refused("rows")
        rows = chosen.to_python(skip_empty_area=False)
    except python_calamine.PasswordError:
        raise Refused("password") from None
    except python_calamine.CalamineError:
        raise Refused("broken") from None
    told = {"sheet": chosen.name, "sheets": names[:50]}
    return told, ((number, [as_text(cell) for cell in cells]) for number, cells in enumerate(rows, start=1))


def as_text(cell: Any) -> str:
    """A cell as a text: a day as 03.04.1987, a whole number without a point."""
    match cell:
        case bool():
            return "ja" if cell else "nein"
        case datetime():
            return f"{_day(cell)} {cell:%H:%M}" if cell.time() != time() else _day(cell)
        case date():
            return _day(cell)
        case time() | timedelta():
            return str(cell)
        case float():
            return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)  # noqa: PLR2004
        case _:
            return str(cell)


def _day(day: date) -> str:
    return f"{day.day:02}.{day.month:02}.{day.year}"


def _bounded(rows: Iterable[Row]) -> Iterator[Row]:
    """The rows that hold something, without empty cells at their ends; refuses what is too much."""
    found = cells_found = length = 0
    for number, cells in rows:
        trimmed = [cell.strip() for cell in cells]
        while trimmed and not trimmed[-1]:
            trimmed.pop()
        if not trimmed:
            continue
        found, cells_found = found + 1, cells_found + len(trimmed)
        length += sum(map(len, trimmed))
        if len(trimmed) > MOST_COLUMNS:
            raise Refused("columns")
        if found > MOST_ROWS:
            raise Refused("rows")
        if cells_found > MOST_CELLS or length > MOST_TEXT:
            raise Refused("big")
        if any("\x00" in cell for cell in trimmed):
            raise Refused("nul")
        yield number, trimmed


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    # it writes to its standard output alone
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    _limit()
    try:
        told, rows = read(sys.stdin.buffer.read(), json.loads(sys.argv[1]))
    except Refused as refusal:
        told, rows = {"refused": refusal.code}, []
    except MemoryError:
        told, rows = {"refused": "big"}, []
    for line in (told, *rows):
        sys.stdout.write(json.dumps(line, ensure_ascii=True) + "\n")


if __name__ == "__main__":
    main()
