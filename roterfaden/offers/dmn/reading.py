"""Read conditions from a DMN 1.3 file: strictly, with all faults at once, each with its element and line.

Read is what `writing` writes and what a modeller changes in it: the tables, their cells, the groups of the verdict.
What a table can say besides is refused, never left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from lxml import etree

from roterfaden.common.safe_xml import Xml, XmlRefused, read_xml
from roterfaden.offers.admission.definition import Advice, Condition, Criterion, Fact, Op
from roterfaden.offers.dmn.feel import ANY, FeelRefused, condition_of, groups_of
from roterfaden.offers.dmn.names import (
    ADVICE,
    CRITERIA,
    DMN,
    DMNDI,
    FILE,
    JUDGED,
    OTHERS,
    VERDICT,
    DmnFault,
    DmnRefused,
    dmn,
    ours,
)  # fmt: skip
from roterfaden.offers.dmn.writing import SEPARATOR

MAX_RULES, MAX_COLUMNS, MAX_TEXT = 60, 60, 200
DRAWN_OR_SAID = frozenset(
    ("itemDefinition", "inputData", "textAnnotation", "association", "description", "extensionElements")
)
BESIDE_TABLE = frozenset(
    ("description", "extensionElements", "question", "allowedAnswers", "variable", "informationRequirement")
)
PARTS_OF_TABLE = frozenset(("input", "output", "rule", "annotation", "description", "extensionElements"))


@dataclass(frozen=True)
class Rules:
    """What a file says: of which offer (its id, "" if it names none), the criteria, what follows."""

    offer: str
    title: str
    criteria: tuple[Criterion, ...]
    advice: tuple[Advice, ...]


@dataclass
class _Row:
    xml: Xml
    text: str
    conditions: list[Condition]
    judged: list[str]
    output: str


@dataclass
class _File:
    facts: dict[str, Fact]
    faults: list[DmnFault] = field(default_factory=list)

    def refuse(self, xml: Xml, message: str) -> None:
        name = str(xml.get("id") or etree.QName(xml).localname)[:60]
        self.faults.append(DmnFault(_line(xml), name, message))


def read_dmn(data: bytes, facts: dict[str, Fact]) -> Rules:
    """The conditions of a file about known `facts`. Raises DmnRefused with everything that is wrong."""
    root = _root(data)
    file = _File(facts)
    _no_double_ids(root, file)
    decisions: dict[str, Xml] = {}
    for element in root:
        name = etree.QName(element)
        if name.namespace == DMNDI or (name.namespace == DMN and name.localname in DRAWN_OR_SAID):
            continue
        if element.tag != dmn("decision"):
            file.refuse(element, f"„{name.localname[:60]}“ wird nicht gelesen, nur Entscheidungen.")
        elif element.get("id") not in (CRITERIA, VERDICT, ADVICE):
            file.refuse(element, f"Gelesen werden die Entscheidungen {CRITERIA}, {VERDICT} und {ADVICE}.")
        else:
            decisions[str(element.get("id"))] = element
    criteria = _criteria(decisions.get(CRITERIA), file, root)
    grouped = _grouped(criteria, decisions.get(VERDICT), file, root)
    advice = _advice(decisions[ADVICE], file) if ADVICE in decisions else ()
    if file.faults:
        raise DmnRefused(file.faults)
    return Rules(str(root.get(ours("offer"), "")), str(root.get("name", "")), grouped, advice)


def _root(data: bytes) -> Xml:
    try:
        root = read_xml(data)
    except XmlRefused as refusal:
        raise DmnRefused([DmnFault(1, FILE, str(refusal))]) from refusal
    name = etree.QName(root)
    if root.tag != dmn("definitions"):
        version = OTHERS.get(name.namespace or "")
        said = "Das ist keine DMN-Datei: Sie beginnt nicht mit „definitions“ von DMN 1.3."
        if version:
            said = f"Die Datei ist DMN {version}. Gelesen wird DMN 1.3: Bitte so ausgeben lassen."
        raise DmnRefused([DmnFault(_line(root), FILE, said)])
    return root


def _no_double_ids(root: Xml, file: _File) -> None:
    seen: set[str] = set()
    for element in root.iter(f"{{{DMN}}}*"):
        key = element.get("id")
        if key in seen:
            file.refuse(element, "Diese Kennung steht zweimal.")
        seen.add(key or "")
        seen.discard("")


def _criteria(decision: Xml | None, file: _File, root: Xml) -> list[Criterion]:
    if decision is None:
        file.refuse(root, f"Die Entscheidung „{CRITERIA}“ fehlt.")
        return []
    rows = list(_rows(decision, file))
    found: list[Criterion] = []
    idle = {str(row.xml.get(ours("idle"))): row for row in rows if row.xml.get(ours("idle"))}
    for row in rows:
        if row.xml.get(ours("idle")):
            continue
        counterpart = idle.pop(row.output, None) if row.xml.get(ours("appliesIf")) else None
        criterion = _criterion(row, counterpart, file)
        if criterion.id in {one.id for one in found}:
            file.refuse(row.xml, f"Die Bedingung „{criterion.id[:60]}“ steht zweimal.")
        found.append(criterion)
    for row in idle.values():
        file.refuse(row.xml, "Diese Zeile hebt eine Bedingung auf, die es nicht gibt oder die immer gilt.")
    return found


def _criterion(row: _Row, idle: _Row | None, file: _File) -> Criterion:
    asked = len(row.conditions) + len(row.judged)
    if asked != 1:
        file.refuse(row.xml, f"Eine Zeile prüft genau einen Sachverhalt, diese {asked}. Teilen Sie sie auf.")
    if row.judged and row.judged != [row.output]:
        file.refuse(row.xml, f"Was eine Person beurteilt, heißt hier „{JUDGED}{row.output[:40]}“.")
    applies_if = str(row.xml.get(ours("appliesIf"), ""))
    wanted = [Condition(applies_if, Op.EQ, False)] if applies_if else []
    if applies_if and (idle is None or idle.conditions != wanted or idle.output != row.output):
        file.refuse(
            row.xml, f"„Gilt nur, wenn {applies_if[:60]}“ braucht eine Zeile, die bei false dasselbe ergibt."
        )
    return Criterion(
        id=row.output,
        text=row.text,
        condition=row.conditions[0] if row.conditions else None,
        group=str(row.xml.get(ours("group"), "")),
        note=str(row.xml.get(ours("note"), ""))[:400],
        in_source=row.xml.get(ours("inSource")) != "false",
        applies_if=applies_if,
    )


def _grouped(
    criteria: list[Criterion], decision: Xml | None, file: _File, root: Xml
) -> tuple[Criterion, ...]:
    """The criteria with the groups of the verdict: that is what an engine reckons with."""
    expression = None if decision is None else decision.find(f"{dmn('literalExpression')}/{dmn('text')}")
    if decision is None or expression is None:
        file.refuse(
            root if decision is None else decision, f"Die Entscheidung „{VERDICT}“ mit ihrem Ausdruck fehlt."
        )
        return tuple(criteria)
    try:
        groups = groups_of(expression.text or "")
    except FeelRefused as refusal:
        file.refuse(expression, str(refusal))
        return tuple(criteria)
    known, named = {one.id: one for one in criteria}, [name for group in groups for name in group]
    for name in sorted(set(known) - set(named)):
        file.refuse(expression, f"Die Bedingung „{name[:60]}“ kommt im Ergebnis nicht vor.")
    for name in dict.fromkeys(named):
        if name not in known or named.count(name) > 1:
            file.refuse(expression, f"„{name[:60]}“ ist keine Bedingung oder steht zweimal im Ergebnis.")
    called = _names_of(groups, known)
    return tuple(replace(one, group=called[one.id]) for one in criteria if one.id in called)


def _names_of(groups: list[list[str]], known: dict[str, Criterion]) -> dict[str, str]:
    """By criterion, the name of its group: as the file calls it where the whole group is called so and no other is."""
    called: dict[str, str] = {}
    for group in groups:
        said = {known[name].group for name in group if name in known}
        name = next(iter(said)) if len(said) == 1 else ""
        if not name or name in called.values():
            name = f"g_{group[0]}"
        called |= dict.fromkeys(group, name if len(group) > 1 else "")
    return called


def _advice(decision: Xml, file: _File) -> tuple[Advice, ...]:
    found = []
    for row in _rows(decision, file):
        if row.judged or not row.conditions:
            file.refuse(row.xml, "Ein Hinweis folgt aus Sachverhalten.")
        key = str(row.xml.get("id", "")).removeprefix("advice_")
        found.append(Advice(key, row.text, tuple(row.output.split(SEPARATOR)), tuple(row.conditions)))
    return tuple(found)


def _rows(decision: Xml, file: _File) -> Iterator[_Row]:
    table = decision.find(dmn("decisionTable"))
    _nothing_else(decision, BESIDE_TABLE | {"decisionTable"}, file)
    if table is None:
        file.refuse(decision, "Hier fehlt die Tabelle.")
        return
    _nothing_else(table, PARTS_OF_TABLE, file)
    if table.get("hitPolicy") != "COLLECT" or table.get("aggregation"):
        file.refuse(table, "Gelesen wird die Trefferregel COLLECT ohne Zusammenfassung.")
    columns = [_column(one, file) for one in table.findall(dmn("input"))]
    rules = table.findall(dmn("rule"))
    if len(columns) > MAX_COLUMNS or len(rules) > MAX_RULES:
        file.refuse(table, f"Höchstens {MAX_COLUMNS} Spalten und {MAX_RULES} Zeilen werden gelesen.")
        return
    if len(table.findall(dmn("output"))) != 1:
        file.refuse(table, "Gelesen wird genau eine Ergebnisspalte.")
        return
    found = (_row(rule, columns, file) for rule in rules)
    yield from (row for row in found if row is not None)


def _nothing_else(parent: Xml, known: frozenset[str], file: _File) -> None:
    for element in parent:
        name = etree.QName(element)
        if name.namespace == DMN and name.localname not in known:
            file.refuse(element, f"„{name.localname[:60]}“ wird hier nicht gelesen.")


def _column(xml: Xml, file: _File) -> str:
    name = _text(xml.find(f"{dmn('inputExpression')}/{dmn('text')}")).strip()
    if not name.startswith(JUDGED) and name not in file.facts:
        file.refuse(xml, f"Den Sachverhalt „{name[:60]}“ gibt es nicht.")
        return ""
    return name


def _row(rule: Xml, columns: list[str], file: _File) -> _Row | None:
    cells = [_text(one.find(dmn("text"))) for one in rule.findall(dmn("inputEntry"))]
    outputs = [_text(one.find(dmn("text"))).strip() for one in rule.findall(dmn("outputEntry"))]
    text = _text(rule.find(dmn("description"))).strip()
    if len(cells) != len(columns) or len(outputs) != 1:
        file.refuse(rule, "Die Zeile hat nicht so viele Zellen wie die Tabelle Spalten.")
        return None
    if not text or len(text) > MAX_TEXT:
        file.refuse(
            rule,
            f"Die Zeile braucht eine Beschreibung: die Bedingung in einem Satz, höchstens {MAX_TEXT} Zeichen.",
        )
    output = outputs[0]
    if len(output) < 3 or output[0] != '"' or output[-1] != '"' or '"' in output[1:-1]:  # noqa: PLR2004
        file.refuse(rule, "Das Ergebnis einer Zeile ist ein Wort in Anführungszeichen.")
        return None
    conditions, judged = _asked(rule, dict(zip(columns, cells, strict=True)), file)
    return _Row(rule, text, conditions, judged, output[1:-1])


def _asked(rule: Xml, cells: dict[str, str], file: _File) -> tuple[list[Condition], list[str]]:
    """What the cells of a line ask of facts, and which criteria a person must have judged."""
    conditions, judged = [], []
    for name, cell in cells.items():
        if not name.startswith(JUDGED):
            conditions += _condition(rule, name, cell, file)
        elif cell.strip() == "true":
            judged.append(name.removeprefix(JUDGED))
        elif cell.strip() not in ("", ANY):
            file.refuse(rule, f"Bei „{name[:60]}“ steht true oder nichts.")
    return conditions, judged


def _condition(rule: Xml, name: str, cell: str, file: _File) -> list[Condition]:
    fact = file.facts.get(name)
    if fact is None:
        return []
    try:
        condition = condition_of(cell, fact)
    except FeelRefused as refusal:
        file.refuse(rule, f"{fact.meaning}: {refusal}")
        return []
    return [condition] if condition else []


def _line(xml: Xml) -> int:
    line: object = xml.sourceline
    return line if isinstance(line, int) else 1


def _text(xml: Xml | None) -> str:
    return "" if xml is None else (xml.text or "")
