"""`python -m benchmarks.matching`: one person against a million workplaces, and 5,000 persons against 2,000.

Beside our search, in the same run and in turns: a bare NumPy pass that adds up the same bytes, and the same ranking as
SQL in DuckDB, where that is installed. The first answer of DuckDB is compared with ours.
"""

import importlib.util
import resource
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from benchmarks.frame import Figure, Goal, Options, Report, run
from roterfaden.matching.places import Places, Seeker, Terms
from roterfaden.matching.ranking import Weights, cost_tables, rank, rank_many

ITEMS, TOP, SEED = 46, 100, 2611
PLACES, QUICK_PLACES = 1_000_000, 200_000
ROUNDS, QUICK_ROUNDS = 7, 3
GOALS = (Goal("multiple_of_bare_pass", at_most=3), Goal("many_seconds", at_most=1))


def made_up(count: int, rng: np.random.Generator) -> Places:
    """Workplaces with random levels, 60 regions, hours, and few conditions."""
    marks = rng.integers(0, 1 << 12, (3, count), dtype=np.uint32)
    return Places(
        levels=rng.integers(0, 6, (ITEMS, count), dtype=np.uint8),
        region=rng.integers(1, 61, count, dtype=np.uint16),
        hours_from=rng.integers(10, 25, count, dtype=np.uint8),
        hours_to=rng.integers(25, 41, count, dtype=np.uint8),
        licence=rng.random(count) < 0.2,
        marks=marks[0] & marks[1] & marks[2],
    )


def measure(options: Options) -> Report:
    rng = np.random.default_rng(SEED)
    places = made_up(QUICK_PLACES if options.quick else PLACES, rng)
    tables = cost_tables([str(n) for n in range(ITEMS)], Weights())
    levels = rng.integers(0, 6, ITEMS).tolist()
    filtered = Seeker(levels, Terms(frozenset(range(1, 21)), 15, 30, licence=False, marks=6))
    anywhere = Seeker(levels, Terms(licence=True))
    ways: dict[str, Callable[[], Any]] = {
        "seconds": lambda: rank(filtered, places, tables, top=TOP),
        "seconds_without_filters": lambda: rank(anywhere, places, tables, top=TOP),
        "bare": lambda: places.levels.sum(dtype=np.uint64),
        "bare_by_workplace": lambda: places.levels.sum(axis=0, dtype=np.uint16),
    }
    peer = duckdb_query(places, filtered) if importlib.util.find_spec("duckdb") else None
    if peer is not None:
        ways["duckdb"] = peer
        ours = [hit.cost for hit in rank(filtered, places, tables, top=TOP)]
        assert [row[1] for row in peer()] == ours, "DuckDB finds something else"
    seconds = in_rounds(ways, QUICK_ROUNDS if options.quick else ROUNDS)
    figures: dict[str, Figure] = {
        "workplaces": len(places), "megabytes": round(places.nbytes / 1e6),
        "seconds": round(middle(seconds["seconds"]), 3),
        "seconds_without_filters": round(middle(seconds["seconds_without_filters"]), 3),
        "multiple_of_bare_pass": multiple(seconds, "seconds", "bare"),
        "multiple_without_filters": multiple(seconds, "seconds_without_filters", "bare"),
        "multiple_of_pass_by_workplace": multiple(seconds, "seconds", "bare_by_workplace"),
        "many_seconds": many(rng, tables),
        "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }  # fmt: skip
    against: dict[str, Figure] = {"bare_ms": round(middle(seconds["bare"]) * 1000)}
    if peer is not None:
        against["duckdb_ms"] = round(middle(seconds["duckdb"]) * 1000)
    return Report("matching", figures, against, GOALS, quick=options.quick)


def in_rounds(ways: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    """Seconds of every way, in turns, so that a noisy machine meets all alike."""
    found: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            begin = time.perf_counter()
            way()
            found[name].append(time.perf_counter() - begin)
    return found


def middle(seconds: list[float]) -> float:
    return median(seconds)


def multiple(seconds: dict[str, list[float]], ours: str, bare: str) -> float:
    """The median of the quotients of whole rounds."""
    return round(median(a / b for a, b in zip(seconds[ours], seconds[bare], strict=True)), 2)


def many(rng: np.random.Generator, tables: Any) -> float:
    """Seconds for 5,000 persons against 2,000 workplaces, the best 20 for each."""
    places = made_up(2_000, rng)
    seekers = [
        Seeker(rng.integers(0, 6, ITEMS).tolist(), Terms(frozenset(range(1, 31)), 15, 30, marks=6))
        for _ in range(5_000)
    ]
    begin = time.perf_counter()
    rank_many(seekers, places, tables, top=20)
    return round(time.perf_counter() - begin, 2)


def duckdb_query(places: Places, seeker: Seeker) -> Callable[[], Any]:
    """The same ranking as one SQL statement over the same values as columns."""
    import duckdb  # noqa: PLC0415

    weights, terms = Weights(), seeker.terms
    columns: dict[str, Any] = {f"i{n}": row for n, row in enumerate(places.levels)}
    columns |= {
        "n": np.arange(len(places)), "region": places.region, "least": places.hours_from, "most": places.hours_to,
        "licence": places.licence, "marks": places.marks,
    }  # fmt: skip
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.register("given", columns)
    connection.execute("CREATE TABLE places AS SELECT * FROM given")
    parts = [
        f"{weights.unknown}" if own == 0 else
        f"CASE WHEN i{n} = 0 THEN {weights.unknown} WHEN i{n} > {own} THEN {weights.shortfall} * (i{n}::INT - {own}) "
        f"ELSE {weights.surplus} * ({own} - i{n}::INT) END"
        for n, own in enumerate(seeker.levels)
    ]  # fmt: skip
    regions = ", ".join(map(str, sorted(terms.regions)))
    query = (
        f"SELECT n, {' + '.join(parts)} AS cost FROM places WHERE region IN ({regions}) "
        f"AND least <= {terms.hours_to} AND most >= {terms.hours_from} AND NOT licence "
        f"AND (marks & {terms.marks}) = 0 ORDER BY cost, n LIMIT {TOP}"
    )
    return lambda: connection.execute(query).fetchall()


if __name__ == "__main__":
    sys.exit(run(measure))
