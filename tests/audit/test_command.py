import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from roterfaden.audit import checkpoints, triggers
from roterfaden.audit.models import Entry, Head
from roterfaden.common.crypto import keyring
from tests.audit.makers import AT, drop_guards, forge, write_entries

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("audit", *arguments, stdout=out)
    except SystemExit as end:
        return int(str(end.code)), out.getvalue()
    return 0, out.getvalue()


def test_a_sound_trail_is_counted() -> None:
    write_entries(12)
    assert run("verify") == (0, "12 Zeilen geprüft, die Kette ist heil.\n")
    assert run("verify", "--start", "10") == (0, "3 Zeilen geprüft, die Kette ist heil.\n")


def test_the_first_broken_row_is_named() -> None:
    write_entries(12)
    drop_guards()
    Entry.objects.filter(pk=5).update(actor_label="x")
    code, text = run("verify")
    assert code == 1
    assert text.startswith("Zeile 5 ist gebrochen: Ihr Inhalt passt nicht zu ihrem Hash.")


def test_missing_guards_are_a_fault() -> None:
    write_entries(1)
    drop_guards()
    code, text = run("verify")
    assert code == 1
    assert "audit_entry_no_delete" in text


def test_a_command_without_a_part_says_which_there_are() -> None:
    with pytest.raises(CommandError, match="part"):
        call_command("audit")


def save_checkpoint(path: Path) -> Path:
    with path.open("a") as file:
        file.write(run("checkpoint")[1])
    return path


def test_checkpoints_vouch_for_the_chain_as_it_grows(tmp_path: Path) -> None:
    file = save_checkpoint(tmp_path / "points")
    write_entries(5)
    save_checkpoint(file)
    write_entries(5)
    assert run("verify", "--checkpoint", str(file)) == (0, "10 Zeilen geprüft, die Kette ist heil.\n")
    assert [json.loads(line)["seq"] for line in file.read_text().splitlines()] == [0, 5]


def rewrite_from(seq: int) -> None:
    """The whole art: new rows with right hashes, the head moved along, the guards put back."""
    last = Entry.objects.count()
    drop_guards()
    Entry.objects.filter(pk__gte=seq).delete()
    previous = Entry.objects.get(pk=seq - 1).hash
    for number in range(seq, last + 1):
        previous = forge(number, previous=previous).hash
    Head.objects.update(seq=last, hash=previous)
    triggers.install(connection)


@pytest.mark.requirement("R-43", figure="a rewritten chain is seen by the checkpoint")
def test_a_chain_written_anew_deceives_the_chain_but_not_the_checkpoint(tmp_path: Path) -> None:
    write_entries(10)
    file = save_checkpoint(tmp_path / "points")
    rewrite_from(7)
    assert run("verify")[0] == 0
    code, text = run("verify", "--checkpoint", str(file))
    assert code == 1
    assert "Zeile 10 ist eine andere" in text


def test_a_chain_cut_off_with_its_head_is_seen_by_the_checkpoint(tmp_path: Path) -> None:
    write_entries(10)
    file = save_checkpoint(tmp_path / "points")
    drop_guards()
    Entry.objects.filter(pk__gte=9).delete()
    Head.objects.update(seq=8, hash=Entry.objects.get(pk=8).hash)
    triggers.install(connection)
    assert run("verify")[0] == 0
    code, text = run("verify", "--checkpoint", str(file))
    assert code == 1
    assert "Zeile 10 fehlt" in text


@pytest.mark.parametrize(
    "change",
    [
        {"seq": 1},
        {"hash": "0" * 64},
        {"at": "2020-01-01T00:00:00+00:00"},
        {"signature": "00" * 64},
        {"signature": "kein Hex"},
    ],
)
def test_a_checkpoint_that_was_changed_is_refused(change: dict[str, Any]) -> None:
    write_entries(2)
    point = checkpoints.make(at=AT)
    assert checkpoints.check(point) == 2
    with pytest.raises(checkpoints.CheckpointBroken, match="Unterschrift"):
        checkpoints.check({**point, **change})


@pytest.mark.parametrize(
    "content", ["{}", "[]", "kein JSON", '{"format": "roterfaden-audit-checkpoint-1"}', "7"]
)
def test_a_file_that_holds_no_checkpoint_is_a_fault(content: str, tmp_path: Path) -> None:
    file = tmp_path / "points"
    file.write_text(content)
    code, text = run("verify", "--checkpoint", str(file))
    assert code == 1
    assert "Zeile 1:" in text


def test_a_checkpoint_of_another_house_is_refused_and_an_old_master_key_still_counts(
    tmp_path: Path, settings: Any
) -> None:
    settings.MASTER_KEY_FILE = tmp_path / "master.key"
    keyring.ensure_master_key()
    point = checkpoints.make(at=AT)
    old = settings.MASTER_KEY_FILE.read_text()
    settings.MASTER_KEY_FILE.write_text("5a" * 32 + "\n" + old)
    assert checkpoints.check(point) == 0
    settings.MASTER_KEY_FILE.write_text("5a" * 32)
    with pytest.raises(checkpoints.CheckpointBroken, match="Unterschrift"):
        checkpoints.check(point)
