"""Entries for the tests of the trail."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from roterfaden.audit import actions, trail, triggers
from roterfaden.audit.chain import Fields, canonical_payload, commit, link
from roterfaden.audit.models import Entry
from tests.common.shelf.models import Folder

CHANGED = actions.register("tests.folder_changed", "Mappe geändert")
READ = actions.register("tests.folder_read", "Mappe gelesen", reading=True)
AT = datetime(2026, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)


@dataclass
class Person:
    pk: int = 7
    username: str = "a.beispiel"

    def get_username(self) -> str:
        return self.username


def write_entries(count: int, *, scope: Folder | None = None, **options: Any) -> list[Entry]:
    with transaction.atomic():
        return [
            trail.record(
                CHANGED,
                by=Person(number % 5),
                at=AT + timedelta(minutes=number),
                subject=scope,
                scope=scope,
                details={"field": "text", "number": number},
                **options,
            )
            for number in range(count)
        ]


def drop_guards() -> None:
    """Do what only the owner of the database can do."""
    with connection.cursor() as cursor:
        for statement in triggers.drop_statements(connection.vendor):
            cursor.execute(statement)


def sql(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def forge(seq: int, *, previous: str) -> Entry:
    """A row that nobody recorded, with a hash that is right."""
    payload, salt = canonical_payload({}), "ab" * 16
    fields = Fields(seq, AT, None, "system", "tests.x", "", None, "", None, None, commit(salt, payload))
    row = Entry(
        **fields._asdict(), payload=payload, salt=salt, previous=previous, hash=link(previous, fields)
    )
    row.save(force_insert=True)
    return row
