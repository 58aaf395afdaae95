"""From raw tables to what is counted, as ibis expressions: the same on DuckDB, PostgreSQL and Spark.

A *spell* is a time in which a case (a person, an order) was with the service: `start` is its first day, `end` the day
it went, None while it is there. It is in the stock at the end of a day if it had begun and not ended by then, so that
stock, inflow and outflow balance by themselves. Who goes and comes again on one day was not away.
"""

from collections.abc import Callable, Mapping
from typing import Any

from roterfaden.cases.choices import EventKind
from roterfaden.statistics.engine import Stage, ibis

FAR = (9999, 12, 31)
PERSON_COLUMNS = (
    "service",
    "region",
    "gender",
    "birth_year",
    "nationality",
    "postcode",
    "town",
    "disability",
    "recognised",
    "degree",
    "working",
)
# what a row about a case tells of the case
OF_CASE = (
    *PERSON_COLUMNS,
    "first_chain",
    "start_node",
    "order_kind",
    "commissioner",
    "commissioner_kind",
    "chain",
)
Relation = Callable[[Stage], Any]


def cases(stage: Stage) -> Any:
    """One row for each spell of a case, with how it ended. A reopened case has several.

    The end of an earlier spell is the day named in its closing; a result corrected afterwards counts in its place.
    """
    case, turn = stage.tables["cases"], stage.tables["turns"]
    by_case = ibis().window(group_by=turn.case, order_by=turn.seq)
    turns = turn.mutate(
        left_on=turn.day.lag().over(by_case),
        left_kind=turn.kind.lag().over(by_case),
        left_result=turn.result.lag().over(by_case),
        left_code=turn.result_code.lag().over(by_case),
    )
    gaps = turns.filter(
        (turns.kind == EventKind.REOPENED.value)
        & (turns.left_kind != EventKind.REOPENED.value)
        & (turns.left_on < turns.day)
    ).select("case", "seq", "day", "left_on", "left_result", "left_code")
    before = ibis().window(group_by=gaps.case, order_by=gaps.seq)
    gaps = gaps.mutate(came_back=gaps.day.lag().over(before))
    earlier = case.join(gaps, "case")
    earlier = _spell(earlier, earlier.came_back, earlier.left_on, earlier.left_result, earlier.left_code)
    newest = gaps.group_by("case").aggregate(returned_on=gaps.day.max())
    last = case.left_join(newest, "case")
    last = _spell(last, last.returned_on, last.closed_on, last.result, last.result_code)
    return _with_age(earlier.union(last))


def persons(stage: Stage) -> Any:
    """One row for each time in which a person had at least one case with the service, whatever their number."""
    spell = counted(stage, "cases")
    spell = spell.mutate(until=spell.end.fill_null(ibis().date(*FAR)))
    order = [spell.start, spell.until]
    so_far = spell.until.max().over(ibis().window(group_by=spell.person, order_by=order, preceding=(None, 1)))
    spell = spell.mutate(is_new=(so_far.isnull() | (spell.start > so_far)).ifelse(1, 0))
    order = [spell.start, spell.until, spell.is_new.desc()]
    upto = ibis().window(group_by=spell.person, order_by=order, preceding=None, following=0)
    spell = spell.mutate(island=spell.is_new.sum().over(upto))
    merged = spell.group_by(["person", "island"]).aggregate(
        start=spell.start.min(), until=spell.until.max(), case=spell.case.min()
    )
    row = ibis().window(group_by=merged.person, order_by=merged.start)
    merged = merged.mutate(end=merged.until.nullif(ibis().date(*FAR)), gone_on=merged.until.lag().over(row))
    # every case of a person tells the same of the person
    case = stage.tables["cases"]
    told = case.select("case", *PERSON_COLUMNS)
    return _with_age(merged.drop("until", "island").join(told, "case"))


def orders(stage: Stage) -> Any:
    """One row for each order: from its first day to its last, or until the case was closed."""
    order, case = stage.tables["orders"], stage.tables["cases"]
    wanted = [case[name] for name in ("case", "person", "closed_on", *PERSON_COLUMNS)]
    joined = order.rename(order_of="commissioner", order_of_kind="commissioner_kind").join(
        case.select(*wanted), "case"
    )
    far = ibis().date(*FAR)
    until = ibis().least(joined.valid_until.fill_null(far), joined.closed_on.fill_null(far))
    until = ibis().greatest(until, joined.valid_from)
    joined = joined.mutate(start=joined.valid_from, end=until.nullif(far))
    return _with_age(joined.drop("closed_on", "valid_from", "valid_until"))


def runs(stage: Stage) -> Any:
    """One row for each run of a case on a chain: the main thread, and the measures called from it."""
    found = _beside_case(stage, "runs")
    return found.mutate(start=found.started_on, end=found.ended_on)


def contacts(stage: Stage) -> Any:
    return _beside_case(stage, "contacts")


def appointments(stage: Stage) -> Any:
    return _beside_case(stage, "appointments")


def visits(stage: Stage) -> Any:
    return stage.tables["visits"]


def jobs(stage: Stage) -> Any:
    """One row for each employment, from its first to its last day of work."""
    found = _beside_case(stage, "jobs")
    return found.mutate(start=found.started_on, end=found.ended_on)


def check_ins(stage: Stage) -> Any:
    return _beside_case(stage, "check_ins")


def carried(stage: Stage) -> Any:
    """One row for each measure that was begun."""
    found = _beside_case(stage, "carried")
    return found.mutate(start=found.started_on, end=found.ended_on)


def hours(stage: Stage) -> Any:
    return _beside_case(stage, "hours")


def commissions(stage: Stage) -> Any:
    return stage.tables["commissions"].rename(order_of="commissioner", order_of_kind="commissioner_kind")


def levels(stage: Stage) -> Any:
    """One row for each time in which a person was there and this was the newest level of a language.

    `said_on` is the day of the level, `level_before` the one that it followed.
    """
    level, there = stage.tables["levels"], counted(stage, "persons")
    far = ibis().date(*FAR)
    by = ibis().window(group_by=[level.person, level.language], order_by=[level.day, level.seq])
    level = level.mutate(
        said_on=level.day, next_on=level.day.lead().over(by), level_before=level.level.lag().over(by)
    ).drop("service", "seq", "day")
    joined = level.join(there, "person")
    start = ibis().greatest(joined.said_on, joined.start)
    until = ibis().least(joined.next_on.fill_null(far), joined.end.fill_null(far))
    both = joined.mutate(start=start, until=until)
    both = both.filter(both.start < both.until)
    return both.mutate(end=both.until.nullif(far)).drop("until", "next_on")


RELATIONS: Mapping[str, Relation] = {
    "cases": cases,
    "persons": persons,
    "orders": orders,
    "runs": runs,
    "contacts": contacts,
    "appointments": appointments,
    "visits": visits,
    "jobs": jobs,
    "check_ins": check_ins,
    "carried": carried,
    "hours": hours,
    "commissions": commissions,
    "levels": levels,
}


# what is dear to put together is kept; of the others a query reads the few columns that it needs
KEPT = ("cases", "persons")


def counted(stage: Stage, name: str) -> Any:
    """What the figures of the relation `name` count on `stage`."""
    relation = RELATIONS[name]
    return stage.counted(name, relation) if name in KEPT else relation(stage)


def _spell(joined: Any, start: Any, end: Any, result: Any, code: Any) -> Any:
    """The columns of a spell; an end before its start (a closing dated back before the return) is its first day."""
    begins = start.fill_null(joined.opened_on)
    ends = (end < begins).ifelse(begins, end)
    return joined.select("case", "person", *OF_CASE, start=begins, end=ends, result=result, result_code=code)


def _beside_case(stage: Stage, name: str) -> Any:
    case = stage.tables["cases"]
    columns = ("case", "person", *OF_CASE)
    return stage.tables[name].join(case.select(*(case[one] for one in columns)), "case")


def _with_age(spell: Any) -> Any:
    return spell.mutate(age=spell.start.year() - spell.birth_year)
