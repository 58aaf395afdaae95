"""Queries that the ORM writes once, for what is asked at every step.

Putting a query together costs Django several times as much as running it. A prepared query is built from a queryset
like any other, so fields, conditions and locks are checked and fit both databases; its text is kept for the next time.
"""

from collections.abc import Sequence
from threading import local
from typing import Any, Generic, NamedTuple, TypeVar, cast

from django.core.exceptions import ObjectDoesNotExist
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)

# Stands for the value while the query is written; no row has this number.
MARK = 2**52 + 1


class NotPrepared(TypeError):
    """The query has no single place for the value: it cannot be written in advance."""


class _Written(NamedTuple):
    text: str
    parameters: tuple[Any, ...]
    place: int  # of the value among the parameters
    columns: list[str]  # of the row itself, which come first
    converters: dict[int, Any]
    related: list[Any]  # put what select_related() names beside the row


class Prepared(Generic[M]):
    """The rows of `queryset` whose column `by` has a value that is only known later: a primary or a foreign key.

    The queryset may use filter, only, order_by, select_related and select_for_update. What only() leaves out is
    loaded when it is read, as usual. A condition holds for good: a day or a world of which it tells may change.
    """

    def __init__(self, queryset: QuerySet[M], *, by: str) -> None:
        self._queryset, self._model, self._by = queryset, queryset.model, by
        self._kept = local()  # each thread has its own connection

    def rows(self, value: object) -> list[M]:
        """The rows for this value, in the order of the queryset. Effect: one SELECT."""
        connection = connections[self._queryset.db]
        written: _Written = getattr(self._kept, "written", None) or self._write(connection)
        parameters = list(written.parameters)
        parameters[written.place] = self._field.get_db_prep_value(value, connection)
        with connection.cursor() as cursor:
            cursor.execute(written.text, parameters)
            found = cursor.fetchall()
        return [self._row(_converted(row, written.converters, connection), written) for row in found]

    def ids(self, value: object) -> list[int]:
        """The keys of these rows, for a query whose only() is the key."""
        return [row.pk for row in self.rows(value)]

    def one(self, value: object) -> M:
        """The only row for this value; refuses with the model's DoesNotExist if there is none."""
        for row in self.rows(value):
            return row
        raise cast("type[ObjectDoesNotExist]", self._model.DoesNotExist)  # type: ignore[attr-defined]

    def _row(self, values: list[Any], written: _Written) -> M:
        columns = written.columns
        made = self._model.from_db(self._queryset.db, columns, values[: len(columns)])
        for beside in written.related:
            beside.populate(values, made)
        return made

    @property
    def _field(self) -> "Field[Any, Any]":
        return cast("Field[Any, Any]", self._model._meta.get_field(self._by))  # noqa: SLF001

    def _write(self, connection: BaseDatabaseWrapper) -> _Written:
        mark = self._field.to_python(MARK)
        query = self._queryset.filter(**{self._by: mark}).query
        compiler = query.get_compiler(connection=connection)
        text, parameters = compiler.as_sql()
        in_text = self._field.get_db_prep_value(mark, connection)
        if parameters.count(in_text) != 1:
            raise NotPrepared(f"Das lässt sich nicht vorab schreiben: {text}")
        selected = [column for column, _text, _alias in compiler.select]
        own = compiler.klass_info["select_fields"]
        self._kept.written = written = _Written(
            text=text,
            parameters=parameters,
            place=parameters.index(in_text),
            columns=[selected[place].target.attname for place in own],
            converters=compiler.get_converters(selected),
            related=get_related_populators(compiler.klass_info, compiler.select, connection.alias),  # type: ignore[call-arg]
        )
        return written


def _converted(row: Sequence[Any], converters: dict[int, Any], connection: BaseDatabaseWrapper) -> list[Any]:
    values = list(row)
    for place, (steps, column) in converters.items():
        for convert in steps:
            values[place] = convert(values[place], column, connection)
    return values
