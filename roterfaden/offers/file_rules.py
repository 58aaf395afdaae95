"""Which facts of admission the file answers: read strictly from the catalogue."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.offers.admission.definition import Fact, FactType, Value
from roterfaden.offers.facts_file import MAX_NUMBER
from roterfaden.offers.reader import shipped_facts

FILE = Path(__file__).resolve().parents[1] / "catalogue" / "admission" / "file-facts-2026-11.yaml"
PLACES = (
    "age", "adult", "mandate", "bodies", "count_bodies", "service", "terms", "anamnesis", "chain", "language",
)  # fmt: skip
# places where `item` says what is meant
NAMED = ("anamnesis", "language")


@dataclass(frozen=True)
class FileRule:
    """Where in the file a fact stands. `says` has one value, or one for each of `kinds`; none: the answer itself."""

    fact: str
    place: str
    item: str = ""
    when: tuple[str, ...] = ()
    says: tuple[Value, ...] = ()
    kinds: tuple[str, ...] = ()
    chain: str = ""
    steps: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    country: str = ""
    propose: bool = False


@cache
def shipped_rules() -> tuple[FileRule, ...]:
    return read_rules(FILE, shipped_facts())


def read_rules(path: Path, facts: dict[str, Fact]) -> tuple[FileRule, ...]:
    """The rules of one file. Raises FileFaults: unknown facts and places, values that do not fit their fact."""
    faults = Faults(str(path))
    top = Fields(read_tree(read_file(path), path=str(path)), faults)
    top.choice("kind", ("offer_file_facts",))
    top.choice("language", ("de",))
    for key in ("key", "version", "source"):
        top.text(key, most=400)
    top.day("valid_from")
    found = [_rule(one, facts) for one in top.many("entries", least=1)]
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return tuple(found)


def _rule(fields: Fields, facts: dict[str, Fact]) -> FileRule:
    fields.identifier("id")
    name, words = fields.identifier("fact"), fields.texts("says", most=60)
    says: tuple[Value, ...] = ()
    if name not in facts:
        fields.refuse("fact", f"Den Sachverhalt „{name}“ gibt es nicht.")
    else:
        known = [_typed(word, facts[name]) for word in words]
        if None in known:
            fields.refuse("says", f"Dieser Wert passt nicht zu „{name}“.")
        says = tuple(one for one in known if one is not None)
    rule = FileRule(
        fact=name,
        place=fields.choice("from", PLACES),
        item=fields.identifier("item", optional=True),
        when=fields.identifiers("when"),
        says=says,
        kinds=fields.identifiers("kinds"),
        chain=fields.identifier("chain", optional=True),
        steps=fields.identifiers("steps"),
        ends=fields.identifiers("ends"),
        country=fields.choice("country", ("DE", "CH"), default=""),
        propose="propose" in fields.mapping.entries and fields.flag("propose"),
    )
    if rule.kinds and len(rule.kinds) != len(says):
        fields.refuse("kinds", "Zu jeder Art gehört ein Wert.")
    if (rule.place in NAMED) != bool(rule.item) or (rule.place == "chain") != bool(rule.chain):
        fields.refuse("from", "„item“ gehört zu anamnesis und language, „chain“ zu chain.")
    fields.close()
    return rule


def _typed(word: str, fact: Fact) -> Value | None:
    match fact.type:
        case FactType.BOOLEAN:
            return {"true": True, "false": False}.get(word)
        case FactType.NUMBER:
            return int(word) if word.isdecimal() and int(word) <= MAX_NUMBER else None
        case _:
            return word if word in fact.values else None
