"""Invented cases with everything that makes counting hard, and a recount of our own in plain Python, day by day."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from roterfaden.cases.choices import CaseResult
from roterfaden.statistics.extraction import arrow, schema_of
from roterfaden.statistics.periods import Period
from roterfaden.statistics.sources import SOURCES
from tests.statistics.outcomes import outcomes_of

BEGIN = date(2022, 1, 1)
DAYS = 1200
RESULTS = [str(one.value) for one in CaseResult]
GENDERS = ("female", "male", "diverse", "unknown")


@dataclass
class Invented:
    """One case as its file tells it: turns in their order, orders, and the person's facts."""

    case: int
    person: int
    facts: dict[str, Any]
    opened_on: date
    turns: list[tuple[str, date, str]] = field(default_factory=list)
    orders: list[tuple[str, str, date, date | None]] = field(default_factory=list)

    @property
    def closed_on(self) -> date | None:
        last = next((turn for turn in reversed(self.turns) if turn[0] != "result_corrected"), None)
        return last[1] if last and last[0] == "closed" else None

    @property
    def result(self) -> str:
        return self.turns[-1][2] if self.closed_on else ""


def invent(rng: Random, size: int, *, first: int = 0, service: str = "a") -> list[Invented]:
    """Cases of some persons: several at once, closed, corrected, opened again (also on the same day), dated back."""
    people: list[dict[str, Any]] = [
        {
            "gender": rng.choice(GENDERS),
            "birth_year": rng.randint(1955, 2008),
            "town": rng.choice(("Neuhafen", "Altwiek", "")),
            "disability": rng.choice(("mental", "hearing", None)),
            "degree": rng.choice((None, 10, 30, 50, 100)),
            "service": service,
        }
        for _ in range(max(size * 2 // 3, 1))
    ]
    found = []
    for number in range(size):
        person = rng.randrange(len(people))
        opened = BEGIN + timedelta(days=rng.randrange(DAYS))
        facts = people[person] | {
            "chain": rng.choice(("V1", "S2")),
            "order_kind": rng.choice(("placement", "securing", "")),
        }
        one = Invented(first + number, first + person, facts, opened)
        day = opened
        while rng.random() < 0.6:
            day += timedelta(days=rng.choice((0, 1, 30, 200)))
            # the closing may be dated back, at most to the opening
            closed = max(opened, day - timedelta(days=rng.choice((0, 0, 0, 5, 300))))
            one.turns.append(("closed", closed, rng.choice(RESULTS)))
            if rng.random() < 0.2:
                one.turns.append(("result_corrected", closed, rng.choice(RESULTS)))
            if rng.random() < 0.5:
                break
            day += timedelta(days=rng.choice((0, 0, 1, 40)))
            one.turns.append(("reopened", day, ""))
        for _ in range(rng.choice((0, 1, 1, 2, 3))):
            begins = opened + timedelta(days=rng.randrange(300))
            ends = None if rng.random() < 0.3 else begins + timedelta(days=rng.randrange(400))
            one.orders.append(
                (rng.choice(("placement", "securing")), rng.choice(("afa", "drv")), begins, ends)
            )
        found.append(one)
    return found


def tables_of(cases: list[Invented]) -> dict[str, Any]:
    """The raw tables of the extract, as the database would give them."""
    rows: dict[str, list[dict[str, Any]]] = {source.name: [] for source in SOURCES}
    seq = 0
    for one in cases:
        rows["cases"].append({
            "case": one.case, "person": one.person, "opened_on": one.opened_on, "closed_on": one.closed_on,
            "result": one.result, **one.facts,
        })  # fmt: skip
        for kind, day, result in one.turns:
            seq += 1
            rows["turns"].append({"case": one.case, "seq": seq, "kind": kind, "day": day, "result": result})
        for number, (kind, giver, begins, ends) in enumerate(one.orders):
            rows["orders"].append({
                "order": one.case * 10 + number, "case": one.case, "kind": kind, "commissioner": giver,
                "valid_from": begins, "valid_until": ends,
            })  # fmt: skip
    rows |= outcomes_of(cases)
    return {
        source.name: arrow().Table.from_pylist(
            [dict.fromkeys(schema_of(source).names) | row for row in rows[source.name]],
            schema=schema_of(source),
        )
        for source in SOURCES
    }


def whiles(one: Invented) -> list[tuple[date, date | None, str]]:
    """The times in which the case was there, walked turn by turn."""
    found: list[tuple[date, date | None, str]] = []
    begin, end, result = one.opened_on, None, ""
    for kind, day, said in one.turns:
        if kind == "closed":
            end, result = max(day, begin), said
            told_on = day
        elif kind == "result_corrected":
            result = said
        elif day > told_on:
            found.append((begin, end, result))
            begin, end, result = day, None, ""
        else:
            end, result = None, ""
    found.append((begin, end, result))
    return found


def flow_of(times: list[tuple[Any, date, date | None]], period: Period) -> dict[Any, Counter[str]]:
    """Stock at both ends, inflow and outflow by key, counted one by one."""
    found: dict[Any, Counter[str]] = {}
    for key, begin, end in times:
        counted = found.setdefault(key, Counter())
        counted["inflow"] += period.first <= begin <= period.last
        counted["outflow"] += end is not None and period.first <= end <= period.last
        counted["stock_start"] += begin < period.first and (end is None or end >= period.first)
        counted["stock"] += begin <= period.last and (end is None or end > period.last)
    return {key: counted for key, counted in found.items() if any(counted.values())}


def person_times(cases: list[Invented]) -> list[tuple[int, date, date | None]]:
    """When each person was there, by marking mornings and nights: times that touch are one."""
    found: list[tuple[int, date, date | None]] = []
    last = (BEGIN + timedelta(days=DAYS + 1400)).toordinal()
    by_person: dict[int, set[int]] = {}
    for one in cases:
        marks = by_person.setdefault(one.person, set())
        for begin, end, _result in whiles(one):
            marks |= set(range(2 * begin.toordinal(), 2 * (end.toordinal() if end else last) + 1))
    for person, marked in by_person.items():
        for first in sorted(mark for mark in marked if mark - 1 not in marked):
            mark = first
            while mark + 1 in marked:
                mark += 1
            gone = None if mark // 2 == last else date.fromordinal(mark // 2)
            found.append((person, date.fromordinal(first // 2), gone))
    return found


def order_times(cases: list[Invented]) -> list[tuple[Invented, str, date, date | None]]:
    """Each order with its giver, until its last day or the end of the case."""
    found = []
    for one in cases:
        for _kind, giver, begins, ends in one.orders:
            known = [day for day in (ends, one.closed_on) if day]
            found.append((one, giver, begins, max(min(known), begins) if known else None))
    return found
