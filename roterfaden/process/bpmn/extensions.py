"""What BPMN has no words for, in elements of our own namespace. Reading and writing stand side by side."""

from collections.abc import Iterable
from typing import Any

from lxml import etree

from roterfaden.process.bpmn.names import ours
from roterfaden.process.engine.definition import (
    Chain,
    Counter,
    Deadline,
    Decision,
    Document,
    End,
    Path,
    StandingRule,
    Start,
    Step,
    Table,
)
from roterfaden.process.reckoning.terms import Span, Unit, Weekend

# lxml's elements have no useful type
Xml = Any

MOST_DIGITS = 5
# the letter by which a duration of ISO 8601 counts; working days have none, so our own words say them
LETTERS = {Unit.DAYS: "D", Unit.WORKING_DAYS: "D", Unit.WEEKS: "W", Unit.MONTHS: "M", Unit.YEARS: "Y"}


def put(parent: Xml, tag: str, text: str = "", /, **attributes: str) -> Xml:
    """Add an element of our namespace; empty attributes are left out."""
    element = etree.SubElement(parent, ours(tag))
    for name, value in attributes.items():
        if value:
            element.set(name.rstrip("_"), value)
    if text:
        element.text = text
    return element


def write_chain(parent: Xml, chain: Chain) -> None:
    top = put(
        parent,
        "chain",
        id=chain.id,
        version=chain.version,
        validFrom=chain.valid_from.isoformat(),
        language=chain.language,
        source=chain.source,
        coreProcess=chain.core_process,
        subject=chain.subject,
    )
    for code, meaning in chain.roles.items():
        put(top, "role", meaning, code=code)
    for rule in chain.standing_rules:
        element = put(
            top, "standingRule", id=rule.id, title=rule.title, trigger=rule.trigger, leadsTo=rule.leads_to
        )
        if rule.counts is not None:
            put(element, "counts", event=rule.counts.event, at=str(rule.counts.at))
        put_all(element, "guidance", rule.guidance)
    for table in chain.tables:
        element = put(top, "table", id=table.id, title=table.title)
        put_all(put(element, "columns"), "cell", table.columns)
        for row in table.rows:
            put_all(put(element, "row"), "cell", row)
    put_all(top, "uncertain", chain.uncertain)
    for path in chain.paths:
        put_all(put(top, "path", name=path.name), "node", path.walk)


def put_all(parent: Xml, tag: str, texts: Iterable[str]) -> None:
    for text in texts:
        put(parent, tag, text)


def write_start(parent: Xml, start: Start) -> None:
    put(parent, "start", kind=start.kind, from_=start.from_, chain=start.chain)


def write_end(parent: Xml, end: End) -> None:
    put(parent, "end", kind=end.kind, chain=end.chain, entersAt=end.enters_at)


def write_step(parent: Xml, step: Step, *, place: int, responsible: str | None, following: str) -> None:
    element = put(
        parent,
        "step",
        order=str(place),
        subchains=" ".join(step.subchains),
        requiresResults=" ".join(step.requires_results),
        next=following,
    )
    if responsible is not None:
        element.set("responsible", responsible)
    put_all(element, "guidance", step.guidance)
    for document in step.documents:
        required = "true" if document.required else "false"
        put(element, "document", document.title, direction=document.direction, required=required)
    if step.deadline is not None:
        write_deadline(element, step.deadline)


def write_deadline(parent: Xml, deadline: Deadline) -> None:
    """A deadline in our own words: all that the timer beside it cannot say."""
    element = put(parent, "deadline", of=deadline.of, note=deadline.note, rule=deadline.rule)
    if not deadline.rule:
        element.set(deadline.span.unit.value, str(deadline.span.amount))
    if deadline.then is not None:
        put(element, "then", unit=deadline.then.unit.value, amount=str(deadline.then.amount))
    if deadline.weekend != Weekend.STAYS:
        element.set("weekend", deadline.weekend.value)
    for name, days in (("warn", deadline.warn), ("escalate", deadline.escalate)):
        if days is not None:
            element.set(name, str(days))


def timer_of(deadline: Deadline) -> str:
    """The duration of the timer at the step. A rule of the catalogue is reckoned elsewhere: its timer says nought."""
    span = Span(0, Unit.DAYS) if deadline.rule else deadline.span
    return f"P{span.amount}{LETTERS[span.unit]}"


def write_question(parent: Xml, decision: Decision, *, place: int, responsible: str | None) -> None:
    element = put(parent, "question", order=str(place))
    if responsible is not None:
        element.set("responsible", responsible)
    put_all(element, "guidance", decision.guidance)


def texts(element: Xml, tag: str) -> tuple[str, ...]:
    """The texts of the children called `tag`."""
    return tuple((child.text or "").strip() for child in element.findall(ours(tag)))


def words(element: Xml, name: str) -> tuple[str, ...]:
    """The ids in an attribute, separated by spaces."""
    return tuple(element.get(name, "").split())


def read_documents(element: Xml) -> tuple[Document, ...]:
    return tuple(
        Document((found.text or "").strip(), found.get("direction", ""), found.get("required") == "true")
        for found in element.findall(ours("document"))
    )


def read_deadline(element: Xml) -> Deadline | None:
    """What stands in our own words; its length is the timer's, where that says another one."""
    found = element.find(ours("deadline"))
    if found is None:
        return None
    then, weekend = found.find(ours("then")), found.get("weekend", "")
    return Deadline(
        days=_number(found, "days") or 0,
        of=found.get("of", "self"),
        note=found.get("note", ""),
        working_days=_number(found, "working_days") or 0,
        weeks=_number(found, "weeks") or 0,
        months=_number(found, "months") or 0,
        years=_number(found, "years") or 0,
        rule=found.get("rule", ""),
        then=_span(then) if then is not None else None,
        weekend=Weekend(weekend) if weekend in tuple(Weekend) else Weekend.STAYS,
        warn=_number(found, "warn"),
        escalate=_number(found, "escalate"),
    )


def _span(element: Xml) -> Span:
    unit = element.get("unit", "")
    return Span(_number(element, "amount") or 0, Unit(unit) if unit in tuple(Unit) else Unit.DAYS)


def _number(element: Xml, name: str) -> int | None:
    text = element.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None


def _counter(rule: Xml) -> Counter | None:
    found = rule.find(ours("counts"))
    return None if found is None else Counter(found.get("event", ""), _number(found, "at") or 0)


def read_roles(top: Xml) -> dict[str, str]:
    return {role.get("code", ""): (role.text or "").strip() for role in top.findall(ours("role"))}


def read_rules(top: Xml) -> tuple[StandingRule, ...]:
    return tuple(
        StandingRule(
            id=rule.get("id", ""),
            title=rule.get("title", ""),
            trigger=rule.get("trigger", ""),
            leads_to=rule.get("leadsTo", ""),
            guidance=texts(rule, "guidance"),
            counts=_counter(rule),
        )
        for rule in top.findall(ours("standingRule"))
    )


def read_tables(top: Xml) -> tuple[Table, ...]:
    tables = []
    for found in top.findall(ours("table")):
        columns = found.find(ours("columns"))
        rows = tuple(texts(row, "cell") for row in found.findall(ours("row")))
        head = texts(columns, "cell") if columns is not None else ()
        tables.append(Table(found.get("id", ""), found.get("title", ""), head, rows))
    return tuple(tables)


def read_paths(top: Xml) -> tuple[Path, ...]:
    return tuple(Path(path.get("name", ""), texts(path, "node")) for path in top.findall(ours("path")))
