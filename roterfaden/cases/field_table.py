"""Which part of a case each column stands in; read strictly. What the access table opens of a part holds for these."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from roterfaden.cases.choices import FieldClass
from roterfaden.common.catalogue_file import MAX_LINE, CatalogueFile
from roterfaden.common.yaml_fields import Fields

FIELDS_FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "access" / "fields-2026-11.yml"
TECHNICAL, APART = "technical", "apart"


class RowRule(StrEnum):
    """What a whole row may be instead of what its table says."""

    HEALTH = "health"  # it hangs on the health record, or says that it touches health
    COMPANY = "company"  # it is information on a company
    KIND = "kind"  # the part that the kind of its file names


@dataclass(frozen=True)
class TableParts:
    """One table: for each of its columns the part; None: no page shows it, or it is apart with a right of its own."""

    label: str
    columns: Mapping[str, FieldClass | None]
    row: RowRule | None
    # whose right it is where the table is not of the file of a case
    why: str

    @property
    def parts(self) -> frozenset[FieldClass]:
        """The parts in which something of this table may stand."""
        found = {part for part in self.columns.values() if part is not None}
        if self.row in (RowRule.HEALTH, RowRule.COMPANY):
            found.add(FieldClass(self.row.value))
        return frozenset(found)


@dataclass(frozen=True)
class FieldTable:
    """All tables around a case, and columns that say nothing in any of them."""

    version: str
    common: frozenset[str]
    tables: Mapping[str, TableParts]


@lru_cache(maxsize=1)
def field_table() -> FieldTable:
    """The shipped one, read once per process."""
    return parse_fields(FIELDS_FILE)


def parse_fields(path: Path, text: str | None = None) -> FieldTable:
    """Read one file. Raises FileFaults: an unknown part, a table or a column twice, one that is apart without a why."""
    file = CatalogueFile(path, text)
    edition = file.edition("access_fields")
    tables: dict[str, TableParts] = {}
    common = frozenset(file.top.identifiers("common"))
    for one in file.top.many("tables", least=1):
        made = _table(one, common)
        if made.label in tables:
            one.refuse("id", "Diese Tabelle steht hier zweimal.")
        tables[made.label] = made
    file.close()
    return FieldTable(version=edition.version, common=common, tables=tables)


def _table(fields: Fields, common: frozenset[str]) -> TableParts:
    columns: dict[str, FieldClass | None] = {}
    for key in (*FieldClass.values, APART, TECHNICAL):
        for column in fields.identifiers(key):
            if column in columns or column in common:
                fields.refuse(key, f"„{column}“ steht hier zweimal.")
            columns[column] = None if key in (APART, TECHNICAL) else FieldClass(key)
    why = fields.text("why", most=MAX_LINE, default="")
    if (APART in fields.mapping.entries) != bool(why):
        fields.refuse("why", "Wer „apart“ sagt, sagt warum, und umgekehrt.")
    row = fields.choice("row", tuple(RowRule), default="")
    made = TableParts(fields.identifier("id"), columns, RowRule(row) if row in tuple(RowRule) else None, why)
    fields.close()
    return made
