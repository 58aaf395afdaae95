"""`python -m benchmarks.statistics`: the whole statutory report over a million cases, beside SQL written by hand.

The tables are made up as columns, as the extract holds them. Ours is `content_on`: what is counted is put together,
then every table and number of the report. Beside it, in the same run and in turns, one DuckDB reckons the same tables
from SQL that somebody wrote by hand. Then the page of kept questions over the same million, and the extract of rows of
a real database in SQLite. Beside the clock stands the time of the processor, for a machine shared with others.
"""

import resource
import sys
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

import numpy as np

from benchmarks.environment import sqlite_database
from benchmarks.frame import Figure, Goal, Options, Report, run
from benchmarks.statistics_pages import asked_pages
from benchmarks.statistics_rows import extracted, timed

SEED, CASES, QUICK_CASES, EXTRACT, QUICK_EXTRACT = 2612, 1_000_000, 100_000, 20_000, 3_000
ROUNDS = 3
GOALS = (
    Goal("report_seconds", at_most=10),
    Goal("multiple_of_hand_written", at_most=2),
    Goal("extract_rows_per_second", at_least=50_000),
    Goal("page_p95_milliseconds", at_most=300),
)
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
EPOCH = np.datetime64("2019-01-01")


class Invention:
    """Columns made up by one seed: words at random, days counted from 2019."""

    def __init__(self, count: int) -> None:
        import pyarrow as pa  # noqa: PLC0415

        self.pa, self.count, self.rng = pa, count, np.random.default_rng(SEED)
        self.numbers = np.arange(count, dtype=np.int64)
        self.opened = self.rng.integers(0, 2500, count)
        self.closed = self.opened + self.rng.integers(0, 900, count)
        self.is_open = self.closed > 2800
        self.person = self.rng.integers(0, count * 4 // 5, count)

    def pick(self, words: list[str], n: int = 0) -> Any:
        places = self.pa.array(self.rng.integers(0, len(words), n or self.count, dtype=np.int32))
        return self.pa.DictionaryArray.from_arrays(places, words).cast(self.pa.string())

    def of_person(self, words: list[Any]) -> Any:
        """One word for each person, so that all cases of a person tell the same."""
        return self.pa.array(np.array(words)[self.rng.integers(0, len(words), self.count)[self.person]])

    def days(self, values: Any, nothing: Any = None) -> Any:
        moved = EPOCH + values.astype("timedelta64[D]")
        return self.pa.array(moved.astype("datetime64[D]"), mask=nothing)

    def between(self, low: int, high: int) -> Any:
        return self.rng.integers(low, high, self.count, dtype=np.int32)


def made_up(count: int) -> dict[str, Any]:
    """Cases of 200 services over seven years, a fifth opened again, with orders, runs, contacts, appointments."""
    from roterfaden.statistics.extraction import schema_of  # noqa: PLC0415
    from roterfaden.statistics.sources import SOURCES  # noqa: PLC0415

    by = Invention(count)
    cases = _cases(by)
    columns = {"cases": cases, "turns": _turns(by), **_beside(by, cases)}
    return {
        source.name: by.pa.table(
            [by.pa.array(columns[source.name][field.name]).cast(field.type) for field in schema_of(source)],
            schema=schema_of(source),
        )
        for source in SOURCES
    }


def _cases(by: Invention) -> dict[str, Any]:
    from roterfaden.cases.choices import CaseResult, MandateKind  # noqa: PLC0415

    results = [str(one.value) for one in CaseResult]
    result = np.array(results)[by.rng.integers(0, len(results), by.count)]
    result[by.is_open] = ""
    return {
        "case": by.numbers, "person": by.person,
        "service": by.pick([f"s{n:03}" for n in range(200)]), "region": by.pick(["DE-NW", "DE-SH", "DE-BY"]),
        "opened_on": by.days(by.opened), "closed_on": by.days(by.closed, by.is_open), "result": by.pa.array(result),
        "result_code": by.pick(["", "de-placed-permanent", "advised", "died"]),
        "chain": by.pick(["V1", "S2", "V2", "V3a", "V4"]), "first_chain": by.pick(["V1", "S2", "V4"]),
        "start_node": by.pick(["start_auftrag", "start_klient", "start_kunde"]),
        "order_kind": by.pick([str(one.value) for one in MandateKind]),
        "commissioner": by.pick([f"c{n}" for n in range(40)]),
        "commissioner_kind": by.pick(["jobcentre", "employment_agency", "pension_insurance"]),
        "gender": by.of_person(["female", "male", "diverse", "unknown"]),
        "birth_year": by.of_person(list(range(1955, 2008))), "nationality": by.pick(["deutsch", ""]),
        "postcode": by.pick(["24103", "24937"]), "town": by.pick([f"Ort {n}" for n in range(300)]),
        "disability": by.of_person(["mental", "body", "hearing", "sight", "learning", ""]),
        "recognised": by.of_person(["none", "recognised", "equal"]), "degree": by.of_person(list(range(101))),
        "working": by.of_person(["employed", "unemployed", "school"]),
    }  # fmt: skip


def _turns(by: Invention) -> dict[str, Any]:
    from roterfaden.cases.choices import CaseResult  # noqa: PLC0415

    again = by.numbers[by.rng.random(by.count) < 0.2]
    left, rows = by.opened[again] + 20, 2 * len(again)
    return {
        "case": np.concatenate([again, again]),
        "seq": np.arange(rows, dtype=np.int32),
        "kind": by.pa.array(["closed"] * len(again) + ["reopened"] * len(again)),
        "day": by.days(np.concatenate([left, left + 30])),
        "result": by.pick([str(one.value) for one in CaseResult], rows),
        "result_code": by.pick([""], rows),
    }


def _beside(by: Invention, cases: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """One order, run, contact and appointment for each case, and visits of one service."""
    return {
        "orders": {
            "order": by.numbers, "case": by.numbers, "kind": cases["order_kind"],
            "commissioner": cases["commissioner"], "commissioner_kind": cases["commissioner_kind"],
            "valid_from": by.days(by.opened), "valid_until": by.days(by.opened + 365),
        },
        "runs": {
            "case": by.numbers, "run_chain": by.pick(["V1", "M4", "M7", "T3"]), "called": by.between(0, 2),
            "started_on": by.days(by.opened), "ended_on": by.days(by.closed, by.is_open),
        },
        "contacts": {
            "case": by.numbers, "contact_kind": by.pick(["call", "meeting", "company"]),
            "day": by.days(by.opened + 10), "minutes": by.between(0, 90), "travel": by.between(0, 60),
        },
        "appointments": {
            "case": by.numbers, "day": by.days(by.opened + 12),
            "attendance": by.pick(["attended", "unexcused", ""]),
        },
        "visits": {
            "service": by.pick(["s001"], 1000), "employer": by.numbers[:1000], "day": by.days(by.opened[:1000]),
        },
        **_outcomes(by),
    }  # fmt: skip


def _outcomes(by: Invention) -> dict[str, dict[str, Any]]:
    """A third of the cases has a job with a follow-up, a measure with hours, an order, a level of a language."""
    some = by.numbers[::3]
    n, opened = len(some), by.opened[::3]
    begun, ended = by.days(opened + 30), by.days(by.closed[::3], by.is_open[::3])
    return {
        "jobs": {
            "case": some, "contract": by.pick(["permanent", "fixed"], n), "started_on": begun, "ended_on": ended,
            "weekly_hours": np.full(n, 20, dtype=np.int32),
        },
        "check_ins": {
            "case": some, "stage": by.rng.integers(0, 3, n, dtype=np.int32), "day": by.days(opened + 120),
            "how_it_stands": by.pick(["stable", "strained", "lost", "unreached"], n),
        },
        "carried": {
            "case": some, "measure_kind": by.pick(["coaching", "other"], n), "started_on": begun, "ended_on": ended,
            "measure_result": by.pick(["reached", "missed", ""], n),
        },
        "hours": {
            "case": some, "measure_kind": by.pick(["coaching", "other"], n),
            "what": by.pick(["presence", "service"], n),
            "came": by.pick(["came", "sick"], n), "day": by.days(opened + 40),
            "minutes": by.rng.integers(0, 480, n, dtype=np.int32),
        },
        "commissions": {
            "service": by.pick([f"s{n:03}" for n in range(200)], n), "commission": some,
            "kind": by.pick(["placement", "securing"], n), "commissioner": by.pick([f"c{n}" for n in range(40)], n),
            "commissioner_kind": by.pick(["jobcentre", "employment_agency"], n),
            "state": by.pick(["running", "refused", "ended"], n), "day": begun,
        },
        "levels": {
            "service": by.pick([f"s{n:03}" for n in range(200)], n),
            "person": by.rng.integers(0, by.count * 4 // 5, n), "seq": np.arange(n, dtype=np.int32),
            "language": by.pick(["de", "fr"], n), "level": by.pick(["A1", "A2", "B1", "B2"], n), "day": begun,
        },
    }  # fmt: skip


def measure(options: Options) -> Report:
    with sqlite_database() as folder:
        from django.conf import settings  # noqa: PLC0415

        from roterfaden.process.catalogue import load_catalogue  # noqa: PLC0415

        settings.DATA_DIR = folder
        load_catalogue()
        return _measure(options)


def _measure(options: Options) -> Report:
    from roterfaden.statistics.content import content_on  # noqa: PLC0415
    from roterfaden.statistics.engine import Stage, stage_of  # noqa: PLC0415
    from roterfaden.statistics.periods import Period  # noqa: PLC0415
    from roterfaden.statistics.statutory import shipped_kinds  # noqa: PLC0415

    count = QUICK_CASES if options.quick else CASES
    tables = made_up(count)
    stage, kind, period = stage_of(tables), shipped_kinds()["de-197"], Period(FIRST, LAST)
    content_on(stage_of({name: table.slice(0, 10) for name, table in tables.items()}), kind, period)

    def ours() -> Any:
        for name in list(stage.put_together):
            stage.kept_in.con.execute(f'DROP TABLE "counted_{name}"')
        stage.put_together.clear()
        return content_on(stage, kind, period)

    by_hand = hand_written(stage)
    told, rows = ours(), by_hand()
    compare(told, rows)
    seconds: dict[str, list[tuple[float, float]]] = {"ours": [], "by_hand": []}
    for _ in range(ROUNDS):
        for name, way in (("ours", ours), ("by_hand", by_hand)):
            seconds[name].append(timed(way))
    assert isinstance(stage, Stage)
    extract = extracted(QUICK_EXTRACT if options.quick else EXTRACT)
    pages = asked_pages(stage)
    by_clock = [a[0] / b[0] for a, b in zip(seconds["ours"], seconds["by_hand"], strict=True)]
    by_processor = [a[1] / b[1] for a, b in zip(seconds["ours"], seconds["by_hand"], strict=True)]
    figures: dict[str, Figure] = {
        "cases": count,
        "report_seconds": round(median(clock for clock, _processor in seconds["ours"]), 2),
        "report_processor_seconds": round(median(processor for _clock, processor in seconds["ours"]), 2),
        "multiple_of_hand_written": round(median(by_clock), 2),
        "multiple_of_hand_written_by_processor": round(median(by_processor), 2),
        "page_p95_milliseconds": round(pages["p95"] * 1000),
        "page_p95_processor_milliseconds": round(pages["p95_processor"] * 1000),
        "extract_rows": round(extract["rows"]),
        "extract_rows_per_second": round(extract["rows"] / extract["clock"]),
        "extract_rows_per_processor_second": round(extract["rows"] / extract["processor"]),
        "extract_unchanged_milliseconds": round(extract["again"] * 1000),
        "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    against: dict[str, Figure] = {
        "hand_written_seconds": round(median(clock for clock, _processor in seconds["by_hand"]), 2),
        "hand_written_processor_seconds": round(median(one for _clock, one in seconds["by_hand"]), 2),
    }
    return Report("statistics", figures, against, GOALS, quick=options.quick)


SPELLS = """
CREATE OR REPLACE TEMP TABLE hand_spells AS
WITH t AS (
  SELECT *, lag(day) OVER w left_on, lag(kind) OVER w left_kind, lag(result) OVER w left_result,
    lag(result_code) OVER w left_code
  FROM turns WINDOW w AS (PARTITION BY "case" ORDER BY seq)
), gaps AS (
  SELECT *, lag(day) OVER (PARTITION BY "case" ORDER BY seq) came_back FROM t
  WHERE kind = 'reopened' AND left_kind <> 'reopened' AND left_on < day
), spells AS (
  SELECT c.* EXCLUDE (result, result_code), coalesce(came_back, opened_on) AS start, left_on AS till,
    left_result AS result, left_code AS result_code
  FROM cases c JOIN gaps g USING ("case")
  UNION ALL
  SELECT c.* EXCLUDE (result, result_code), coalesce(back, opened_on), closed_on, result, result_code
  FROM cases c LEFT JOIN (SELECT "case", max(day) back FROM gaps GROUP BY 1) USING ("case")
)
SELECT * EXCLUDE (till), CASE WHEN till < start THEN start ELSE till END AS stop FROM spells
"""
PERSONS = """
CREATE OR REPLACE TEMP TABLE hand_persons AS
WITH s AS (SELECT *, coalesce(stop, DATE '9999-12-31') AS till FROM hand_spells),
m AS (SELECT *, max(till) OVER (PARTITION BY person ORDER BY start, till
  ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS so_far FROM s),
i AS (SELECT *, sum(CASE WHEN so_far IS NULL OR start > so_far THEN 1 ELSE 0 END) OVER (PARTITION BY person
  ORDER BY start, till, CASE WHEN so_far IS NULL OR start > so_far THEN 0 ELSE 1 END
  ROWS UNBOUNDED PRECEDING) AS island FROM m)
SELECT person, min(start) AS start, nullif(max(till), DATE '9999-12-31') AS stop, max(gender) gender,
  max(birth_year) birth_year, max(disability) disability, max(recognised) recognised, max(degree) "degree",
  max(working) working
FROM i GROUP BY person, island
"""
ORDERS = """
CREATE OR REPLACE TEMP TABLE hand_orders AS
SELECT o.*, valid_from AS start, CASE WHEN till < valid_from THEN valid_from WHEN till < DATE '9999-12-31' THEN till END
  AS stop
FROM (SELECT o.*, least(coalesce(valid_until, DATE '9999-12-31'), coalesce(closed_on, DATE '9999-12-31')) AS till
  FROM orders o JOIN cases USING ("case")) o
"""
BESIDE = """
CREATE OR REPLACE TEMP TABLE hand_{name} AS SELECT r.*, started_on AS start, ended_on AS stop
FROM {name} r JOIN cases USING ("case")
"""
FLOW = """
SELECT {by}, sum(CASE WHEN start < DATE '{first}' AND (stop IS NULL OR stop >= DATE '{first}') THEN 1 ELSE 0 END),
  sum(CASE WHEN start BETWEEN DATE '{first}' AND DATE '{last}' THEN 1 ELSE 0 END),
  sum(CASE WHEN stop BETWEEN DATE '{first}' AND DATE '{last}' THEN 1 ELSE 0 END),
  sum(CASE WHEN start <= DATE '{last}' AND (stop IS NULL OR stop > DATE '{last}') THEN 1 ELSE 0 END)
FROM {table} GROUP BY 1
"""
AGE = (
    "CASE WHEN year(start) - birth_year < 18 THEN 1 WHEN year(start) - birth_year < 25 THEN 2 "
    "WHEN year(start) - birth_year < 35 THEN 3 WHEN year(start) - birth_year < 45 THEN 4 "
    "WHEN year(start) - birth_year < 55 THEN 5 WHEN year(start) - birth_year < 65 THEN 6 ELSE 7 END"
)
DEGREE = (
    'CASE WHEN "degree" IS NULL THEN 0 WHEN "degree" < 20 THEN 1 WHEN "degree" < 30 THEN 2 '
    'WHEN "degree" < 50 THEN 3 WHEN "degree" < 80 THEN 4 ELSE 5 END'
)


def hand_written(stage: Any) -> Callable[[], dict[str, list[tuple[Any, ...]]]]:
    """The same tables and numbers as SQL that somebody wrote for them."""
    con = stage.kept_in.con
    span = f"BETWEEN DATE '{FIRST}' AND DATE '{LAST}'"
    flows = {
        **{f"persons_{name}": ("hand_persons", by) for name, by in (
            ("gender", "gender"), ("age", AGE), ("disability", "disability"), ("recognised", "recognised"),
            ("degree", DEGREE), ("working", "working"))},
        **{f"cases_{name}": ("hand_spells", by) for name, by in (
            ("gender", "gender"), ("chain", "chain"), ("initiator", "first_chain || '.' || start_node"))},
        "carried": ("hand_carried", "measure_kind"),
        "jobs": ("hand_jobs", "contract"),
        **{f"orders_{name}": ("hand_orders", by) for name, by in (("giver", "commissioner_kind"), ("kind", "kind"))},
    }  # fmt: skip
    others = {
        "results": f"SELECT result, order_kind, count(*) FROM hand_spells WHERE stop {span} GROUP BY 1, 2",
        "result_codes": f"SELECT result_code, count(*) FROM hand_spells WHERE stop {span} GROUP BY 1",
        "measures": f"SELECT run_chain, count(*) FROM runs WHERE called = 1 AND started_on {span} GROUP BY 1",
        "contacts": f"SELECT contact_kind, count(*), sum(minutes) FROM contacts WHERE day {span} GROUP BY 1",
        "follow_up": f"SELECT how_it_stands, stage, count(*) FROM check_ins WHERE day {span} GROUP BY 1, 2",
        "commissions": f"SELECT state, commissioner_kind, count(*) FROM commissions WHERE day {span} GROUP BY 1, 2",
        "presence": f"SELECT measure_kind, count(*) FILTER (came = 'came' AND what = 'presence'), sum(minutes) FILTER "
        f"(what = 'presence' AND came = 'came'), sum(minutes) FILTER (what = 'service') FROM hours WHERE day {span} "
        "GROUP BY 1",
        "numbers": f"SELECT median(stop - start), avg(stop - start) FROM hand_spells WHERE stop {span}",
        "attended": f"SELECT attendance, count(*) FROM appointments WHERE day {span} GROUP BY 1",
        "visits": f"SELECT count(*) FROM visits WHERE day {span}",
        "training": f"SELECT count(*) FROM runs WHERE run_chain = 'T3' AND started_on <= DATE '{LAST}' "
        f"AND (ended_on IS NULL OR ended_on >= DATE '{FIRST}')",
        "returned": f"SELECT count(*) FROM (SELECT start, lag(stop) OVER (PARTITION BY person ORDER BY start) gone "
        f"FROM hand_persons) WHERE start {span} AND start - gone <= 365",
    }

    def reckon() -> dict[str, list[tuple[Any, ...]]]:
        beside = [BESIDE.format(name=name) for name in ("jobs", "carried")]
        for statement in (SPELLS, PERSONS, ORDERS, *beside):
            con.execute(statement)
        found = {
            name: con.execute(FLOW.format(by=by, table=table, first=FIRST, last=LAST)).fetchall()
            for name, (table, by) in flows.items()
        }
        return found | {name: con.execute(sql).fetchall() for name, sql in others.items()}

    return reckon


def compare(told: dict[str, Any], rows: dict[str, list[tuple[Any, ...]]]) -> None:
    """Both ways find the same, table by table."""
    for table in told["tables"]:
        if table["shape"] == "flow":
            ours = sorted(tuple(row["values"]) for row in table["rows"])
            theirs = sorted(tuple(int(one) for one in row[1:]) for row in rows[table["id"]] if any(row[1:]))
            if table["id"] != "cases_initiator":  # several starts are one initiator
                assert ours == theirs, table["id"]
    cross = next(table for table in told["tables"] if table["id"] == "results")
    assert cross["total"][-1] == sum(row[-1] for row in rows["results"])


if __name__ == "__main__":
    sys.exit(run(measure))
