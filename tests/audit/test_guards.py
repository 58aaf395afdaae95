"""The database refuses by itself, whoever asks."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from roterfaden.audit import trail, triggers
from roterfaden.audit.models import Entry, Head
from tests.audit.makers import drop_guards, sql, write_entries

pytestmark = pytest.mark.django_db
COLUMNS = [str(field.column) for field in Entry._meta.concrete_fields]
OTHER = {
    "seq": 99,
    "at": "2026-01-01 00:00:00+00:00",
    "actor_id": 1,
    "subject_uuid": "0" * 32,
    "scope_uuid": "0" * 32,
    "organisation_uuid": "0" * 32,
}


def refused(act: Callable[[], object], sentence: str) -> None:
    with pytest.raises(DatabaseError, match=sentence), transaction.atomic():
        act()


def test_all_guards_stand_after_all_migrations() -> None:
    assert triggers.missing(connection) == []


def test_no_entry_is_deleted() -> None:
    entry = write_entries(2)[0]
    refused(entry.delete, triggers.REFUSED_DELETE)
    refused(lambda: Entry.objects.all().delete(), triggers.REFUSED_DELETE)
    refused(lambda: sql("DELETE FROM audit_entry WHERE seq = 2"), triggers.REFUSED_DELETE)
    assert Entry.objects.count() == 2


@pytest.mark.parametrize("column", [column for column in COLUMNS if column not in {"payload", "salt"}])
def test_no_column_is_changed_not_even_while_erasing(column: str) -> None:
    write_entries(1)
    value = OTHER.get(column, "x")
    refused(lambda: sql(f"UPDATE audit_entry SET {column} = %s", value), triggers.REFUSED_UPDATE)
    refused(
        lambda: sql(f"UPDATE audit_entry SET payload = NULL, salt = NULL, {column} = %s", value),
        triggers.REFUSED_UPDATE,
    )
    assert trail.verify().sound


def test_payload_and_salt_go_together_or_stay() -> None:
    write_entries(1)
    refused(lambda: sql("UPDATE audit_entry SET payload = NULL"), triggers.REFUSED_UPDATE)
    refused(lambda: sql("UPDATE audit_entry SET salt = NULL"), triggers.REFUSED_UPDATE)
    refused(lambda: sql("UPDATE audit_entry SET payload = '{}'"), triggers.REFUSED_UPDATE)
    refused(lambda: sql("UPDATE audit_entry SET payload = '{}', salt = NULL"), triggers.REFUSED_UPDATE)
    sql("UPDATE audit_entry SET payload = NULL, salt = NULL")
    refused(lambda: sql("UPDATE audit_entry SET payload = '{}', salt = '00'"), triggers.REFUSED_UPDATE)
    assert trail.verify().sound


def test_no_entry_gets_in_beside_the_chain() -> None:
    first, second = write_entries(2)
    for seq, previous in ((4, second.hash), (3, first.hash), (1, "0" * 64), (3, "0" * 64)):
        copy = Entry.objects.get(pk=2)
        copy.seq, copy.previous = seq, previous
        refused(lambda copy=copy: copy.save(force_insert=True), "audit: an entry must continue|UNIQUE|unique")  # type: ignore[misc]
    assert Entry.objects.count() == 2
    assert trail.verify() == trail.VerifyResult(2)


def test_replacing_a_row_is_no_way_round() -> None:
    """On SQLite REPLACE deletes without asking the delete guard."""
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has REPLACE")
    write_entries(3)
    columns = ", ".join(COLUMNS)
    for seq in (1, 3):
        refused(
            lambda seq=seq: sql(
                f"REPLACE INTO audit_entry SELECT {columns} FROM audit_entry WHERE seq = {seq}"
            ),  # type: ignore[misc]
            triggers.REFUSED_INSERT,
        )
    refused(lambda: sql("REPLACE INTO audit_head VALUES (1, 0, 'x')"), triggers.REFUSED_HEAD)
    refused(lambda: sql("UPDATE OR REPLACE audit_entry SET seq = 1 WHERE seq = 2"), triggers.REFUSED_UPDATE)
    assert trail.verify() == trail.VerifyResult(3)


def test_the_head_moves_only_with_an_entry() -> None:
    write_entries(2)
    refused(lambda: sql("UPDATE audit_head SET seq = 1"), triggers.REFUSED_HEAD)
    refused(lambda: sql("UPDATE audit_head SET seq = 3"), triggers.REFUSED_HEAD)
    refused(lambda: sql("UPDATE audit_head SET hash = 'x'"), triggers.REFUSED_HEAD)
    refused(lambda: sql("UPDATE audit_head SET id = 2"), triggers.REFUSED_HEAD)
    refused(lambda: sql("DELETE FROM audit_head"), triggers.REFUSED_HEAD)
    refused(lambda: Head.objects.create(id=2, hash="x"), triggers.REFUSED_HEAD)
    assert trail.verify().sound


def test_postgresql_refuses_to_truncate() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    write_entries(1)
    refused(lambda: sql("TRUNCATE audit_entry"), triggers.REFUSED_DELETE)
    refused(lambda: sql("TRUNCATE audit_head"), triggers.REFUSED_HEAD)
    assert Entry.objects.count() == 1


def test_a_missing_guard_is_named() -> None:
    drop_guards()
    assert "audit_entry_no_delete" in triggers.missing(connection)
    assert "audit_entry_continues" in triggers.missing(connection)
    triggers.install(connection)
    triggers.install(connection)
    assert triggers.missing(connection) == []


def test_a_guard_that_is_switched_off_is_missing() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite cannot switch a trigger off")
    sql("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_update")
    assert triggers.missing(connection) == ["audit_entry_no_update"]
