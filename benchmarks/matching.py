"""`python -m benchmarks.matching`: one person against a million workplaces, and 5,000 persons against 2,000.

Beside our search, in the same run and in turns: a bare NumPy pass that adds up the same bytes, and the same ranking as
SQL in DuckDB, where that is installed, and in PostgreSQL, when it runs under `tools/with_postgres`. Their first answers
are compared with ours. pgvector has no part: costs that differ by direction and need weights per item are no distance.
"""

import importlib.util
import os
import resource
import sys
import time
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from benchmarks.frame import Figure, Goal, Options, Report, in_rounds, run
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
    if host := os.environ.get("TEST_DATABASE_HOST"):
        ways["postgresql"] = postgresql_query(places, filtered, host)
        ours = [hit.cost for hit in rank(filtered, places, tables, top=TOP)]
        assert [row[1] for row in ways["postgresql"]()] == ours, "PostgreSQL finds something else"
    seconds = in_rounds(ways, QUICK_ROUNDS if options.quick else ROUNDS)
    figures: dict[str, Figure] = {
        "workplaces": len(places), "megabytes": round(places.nbytes / 1e6),
        "seconds": round(median(seconds["seconds"]), 3),
        "seconds_without_filters": round(median(seconds["seconds_without_filters"]), 3),
        "multiple_of_bare_pass": multiple(seconds, "seconds", "bare"),
        "multiple_without_filters": multiple(seconds, "seconds_without_filters", "bare"),
        "multiple_of_pass_by_workplace": multiple(seconds, "seconds", "bare_by_workplace"),
        **many(rng, tables),
        "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }  # fmt: skip
    against: dict[str, Figure] = {"bare_ms": round(median(seconds["bare"]) * 1000)}
    if peer is not None:
        against["duckdb_ms"] = round(median(seconds["duckdb"]) * 1000)
    if "postgresql" in seconds:
        against["postgresql_ms"] = round(median(seconds["postgresql"]) * 1000)
    return Report("matching", figures, against, GOALS, quick=options.quick)


def multiple(seconds: dict[str, list[float]], ours: str, bare: str) -> float:
    """The median of the quotients of whole rounds."""
    return round(median(a / b for a, b in zip(seconds[ours], seconds[bare], strict=True)), 2)


def many(rng: np.random.Generator, tables: Any) -> dict[str, Figure]:
    """Seconds for 5,000 persons against 2,000 workplaces, the best 20 for each: by the clock, and of processors."""
    places = made_up(2_000, rng)
    seekers = [
        Seeker(rng.integers(0, 6, ITEMS).tolist(), Terms(frozenset(range(1, 31)), 15, 30, marks=6))
        for _ in range(5_000)
    ]
    clock, processor = [], []
    for _ in range(QUICK_ROUNDS):
        begin, used = time.perf_counter(), time.process_time()
        rank_many(seekers, places, tables, top=20)
        clock.append(time.perf_counter() - begin)
        processor.append(time.process_time() - used)
    return {"many_seconds": round(median(clock), 2), "many_processor_seconds": round(median(processor), 2)}


def duckdb_query(places: Places, seeker: Seeker) -> Callable[[], Any]:
    """The same ranking as one SQL statement over the same values as columns."""
    import duckdb  # noqa: PLC0415

    columns: dict[str, Any] = {f"i{n}": row for n, row in enumerate(places.levels)}
    columns |= {
        "n": np.arange(len(places)), "region": places.region, "least": places.hours_from, "most": places.hours_to,
        "licence": places.licence, "marks": places.marks,
    }  # fmt: skip
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.register("given", columns)
    connection.execute("CREATE TABLE places AS SELECT * FROM given")
    query = ranking_sql(seeker, "INT")
    return lambda: connection.execute(query).fetchall()


def postgresql_query(places: Places, seeker: Seeker, host: str) -> Callable[[], Any]:
    """The same statement in PostgreSQL, without parallel workers, over a table with a column per item."""
    import psycopg  # noqa: PLC0415

    names = ["n", "region", "least", "most", "licence", "marks", *(f"i{n}" for n in range(ITEMS))]
    kinds = ["int", "smallint", "smallint", "smallint", "boolean", "int", *(["smallint"] * ITEMS)]
    rows = np.vstack((
        np.arange(len(places)), places.region, places.hours_from, places.hours_to, places.licence, places.marks,
        places.levels,
    )).T.tolist()  # fmt: skip
    connection = psycopg.connect(host=host, user="postgres", dbname="postgres", autocommit=True)
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(names, kinds, strict=True))
    connection.execute(f"CREATE TEMP TABLE places ({columns})")
    with connection.cursor().copy("COPY places FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    connection.execute("ANALYZE places")
    connection.execute("SET max_parallel_workers_per_gather = 0")
    query = ranking_sql(seeker, "int")
    return lambda: connection.execute(query).fetchall()


def ranking_sql(seeker: Seeker, whole: str) -> str:
    """The ranking as one statement; `whole` is the name of whole numbers in the dialect."""
    weights, terms = Weights(), seeker.terms
    parts = [
        f"{weights.unknown}" if own == 0 else
        f"CASE WHEN i{n} = 0 THEN {weights.unknown} "
        f"WHEN i{n} > {own} THEN {weights.shortfall} * (i{n}::{whole} - {own}) "
        f"ELSE {weights.surplus} * ({own} - i{n}::{whole}) END"
        for n, own in enumerate(seeker.levels)
    ]  # fmt: skip
    regions = ", ".join(map(str, sorted(terms.regions)))
    return (
        f"SELECT n, {' + '.join(parts)} AS cost FROM places WHERE region IN ({regions}) "
        f"AND least <= {terms.hours_to} AND most >= {terms.hours_from} AND NOT licence "
        f"AND (marks & {terms.marks}) = 0 ORDER BY cost, n LIMIT {TOP}"
    )


if __name__ == "__main__":
    sys.exit(run(measure))
