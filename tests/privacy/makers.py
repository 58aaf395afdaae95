"""A row of any table, with something in every column: found by walking the models, so a new table fills itself."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import connection, models, transaction
from django.db.models import Model

from roterfaden.common.crypto import keyring
from roterfaden.common.crypto.fields import SealedField, SealedJSONField
from roterfaden.common.models import DataKey
from roterfaden.privacy.telling import plain

BASE_DAY = date(2031, 1, 1)


class Filler:
    """Makes rows that hang on the given ones; remembers what it wrote: (label, uuid or number) -> column -> value."""

    def __init__(self, *known: Model) -> None:
        self.rows: dict[type[Model], Model] = {type(row): row for row in known}
        self.numbers = count(1)
        self.written: dict[tuple[str, str], dict[str, Any]] = {}
        self.making: set[type[Model]] = set()

    def fill_all(self, wanted: set[type[Model]]) -> None:
        """A row in every table, what others hang on first."""
        left = wanted - set(self.rows)
        while left:
            ready = {one for one in left if self._hangs_on_something(one)}
            for model in sorted(ready, key=lambda one: one._meta.label):
                self.row(model)
            assert ready, left
            left -= ready

    def _hangs_on_something(self, model: type[Model]) -> bool:
        return any(field.is_relation and field.related_model in self.rows for field in model._meta.fields)

    def row(self, model: type[Model]) -> Model:
        """The row of this table that there is, else a new one."""
        if model not in self.rows:
            self.rows[model] = self.fill(model)
        return self.rows[model]

    def fill(self, model: type[Model]) -> Model:
        """A new row with a value of its own in every column."""
        self.making.add(model)
        said = {field.name: self._value(field) for field in model._meta.fields if self._is_free(field)}
        made = model(**said)
        model._base_manager.bulk_create([made])
        if made.pk is None:
            made = model._base_manager.latest("pk")
        self.making.discard(model)
        key = (model._meta.label, str(getattr(made, "uuid", made.pk)))
        self.written[key] = {
            name: plain(value)
            for name, value in said.items()
            if not isinstance(value, Model) and value is not None
        }
        return made

    def change(self, row: Model) -> None:
        """Something of its own in every free column of a row that is there already."""
        said = {
            field.name: self._value(field)
            for field in row._meta.fields
            if self._is_free(field)
            and not field.is_relation
            and not field.unique
            and field.name != "revision"
        }
        for name, value in said.items():
            setattr(row, name, value)
        row.save(update_fields=list(said))
        key = (row._meta.label, str(getattr(row, "uuid", row.pk)))
        self.written[key] = {name: plain(value) for name, value in said.items()}

    def _is_free(self, field: models.Field[Any, Any]) -> bool:
        return not isinstance(field, (models.AutoField, models.CompositePrimaryKey))

    def _value(self, field: models.Field[Any, Any]) -> Any:
        number = next(self.numbers)
        if field.is_relation:
            return self._related(field)
        if isinstance(field, SealedJSONField):
            return {"kanarie": f"K{number}"}
        if field.choices:
            return next(value for value, _label in field.flatchoices if value != "")
        if isinstance(field, models.JSONField):
            return {"kanarie": f"K{number}"}
        return _simple(field, number)

    def _related(self, field: models.Field[Any, Any]) -> Any:
        target = field.related_model
        assert isinstance(target, type)
        if target is DataKey:
            return self.rows.get(DataKey) or keyring.new_key()
        if target in self.rows:
            return None if field.unique and field.null else self.rows[target]
        if target in self.making or field.null:
            return None
        return self.row(target)


def _simple(field: models.Field[Any, Any], number: int) -> Any:
    if isinstance(field, (SealedField, models.CharField, models.TextField)):
        return f"K{number}"[: field.max_length or 40]
    if isinstance(field, models.DecimalField):
        return Decimal(number % 9).quantize(Decimal(10) ** -field.decimal_places)
    return next(make(number) for kind, make in MAKERS.items() if isinstance(field, kind))


def _day(number: int) -> date:
    return BASE_DAY + timedelta(days=number % 20_000)


# the first that fits: a moment is a day, too
MAKERS: dict[type[Any], Callable[[int], Any]] = {
    models.DateTimeField: lambda n: datetime.combine(_day(n), time(n % 24, n % 60), tzinfo=UTC),
    models.DateField: _day,
    models.TimeField: lambda n: time(n % 24, n % 60),
    models.UUIDField: lambda _n: uuid4(),
    models.BinaryField: lambda n: str(n).encode(),
    models.BooleanField: lambda _n: False,
    models.IntegerField: lambda n: 1 + n % 30_000,
}


def without_checks() -> Iterator[None]:
    """SQLite takes rows that no rule of a table would let in: what is told of a column does not hang on them."""
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
    try:
        with transaction.atomic():
            yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
