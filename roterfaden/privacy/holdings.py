"""Which tables hold something about a person, what they are called, what a report keeps back: read strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from roterfaden.common.catalogue_file import MAX_LINE, MAX_TITLE, CatalogueFile
from roterfaden.common.yaml_fields import Fields

FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "privacy" / "holdings.yaml"


@dataclass(frozen=True)
class Reason:
    """Why something is not told, in a sentence, and by which law."""

    id: str
    title: str
    law: str


@dataclass(frozen=True)
class TableOf:
    """One table: its name for people, columns that are kept back, or the whole table."""

    label: str
    title: str
    in_dossier: bool
    health: bool
    health_columns: tuple[str, ...]
    back: Mapping[str, str]
    whole: str


@dataclass(frozen=True)
class Holdings:
    """All tables, the columns that are kept back everywhere, and tables that no way leads to."""

    version: str
    reasons: Mapping[str, Reason]
    columns: Mapping[str, str]
    tables: Mapping[str, TableOf]
    elsewhere: Mapping[str, str]

    def kept_back(self, label: str, column: str) -> str:
        """The id of the reason why this column is not told; empty if it is."""
        table = self.tables[label]
        return table.whole or table.back.get(column) or self.columns.get(column, "")


@lru_cache(maxsize=1)
def holdings() -> Holdings:
    """As this installation ships them. Raises FileFaults if the file is faulty."""
    return read_holdings(FILE)


def read_holdings(path: Path, text: str | None = None) -> Holdings:
    """Read and check one file; all faults at once."""
    file = CatalogueFile(path, text)
    edition = file.edition("privacy_holdings")
    reasons = {}
    for one in file.top.many("reasons", least=1):
        named = one.identifier("id")
        reasons[named] = Reason(named, one.text("title", most=MAX_LINE), one.text("law", most=MAX_LINE))
        one.close()
    made = Holdings(
        version=edition.version,
        reasons=reasons,
        columns=_named(file.top.many("columns"), reasons),
        tables={one.label: one for one in (_table(f, reasons) for f in file.top.many("tables", least=1))},
        elsewhere=_named(file.top.many("elsewhere"), reasons),
    )
    file.close()
    return made


def _named(rows: list[Fields], reasons: Mapping[str, Reason]) -> dict[str, str]:
    found = {}
    for one in rows:
        found[one.identifier("id")] = one.choice("reason", reasons)
        one.close()
    return found


def _table(fields: Fields, reasons: Mapping[str, Reason]) -> TableOf:
    back = {}
    if (said := fields.one("back")) is not None:
        back = {name: said.choice(name, reasons) for name in said.mapping.entries}
        said.close()
    made = TableOf(
        label=fields.identifier("id"),
        title=fields.text("title", most=MAX_TITLE),
        in_dossier=fields.choice("about", ("dossier", "more")) == "dossier",
        health="health" in fields.mapping.entries and fields.flag("health"),
        health_columns=fields.identifiers("sick"),
        back=back,
        whole=fields.choice("whole", reasons, default=""),
    )
    fields.close()
    return made
