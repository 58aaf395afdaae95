"""`python -m benchmarks.deviations`: the page of what finished runs teach, over 100,000 of them.

The page (`GET /auswertung/…`, login and session included) reads sums that the night makes. Beside it, in turns on the
same file: its own rows by bare SQL, and one bare SQL over the tasks themselves that only counts and averages, with no
median, no reasons, no suppression: what a page without sums would have to wait for at the very least.
"""

import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

from benchmarks.environment import sqlite_database
from benchmarks.frame import Figure, Goal, Options, Report, run

GOALS = (Goal("page_ms", at_most=200), Goal("runs", at_least=100_000), Goal("page_to_tasks", at_most=0.5))
RUNS, SERVICES, MONTHS = 100_000, 10, 24
ROUNDS, QUICK_ROUNDS = 30, 8
FIRST = datetime(2024, 12, 1, 9, 0, tzinfo=UTC)
SUMS = """SELECT node, runs, visits, done, durations FROM statistics_stepfigure WHERE chain_version_id = ?"""
TASKS = """SELECT t.node, count(DISTINCT t.run_id), count(*), avg(julianday(t.closed_at) - julianday(t.opened_at))
    FROM process_task t JOIN process_run r ON r.id = t.run_id
    WHERE r.chain_version_id = ? AND r.state IN ('ended', 'left') AND t.state <> 'void' GROUP BY t.node"""


def measure(options: Options) -> Report:
    """Measure the page of figures over 100,000 finished runs, and compare."""
    with sqlite_database() as folder:
        from django.test import Client  # noqa: PLC0415

        version, user = _world()
        tasks = _fill(version)
        begin = time.perf_counter()
        _refresh()
        summing = time.perf_counter() - begin
        client = Client()
        client.force_login(user)
        url = f"/auswertung/{version.key}/{version.version}/?zeitraum=alle"
        candidates = {
            "page": lambda: _ask(client, url),
            "sums": lambda: _sql(folder, SUMS, version.pk),
            "tasks": lambda: _sql(folder, TASKS, version.pk),
        }
        rounds = QUICK_ROUNDS if options.quick else ROUNDS
        took = {name: [] for name in candidates}
        for name in candidates:
            candidates[name]()
        for number in range(rounds):
            for name in _turned(list(candidates), number):
                took[name].append(_timed(candidates[name]))
    figures: dict[str, Figure] = {
        "runs": RUNS,
        "tasks": tasks,
        "page_ms": round(median(took["page"]) * 1000, 1),
        "page_to_sums": round(_multiple(took["page"], took["sums"]), 1),
        "page_to_tasks": round(_multiple(took["page"], took["tasks"]), 3),
        "summing_up_s": round(summing, 1),
    }
    against: dict[str, Figure] = {
        f"{name}_sql_ms": round(median(took[name]) * 1000, 1) for name in ("sums", "tasks")
    }
    return Report("deviations", figures, against, GOALS, quick=options.quick)


def _multiple(ours: list[float], theirs: list[float]) -> float:
    return median(a / b for a, b in zip(ours, theirs, strict=True))


def _turned(names: list[str], number: int) -> list[str]:
    shift = number % len(names)
    return names[shift:] + names[:shift]


def _timed(ask: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    ask()
    return time.perf_counter() - begin


def _ask(client: Any, url: str) -> None:
    answer = client.get(url)
    if answer.status_code != 200 or b"rf-hot--4" not in answer.content:  # noqa: PLR2004
        raise RuntimeError(f"{url}: {answer.status_code}")


def _sql(folder: Path, sql: str, version: int) -> None:
    connection = sqlite3.connect(folder / "db.sqlite3")
    connection.execute(sql, (version,)).fetchall()
    connection.close()


def _refresh() -> None:
    from roterfaden.statistics.refreshing import refresh  # noqa: PLC0415

    refresh(at=FIRST + timedelta(days=31 * MONTHS))


def _world() -> tuple[Any, Any]:
    """Ten services below one organisation, whose quality officer asks; the chain V1."""
    from roterfaden.accounts import members, organisations  # noqa: PLC0415
    from roterfaden.accounts.choices import Role  # noqa: PLC0415
    from roterfaden.process.catalogue import load_catalogue  # noqa: PLC0415
    from roterfaden.process.models import ChainVersion  # noqa: PLC0415

    organisations.load_organisation_kinds()
    load_catalogue()
    said: dict[str, Any] = {"region": "DE-NW", "by": None, "at": FIRST}
    top = organisations.add_organisation(code="traeger", name="Träger", kind="provider", **said)
    for number in range(SERVICES):
        code, name = f"ifd-{number}", f"IFD {number}"
        organisations.add_organisation(code=code, name=name, kind="service", parent=top, **said)
    user = members.add_user(
        username="quirin", first_name="Q", last_name="M", by=None, at=FIRST, password="geheim"  # noqa: S106
    )
    members.add_member(
        user=user, organisation=top, role=Role.QUALITY_OFFICER, valid_from=FIRST.date(), by=None, at=FIRST
    )
    return ChainVersion.objects.get(key="V1", organisation=None, region=""), user


def _fill(version: Any) -> int:
    """Write the runs as rows; returns how many tasks they have."""
    from django.db import connection, transaction  # noqa: PLC0415

    from roterfaden.accounts.models import Organisation  # noqa: PLC0415
    from roterfaden.common.crypto import keyring  # noqa: PLC0415
    from roterfaden.process.catalogue import chain_of  # noqa: PLC0415
    from roterfaden.process.models import Deviation, Run, Task  # noqa: PLC0415

    services = list(Organisation.objects.filter(kind__code="service").values_list("pk", flat=True))
    paths = [path.walk for path in chain_of(version).paths]
    rows = _Rows(version.pk, services, paths, str(keyring.new_key().pk.hex))
    with transaction.atomic(), connection.cursor() as cursor:
        for model, made in ((Run, rows.runs()), (Task, rows.tasks()), (Deviation, rows.deviations())):
            _insert(cursor, model, made)
    return rows.count


def _insert(cursor: Any, model: Any, made: Iterator[dict[str, Any]]) -> None:
    """All columns of a table, named by the first row; what a row leaves out is empty."""
    names = [field.column for field in model._meta.concrete_fields]  # noqa: SLF001
    sql = f"INSERT INTO {model._meta.db_table} ({', '.join(names)}) VALUES ({', '.join(['%s'] * len(names))})"  # noqa: S608, SLF001
    batch: list[list[Any]] = []
    for row in made:
        batch.append([row.get(name) for name in names])
        if len(batch) == 5000:  # noqa: PLR2004
            cursor.executemany(sql, batch)
            batch.clear()
    cursor.executemany(sql, batch)


class _Rows:
    """Rows of runs, tasks and deviations, the same in every run of the benchmark."""

    def __init__(self, version: int, services: list[int], paths: list[Any], key: str) -> None:
        self.version, self.services, self.paths, self.key = version, services, paths, key
        self.count = 0

    def _walk(self, number: int) -> tuple[Any, datetime, random.Random]:
        rng = random.Random(number)  # noqa: S311
        begin = FIRST + timedelta(days=rng.randrange(30 * (MONTHS - 3)))
        return self.paths[0 if number % 3 else number % len(self.paths)], begin, rng

    def runs(self) -> Iterator[dict[str, Any]]:
        for number in range(1, RUNS + 1):
            walk, begin, _rng = self._walk(number)
            yield {
                "id": number,
                "uuid": UUID(int=number).hex,
                "created_at": begin,
                "revision": 1,
                "chain_version_id": self.version,
                "organisation_id": self.services[number % len(self.services)],
                "data_key_id": self.key,
                "state": "ended",
                "start_node": walk[0],
                "started_at": begin,
                "ended_at": begin + timedelta(days=60),
                "end_node": walk[-1],
                "tasks_opened": len(walk) - 2,
                "moves": len(walk) - 1,
            }

    def tasks(self) -> Iterator[dict[str, Any]]:
        for run_id in range(1, RUNS + 1):
            walk, now, rng = self._walk(run_id)
            for number, word in enumerate(walk[1:-1], start=1):
                self.count += 1
                opened, now = now, now + timedelta(hours=rng.randrange(1, 400))
                yield {
                    "id": self.count,
                    "uuid": UUID(int=self.count).hex,
                    "created_at": opened,
                    "run_id": run_id,
                    "number": number,
                    "node": word.partition("=")[0],
                    "kind": "decision" if "=" in word else "step",
                    "title": "",
                    "state": "skipped" if run_id % 7 == number else "done",
                    "opened_at": opened,
                    "opened_move": number,
                    "closed_at": now,
                    "closed_move": number + 1,
                    "closed_by_id": 1,
                    "outcome": "",
                    "note": b"",
                    "frames": "[]",
                }

    def deviations(self) -> Iterator[dict[str, Any]]:
        task, made = 0, 0
        for run_id in range(1, RUNS + 1):
            walk, begin, _rng = self._walk(run_id)
            for number in range(1, len(walk) - 1):
                task += 1
                if run_id % 7 == number:
                    made += 1
                    yield {
                        "id": made,
                        "uuid": UUID(int=made).hex,
                        "created_at": begin,
                        "run_id": run_id,
                        "move": number + 1,
                        "kind": "skip",
                        "from_task_id": task,
                        "to_node": "",
                        "previous_end": "",
                        "category": ("not_needed", "already_done", "health")[run_id % 3],
                        "reason": b"",
                        "at": begin,
                        "by_id": 1,
                        "undone": False,
                    }


if __name__ == "__main__":
    sys.exit(run(measure))
