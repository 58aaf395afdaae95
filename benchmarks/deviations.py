"""`python -m benchmarks.deviations`: the page of what finished runs teach, over 100,000 of them.

The page (`GET /auswertung/…`, login and session included) reads sums that the night makes. Beside it, in turns on the
same file: its own rows by bare SQL, and one bare SQL over the tasks themselves that only counts and averages, with no
median, no reasons, no suppression: what a page without sums would have to wait for at the very least.
"""

import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.environment import sqlite_database
from benchmarks.frame import Figure, Goal, Options, Report, run

GOALS = (Goal("page_ms", at_most=300), Goal("runs", at_least=100_000), Goal("page_to_tasks", at_most=0.5))
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
        tasks = _fill(version, folder / "db.sqlite3")
        begin = time.perf_counter()
        _refresh()
        summing = time.perf_counter() - begin
        client = Client()
        client.force_login(user)
        url = f"/auswertung/{version.key}/{version.version}/?zeitraum=alle"
        candidates: dict[str, Callable[[], None]] = {
            "page": lambda: _ask(client, url),
            "sums": lambda: _sql(folder, SUMS, version.pk),
            "tasks": lambda: _sql(folder, TASKS, version.pk),
        }
        rounds = QUICK_ROUNDS if options.quick else ROUNDS
        took: dict[str, list[float]] = {name: [] for name in candidates}
        for ask in candidates.values():
            ask()
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
    if answer.status_code != 200 or b"rf-hot--4" not in answer.content:
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
        username="quirin", first_name="Q", last_name="M", by=None, at=FIRST, password="geheim"
    )
    members.add_member(
        user=user, organisation=top, role=Role.QUALITY_OFFICER, valid_from=FIRST.date(), by=None, at=FIRST
    )
    return ChainVersion.objects.get(key="V1", organisation=None, region=""), user


def _fill(version: Any, path: Path) -> int:
    """Write the runs as rows; returns how many tasks they have."""
    from roterfaden.accounts.models import Organisation  # noqa: PLC0415
    from roterfaden.common.crypto import keyring  # noqa: PLC0415
    from roterfaden.process.catalogue import chain_of  # noqa: PLC0415
    from roterfaden.process.models import Deviation, Run, Task  # noqa: PLC0415

    services = list(Organisation.objects.filter(kind__code="service").values_list("pk", flat=True))
    rows = _Rows([path.walk for path in chain_of(version).paths])
    common = {"revision": 1, "chain_version_id": version.pk, "data_key_id": keyring.new_key().pk.hex}
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    _insert(connection, Run, common | {"state": "ended"}, RUN, rows.runs(services))
    _insert(connection, Task, {"closed_by_id": 1, "note": b"", "frames": "[]"}, TASK, rows.tasks())
    _insert(connection, Deviation, {"kind": "skip", "by_id": 1, "reason": b"", "undone": 0}, WAY, rows.ways())
    connection.commit()
    connection.close()
    return rows.count


RUN = ("id", "uuid", "created_at", "organisation_id", "start_node", "started_at", "ended_at", "end_node")
TASK = (
    *("id", "uuid", "created_at", "run_id", "number", "node", "kind", "state", "opened_at", "closed_at"),
    *("opened_move", "closed_move"),
)
WAY = ("id", "uuid", "created_at", "run_id", "move", "from_task_id", "category", "at")
# columns that must not be null and say nothing here
BLANK: dict[str, Any] = {"title": "", "outcome": "", "to_node": "", "previous_end": ""}
BLANK |= {"tasks_opened": 0, "moves": 0}


def _insert(
    connection: sqlite3.Connection,
    model: Any,
    same: dict[str, Any],
    names: tuple[str, ...],
    made: Iterator[tuple[Any, ...]],
) -> None:
    """Rows whose columns `names` differ, while the others are the same in all."""
    columns = {field.column for field in model._meta.concrete_fields}  # noqa: SLF001
    fixed = {name: value for name, value in (BLANK | same).items() if name in columns}
    places = ", ".join(["?"] * len(names))
    values = ", ".join("X''" if value == b"" else repr(value) for value in fixed.values())
    said = ", ".join((*names, *fixed))
    sql = f"INSERT INTO {model._meta.db_table} ({said}) VALUES ({places}, {values})"  # noqa: SLF001
    connection.executemany(sql, made)


class _Rows:
    """Rows of runs, tasks and deviations, the same in every run of the benchmark."""

    def __init__(self, walks: list[Any]) -> None:
        steps = [[word.partition("=") for word in walk[1:-1]] for walk in walks]
        self.visits = [
            [(node, "decision" if answer else "step") for node, answer, _ in walk] for walk in steps
        ]
        self.ends = [(walk[0], walk[-1]) for walk in walks]
        hours = 24 * 31 * (MONTHS + 12)
        self.at = [str(FIRST + timedelta(hours=hour)).partition("+")[0] for hour in range(hours)]
        self.count = 0

    def _which(self, run: int) -> int:
        return 0 if run % 3 else run % len(self.visits)

    def _begin(self, run: int) -> int:
        return (run * 7919) % (24 * 30 * (MONTHS - 3))

    def runs(self, services: list[int]) -> Iterator[tuple[Any, ...]]:
        for walk in range(1, RUNS + 1):
            start, end = self.ends[self._which(walk)]
            begin = self._begin(walk)
            at, over = self.at[begin], self.at[begin + 24 * 60]
            yield walk, f"{walk:032x}", at, services[walk % len(services)], start, at, over, end

    def tasks(self) -> Iterator[tuple[Any, ...]]:
        for walk in range(1, RUNS + 1):
            now = self._begin(walk)
            for number, (node, kind) in enumerate(self.visits[self._which(walk)], start=1):
                self.count += 1
                opened, now = now, now + 1 + (walk * 31 + number * 977) % 400
                state = "skipped" if walk % 7 == number else "done"
                opened_at, closed_at = self.at[opened], self.at[now]
                ids = (self.count, f"{self.count:032x}", opened_at, walk, number, node, kind, state)
                yield *ids, opened_at, closed_at, number, number + 1

    def ways(self) -> Iterator[tuple[Any, ...]]:
        task, made = 0, 0
        for walk in range(1, RUNS + 1):
            for number in range(1, len(self.visits[self._which(walk)]) + 1):
                task += 1
                if walk % 7 == number:
                    made += 1
                    category = ("not_needed", "already_done", "health")[walk % 3]
                    at = self.at[self._begin(walk)]
                    yield made, f"{made:032x}", at, walk, number + 1, task, category, at


if __name__ == "__main__":
    sys.exit(run(measure))
