"""Optimistic locking: the second of two editors is told, and nothing is overwritten silently."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, router

from roterfaden.common.models import Revised


class Conflict(Exception):
    """Someone else saved this record first. `current` is how it stands now; None if it is gone."""

    def __init__(self, current: Revised | None) -> None:
        super().__init__("Jemand anderes hat diesen Eintrag inzwischen geändert.")
        self.current = current


def save_facts(instance: Revised, facts: Mapping[str, Any], *, expected: int, fields: Iterable[str]) -> None:
    """Take the named fields from `facts` and write them if nobody was faster; refuses as `save_revision` does."""
    named = tuple(fields)
    for name in named:
        setattr(instance, name, facts[name])
    save_revision(instance, expected=expected, fields=named)


def save_revision(instance: Revised, *, expected: int, fields: Iterable[str]) -> None:
    """Write the named fields of `instance` if its revision in the database is still `expected`.

    Refuses with Conflict, which carries the current record, if another revision (or none) is found.
    Effects: one UPDATE; sealed fields are encrypted; `instance.revision` is the new one.
    """
    model = type(instance)
    using = instance._state.db or router.db_for_write(model, instance=instance)  # noqa: SLF001
    rows: models.QuerySet[Revised] = model._base_manager.using(using)  # noqa: SLF001
    values = {}
    for name in fields:
        field = model._meta.get_field(name)  # noqa: SLF001
        if not isinstance(field, models.Field):
            raise TypeError(f"{model.__name__}.{name} is not a column and cannot be saved as a revision.")
        values[field.name] = field.pre_save(instance, add=False)
    saved = rows.filter(pk=instance.pk, revision=expected).update(revision=expected + 1, **values)
    if not saved:
        raise Conflict(rows.filter(pk=instance.pk).first())
    instance.revision = expected + 1
