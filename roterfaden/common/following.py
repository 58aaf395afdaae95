"""Whatever points at a record: what follows when two records of one and the same are joined, and goes back after."""

from collections.abc import Collection, Iterable
from typing import Any

from django.apps import apps
from django.db.models import F, Model, QuerySet

from roterfaden.common.models import Revised


def followers_of(target: type[Model], *, without: Collection[type[Model]]) -> list[str]:
    """`app.Model.field` of every foreign key to `target`, but for those of the models `without`."""
    return sorted(
        f"{relation.related_model._meta.label}.{relation.field.name}"  # noqa: SLF001
        for relation in target._meta.related_objects  # noqa: SLF001
        if relation.related_model not in without
    )


def following(label: str, record: Model, ids: Iterable[int] | None) -> tuple[QuerySet[Any], str]:
    """The rows of the label of `followers_of` that point at `record`, all or `ids`; and the field that does."""
    model_label, _dot, field = label.rpartition(".")
    rows = apps.get_model(model_label)._base_manager.filter(**{field: record})  # noqa: SLF001
    return (rows if ids is None else rows.filter(pk__in=list(ids))), field


def lead(rows: QuerySet[Any], field: str, target: Model) -> list[int]:
    """Let `rows` point at `target`, in one statement; those with a revision get the next one. Returns their ids."""
    moved = list(rows.values_list("pk", flat=True))
    model = rows.model
    counted = {"revision": F("revision") + 1} if issubclass(model, Revised) else {}
    model._base_manager.filter(pk__in=moved).update(**{field: target}, **counted)  # noqa: SLF001
    return moved
