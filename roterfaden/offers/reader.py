"""Read the catalogue of offers: strictly, with all faults at once, each with its file and line."""

from functools import cache
from pathlib import Path

from roterfaden.common.catalogue_file import CatalogueFile, Edition
from roterfaden.common.yaml_fields import Fields
from roterfaden.common.yaml_nodes import Node, Scalar, Sequence
from roterfaden.offers.admission.definition import (
    OPS,
    Advice,
    Code,
    Condition,
    Criterion,
    Fact,
    FactType,
    LegalState,
    Offer,
    Op,
    Value,
)
from roterfaden.offers.choices import Audience, OfferKind
from roterfaden.people.choices import CefrLevel
from roterfaden.people.languages import LANGUAGES

DIRECTORY = Path(__file__).resolve().parents[1] / "catalogue" / "offers"
FACTS = "facts.yaml"
ORIGINS = ("asked", "consent", "mandate", "person")
LISTED = {Op.IN, Op.BETWEEN, Op.CONTAINS}
BETWEEN_ENDS = 2
MAX_LINE, MAX_TITLE, MAX_WORD = 400, 200, 60


@cache
def shipped_facts() -> dict[str, Fact]:
    return read_facts(DIRECTORY / FACTS)


@cache
def shipped_offers() -> dict[str, Offer]:
    """The offers that come with the program, by their id, in the order of the files."""
    paths = sorted(path for path in DIRECTORY.glob("*.yaml") if path.name != FACTS)
    return read_offers(paths, shipped_facts())


def read_facts(path: Path) -> dict[str, Fact]:
    """What can be known of a person. Raises FileFaults."""
    file = CatalogueFile(path)
    file.edition("offer_facts")
    found: dict[str, Fact] = {}
    for fields in file.top.many("facts", least=1):
        fact = Fact(
            id=fields.identifier("id"),
            type=FactType(fields.choice("type", list(FactType)) or FactType.BOOLEAN)
            if _known_type(fields)
            else FactType.BOOLEAN,
            meaning=fields.text("meaning", most=MAX_TITLE),
            question=fields.text("question", most=MAX_TITLE),
            origin=fields.choice("origin", ORIGINS),
            health=fields.flag("health"),
            unit=fields.text("unit", most=MAX_WORD, default=""),
            values={
                one.identifier("id"): one.text("label", most=MAX_TITLE)
                for one in fields.many("values", named="id")
            },
            language=fields.choice("language", list(LANGUAGES), default=""),
        )
        if bool(fact.values) != (fact.type in (FactType.ENUM, FactType.LIST)):
            fields.refuse("type", "Werte gehören zu enum und list, und nur dazu.")
        if fact.language and set(fact.values) - set(CefrLevel.values):
            fields.refuse("language", "Werte eines Sprachstands sind A0 bis C2.")
        if fact.id in found:
            fields.refuse("id", f"„{fact.id}“ steht zweimal.")
        found[fact.id] = fact
        fields.close()
    file.close()
    return found


def read_offers(paths: list[Path], facts: dict[str, Fact]) -> dict[str, Offer]:
    """The offers of the files. Raises FileFaults, also for an id that stands in two files."""
    found: dict[str, Offer] = {}
    for path in paths:
        file = CatalogueFile(path)
        edition = file.edition("offers")
        for fields in file.top.many("offers", least=1):
            offer = _offer(fields, facts, edition)
            if offer.id in found:
                fields.refuse("id", f"„{offer.id}“ steht zweimal.")
            found[offer.id] = offer
            fields.close()
        file.close()
    return found


def _known_type(fields: Fields) -> bool:
    node = fields.mapping.entries.get("type")
    if isinstance(node, Scalar) and node.text in list(FactType):
        return True
    fields.choice("type", list(FactType))
    return False


def _offer(fields: Fields, facts: dict[str, Fact], edition: Edition) -> Offer:
    state = fields.choice("state", list(LegalState))
    criteria: list[Criterion] = []
    for one in fields.many("criteria", least=1):
        criterion = _criterion(one, facts)
        if criterion.id in {known.id for known in criteria}:
            one.refuse("id", f"„{criterion.id}“ steht zweimal.")
        criteria.append(criterion)
    return Offer(
        id=fields.identifier("id"),
        title=fields.text("title", most=MAX_TITLE),
        country=fields.choice("country", ("DE", "CH")),
        region=fields.identifier("region", optional=True),
        provider=fields.text("provider", most=MAX_TITLE),
        state=LegalState(state) if state in list(LegalState) else LegalState.HISTORIC,
        source=fields.text("source", most=MAX_LINE),
        criteria=tuple(criteria),
        legal_basis=fields.texts("legal_basis", most=MAX_TITLE),
        unit=fields.text("unit", most=MAX_TITLE, default=""),
        typical_months=fields.texts("typical_months", most=MAX_WORD),
        max_months=str(fields.number("max_months", least=1, most=600))
        if "max_months" in fields.mapping.entries
        else "",
        duration_note=fields.text("duration_note", most=MAX_LINE, default=""),
        chains=fields.identifiers("chains"),
        codes=tuple(_code(one) for one in fields.many("codes", named="code")),
        particulars=tuple(_particular(one) for one in fields.many("particulars", named="label")),
        advice=tuple(_advice(one, facts) for one in fields.many("advice")),
        edition=edition.label,
        kind=fields.choice("kind", OfferKind.values),
        audience=fields.choice("audience", Audience.values),
        valid_from=edition.valid_from,
        valid_until=fields.day("valid_until") if "valid_until" in fields.mapping.entries else None,
    )


def _code(fields: Fields) -> Code:
    code = Code(
        code=fields.text("code", most=MAX_WORD),
        kind=fields.choice("kind", ("tariff", "service")),
        party=fields.text("party", most=MAX_WORD, default=""),
        unit=fields.text("unit", most=MAX_WORD, default=""),
        daily_allowance=fields.choice("daily_allowance", ("ja", "nein"), default=""),
        note=fields.text("note", most=MAX_TITLE, default=""),
    )
    fields.close()
    return code


def _particular(fields: Fields) -> tuple[str, tuple[str, ...]]:
    said = fields.text("label", most=MAX_WORD), fields.texts("lines", most=MAX_LINE)
    fields.close()
    return said


def _criterion(fields: Fields, facts: dict[str, Fact]) -> Criterion:
    judged = "judged" in fields.mapping.entries
    if judged and not fields.flag("judged"):
        fields.refuse("judged", "Hier steht true, oder der Schlüssel entfällt.")
    applies_if = fields.identifier("applies_if", optional=True)
    if applies_if and (applies_if not in facts or facts[applies_if].type != FactType.BOOLEAN):
        fields.refuse("applies_if", f"„{applies_if}“ ist kein Sachverhalt mit ja oder nein.")
    criterion = Criterion(
        id=fields.identifier("id"),
        text=fields.text("text", most=MAX_TITLE),
        condition=None if judged else read_condition(fields, facts),
        group=fields.identifier("group", optional=True),
        note=fields.text("note", most=MAX_LINE, default=""),
        in_source="in_source" not in fields.mapping.entries or fields.flag("in_source"),
        applies_if=applies_if,
    )
    fields.close()
    return criterion


def _advice(fields: Fields, facts: dict[str, Fact]) -> Advice:
    conditions = []
    for one in fields.many("when", least=1):
        one.identifier("id")
        condition = read_condition(one, facts)
        conditions += [condition] if condition else []
        one.close()
    advice = Advice(
        id=fields.identifier("id"),
        text=fields.text("text", most=MAX_TITLE),
        says=fields.texts("says", most=MAX_TITLE),
        when=tuple(conditions),
    )
    fields.close()
    return advice


def read_condition(fields: Fields, facts: dict[str, Fact]) -> Condition | None:
    """`fact`, `op` and `value` of one mapping; None, and a fault, where they do not fit each other."""
    name, word = fields.identifier("fact"), fields.choice("op", list(Op))
    fields.asked.add("value")
    node = fields.mapping.entries.get("value")
    if name not in facts:
        fields.refuse("fact", f"Den Sachverhalt „{name}“ gibt es nicht.")
        return None
    fact = facts[name]
    if word not in list(Op):
        return None
    if Op(word) not in OPS[fact.type]:
        fields.refuse("op", f"„{word}“ passt nicht zu „{name}“ ({fact.type}).")
        return None
    value = _value(node, fact, listed=Op(word) in LISTED)
    if value is None or (word == Op.BETWEEN and not _is_range(value)):
        fields.refuse("value", f"Dieser Wert passt nicht zu „{name}“ ({fact.type}) mit „{word}“.")
        return None
    return Condition(name, Op(word), value)


def _is_range(value: Value) -> bool:
    return isinstance(value, tuple) and len(value) == BETWEEN_ENDS and sorted(value, key=float) == list(value)


def _value(node: Node | None, fact: Fact, *, listed: bool) -> Value | None:
    if not listed:
        return _single(node, fact)
    if not isinstance(node, Sequence) or not node.items:
        return None
    found = [_single(item, fact) for item in node.items]
    return None if None in found else tuple(one for one in found if isinstance(one, int | float | str))


def _single(node: Node | None, fact: Fact) -> bool | int | float | str | None:
    if not isinstance(node, Scalar):
        return None
    match fact.type:
        case FactType.BOOLEAN:
            return node.text == "true" if node.kind == "bool" and node.text in ("true", "false") else None
        case FactType.NUMBER:
            return int(node.text) if node.kind == "int" and node.text.isdecimal() else None
        case _:
            return node.text if node.text in fact.values else None
