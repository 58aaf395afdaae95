"""The master key changes while people work; killed, the change goes on where it was."""

import stat
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from benchmarks.half_states import Writes
from roterfaden.audit.models import Entry
from roterfaden.common.crypto import keyring, master
from roterfaden.common.models import DataKey
from roterfaden.operations import master_keys
from roterfaden.people.choices import Closeness
from roterfaden.people.conflicts import declare_conflict
from roterfaden.people.models import OutOfReach
from tests.common.makers import fresh, make_folder, make_note
from tests.fixtures import AT, World, open_case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def key_file(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.MASTER_KEY_FILE = tmp_path / "keys" / "master.key"
    keyring.forget()
    keyring.ensure_master_key()
    yield settings.MASTER_KEY_FILE
    keyring.forget()


def call(*words: str) -> str:
    said = StringIO()
    call_command("master_key", *words, stdout=said)
    return said.getvalue()


@pytest.mark.requirement(
    "R-28", figure="changed by command, 0 unreadable with the new key alone; resumed after a fault"
)
def test_all_texts_open_with_the_new_key_alone(key_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(master_keys, "AT_ONCE", 7)
    notes = [make_note(text=f"Satz {number}") for number in range(40)]
    old, erased = master.current().id, make_folder().data_key
    keyring.destroy(erased, at=AT)
    keys = DataKey.objects.filter(wrapped__isnull=False).count()
    call("new")
    assert master.current().id != old
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert fresh(notes[0]).text == "Satz 0", "before a single key was wrapped anew"
    with connection.execute_wrapper(Writes(20)), pytest.raises(DatabaseError):
        call("rewrap")
    left = keyring.under_older().count()
    assert 0 < left < keys, "what was done stays done"
    assert f"{left} Datenschlüssel" in call("rewrap")
    key_file.write_text(key_file.read_text().splitlines()[0])
    assert [fresh(note).text for note in notes] == [f"Satz {number}" for number in range(40)]
    with pytest.raises(keyring.KeyDestroyed):
        keyring.key_for(erased.id)
    told = Entry.objects.filter(action__startswith="operations.").order_by("seq")
    assert [entry.action for entry in told] == [
        "operations.master_key_added",
        "operations.data_keys_rewrapped",
    ]


def test_a_second_call_does_nothing_and_says_so() -> None:
    make_note()
    call("new")
    call("rewrap")
    before = Entry.objects.count()
    assert "0 Datenschlüssel" in call("rewrap")
    assert Entry.objects.count() == before


def test_no_new_key_before_the_last_change_is_at_its_end(key_file: Path) -> None:
    make_note()
    call("new")
    content = key_file.read_text()
    with pytest.raises(CommandError, match="noch nicht zu Ende"):
        call("new")
    assert key_file.read_text() == content


def test_no_key_is_added_where_there_is_none(key_file: Path) -> None:
    key_file.unlink()
    with pytest.raises(CommandError, match="keinen Hauptschlüssel"):
        call("new")
    assert list(key_file.parent.iterdir()) == []


def test_a_key_destroyed_meanwhile_stays_destroyed() -> None:
    one, two = sorted((make_folder().data_key for _ in range(2)), key=lambda key: key.pk)
    master.add_key()
    keyring.destroy(two, at=AT)
    assert keyring.rewrap_after(None, most=10) == one.pk
    two.refresh_from_db()
    assert two.wrapped is None
    assert keyring.rewrap_after(one.pk, most=10) is None


def test_closeness_that_was_declared_before_still_hides_whoever_comes(world: World) -> None:
    declare_conflict(
        user=world.bela,
        closeness=next(iter(Closeness)),
        first_name="Leyla",
        last_name="Aksoy",
        birth_date=date(1991, 6, 4),
        by=world.bela,
        at=AT,
    )
    master.add_key()
    case = open_case(world)
    assert OutOfReach.objects.filter(user=world.bela, person=case.person).exists()
