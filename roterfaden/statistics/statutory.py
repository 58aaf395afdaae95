"""What a report must hold, as dated data (`catalogue/statistics`), read strictly."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product

from roterfaden.accounts.models import Organisation
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.statistics.definitions import FIGURES, FLOWS
from roterfaden.statistics.dimensions import DIMENSIONS
from roterfaden.statistics.meanings import FOLDER

FLOW, CROSS, FIGURES_SHAPE = "flow", "cross", "figures"


@dataclass(frozen=True)
class TableOrder:
    """One table: figures as columns by one dimension, or one figure by two."""

    id: str
    title: str
    figures: tuple[str, ...]
    by: str
    across: str = ""
    # finer than another table, from which it could be worked out: for the inside only
    internal: bool = False

    @property
    def shape(self) -> str:
        """How its columns hang together: a flow balances, a cross table adds up, others have nothing in common."""
        if self.across:
            return CROSS
        return FLOW if self.figures in FLOWS else FIGURES_SHAPE


@dataclass(frozen=True)
class TextOrder:
    """One part in words, with what helps to write it."""

    id: str
    title: str
    help: str


@dataclass(frozen=True)
class Goal:
    """A bound that a figure is to keep, in its unit. `of`: the part and the whole by which each row of a table with
    these two columns is held against it.
    """

    figure: str
    title: str
    at_least: int
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportKind:
    """One kind of report: its tables, numbers, words, and who gathers those of others."""

    id: str
    version: str
    title: str
    source: str
    regions: tuple[str, ...]
    collected_by: tuple[str, ...]
    tables: tuple[TableOrder, ...]
    numbers: tuple[str, ...]
    texts: tuple[TextOrder, ...]
    goals: tuple[Goal, ...] = ()

    @property
    def key(self) -> str:
        return f"{self.id}-{self.version}"


@cache
def shipped_kinds() -> dict[str, ReportKind]:
    """Every kind of report by its id, the newest version of each. Raises FileFaults with all faults of a file."""
    found = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        if not path.name.startswith("meanings"):
            kind = read_kind(read_file(path), name=str(path))
            found[kind.id] = kind
    return found


def kinds_for(organisation: Organisation) -> list[ReportKind]:
    """The kinds of report that are made in the country of `organisation`."""
    country = organisation.region.partition("-")[0]
    return [kind for kind in shipped_kinds().values() if country in kind.regions]


def read_kind(text: str, *, name: str) -> ReportKind:
    """The kind in one file's text. Raises FileFaults: a figure or dimension that does not exist or does not fit."""
    faults = Faults(name)
    top = Fields(read_tree(text, path=name), faults)
    top.choice("kind", ("statistics_report",))
    top.choice("language", ("de",))
    top.day("valid_from")
    kind = ReportKind(
        id=top.identifier("id"),
        version=top.text("version", most=20),
        title=top.text("title"),
        source=top.text("source", most=400),
        regions=top.identifiers("regions", optional=False),
        collected_by=top.identifiers("collected_by"),
        tables=tuple(_table(fields) for fields in top.many("tables", least=1)),
        numbers=_figures(top, "numbers"),
        texts=tuple(_text(fields) for fields in top.many("texts")),
        goals=tuple(_goal(fields) for fields in top.many("goals", named="figure")),
    )
    if twice := _told_twice(kind.tables):
        top.refuse(
            "tables", f"„{twice}“ steht in zwei Tabellen, die veröffentlicht werden: eine bleibt intern."
        )
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return kind


def _told_twice(tables: Iterable[TableOrder]) -> str:
    """A figure by a dimension that two published tables show: hidden in one it could be read in the other."""
    seen = set()
    for table in tables:
        if not table.internal:
            for place in product(table.figures, filter(None, (table.by, table.across))):
                if place in seen:
                    return " / ".join(place)
                seen.add(place)
    return ""


def _table(fields: Fields) -> TableOrder:
    found = TableOrder(
        id=fields.identifier("id"),
        title=fields.text("title"),
        figures=_figures(fields, "figures"),
        by=fields.identifier("by"),
        across=fields.identifier("across", optional=True),
        internal=fields.choice("publish", ("always", "never"), default="always") == "never",
    )
    for key, wanted in (("by", found.by), ("across", found.across)):
        one = DIMENSIONS.get(wanted)
        counted = {FIGURES[figure].relation for figure in found.figures if figure in FIGURES}
        if wanted and (one is None or not counted <= set(one.on)):
            fields.refuse(key, f"Nach „{wanted}“ lässt sich diese Tabelle nicht gliedern.")
    if found.across and len(found.figures) != 1:
        fields.refuse("across", "Eine Tabelle über zwei Merkmale zählt genau eine Zahl.")
    if any(figure in FIGURES and not FIGURES[figure].adds_up for figure in found.figures):
        fields.refuse("figures", "In einer Tabelle stehen nur Zahlen, die sich addieren lassen.")
    fields.close()
    return found


def _text(fields: Fields) -> TextOrder:
    found = TextOrder(fields.identifier("id"), fields.text("title"), fields.text("help", most=400))
    fields.close()
    return found


def _goal(fields: Fields) -> Goal:
    found = Goal(
        fields.identifier("figure"),
        fields.text("title"),
        fields.number("at_least", least=0, most=100),
        _figures(fields, "of"),
    )
    if len(found.of) not in (0, 2):
        fields.refuse("of", "Ein Anteil hat genau einen Teil und ein Ganzes.")
    if found.figure not in FIGURES:
        fields.refuse("figure", "Diese Zahl gibt es nicht.")
    fields.close()
    return found


def _figures(fields: Fields, key: str) -> tuple[str, ...]:
    found = fields.identifiers(key)
    for one in found:
        if one not in FIGURES:
            fields.refuse(key, f"Die Zahl „{one}“ gibt es nicht.")
    return found
