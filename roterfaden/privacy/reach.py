"""Every row of every table that belongs to a person: found by following the keys of the database, not by a list.

From the person and the cases every foreign key that points here is followed back, so a new table is reached by itself.
What hangs forward on a row (its run, its file, its deadline) is taken along, and from there only what the same
capability says about it: never the chain, the company or the list on which others stand, too.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Field, Model

from roterfaden.common.models import DataKey
from roterfaden.common.portions import in_portions
from roterfaden.documents.models import StoredFile
from roterfaden.jobs.models import Mail
from roterfaden.people.models import HealthRecord, Person
from roterfaden.process.models import Deadline, Run

if TYPE_CHECKING:
    Column = Field[Any, Any]
else:
    Column = Field

# what a row may point at and owns
OWNED: tuple[type[Model], ...] = (Run, StoredFile, Deadline)
# nothing in these points at a case, but they are sealed with its key
KEYED: tuple[type[Model], ...] = (Mail, StoredFile)

Found = dict[type[Model], set[int]]


def rows_of(person: Person) -> Found:
    """The primary keys of all rows about `person`, those merged into the same person with it, by table."""
    found: Found = defaultdict(set)
    edge: Found = {Person: {person.pk}}
    while edge:
        for model, keys in edge.items():
            found[model] |= keys
        edge = _new(_next(edge), found)
    _sealed_by_own_keys(found)
    return dict(found)


def reachable_models() -> set[type[Model]]:
    """Every table that `rows_of` can lead to."""
    found: set[type[Model]] = set()
    edge: list[type[Model]] = [Person]
    while edge:
        model = edge.pop()
        if model not in found:
            found.add(model)
            edge += [one.model for one in columns_pointing_at(model)]
            edge += [_target(one) for one in _owned_columns(model)]
    return found | set(KEYED)


def columns_pointing_at(model: type[Model]) -> Iterator[Column]:
    """The foreign keys of other tables that lead to `model`."""
    for relation in model._meta.get_fields(include_hidden=True):  # noqa: SLF001
        if not relation.auto_created or relation.concrete or relation.many_to_many:
            continue
        source = relation.related_model
        if not isinstance(source, type) or source._meta.auto_created:  # noqa: SLF001
            continue
        if model in OWNED and source._meta.app_label != model._meta.app_label:  # noqa: SLF001
            continue
        column = relation.remote_field
        assert isinstance(column, Field)
        yield column


def health_rows(found: Found) -> set[tuple[type[Model], int]]:
    """The rows that hang on the health record: they have a key, a right and a log of their own."""
    own: Found = defaultdict(set)
    edge: Found = {HealthRecord: set(found.get(HealthRecord, ()))}
    while any(edge.values()):
        for model, keys in edge.items():
            own[model] |= keys
        edge = _new(_next(edge), own)
    return {(model, key) for model, keys in own.items() for key in keys}


def _next(edge: Found) -> Found:
    found: Found = defaultdict(set)
    for model, keys in edge.items():
        for column in columns_pointing_at(model):
            for some in in_portions(keys):
                rows = column.model._base_manager.filter(**{f"{column.name}__in": some})  # noqa: SLF001
                found[column.model].update(rows.order_by().values_list("pk", flat=True))
        for column in _owned_columns(model):
            for some in in_portions(keys):
                rows = model._base_manager.filter(pk__in=some).exclude(**{column.name: None})  # noqa: SLF001
                found[_target(column)].update(rows.order_by().values_list(column.attname, flat=True))
    return found


def _new(reached: Found, found: Found) -> Found:
    fresh = {model: keys - found[model] for model, keys in reached.items()}
    return {model: keys for model, keys in fresh.items() if keys}


def _sealed_by_own_keys(found: Found) -> None:
    """What is sealed with the key of a row of the person is about the person: mails, files."""
    keys: set[UUID] = set()
    for model, numbers in found.items():
        column = _key_column(model)
        if column is None:
            continue
        for some in in_portions(numbers):
            with_key = model._base_manager.filter(pk__in=some)  # noqa: SLF001
            keys.update(with_key.order_by().values_list(column.attname, flat=True))
    for model in KEYED:
        column = _key_column(model)
        assert column is not None
        for key in keys:
            rows = model._base_manager.filter(**{column.attname: key})  # noqa: SLF001
            found[model].update(rows.order_by().values_list("pk", flat=True))


def _key_column(model: type[Model]) -> Column | None:
    for field in model._meta.fields:  # noqa: SLF001
        if field.is_relation and field.related_model is DataKey:
            return field
    return None


def _owned_columns(model: type[Model]) -> Iterator[Column]:
    for field in model._meta.fields:  # noqa: SLF001
        if field.is_relation and field.related_model in OWNED:
            yield field


def _target(column: Column) -> type[Model]:
    target = column.related_model
    assert isinstance(target, type)
    return target
