"""Back to one moment on PostgreSQL: from the archive of its log onto an empty place; erased people stay erased."""

import re
import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from roterfaden.archive import destroying
from roterfaden.common.crypto import keyring
from roterfaden.operations.backup import databases, databases_postgres, log_archive, server_copies
from roterfaden.operations.backup.container import Damaged
from roterfaden.operations.backup.prints import Prints
from tests.fixtures import AT, World
from tests.operations.archiving_server import ACCOUNT, archive_all, archiving_server, give
from tests.operations.empty_place import CANARY, EmptyPlace, fill

needs_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite keeps no log to go back by"
)
# tables in which a restore itself writes, or in which it erases again
OF_THE_RESTORE = re.compile(r"audit_|people_|cases_|documents_storedfile|drafts_|search_")


@pytest.fixture
def room() -> Iterator[Path]:
    """Where another user comes to, with a name short enough for a socket."""
    found = Path(tempfile.mkdtemp(prefix="rf-", dir="/tmp"))
    yield found
    shutil.rmtree(found)


@pytest.mark.requirement(
    "R-37",
    figure="PostgreSQL back to one moment between backups: all from before, nothing from after",
)
@pytest.mark.requirement(
    "R-30", figure="erased after the moment: 0 texts and names back from the archive of the log"
)
@pytest.mark.django_db(transaction=True)
@needs_postgresql
def test_one_moment_comes_back_but_for_what_was_erased_since(
    world: World, room: Path, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    archive, name = room / "archive", connection.settings_dict["NAME"]
    lines = settings_of(archive)
    give(archive)
    with archiving_server(room, lines=lines):
        fill(world, "Zuerst")
        call_command("wal", "base", str(archive), stdout=StringIO())
        kept, erased = fill(world, "Bleibt"), fill(world, "Geht")
        then, moment = databases.fingerprints(), now()
        fill(world, "Danach")
        for key in (erased.data_key, erased.person.data_key):
            keyring.destroy(key, at=AT + timedelta(days=1))
            destroying.destroy_again(key, at=AT + timedelta(days=1))
        archive_all()
    assert not any(CANARY.encode() in path.read_bytes() for path in archive.rglob("*") if path.is_file())

    place = EmptyPlace(tmp_path / "elsewhere")
    back = (
        "wal",
        "restore",
        archive,
        "--database",
        name,
        "--room",
        room,
        *(("--as", ACCOUNT) if ACCOUNT else ()),
    )
    refused = place.call(*back, "--to", (now() + timedelta(hours=1)).isoformat())
    assert refused.returncode
    assert "endet vor diesem Augenblick" in refused.stderr

    done = place.call(*back, "--to", moment.isoformat())
    assert done.returncode == 0, done.stderr
    people = dict(place.ask("SELECT last_name, first_name FROM people_person"))
    assert people["Bleibt"] == people["Zuerst"] == CANARY
    assert not {"Geht", "Danach"} & people.keys()
    texts = dict(place.ask("SELECT case_id, length(text) FROM cases_journalentry"))
    assert {kept.pk: texts[kept.pk] > 0, erased.pk: texts[erased.pk] > 0} == {kept.pk: True, erased.pk: False}
    assert len(texts) == 3
    untouched = {table for table in then if not OF_THE_RESTORE.match(table)}
    assert len(untouched) > 100
    found = prints_at(place)
    assert {table: found[table] for table in untouched} == {table: then[table] for table in untouched}
    assert [path.name for path in room.iterdir() if path.name.startswith("roterfaden-moment")] == []


@pytest.mark.django_db(transaction=True)
@needs_postgresql
def test_what_is_missing_or_damaged_in_the_archive_is_seen(world: World, room: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = room / "files"
    archive = room / "archive"
    lines = settings_of(archive)
    give(archive)
    with archiving_server(room, lines=lines):
        call_command("wal", "base", str(archive), stdout=StringIO())
        for number in range(3):
            fill(world, f"Nummer {number}")
            archive_all()
        call_command("wal", "verify", str(archive), stdout=StringIO())
    names = log_archive.pieces(archive)
    assert len(names) >= 4
    second = log_archive.path_of(archive, names[-2])
    whole = second.read_bytes()

    second.write_bytes(whole[:-40] + b"x" + whole[-39:])
    with pytest.raises(CommandError, match="beschädigt"):
        call_command("wal", "verify", str(archive))
    second.write_bytes(log_archive.path_of(archive, names[-1]).read_bytes())
    with pytest.raises(CommandError, match="falschem Namen"):
        call_command("wal", "verify", str(archive))
    second.unlink()
    with pytest.raises(CommandError, match="fehlen 1 Stücke"):
        call_command("wal", "verify", str(archive))
    second.write_bytes(whole)
    assert server_copies.verify_archive(archive).last == names[-1]
    with pytest.raises(Damaged, match="alt genug"):
        server_copies.verify_archive(archive, before=AT - timedelta(days=9000))


@pytest.mark.one_database
def test_the_server_seals_without_the_master_key_and_never_writes_over(tmp_path: Path, settings: Any) -> None:
    archive, piece = tmp_path / "archive", tmp_path / "000000010000000000000003"
    log_archive.open_letterbox(archive)
    piece.write_bytes(CANARY.encode() * 1000)
    key, settings.MASTER_KEY_FILE = settings.MASTER_KEY_FILE, tmp_path / "none"
    log_archive.keep(piece, folder=archive)
    kept = log_archive.path_of(archive, piece.name)
    first = kept.read_bytes()
    assert CANARY.encode() not in first
    log_archive.keep(piece, folder=archive)
    piece.write_bytes(b"something else")
    with pytest.raises(Damaged, match="anderen Server"):
        log_archive.keep(piece, folder=archive)
    assert kept.read_bytes() == first
    settings.MASTER_KEY_FILE = key
    out = tmp_path / "out"
    with out.open("wb") as file:
        log_archive.take_out(archive, piece.name, file.write)
    assert out.read_bytes() == CANARY.encode() * 1000


def settings_of(archive: Path) -> str:
    """The lines that `wal setup` tells to write into the settings of PostgreSQL."""
    said = StringIO()
    call_command("wal", "setup", str(archive), stdout=said)
    return "".join(line + "\n" for line in said.getvalue().splitlines() if line.startswith("archive_"))


def now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
        return found


def prints_at(place: EmptyPlace) -> Prints:
    own = connection.copy()
    own.settings_dict = {**own.settings_dict, "NAME": place.environment["ROTERFADEN_DB_NAME"]}
    try:
        return dict(databases_postgres.prints(own))
    finally:
        own.close()
