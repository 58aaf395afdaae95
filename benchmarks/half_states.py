"""`python -m benchmarks.half_states`: every business action that the demo does, with a fault at its writes.

Every function of the domain that takes a time (`at`) and writes is found by itself, but for those that work in parts
(`IN_PARTS`), whose parts are found. When the demo calls one for the
first time, it is called with a copy of its arguments first: once to the end, taken back, to learn its writes; then with
the database gone at the first of them, the second … After each fault every table that it writes to must be as it was.
`tests/operations/test_half_states.py` does the same with the stage of the access tests.
"""

import argparse
import copy
import hashlib
import inspect
import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import DatabaseError, connection, transaction

# of the program, but no business actions: they call many
LEFT_OUT = (
    "roterfaden.web",
    "roterfaden.operations",
    "roterfaden.config",
    "roterfaden.statistics.extraction",
)
# several transactions on purpose: what they call answers for itself
IN_PARTS = {
    "roterfaden.statistics.refreshing.refresh": "each chain version by itself",
    "roterfaden.archive.filing.file_all": "each case by itself; one that cannot go stays where it is",
    "roterfaden.dossier.printing.print_file": "the file was read, whatever becomes of the PDF",
}
WRITING = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?(\w+)', re.IGNORECASE)
MOST = 12
# longer tables are counted, not read
READ_WHOLE = 5_000


class Writes:
    """Hears every statement; the n-th write fails, as if the database were gone."""

    def __init__(self, fails_at: int = 0) -> None:
        self.fails_at, self.tables = fails_at, list[str]()

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        match = WRITING.match(sql)
        if match:
            self.tables.append(match[1])
            if len(self.tables) == self.fails_at:
                text = "the database went away"
                raise DatabaseError(text)
        return execute(sql, *rest)


class Trial:
    """Stands before every business action; keeps the figures."""

    def __init__(self, *, most: int = MOST, seed: int = 1) -> None:
        self.most, self.rng = most, random.Random(seed)
        self.tried: dict[str, int] = {}
        self.half: list[str] = []
        self.not_tried: Counter[str] = Counter()
        self.busy = False

    def around(self, name: str, action: Callable[..., Any]) -> Callable[..., Any]:
        def called(*args: Any, **named: Any) -> Any:
            if self.busy:  # part of an action, which answers for the whole
                return action(*args, **named)
            self.busy = True
            try:
                if name not in self.tried:
                    self._try(name, action, args, named)
                return action(*args, **named)
            finally:
                self.busy = False

        return called

    def _try(self, name: str, action: Callable[..., Any], args: Any, named: Any) -> None:
        def once(heard: Writes) -> None:
            copied = copy.deepcopy((args, named))
            with connection.execute_wrapper(heard):
                action(*copied[0], **copied[1])

        whole = Writes()
        try:
            with transaction.atomic():
                once(whole)
                transaction.set_rollback(True)
        except Exception as refusal:  # noqa: BLE001 refused, or its arguments cannot be copied: the next call is tried
            self.not_tried[f"{name}: {type(refusal).__name__}"] += 1
            return
        if whole.tables:
            self.tried[name] = 0
            self._break(name, once, whole.tables)

    def _break(self, name: str, once: Callable[[Writes], None], tables: list[str]) -> None:
        before, count = fingerprint(tables), len(tables)
        for number in chosen(count, self.most, self.rng):
            self.tried[name] += 1
            point = transaction.savepoint()
            try:
                once(Writes(number))
            except DatabaseError:
                # the transaction of the whole trial goes on, to look at what this one left
                transaction.set_rollback(False)
                if fingerprint(tables) != before:
                    self.half.append(f"{name}: half done after a fault at write {number} of {count}")
            else:
                self.half.append(f"{name}: says nothing of a fault at write {number} of {count}")
            transaction.savepoint_rollback(point)

    def figures(self) -> dict[str, Any]:
        return {
            "actions": len(self.tried),
            "faults": sum(self.tried.values()),
            "half_states": self.half,
            "never_copied": sorted(
                word for word in self.not_tried if word.split(":", 1)[0] not in self.tried
            ),
        }


def chosen(count: int, most: int, rng: random.Random) -> list[int]:
    """Which writes fail: all, or the first, the last and some between."""
    numbers = list(range(1, count + 1))
    if count <= most:
        return numbers
    third = most // 3
    return sorted({*numbers[:third], *numbers[-third:], *rng.sample(numbers, third)})


def fingerprint(tables: list[str]) -> str:
    """Of all rows of the tables."""
    digest, mark = hashlib.sha256(), "+" if connection.vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        for table in sorted(set(tables)):
            cursor.execute(f'SELECT COUNT(*) FROM "{table}"')
            (count,) = cursor.fetchone()
            digest.update(f"{table} {count}\n".encode())
            if count > READ_WHOLE:
                continue
            names = [one.name for one in connection.introspection.get_table_description(cursor, table)]
            columns = ", ".join(f'{mark}"{name}"' for name in names)
            cursor.execute(f'SELECT {columns} FROM "{table}" ORDER BY 1')
            for row in cursor.fetchall():
                digest.update(repr([bytes(x) if isinstance(x, memoryview) else x for x in row]).encode())
    return digest.hexdigest()


def actions() -> Iterator[tuple[str, Callable[..., Any]]]:
    """All functions of the domain that take a time and are not private."""
    for name, module in sorted(sys.modules.items()):
        if not name.startswith("roterfaden.") or name.startswith(LEFT_OUT):
            continue
        for word, thing in sorted(vars(module).items()):
            if inspect.isfunction(thing) and thing.__module__ == name and not word.startswith("_"):
                asked = inspect.signature(thing).parameters.get("at")
                whole = f"{name}.{word}" not in IN_PARTS
                if whole and asked is not None and asked.kind == asked.KEYWORD_ONLY:
                    yield f"{name}.{word}", thing


@contextmanager
def standing_before_all(trial: Trial) -> Iterator[None]:
    """Within, whoever calls an action, by whatever name it was imported, meets the trial first."""
    wrapped = {action: trial.around(name, action) for name, action in actions()}
    put = []
    for name, module in list(sys.modules.items()):
        if name.startswith(("roterfaden.", "tests.")):
            for word, thing in list(vars(module).items()):
                if inspect.isfunction(thing) and thing in wrapped:
                    setattr(module, word, wrapped[thing])
                    put.append((module, word, thing))
    try:
        yield
    finally:
        for module, word, thing in put:
            setattr(module, word, thing)


def run(*, most: int, seed: int, database: str) -> dict[str, Any]:
    """Build the demo on a database of its own, with every action on trial; the figures."""
    from benchmarks.kills import on_database  # noqa: PLC0415

    with on_database(database):
        from roterfaden.common.crypto import keyring  # noqa: PLC0415
        from roterfaden.operations.demo.build import build_demo  # noqa: PLC0415
        from tests.fixtures import load_shipped_data  # noqa: PLC0415

        keyring.ensure_master_key()
        load_shipped_data()
        trial, began = Trial(most=most, seed=seed), time.monotonic()
        with standing_before_all(trial):
            build_demo(today=date(2026, 11, 24))
        return {**trial.figures(), "seconds": round(time.monotonic() - began, 1)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=MOST, help="faults for each action")
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = run(most=3 if options.quick else options.most, seed=options.seed, database=options.database)
    if not options.json:
        print(*(f"{name}: {value}" for name, value in figures.items()), sep="\n")
    print(json.dumps(figures))
    return int(bool(figures["half_states"]))


if __name__ == "__main__":
    sys.exit(main())
