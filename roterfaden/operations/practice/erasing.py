"""Throw a practice away: every row that hangs on its organisations and people, their keys, their files.

What belongs to it is found by following the foreign keys, so that a new table is reached without being listed here.
Before anything goes it is proved that nothing real hangs on it and that nothing in it points to real people or cases.
"""

import shutil
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from django.db.models import CompositePrimaryKey, Field, ForeignKey, Model, Q, QuerySet

from roterfaden.accounts.models import Organisation, Practice, User
from roterfaden.audit import actions, trail
from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring
from roterfaden.common.models import DataKey
from roterfaden.common.portions import in_portions
from roterfaden.documents import store
from roterfaden.documents.models import StoredFile
from roterfaden.jobs import clock
from roterfaden.people.models import Person
from roterfaden.statistics.store import directory

actions.register("practice.thrown_away", "Übung weggeworfen")

KEPT_FOR = timedelta(days=30)
# whose rows say to which world something belongs
BELONGING = (Organisation, User, Person, Case)


class PracticeEntangled(RuntimeError):
    """Something real hangs on a practice, or the other way round. Nothing was thrown away."""


class _Rows:
    """What belongs to one practice: keys by table, and for tables without a single key the condition."""

    def __init__(self) -> None:
        self.keys: dict[type[Model], set[Any]] = defaultdict(set)
        self.conditions: dict[type[Model], list[Q]] = defaultdict(list)

    def of(self, model: type[Model]) -> Iterator[QuerySet[Any]]:
        """The rows of a table, in portions."""
        everything = model._base_manager.order_by()  # noqa: SLF001
        for part in in_portions(self.keys[model]):
            yield everything.filter(pk__in=part)
        for condition in self.conditions[model]:
            yield everything.filter(condition)

    @property
    def models(self) -> list[type[Model]]:
        return [*self.keys, *(model for model in self.conditions if model not in self.keys)]


def throw_away(*, practice: Practice, by: User | None, at: datetime) -> int:
    """Throw a practice away; returns how many rows went. What was written in it is unreadable at once.

    Refuses (PracticeEntangled) when it and the real world are not apart. Effects: data keys are destroyed, all rows
    are deleted, files and the extract for statistics go after the commit. The trail stays whole; its entries about the
    practice hold codes and numbers only. Audit entry.
    """
    with transaction.atomic():
        Practice.objects.select_for_update().get(pk=practice.pk)
        rows = _everything_of(practice)
        keys = _keys_of(rows)
        _prove_apart(rows, keys, practice)
        for key in DataKey.objects.filter(pk__in=keys):
            keyring.destroy(key, at=at)
        for uuid in StoredFile.objects.filter(pk__in=rows.keys[StoredFile]).values_list("uuid", flat=True):
            transaction.on_commit(partial(store.remove, uuid), robust=True)
        for code in Organisation.everywhere.filter(practice=practice).values_list("code", flat=True):
            transaction.on_commit(partial(shutil.rmtree, directory() / code, ignore_errors=True))
        gone = _delete(rows)
        trail.record("practice.thrown_away", by=by, at=at, subject=practice, details={"rows": gone})
    return gone


@clock.nightly("practice.throw_away_old")
def throw_away_old(*, at: datetime) -> dict[str, int]:
    """Throw every practice away that was begun more than 30 days ago."""
    old = list(Practice.objects.filter(begun_at__lt=at - KEPT_FOR).order_by("pk"))
    return {"practices": len(old), "rows": sum(throw_away(practice=one, by=None, at=at) for one in old)}


def _everything_of(practice: Practice) -> _Rows:
    """All rows that point to its organisations and people, to those rows, and so on."""
    rows = _Rows()
    fresh: dict[type[Model], set[Any]] = {Practice: {practice.pk}}
    pointing = _pointing()
    while fresh:
        found: dict[type[Model], set[Any]] = defaultdict(set)
        for model, keys in fresh.items():
            rows.keys[model] |= keys
        for model, keys in fresh.items():
            for field in pointing[model]:
                for part in in_portions(keys):
                    condition = Q(**{f"{field.name}__in": part})
                    if isinstance(field.model._meta.pk, CompositePrimaryKey):  # noqa: SLF001
                        rows.conditions[field.model].append(condition)
                    else:
                        theirs = field.model._base_manager.order_by().filter(condition)  # noqa: SLF001
                        found[field.model] |= set(theirs.values_list("pk", flat=True))
        fresh = {model: keys - rows.keys[model] for model, keys in found.items() if keys - rows.keys[model]}
    return rows


def _pointing() -> dict[type[Model], list[Field[Any, Any]]]:
    """By table, the foreign keys that point to it."""
    found: dict[type[Model], list[Field[Any, Any]]] = defaultdict(list)
    for field in _foreign_keys():
        found[field.related_model].append(field)  # type: ignore[index]
    return found


def _foreign_keys() -> Iterator[Field[Any, Any]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:  # noqa: SLF001
            yield from (field for field in model._meta.local_fields if isinstance(field, ForeignKey))  # noqa: SLF001


def _keys_of(rows: _Rows) -> set[Any]:
    """The data keys that sealed anything of it."""
    found: set[Any] = set()
    for field in _foreign_keys():
        if field.related_model is DataKey:
            for part in rows.of(field.model):
                found |= set(part.exclude(**{field.name: None}).values_list(field.attname, flat=True))
    return found


def _prove_apart(rows: _Rows, keys: Collection[Any], practice: Practice) -> None:
    """Refuse if a row points to somebody or something real, or if a key seals anything outside."""
    for field in _foreign_keys():
        if field.related_model in BELONGING and field.model is not Practice:
            for part in rows.of(field.model):
                named = set(part.exclude(**{field.name: None}).values_list(field.attname, flat=True))
                if not named <= rows.keys[field.related_model]:
                    raise PracticeEntangled(f"{practice}: {field} names something real")
        if field.related_model is DataKey:
            users = field.model._base_manager.filter(**{f"{field.name}__in": list(keys)})  # noqa: SLF001
            if not set(users.values_list("pk", flat=True)) <= rows.keys[field.model]:
                raise PracticeEntangled(f"{practice}: a key of {field} seals something real")


def _delete(rows: _Rows) -> int:
    """In any order: the databases look at foreign keys when the transaction ends."""
    return sum(
        part._raw_delete(connection.alias)  # noqa: SLF001
        for model in rows.models
        for part in rows.of(model)
    )
