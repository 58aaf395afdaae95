"""One row of a table as an access report tells it: every column with its name and value, or why it is kept back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Field, Model

from roterfaden.accounts.models import Organisation, Team, User
from roterfaden.common.crypto import keyring
from roterfaden.common.crypto.erasure import sealed_columns
from roterfaden.common.portions import in_portions
from roterfaden.consent.models import Recipient
from roterfaden.employers.models import Employer
from roterfaden.privacy.holdings import Holdings

if TYPE_CHECKING:
    Column = Field[Any, Any]
else:
    Column = Field

# whom a row points at by name; of everything else the number of the row is told
NAMED: tuple[type[Model], ...] = (User, Organisation, Team, Recipient, Employer)
# what only the program needs: the number inside, and the key that seals
INNER = frozenset(("id", "data_key"))
Plain = str | int | float | bool | None | list[Any] | dict[str, Any]


@dataclass(frozen=True)
class Told:
    """A row: its columns by name, each with label and value; and the reasons for which columns are kept back."""

    label: str
    uuid: str
    columns: Mapping[str, Mapping[str, Plain]]
    back: Mapping[str, str]

    def texts(self) -> Iterator[str]:
        """What people wrote in the row."""
        for column in self.columns.values():
            if isinstance(column["value"], str):
                yield column["value"]


class Teller:
    """Tells rows; names that many rows share are asked for once."""

    def __init__(self, known: Holdings) -> None:
        self.known = known
        self.names: dict[tuple[type[Model], Any], str] = {}

    def rows(self, model: type[Model], keys: Iterable[int]) -> Iterator[tuple[Model, Told]]:
        """The rows with these keys, in their order. A constant number of queries for so many hundred rows."""
        paths = {path.rpartition("__")[0] for path in sealed_columns(model)}
        for some in in_portions(sorted(keys)):
            asked = model._base_manager.filter(pk__in=some).order_by("pk")  # noqa: SLF001
            rows = list(asked.select_related(*sorted(path for path in paths if path)))
            keyring.prefetch({key for row in rows for key in _keys_of(row)})
            self._learn(model, rows)
            for row in rows:
                yield row, self._told(row)

    def _told(self, row: Model) -> Told:
        label = row._meta.label  # noqa: SLF001
        columns: dict[str, dict[str, Plain]] = {}
        back: dict[str, str] = {}
        for field in _columns(type(row)):
            reason = self.known.kept_back(label, field.name)
            if reason:
                back[field.name] = reason
            else:
                columns[field.name] = self._column(row, field)
        return Told(label, str(getattr(row, "uuid", row.pk)), columns, back)

    def _column(self, row: Model, field: Column) -> dict[str, Plain]:
        said: dict[str, Plain] = {"label": label_of(field)}
        if field.many_to_many:
            others = getattr(row, field.name).order_by("pk")
            return said | {"value": [self._name(one) for one in others]}
        if field.is_relation:
            key = getattr(row, field.attname)
            target = field.related_model
            assert isinstance(target, type)
            return said | {"value": None if key is None else self.names.get((target, key), str(key))}
        value = getattr(row, field.name)
        said["value"] = plain(value)
        if field.choices and value not in (None, ""):
            said["shown"] = str(getattr(row, f"get_{field.name}_display")())
        return said

    def _learn(self, model: type[Model], rows: Sequence[Model]) -> None:
        for field in _columns(model):
            target = field.related_model
            if not isinstance(target, type) or field.many_to_many:
                continue
            keys = {getattr(row, field.attname) for row in rows} - {None}
            missing = {key for key in keys if (target, key) not in self.names}
            if not missing:
                continue
            for other in target._base_manager.filter(pk__in=missing):  # noqa: SLF001
                self.names[target, other.pk] = self._name(other)

    def _name(self, other: Model) -> str:
        return str(other) if isinstance(other, NAMED) else str(getattr(other, "uuid", other.pk))


def label_of(field: Column) -> str:
    """What people call the column; empty where it has no other name than in the program."""
    words = str(getattr(field, "verbose_name", ""))
    return "" if words == field.name.replace("_", " ") else words


def plain(value: Any) -> Plain:
    """A value as JSON knows it: days and moments in ISO 8601, amounts as text."""
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    if value is None or isinstance(value, (str, int, float, bool)):
        return value
    return str(value)


def _columns(model: type[Model]) -> Iterator[Column]:
    for field in [*model._meta.fields, *model._meta.many_to_many]:  # noqa: SLF001
        if field.name not in INNER:
            yield field


def _keys_of(row: Model) -> Iterator[UUID]:
    for path in sealed_columns(type(row)):
        found: Any = row
        for name in path.split("__"):
            found = getattr(found, name)
        if found is not None:
            yield found
