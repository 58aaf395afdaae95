"""A mark of its own in every column of every table around a case that can hold a word: where it may be read, the field
table and the access table say together.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.apps import apps
from django.db import models

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.choices import FieldClass, Information
from roterfaden.cases.document_kinds import document_kinds
from roterfaden.cases.field_table import RowRule, field_table
from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey
from roterfaden.people.models import Person
from tests.fixtures import AT, TODAY, World

MARK = re.compile(r"Zq\d{4}qZ")
# shorter ones hold a code, an identifier or a version
SHORTEST_WORD = 100
# of the person: short, and yet words
SHORT_WORDS = frozenset(("people.Person.phone", "people.Person.nationality", "placement.Subsidy.payer"))
# long, and yet codes
CODES = frozenset(("documents.StoredFile.media_type", "process.Task.outcome"))
# what a made row needs besides what every row of its kind has
NEEDED: dict[str, Any] = {
    "measures.Agreement.party": "client",
    "measures.Success.code": "905.041.2",
    "profiles.AbilityProfile.content": {"values": {}},
}


@dataclass
class Marked:
    """Which column each mark stands in, and which part of the case that is."""

    columns: dict[str, str] = field(default_factory=dict)
    parts: dict[str, FieldClass] = field(default_factory=dict)

    def found(self, text: str) -> set[str]:
        return set(MARK.findall(text)) & set(self.columns)

    def told(self, marks: set[str]) -> list[str]:
        return sorted({f"{self.columns[one]} ({self.parts[one]})" for one in marks})


def word_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Every column of a part of a case that can hold a word."""
    for label, table in field_table().tables.items():
        model = apps.get_model(label)
        for name, part in table.columns.items():
            if part is not None and _holds_words(model, name):
                yield model, name


def _holds_words(model: type[models.Model], name: str) -> bool:
    column: Any = model._meta.get_field(name)
    where = f"{model._meta.label}.{name}"
    if isinstance(column, SealedTextField) or where in SHORT_WORDS:
        return True
    plain = type(column) in (models.CharField, models.TextField)
    return plain and not column.choices and where not in CODES and (column.max_length or 0) >= SHORTEST_WORD


def mark_everything(world: World, case: Case) -> Marked:
    """Write the marks into every row that there is; where a table has none, one is made."""
    make = Maker(world, case)
    for model, _name in word_columns():
        make.one(model)
    marked = Marked()
    for model, name in word_columns():
        for row in model._base_manager.all():
            mark = f"Zq{len(marked.columns):04d}qZ"
            _write(row, name, mark)
            marked.columns[mark] = f"{model._meta.label}.{name}"
            marked.parts[mark] = part_of(row, name)
    return marked


def _write(row: models.Model, name: str, mark: str) -> None:
    column: Any = row._meta.get_field(name)
    most = column.max_length or 10_000
    told = f"{getattr(row, name) or ''}"[: most - len(mark) - 1]
    setattr(row, name, f"{told} {mark}".strip())
    row.save(update_fields=[name])


def part_of(row: Any, name: str) -> FieldClass:
    """The part of this column in this row, by the field table and what it says of whole rows."""
    table = field_table().tables[row._meta.label]
    part = table.columns[name]
    assert part is not None
    if table.row is RowRule.HEALTH and _of_health(row):
        return FieldClass.HEALTH
    if table.row is RowRule.COMPANY and getattr(row, "entry", row).information == Information.COMPANY:
        return FieldClass.COMPANY
    if table.row is RowRule.KIND:
        file = row if row._meta.label == "documents.StoredFile" else row.file
        return document_kinds().of(file.kind).part if file is not None else part
    return part


def _of_health(row: Any) -> bool:
    if row._meta.label == "people.Dispute":
        row = row.fact
    if row._meta.label == "people.Fact":
        row = row.slot
    return bool(getattr(row, "health_id", None) or getattr(row, "health", False))


class Maker:
    """Makes a plain row of any table, with whatever it hangs on."""

    def __init__(self, world: World, case: Case) -> None:
        self.known: dict[type[models.Model], Any] = {
            Case: case,
            Person: case.person,
            Organisation: world.service,
            User: world.anna,
            DataKey: case.data_key,
        }

    def one(self, model: type[models.Model]) -> Any:
        if model in self.known:
            return self.known[model]
        row = model._base_manager.first()
        if row is None:
            row = model(**{one.attname: self.value(one) for one in model._meta.fields if self.is_needed(one)})
            row.save()
        self.known[model] = row
        return row

    def is_needed(self, column: Any) -> bool:
        if column.primary_key and not column.is_relation:
            return False
        return not (column.null or column.blank or column.has_default())

    def value(self, column: Any) -> Any:
        where = f"{column.model._meta.label}.{column.name}"
        if where in NEEDED:
            return NEEDED[where]
        if column.is_relation:
            if column.unique:
                return self.fresh(column.related_model).pk
            return self.one(column.related_model).pk
        if column.choices:
            return column.choices[0][0]
        return _plain(column)

    def fresh(self, model: type[models.Model]) -> Any:
        self.known.pop(model, None)
        return self.one(model)


def _plain(column: Any) -> Any:
    kinds: tuple[tuple[type, Any], ...] = (
        (models.DateTimeField, AT),
        (models.DateField, TODAY + timedelta(days=9)),
        (models.BooleanField, False),
        (models.DecimalField, Decimal(1)),
        (models.IntegerField, 1),
        (models.UUIDField, uuid4()),
    )
    for kind, value in kinds:
        if isinstance(column, kind):
            return value
    return {} if "JSON" in type(column).__name__ else ""
