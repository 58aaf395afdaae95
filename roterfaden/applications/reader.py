"""Read what the catalogue says of applications: strictly, with all faults at once, each with its file and line."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from roterfaden.applications.responsibility import Row
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.offers.admission.definition import Fact
from roterfaden.offers.reader import read_condition, read_facts, shipped_facts, shipped_offers
from roterfaden.process.deadline_rules import rule_book

DIRECTORY = Path(__file__).resolve().parents[1] / "catalogue" / "applications"
FACTS = "facts-2026-11.yaml"
TERMS = ("forwarding", "decision", "deemed", "notice", "announced", "objection", "appeal")
CERTAINTIES = ("read", "secondary", "general")
MAX_LINE = 400


@dataclass(frozen=True)
class Procedure:
    """By which rules of deadlines an agency proceeds; `terms` has the rule of each of TERMS that there is."""

    id: str
    title: str
    terms: Mapping[str, str]
    deemed_text: str


@dataclass(frozen=True)
class Agency:
    id: str
    title: str
    law: str
    certainty: str
    procedure: Procedure


@dataclass(frozen=True)
class Form:
    title: str
    address: str
    certainty: str


@dataclass(frozen=True)
class Kind:
    """What can be applied for: by a table or one agency, with the papers it takes and the form of each agency."""

    id: str
    country: str
    edition: str
    title: str
    law: str
    rows: tuple[Row, ...]
    agencies: Mapping[str, Agency]
    offers: tuple[str, ...]
    papers: tuple[str, ...]
    forms: Mapping[str, Form]
    note: str


@cache
def application_facts() -> dict[str, Fact]:
    """The facts of offers, and those that only responsibility asks for."""
    return shipped_facts() | read_facts(DIRECTORY / FACTS)


@cache
def application_kinds() -> dict[str, Kind]:
    """All kinds by „country-id“, in the order of the files."""
    paths = sorted(path for path in DIRECTORY.glob("*.yaml") if path.name != FACTS)
    found: dict[str, Kind] = {}
    for path in paths:
        found |= read_kinds(path, application_facts())
    return found


def kinds_in(region: str) -> list[Kind]:
    """The kinds of the country in which the service works."""
    return [kind for kind in application_kinds().values() if region.startswith(kind.country)]


def read_kinds(path: Path, facts: dict[str, Fact]) -> dict[str, Kind]:
    """The kinds of one file. Raises FileFaults: unknown facts, rules, agencies, offers, keys."""
    faults = Faults(str(path))
    top = Fields(read_tree(read_file(path), path=str(path)), faults)
    top.choice("kind", ("applications",))
    top.choice("language", ("de", "de-CH"))
    edition = f"{top.identifier('key')}@{top.text('version', most=20)}"
    top.day("valid_from")
    top.text("source", most=MAX_LINE)
    country = top.choice("country", ("DE", "CH"))
    procedures = {one.id: one for one in map(_procedure, top.many("procedures", least=1))}
    agencies = {}
    for fields in top.many("agencies", least=1):
        agency = _agency(fields, procedures)
        if agency is not None:
            agencies[agency.id] = agency
    tables = {}
    for fields in top.many("tables", least=1):
        name = fields.identifier("id")
        tables[name] = _rows(fields, agencies, facts)
    kinds = {}
    for fields in top.many("kinds", least=1):
        kind = _kind(fields, country, edition, agencies, tables)
        kinds[kind.id] = kind
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return kinds


def _procedure(fields: Fields) -> Procedure:
    known = {rule.id for rule in rule_book().rules}
    terms = {}
    for name in TERMS:
        rule = fields.identifier(name, optional=True)
        if rule and rule not in known:
            fields.refuse(name, f"Die Fristregel „{rule}“ steht nicht im Katalog.")
        if rule:
            terms[name] = rule
    made = Procedure(
        id=fields.identifier("id"),
        title=fields.text("title"),
        terms=terms,
        deemed_text=fields.text("deemed_text", most=MAX_LINE, default=""),
    )
    fields.close()
    return made


def _agency(fields: Fields, procedures: dict[str, Procedure]) -> Agency | None:
    found = procedures.get(fields.choice("procedure", list(procedures)))
    name, title, law = fields.identifier("id"), fields.text("title"), fields.text("law")
    certainty = fields.choice("certainty", CERTAINTIES)
    fields.close()
    return Agency(name, title, law, certainty, found) if found else None


def _rows(fields: Fields, agencies: dict[str, Agency], facts: dict[str, Fact]) -> tuple[Row, ...]:
    fields.text("title")
    fields.text("law")
    rows = []
    for one in fields.many("rows", least=1):
        conditions = []
        for part in one.many("when"):
            part.identifier("id")
            condition = read_condition(part, facts)
            conditions += [condition] if condition else []
            part.close()
        rows.append(
            Row(
                id=one.identifier("id"),
                agency=one.choice("agency", list(agencies)),
                text=one.text("text"),
                law=one.text("law"),
                certainty=one.choice("certainty", CERTAINTIES),
                when=tuple(conditions),
            )
        )
        one.close()
    if rows and rows[-1].when:
        fields.refuse("rows", "Die letzte Zeile hat keine Bedingung: Eine Stelle ist immer zuständig.")
    fields.close()
    return tuple(rows)


def _kind(
    fields: Fields,
    country: str,
    edition: str,
    agencies: dict[str, Agency],
    tables: dict[str, tuple[Row, ...]],
) -> Kind:
    table = fields.choice("table", list(tables), default="")
    only = fields.choice("agency", list(agencies), default="")
    if bool(table) == bool(only):
        fields.refuse("table", "Hier steht eine Tabelle oder eine Stelle, nicht beides.")
    forms = {}
    for one in fields.many("forms"):
        agency = one.choice("id", list(agencies))
        address = one.text("address", default="")
        forms[agency] = Form(one.text("title"), address, one.choice("certainty", CERTAINTIES))
        one.close()
    offers = fields.identifiers("offers")
    for offer in offers:
        if offer not in shipped_offers():
            fields.refuse("offers", f"Das Angebot „{offer}“ gibt es nicht.")
    kind = Kind(
        id=f"{country.lower()}-{fields.identifier('id')}",
        country=country,
        edition=edition,
        title=fields.text("title"),
        law=fields.text("law"),
        rows=tables.get(table) or _single(only, agencies),
        agencies=agencies,
        offers=offers,
        papers=fields.texts("papers", most=MAX_LINE),
        forms=forms,
        note=fields.text("note", most=MAX_LINE, default=""),
    )
    fields.close()
    return kind


def _single(agency: str, agencies: dict[str, Agency]) -> tuple[Row, ...]:
    if agency not in agencies:
        return ()
    found = agencies[agency]
    text = "Dafür ist immer diese Stelle zuständig"
    return (Row("only", agency, text, found.law, found.certainty, ()),)
