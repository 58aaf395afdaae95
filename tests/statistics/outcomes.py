"""What became of invented cases, as rows of the extract, and a recount of it one by one."""

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from roterfaden.measures.choices import Came, OrderState, Performed
from roterfaden.people.choices import CefrLevel
from roterfaden.placement.choices import CheckInResult
from roterfaden.statistics.periods import Period

if TYPE_CHECKING:
    from tests.statistics.recount import Invented

Rows = dict[str, list[dict[str, Any]]]
Times = list[tuple[int, date, date | None]]
LEVELS = [str(one.value) for one in CefrLevel]


def outcomes_of(cases: "list[Invented]") -> Rows:
    """Runs, contacts, appointments, employments with follow-ups, measures with hours, orders of bodies, levels."""
    names = (
        "runs",
        "contacts",
        "appointments",
        "visits",
        "jobs",
        "check_ins",
        "carried",
        "hours",
        "commissions",
    )
    rows: Rows = {name: [] for name in (*names, "levels")}
    for one in cases:
        rng = Random(one.case)
        for _ in range(rng.randrange(3)):
            happened(rows, one, rng)
        for _ in range(rng.randrange(3)):
            worked(rows, one, rng)
        for _ in range(rng.randrange(4)):
            rows["levels"].append({
                "service": one.facts["service"], "person": one.person, "seq": len(rows["levels"]),
                "language": rng.choice(("de", "fr")), "level": rng.choice(LEVELS), "day": a_day(one, rng),
            })  # fmt: skip
    return rows


def a_day(one: "Invented", rng: Random) -> date:
    return one.opened_on + timedelta(days=rng.randrange(500))


def an_end(begin: date, rng: Random) -> date | None:
    return None if rng.random() < 0.3 else begin + timedelta(days=rng.randrange(400))


def happened(rows: Rows, one: "Invented", rng: Random) -> None:
    """A run, a contact, an appointment, a visit, an order."""
    service, start = one.facts["service"], a_day(one, rng)
    rows["runs"].append({
        "case": one.case, "run_chain": rng.choice(("V1", "M4", "T3")), "called": rng.randrange(2),
        "started_on": start, "ended_on": an_end(start, rng),
    })  # fmt: skip
    rows["contacts"].append({
        "case": one.case, "contact_kind": rng.choice(("call", "company")), "day": a_day(one, rng),
        "minutes": rng.randrange(90), "travel": 0,
    })  # fmt: skip
    attendance = rng.choice(("attended", "excused", "unexcused", ""))
    rows["appointments"].append({"case": one.case, "day": a_day(one, rng), "attendance": attendance})
    rows["visits"].append({"service": service, "employer": rng.randrange(9), "day": a_day(one, rng)})
    rows["commissions"].append({
        "service": service, "commission": one.case, "kind": "placement", "commissioner": "afa",
        "commissioner_kind": "employment_agency", "state": rng.choice([str(s.value) for s in OrderState]),
        "day": a_day(one, rng),
    })  # fmt: skip


def worked(rows: Rows, one: "Invented", rng: Random) -> None:
    """A job with an answered follow-up, a measure with a line of hours."""
    start = a_day(one, rng)
    rows["jobs"].append({
        "case": one.case, "contract": rng.choice(("permanent", "fixed")), "started_on": start,
        "ended_on": an_end(start, rng), "weekly_hours": 20,
    })  # fmt: skip
    rows["check_ins"].append({
        "case": one.case, "stage": rng.randrange(3), "day": a_day(one, rng),
        "how_it_stands": rng.choice([str(s.value) for s in CheckInResult]),
    })  # fmt: skip
    start = a_day(one, rng)
    over = an_end(start, rng)
    rows["carried"].append({
        "case": one.case, "measure_kind": rng.choice(("coaching", "other")), "started_on": start,
        "ended_on": over, "measure_result": rng.choice(("reached", "missed", "")) if over else "",
    })  # fmt: skip
    rows["hours"].append({
        "case": one.case, "measure_kind": "other", "what": rng.choice([str(s.value) for s in Performed]),
        "came": rng.choice([str(s.value) for s in Came]), "day": a_day(one, rng), "minutes": rng.randrange(480),
    })  # fmt: skip


def levels_at(rows: Rows, people: Times, on: date) -> Counter[tuple[int, str, str]]:
    """Who is there at the end of a day with which newest level of which language, looked up one by one."""
    there = {person for person, begin, gone in people if begin <= on and (gone is None or gone > on)}
    newest: dict[tuple[int, str], tuple[date, int, str]] = {}
    for row in rows["levels"]:
        place = (row["person"], row["language"])
        if row["day"] <= on and row["person"] in there:
            newest[place] = max(newest.get(place, (date.min, 0, "")), (row["day"], row["seq"], row["level"]))
    return Counter((person, language, level) for (person, language), (_d, _s, level) in newest.items())


def gains_in(rows: Rows, people: Times, period: Period) -> int:
    """Levels that are higher than the one before of the same person and language, said while the person was there."""
    by_place: dict[tuple[int, str], list[tuple[date, int, str]]] = {}
    for row in rows["levels"]:
        by_place.setdefault((row["person"], row["language"]), []).append(
            (row["day"], row["seq"], row["level"])
        )
    found = 0
    for (person, _language), told in by_place.items():
        told.sort()
        for n, (day, _seq, level) in enumerate(told):
            there = any(
                who == person and begin <= day and (gone is None or gone > day) for who, begin, gone in people
            )
            # said twice on a day, the first lasted no time
            lasting = n + 1 == len(told) or told[n + 1][0] > day
            higher = n > 0 and level > told[n - 1][2]
            found += there and lasting and higher and period.first <= day <= period.last
    return found
