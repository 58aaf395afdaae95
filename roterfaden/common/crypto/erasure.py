"""Empty whatever a data key sealed: the ciphertext goes too, not only the means to read it."""

from collections import defaultdict
from functools import cache

from django.apps import apps
from django.db.models import Model

from roterfaden.common.crypto.fields import SealedField
from roterfaden.common.models import DataKey


def empty_sealed(key: DataKey) -> int:
    """Write nothing into every sealed column that `key` opens, in all tables; returns how many rows there were.

    Found by the path that each sealed field names, so a new table is reached without being listed here. Effects: one
    UPDATE per table.
    """
    emptied = 0
    for model in apps.get_models():
        for path, fields in sealed_columns(model).items():
            rows = model._default_manager.filter(**{path: key.pk})  # noqa: SLF001
            ids = model._default_manager.filter(pk__in=rows.values("pk"))  # noqa: SLF001
            emptied += ids.order_by().update(**{field.name: field.nothing for field in fields})
    return emptied


@cache
def sealed_columns(model: type[Model]) -> dict[str, list[SealedField]]:
    """The sealed fields of a table, by the lookup that leads to the id of their key."""
    if model._meta.proxy or not model._meta.managed:  # noqa: SLF001
        return {}
    found: dict[str, list[SealedField]] = defaultdict(list)
    for field in model._meta.get_fields():  # noqa: SLF001
        if isinstance(field, SealedField):
            found[field.key.replace(".", "__")].append(field)
    return found
