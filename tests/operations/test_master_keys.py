"""The master key changes while people work; killed, the change goes on where it was."""

import stat
from collections.abc import Iterator
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.utils import timezone

from benchmarks.half_states import Writes
from roterfaden.accounts.adapter import SecondFactorAdapter
from roterfaden.audit import checkpoints
from roterfaden.audit.models import Entry
from roterfaden.cases.finding import find_cases
from roterfaden.common.crypto import keyring, master
from roterfaden.common.models import DataKey
from roterfaden.operations import master_keys
from roterfaden.operations.backup.making import make_backup
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
        "operations.master_key_renewed",
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


def near(world: World, first: str, last: str, former: str = "") -> None:
    declare_conflict(
        user=world.bela,
        closeness=next(iter(Closeness)),
        first_name=first,
        last_name=last,
        former_name=former,
        birth_date=date(1991, 6, 4),
        by=world.bela,
        at=AT,
    )


def hidden(first: str, last: str, world: World) -> bool:
    case = open_case(world, first_name=first, last_name=last)
    return OutOfReach.objects.filter(user=world.bela, person=case.person).exists()


@pytest.mark.requirement(
    "R-28",
    figure="second factors, closeness, search work with the new key alone; a command tells which may go",
)
def test_nothing_hangs_on_the_older_line_after_the_change(
    key_file: Path, world: World, tmp_path: Path, settings: Any
) -> None:
    case = open_case(world)
    settings.CHECKPOINTS = str(tmp_path / "checkpoints")
    backups = tmp_path / "backups"
    for folder in (backups, Path(settings.CHECKPOINTS)):
        folder.mkdir()
    adapter = SecondFactorAdapter()
    factor = Authenticator.objects.create(
        user=world.anna, type=Authenticator.Type.TOTP, data={"secret": adapter.encrypt("GEHEIM")}
    )
    near(world, "Anna Maria", "von der Au", former="Meier Huber")
    near(world, "Ute", "Adler")
    checkpoints.keep(Path(settings.CHECKPOINTS), at=AT)
    make_backup(backups, at=AT)
    older = master.current().id
    call("new")
    needs = {line.id: line for line in master_keys.lines(backups=backups)}[older]
    assert (needs.factors, needs.marks, needs.index, needs.checkpoints) == (1, 2, True, 1)
    assert len(needs.backups) == 2
    told = call("rewrap")
    assert "1 zweite Faktoren und 2 Erklärungen über Nähe" in told
    assert f"{older}: bleibt. Gebraucht für: 1 Prüfpunkte des Protokolls; 2 ältere" in call(
        "lines", "--backups", str(backups)
    )
    for file in (*backups.iterdir(), *Path(settings.CHECKPOINTS).iterdir()):
        file.unlink()
    make_backup(backups, at=timezone.now())
    assert f"{older}: darf weg\n" in call("lines", "--backups", str(backups))
    key_file.write_text(key_file.read_text().splitlines()[0])
    keyring.forget()
    factor.refresh_from_db()
    assert adapter.decrypt(factor.data["secret"]) == "GEHEIM"
    assert hidden("Anna Maria", "von der Au", world)
    assert hidden("Anna Maria", "Meier Huber", world)
    assert hidden("Ute", "Adler", world)
    assert not hidden("Anna", "Huber", world)
    assert list(find_cases("ruhige Arbeit", user=world.anna, on=AT.date()))[-1] == case
    assert "0 Datenschlüssel" in call("rewrap")


def test_lines_are_told_with_the_backups_only() -> None:
    with pytest.raises(CommandError, match="--backups"):
        call("lines")


def test_closeness_that_was_declared_before_still_hides_whoever_comes(world: World) -> None:
    near(world, "Leyla", "Aksoy")
    master.add_key()
    case = open_case(world)
    assert OutOfReach.objects.filter(user=world.bela, person=case.person).exists()
