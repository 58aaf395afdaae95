"""Migrations that make many tables at once."""

from itertools import groupby
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class ManyTables(migrations.Migration):
    """A migration with several `CreateModel` in a row; the same tables as without it.

    Django draws all models that hang together anew after each operation, which takes seconds for a row of twenty tables
    beside two hundred others. Here that happens once for a row.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        for is_new, row in groupby(self.operations, lambda one: isinstance(one, migrations.CreateModel)):
            if is_new:
                self._create(list(row), project_state, schema_editor)
            else:
                part: Any = migrations.Migration(self.name, self.app_label)
                part.operations = list(row)
                project_state = part.apply(project_state, schema_editor, collect_sql)
        return project_state

    def _create(
        self, row: list[Operation], state: ProjectState, schema_editor: BaseDatabaseSchemaEditor
    ) -> None:
        before = state.clone()
        state.__dict__.pop("apps", None)
        for operation in row:
            operation.state_forwards(self.app_label, state)
        for operation in row:
            operation.database_forwards(self.app_label, schema_editor, before, state)
