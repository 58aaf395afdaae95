"""Write the conditions of an offer as DMN 1.3.

Three decisions: `criteria` (a table, hit policy COLLECT) gives the criteria that are met, `admitted` says whether each
group has one, `advice` (a table) what follows. What a person judges is an input of its own. A fact that is not known is
null: no row that asks for it matches, so a plain engine says "not admitted" where our check says "open".
"""

from collections.abc import Iterable, Sequence

from lxml import etree

from roterfaden.common.safe_xml import Xml
from roterfaden.offers.admission.definition import Advice, Condition, Criterion, Fact, FactType, Offer
from roterfaden.offers.dmn.feel import ANY, cell_of, verdict_of
from roterfaden.offers.dmn.names import (
    ADVICE,
    CRITERIA,
    DC,
    DI,
    DMN,
    DMNDI,
    JUDGED,
    NAMESPACES,
    OURS,
    VERDICT,
    dmn,
    ours,
)  # fmt: skip

TYPES = {FactType.NUMBER: "number", FactType.BOOLEAN: "boolean", FactType.ENUM: "string"}
# FEEL writes the end of a line inside of a text like this
SEPARATOR = r"\n"
WIDTH, HEIGHT, STEP = 180, 60, 200


def write_dmn(offer: Offer, facts: dict[str, Fact]) -> bytes:
    """The file. The same offer gives the same bytes."""
    root = etree.Element(dmn("definitions"), nsmap=NAMESPACES)  # type: ignore[arg-type] # the stubs know no default namespace
    root.attrib.update(
        {"id": f"offer_{offer.id}", "name": offer.title, "namespace": OURS, ours("offer"): offer.id}
    )
    if offer.edition:
        root.set(ours("edition"), offer.edition)
    asked = _facts_of(offer, facts)
    judged = [one for one in offer.criteria if one.condition is None]
    for fact in asked:
        if fact.type == FactType.LIST:
            item = _add(root, "itemDefinition", name=_type(fact), isCollection="true")
            _add(item, "typeRef", text="string")
            _values(item, "allowedValues", fact)
    drawn = [_input_data(root, fact.id, fact.meaning, _type(fact)) for fact in asked]
    drawn += [_input_data(root, f"{JUDGED}{one.id}", one.text, "boolean") for one in judged]
    _criteria(root, offer, asked, judged)
    _verdict(root, offer)
    decisions = [CRITERIA, VERDICT]
    if offer.advice:
        _advice(root, offer, facts)
        decisions.append(ADVICE)
    _draw(root, drawn, decisions)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def grouped(criteria: Iterable[Criterion]) -> list[list[str]]:
    """The ids of the criteria by group, each without a group alone."""
    found: dict[str, list[str]] = {}
    for place, one in enumerate(criteria):
        found.setdefault(one.group or f"#{place}", []).append(one.id)
    return list(found.values())


def _facts_of(offer: Offer, facts: dict[str, Fact]) -> list[Fact]:
    names = [name for one in offer.criteria for name in (_fact(one.condition), one.applies_if) if name]
    names += [condition.fact for advice in offer.advice for condition in advice.when]
    return [facts[name] for name in dict.fromkeys(names)]


def _fact(condition: Condition | None) -> str:
    return condition.fact if condition else ""


def _type(fact: Fact) -> str:
    return f"t_{fact.id}" if fact.type == FactType.LIST else TYPES[fact.type]


def _input_data(root: Xml, name: str, label: str, kind: str) -> str:
    key = f"input_{name}"
    data = _add(root, "inputData", id=key, name=name)
    _add(data, "description", text=label)
    _add(data, "variable", name=name, typeRef=kind)
    return key


def _decision(root: Xml, key: str, name: str, kind: str, needs: Iterable[tuple[str, str]]) -> Xml:
    decision = _add(root, "decision", id=key, name=key)
    _add(decision, "question", text=name)
    _add(decision, "variable", name=key, typeRef=kind)
    for tag, target in needs:
        requirement = _add(decision, "informationRequirement", id=f"{key}_{target}")
        _add(requirement, tag, href=f"#{target}")
    return decision


def _criteria(root: Xml, offer: Offer, asked: Sequence[Fact], judged: Sequence[Criterion]) -> None:
    used = {_fact(one.condition) for one in offer.criteria} | {one.applies_if for one in offer.criteria}
    columns = [fact for fact in asked if fact.id in used]
    names = [fact.id for fact in columns] + [f"{JUDGED}{one.id}" for one in judged]
    decision = _decision(
        root, CRITERIA, f"{offer.title}: welche Bedingungen sind erfüllt?", "string",
        [("requiredInput", f"input_{name}") for name in names],
    )  # fmt: skip
    table = _table(decision, CRITERIA)
    for fact in columns:
        _column(table, CRITERIA, fact.id, fact.meaning, _type(fact), fact)
    for one in judged:
        _column(table, CRITERIA, f"{JUDGED}{one.id}", one.text, "boolean")
    _add(table, "output", id="criteria_out", name="criterion", typeRef="string")
    for one in offer.criteria:
        rule = _rule(table, f"rule_{one.id}", one.text, names, _cell(one), [one.id])
        _said(rule, one)
        if one.applies_if:
            text = f"{one.text}: hier ohne Bedeutung"
            other = _rule(table, f"rule_{one.id}_idle", text, names, {one.applies_if: "false"}, [one.id])
            other.set(ours("idle"), one.id)


def _cell(one: Criterion) -> dict[str, str]:
    if one.condition is None:
        return {f"{JUDGED}{one.id}": "true"}
    return {one.condition.fact: cell_of(one.condition)}


def _said(rule: Xml, one: Criterion) -> None:
    for name, value in (("group", one.group), ("note", one.note), ("appliesIf", one.applies_if)):
        if value:
            rule.set(ours(name), value)
    if not one.in_source:
        rule.set(ours("inSource"), "false")


def _verdict(root: Xml, offer: Offer) -> None:
    question = f"{offer.title}: sind alle Bedingungen erfüllt?"
    decision = _decision(root, VERDICT, question, "boolean", [("requiredDecision", CRITERIA)])
    expression = _add(decision, "literalExpression", id="admitted_expression", typeRef="boolean")
    _add(expression, "text", text=verdict_of(grouped(offer.criteria)))


def _advice(root: Xml, offer: Offer, facts: dict[str, Fact]) -> None:
    names = list(dict.fromkeys(condition.fact for one in offer.advice for condition in one.when))
    decision = _decision(
        root, ADVICE, f"{offer.title}: was folgt daraus?", "string",
        [("requiredInput", f"input_{name}") for name in names],
    )  # fmt: skip
    table = _table(decision, ADVICE)
    for name in names:
        _column(table, ADVICE, name, facts[name].meaning, _type(facts[name]), facts[name])
    _add(table, "output", id="advice_out", name="says", typeRef="string")
    for one in offer.advice:
        _rule(table, f"advice_{one.id}", one.text, names, _cells(one), [SEPARATOR.join(one.says)])


def _cells(advice: Advice) -> dict[str, str]:
    cells = {condition.fact: cell_of(condition) for condition in advice.when}
    if len(cells) != len(advice.when):
        raise ValueError(f"{advice.id}: zwei Bedingungen über denselben Sachverhalt in einem Hinweis.")
    return cells


def _table(decision: Xml, key: str) -> Xml:
    return _add(decision, "decisionTable", id=f"{key}_table", hitPolicy="COLLECT")


def _column(table: Xml, table_key: str, name: str, label: str, kind: str, fact: Fact | None = None) -> None:
    column = _add(table, "input", id=f"{table_key}_{name}", label=label)
    expression = _add(column, "inputExpression", id=f"{table_key}_{name}_expression", typeRef=kind)
    _add(expression, "text", text=name)
    if fact is not None and fact.type == FactType.ENUM:
        _values(column, "inputValues", fact)


def _values(parent: Xml, tag: str, fact: Fact) -> None:
    values = _add(parent, tag)
    _add(values, "text", text=",".join(f'"{one}"' for one in fact.values))


def _rule(
    table: Xml, key: str, text: str, names: Sequence[str], cells: dict[str, str], outputs: Sequence[str]
) -> Xml:
    rule = _add(table, "rule", id=key)
    _add(rule, "description", text=text)
    for name in names:
        entry = _add(rule, "inputEntry", id=f"{key}_{name}")
        _add(entry, "text", text=cells.get(name, ANY))
    for place, output in enumerate(outputs):
        entry = _add(rule, "outputEntry", id=f"{key}_out{place}")
        _add(entry, "text", text='"' + output.replace('"', "”") + '"')
    return rule


def _draw(root: Xml, inputs: Sequence[str], decisions: Sequence[str]) -> None:
    diagram = etree.SubElement(etree.SubElement(root, f"{{{DMNDI}}}DMNDI"), f"{{{DMNDI}}}DMNDiagram")
    diagram.set("id", "drawing")
    places = {key: (60 + STEP * number, 320) for number, key in enumerate(inputs)}
    places |= {CRITERIA: (60, 180), VERDICT: (60, 60), ADVICE: (60 + 2 * STEP, 180)}
    for key in (*inputs, *decisions):
        shape = etree.SubElement(diagram, f"{{{DMNDI}}}DMNShape", id=f"shape_{key}", dmnElementRef=key)
        x, y = places[key]
        etree.SubElement(shape, f"{{{DC}}}Bounds", height=str(HEIGHT), width=str(WIDTH), x=str(x), y=str(y))
    needs = [
        (str(decision.get("id")), one)
        for decision in root.iterfind(dmn("decision"))
        for one in decision.iterfind(dmn("informationRequirement"))
    ]
    for target, requirement in needs:
        key, source = str(requirement.get("id")), str(requirement[0].get("href"))[1:]
        edge = etree.SubElement(diagram, f"{{{DMNDI}}}DMNEdge", id=f"edge_{key}", dmnElementRef=key)
        for name, down in ((source, 0), (target, HEIGHT)):
            x, y = places[name]
            etree.SubElement(edge, f"{{{DI}}}waypoint", x=str(x + WIDTH // 2), y=str(y + down))


def _add(parent: Xml, tag: str, *, text: str = "", **attributes: str) -> Xml:
    element = etree.SubElement(parent, f"{{{DMN}}}{tag}", attributes)
    if text:
        element.text = text
    return element
