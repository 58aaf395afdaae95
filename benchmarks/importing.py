"""`python -m benchmarks.importing`: import 10,000 persons and 10,000 employers, and take them back.

Through the job's own functions: dry run, import in portions of 100 rows, undo; with sealing, search keys, audit entries
and one record per row. The floor, in the same run: the very rows that the import left in the database, written by plain
sqlite3 into an empty copy of the schema with its indexes, as many in a transaction as a portion writes.
"""

import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from benchmarks.environment import sqlite_database
from benchmarks.frame import Goal, Options, Report, run

ROWS, QUICK_ROWS = 10_000, 500
PORTION = 100
# further tables of an import than those of its records
BESIDE = ("audit_entry", "common_datakey", "imports_importrow", "imports_made")
GOALS = (
    Goal("not_imported", at_most=0),
    Goal("left_after_undo", at_most=0),
    Goal("persons_floors", at_most=10),
)
FIRST = (
    "Ada",
    "Ben",
    "Cem",
    "Dana",
    "Emil",
    "Fatma",
    "Gül",
    "Hanna",
    "Ivo",
    "Jörn",
    "Kaya",
    "Lena",
    "Mia",
    "Nils",
)
LAST = (
    "Ahrens",
    "Bülow",
    "Çelik",
    "Dreyer",
    "Ehlers",
    "Fischer",
    "Groß",
    "Hübner",
    "Iversen",
    "Jansen",
    "Kruse",
)
TABLES = {
    "persons": ("people_person", "people_personkey"),
    "employers": ("employers_employer", "employers_employerkey"),
}
HEADINGS = {
    "persons": ["Nachname", "Vorname", "Geburtsdatum", "Geschlecht", "PLZ", "Ort", "Telefon"],
    "employers": ["Firma", "Branche", "PLZ", "Ort", "Telefon"],
}


def measure(options: Options) -> Report:
    """Import 10,000 rows, take them back, and compare with bare inserts of the rows that were left."""
    count = QUICK_ROWS if options.quick else ROWS
    figures: dict[str, float | int] = {"rows": count}
    against: dict[str, float | int] = {}
    missing = left = 0
    with sqlite_database() as folder:
        service, lead = _set_up()
        for kind in ("persons", "employers"):
            before = _counts(folder, kind)
            seconds, made, written, floor = _one(folder, kind, count, service, lead)
            missing += count - made
            left += sum(_counts(folder, kind)[table] - before[table] for table in TABLES[kind])
            figures |= {f"{kind}_{step}_s": round(value, 2) for step, value in seconds.items()}
            figures[f"{kind}_rows_per_second"] = round(count / seconds["import"])
            figures[f"{kind}_floors"] = round(seconds["import"] / floor, 2)
            against |= {f"{kind}_floor_s": round(floor, 3), f"{kind}_rows_written": written}
    figures |= {"not_imported": missing, "left_after_undo": left}
    return Report("importing", figures, against, GOALS, quick=options.quick)


def _set_up() -> tuple[Any, Any]:
    from benchmarks.twelve import AT, Office  # noqa: PLC0415
    from roterfaden.accounts import members  # noqa: PLC0415
    from roterfaden.accounts.choices import Role  # noqa: PLC0415

    office = Office.set_up()
    lead = office.worker
    members.add_member(
        user=lead,
        organisation=office.service,
        role=Role.TEAM_LEAD,
        valid_from=date(2020, 1, 1),
        by=None,
        at=AT,
    )
    return office.service, lead


def _one(
    folder: Path, kind: str, count: int, service: Any, lead: Any
) -> tuple[dict[str, float], int, int, float]:
    """Seconds of each step; rows imported; rows of tables written for it; seconds of the floor."""
    from benchmarks.twelve import AT  # noqa: PLC0415
    from roterfaden.imports.checking import check_all  # noqa: PLC0415
    from roterfaden.imports.choices import State  # noqa: PLC0415
    from roterfaden.imports.models import Import  # noqa: PLC0415
    from roterfaden.imports.reading import ReadTable  # noqa: PLC0415
    from roterfaden.imports.running import run_all  # noqa: PLC0415
    from roterfaden.imports.undoing import take_back_all  # noqa: PLC0415
    from roterfaden.imports.uploading import start_import  # noqa: PLC0415

    rows = [(1, HEADINGS[kind]), *((n + 2, _row(kind, n)) for n in range(count))]
    told = {"format": "csv", "encoding": "utf-8", "separator": ";"}
    table = ReadTable("liste.csv", told, rows)
    given = {"by": lead, "now": lambda: AT, "report": _silent}
    held = start_import(organisation=service, kind=kind, table=table, by=lead, at=AT)
    seconds = {"check": _timed(lambda: check_all(run=held, **given))}
    Import.objects.filter(pk=held.pk).update(state=State.RUNNING)
    held = Import.objects.get(pk=held.pk)
    marks = _marks(folder, kind)
    seconds["import"] = _timed(lambda: run_all(run=held, **given))
    made = held.rows.filter(outcome="made").count()
    written, floor = bare_inserts(folder, kind, marks)
    seconds["undo"] = _timed(lambda: take_back_all(run=Import.objects.get(pk=held.pk), **given))
    return seconds, made, written, floor


def _row(kind: str, n: int) -> list[str]:
    place = ["24937", f"Hafenstadt{n % 97}", f"0461 {100000 + n}"]
    name = f"{LAST[n % len(LAST)]}{_letters(n)}"
    if kind == "employers":
        return [f"{name} GmbH", "Handwerk", *place]
    born = date(1950, 1, 1) + timedelta(days=(n * 37) % 18_000)
    return [name, FIRST[n % len(FIRST)], born.strftime("%d.%m.%Y"), "weiblich", *place]


def _letters(n: int) -> str:
    """A syllable or two, so that names differ as names do."""
    signs = "bdfgklmnprst"
    return "".join(f"{signs[n // base % 12]}{'aeiou'[n // base % 5]}" for base in (1, 12, 144))


def bare_inserts(folder: Path, kind: str, marks: dict[str, int]) -> tuple[int, float]:
    """Write the rows that the import wrote into an empty copy of its tables; returns how many, and the seconds."""
    source = sqlite3.connect(folder / "db.sqlite3")
    schema = source.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND type IN ('table', 'index')"
    )
    names = (*TABLES[kind], *BESIDE)
    wanted = [sql for (sql,) in schema if any(f'"{name}"' in sql.split("(", 1)[0] for name in names)]
    rows = {
        name: source.execute(f'SELECT * FROM "{name}" WHERE rowid > ?', (marks[name],)).fetchall()
        for name in names
    }
    source.close()
    path = folder / f"floor-{kind}.sqlite3"
    target = sqlite3.connect(path, isolation_level=None)
    target.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=OFF;")
    for sql in sorted(wanted, key=lambda sql: not sql.startswith("CREATE TABLE")):
        target.execute(sql)
    portions = max(len(rows[TABLES[kind][0]]) // PORTION, 1)
    seconds = _timed(lambda: _write(target, rows, portions))
    target.close()
    return sum(map(len, rows.values())), seconds


def _write(target: sqlite3.Connection, rows: dict[str, list[Any]], portions: int) -> None:
    for number in range(portions):
        target.execute("BEGIN IMMEDIATE")
        for name, all_rows in rows.items():
            share = all_rows[len(all_rows) * number // portions : len(all_rows) * (number + 1) // portions]
            for row in share:
                target.execute(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(row))})', row)
        target.execute("COMMIT")


def _marks(folder: Path, kind: str) -> dict[str, int]:
    """The last row of each table before the import."""
    source = sqlite3.connect(folder / "db.sqlite3")
    found = {
        name: source.execute(f'SELECT coalesce(max(rowid), 0) FROM "{name}"').fetchone()[0]
        for name in (*TABLES[kind], *BESIDE)
    }
    # one row is written for each row of the file before the import, and changed by it
    found["imports_importrow"] = 0
    source.close()
    return found


def _counts(folder: Path, kind: str) -> dict[str, int]:
    source = sqlite3.connect(folder / "db.sqlite3")
    found = {name: source.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in TABLES[kind]}
    source.close()
    return found


def _timed(work: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def _silent(*, done: int, total: int) -> None:
    assert done <= total


if __name__ == "__main__":
    sys.exit(run(measure))
