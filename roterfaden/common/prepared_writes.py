"""Writes whose text is put together once, for what is written at every step.

As with `common.prepared`: Django spends several times as much on the text of an UPDATE or INSERT as the database on
carrying it out. Values go through the fields as usual, so sealed columns are encrypted for their row.
"""

from collections.abc import Iterable
from typing import Any, Generic, TypeVar, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model

M = TypeVar("M", bound=Model)
Column = Field[Any, Any]


class PreparedUpdate(Generic[M]):
    """Saves the named columns of a row, as `save(update_fields=…)` does; nothing here sends signals."""

    def __init__(self, model: type[M], *fields: str) -> None:
        self._model = model
        self._fields = [cast("Column", model._meta.get_field(name)) for name in fields]  # noqa: SLF001
        self._texts: dict[str, str] = {}

    def save(self, instance: M) -> None:
        """Refuses with the model's DoesNotExist if the row is gone. Effect: one UPDATE by primary key."""
        connection = connections[instance._state.db or DEFAULT_DB_ALIAS]  # noqa: SLF001
        text = self._texts.get(connection.vendor) or self._write(connection)
        values = _values(instance, self._fields, connection, add=False)
        with connection.cursor() as cursor:
            cursor.execute(text, [*values, instance.pk])
            if cursor.rowcount != 1:
                raise cast("type[ObjectDoesNotExist]", self._model.DoesNotExist)  # type: ignore[attr-defined]

    def _write(self, connection: BaseDatabaseWrapper) -> str:
        quote, meta = connection.ops.quote_name, self._model._meta  # noqa: SLF001
        columns = ", ".join(f"{quote(str(field.column))} = %s" for field in self._fields)
        where = f"{quote(meta.db_table)} SET {columns} WHERE {quote(str(meta.pk.column))} = %s"
        self._texts[connection.vendor] = text = f"UPDATE {where}"
        return text


class PreparedInsert(Generic[M]):
    """Stores new rows of a model whose primary key the database counts up, as `bulk_create` does."""

    def __init__(self, model: type[M]) -> None:
        self._model = model
        concrete = model._meta.local_concrete_fields  # noqa: SLF001
        self._fields: list[Column] = [field for field in concrete if not field.primary_key]
        self._texts: dict[str, str] = {}

    def insert(self, instance: M) -> None:
        """Effect: one INSERT; the instance then has its primary key."""
        connection = connections[DEFAULT_DB_ALIAS]
        text = self._texts.get(connection.vendor) or self._write(connection)
        with connection.cursor() as cursor:
            cursor.execute(text, _values(instance, self._fields, connection, add=True))
            (instance.pk,) = cursor.fetchone()
        instance._state.adding, instance._state.db = False, connection.alias  # noqa: SLF001

    def _write(self, connection: BaseDatabaseWrapper) -> str:
        quote, meta = connection.ops.quote_name, self._model._meta  # noqa: SLF001
        columns = ", ".join(quote(str(field.column)) for field in self._fields)
        places = ", ".join("%s" for _ in self._fields)
        rest = f"{quote(meta.db_table)} ({columns}) VALUES ({places}) RETURNING {quote(str(meta.pk.column))}"
        self._texts[connection.vendor] = text = f"INSERT INTO {rest}"
        return text


def _values(
    instance: Model, fields: Iterable[Column], connection: BaseDatabaseWrapper, *, add: bool
) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(instance, add), connection) for field in fields]
