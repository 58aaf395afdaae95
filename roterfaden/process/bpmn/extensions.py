"""What BPMN has no words for, in elements of our own namespace. Reading and writing stand side by side."""

from collections.abc import Iterable
from typing import Any

from lxml import etree

from roterfaden.process.bpmn.names import ours
from roterfaden.process.engine.definition import (
    Chain,
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

# lxml's elements have no useful type
Xml = Any


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
        deadline = step.deadline
        put(element, "deadline", days=str(deadline.days), of=deadline.of, note=deadline.note)


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
    """What stands in our own words; the number of days is the timer's, where there is one."""
    found = element.find(ours("deadline"))
    if found is None:
        return None
    days = found.get("days", "")
    number = int(days) if days.isascii() and days.isdigit() and len(days) < 6 else 0  # noqa: PLR2004
    return Deadline(number, found.get("of", "self"), found.get("note", ""))


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
