"""Migrations of many tables: what they make is what Django makes one by one."""

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.test.utils import CaptureQueriesContext

from roterfaden.common.migrating import ManyTables

OPERATIONS: Sequence[Operation] = [
    migrations.CreateModel("House", [("id", models.BigAutoField(primary_key=True))]),
    migrations.CreateModel(
        "Room",
        [
            ("id", models.BigAutoField(primary_key=True)),
            ("house", models.ForeignKey("migrated.house", on_delete=models.CASCADE)),
            ("name", models.CharField(max_length=20)),
        ],
        options={"constraints": [models.UniqueConstraint(fields=["house", "name"], name="room_once")]},
    ),
    migrations.AddField("house", "door", models.ForeignKey("migrated.room", models.CASCADE, null=True)),
    migrations.CreateModel("Roof", [("house", models.OneToOneField("migrated.house", models.CASCADE))]),
    migrations.AddIndex("room", models.Index(fields=["name"], name="room_name")),
]


class OneByOne(migrations.Migration):
    operations = OPERATIONS


class AtOnce(ManyTables):
    operations = OPERATIONS


def sql_of(migration: type[migrations.Migration]) -> list[str]:
    with CaptureQueriesContext(connection) as seen:
        with connection.schema_editor() as editor:
            state = migration("0001", "migrated").apply(ProjectState(), editor)
        with connection.schema_editor() as editor:
            for name in ("roof", "room", "house"):
                editor.delete_model(state.apps.get_model("migrated", name))
    return [one["sql"] for one in seen.captured_queries]


@pytest.mark.django_db(transaction=True)
def test_the_tables_are_those_that_django_makes_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: dict[type[Any], int] = {}
    reload: Any = ProjectState.__dict__["_reload"]
    told: dict[type[migrations.Migration], list[str]] = {}
    for kind in (OneByOne, AtOnce):

        def counted(self: ProjectState, *args: Any, kind: Any = kind, **words: Any) -> Any:
            drawn[kind] = drawn.get(kind, 0) + 1
            return reload(self, *args, **words)

        monkeypatch.setattr(ProjectState, "_reload", counted)
        told[kind] = sorted(sql_of(kind))
    assert told[AtOnce] == told[OneByOne]
    assert any("room_once" in one for one in told[AtOnce])
    assert drawn[AtOnce] < drawn[OneByOne]
