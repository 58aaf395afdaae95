"""Backups: sealed, verified, restored onto an empty place; erased people stay erased; damage is seen."""

import hashlib
import json
import random
import tarfile
import tempfile
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from roterfaden.archive import destroying
from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring
from roterfaden.operations.backup import databases
from roterfaden.operations.backup.container import CHUNK, Damaged, SealedWriter, sealed_file
from roterfaden.operations.backup.keys import FILE
from roterfaden.operations.backup.making import (
    DATABASE,
    MANIFEST,
    Manifest,
    database_of,
    make_backup,
    verify_backup,
)
from roterfaden.people.models import PersonKey
from tests.fixtures import AT, World, open_case
from tests.operations.empty_place import CANARY, EmptyPlace, fill


@pytest.mark.requirement(
    "R-37", figure="every table, every file, every link of the trail equal after the restore"
)
@pytest.mark.requirement(
    "R-30", figure="0 texts, names and files of the erased person back from an older backup"
)
@pytest.mark.django_db(transaction=True)
def test_an_old_backup_comes_back_whole_but_for_what_was_erased_since(
    world: World, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    kept, erased = fill(world, "Bleibt"), fill(world, "Geht")
    folder = tmp_path / "backups"
    old, manifest = make_backup(folder, at=AT)
    old_keys = (folder / FILE).read_bytes()
    assert manifest.tables["cases_journalentry"][0] == 2
    assert len(manifest.files) == 2
    assert CANARY.encode() not in old.read_bytes()

    later = AT + timedelta(days=1)
    for key in (erased.data_key, erased.person.data_key):
        keyring.destroy(key, at=later)
        destroying.destroy_again(key, at=later)
    make_backup(folder, at=later)

    place = EmptyPlace(tmp_path / "elsewhere")
    (tmp_path / "stale.rfk").write_bytes(old_keys)
    newer = max(folder.glob("*.rfb"))
    refused = place.restore(newer, "--keys", tmp_path / "stale.rfk")
    assert refused.returncode
    assert "älter als die Sicherung" in refused.stderr

    done = place.restore(old)
    assert done.returncode == 0, done.stderr
    assert "2 Dateien" in done.stdout
    people = dict(place.ask("SELECT last_name, first_name FROM people_person"))
    assert people["Bleibt"] == CANARY
    assert "Geht" not in people
    texts = place.ask("SELECT case_id, length(text) FROM cases_journalentry")
    assert {case: length > 0 for case, length in texts} == {kept.pk: True, erased.pk: False}
    assert len([path for path in place.data.glob("files/*/*") if path.is_file()]) == 1
    assert place.ask("SELECT count(*) FROM audit_entry WHERE action = 'operations.restored'") == [(1,)]

    again = place.restore(old)
    assert again.returncode
    assert "schon Daten" in again.stderr


@pytest.mark.requirement("R-37", figure="0 unsealed copies on disk at any moment of a backup")
@pytest.mark.django_db(transaction=True)
def test_while_a_backup_is_made_nothing_lies_unsealed(
    world: World, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at whenever the seal gets something, which begins before the copy and ends after it."""
    fill(world, "Bleibt")
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path / "data", tmp_path / "files"
    Path(settings.DATA_DIR).mkdir()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    monkeypatch.setenv("TMPDIR", str(temporary))
    looks, seen, write = 0, set[str](), SealedWriter.write

    def look(writer: SealedWriter, data: Any) -> int:
        nonlocal looks
        looks += 1
        for path in filter(Path.is_file, tmp_path.rglob("*")):
            content = path.read_bytes()
            if CANARY.encode() in content or content.startswith((b"SQLite format", b"PGDMP", b'{"table"')):
                seen.add(path.name)
        return write(writer, data)

    monkeypatch.setattr(SealedWriter, "write", look)
    path, manifest = make_backup(tmp_path / "backups", at=AT)
    assert looks > 20
    assert seen == set()
    assert CANARY.encode() in b"".join(database_of(path))
    assert manifest.tables["people_person"][0] > 0


@pytest.mark.django_db(transaction=True)
def test_a_case_that_comes_while_the_copy_is_made_is_not_in_it_and_its_key_is_not_asked_for(
    world: World, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows and the list of keys are of one moment, whoever goes on writing."""
    settings.MEDIA_ROOT = tmp_path / "files"
    fill(world, "Vorher")
    came = list[Case]()
    copy = databases.copy

    def copied(take: Callable[[bytes], object]) -> Any:
        def taking(piece: bytes) -> None:
            if not came:
                came.append(fill(world, "Mittendrin"))
            take(piece)

        return copy(taking)

    monkeypatch.setattr(databases, "copy", copied)
    path, manifest = make_backup(tmp_path / "backups", at=AT)
    assert came[0].data_key_id.hex not in manifest.keys
    assert manifest.tables["cases_case"][0] == Case.objects.count() - 1
    place = EmptyPlace(tmp_path / "elsewhere")
    done = place.restore(path)
    assert done.returncode == 0, done.stderr
    names = {name for (name,) in place.ask("SELECT last_name FROM people_person")}
    assert "Vorher" in names
    assert "Mittendrin" not in names


@pytest.mark.requirement("R-38", figure="1,000 of 1,000 random damages detected before anything is restored")
@pytest.mark.one_database
def test_every_damage_is_seen(tmp_path: Path) -> None:
    whole = small_backup(tmp_path / "whole.rfb")
    content, rng = whole.read_bytes(), random.Random(11)
    verify_backup(whole)
    damaged = tmp_path / "damaged.rfb"
    for number in range(1000):
        bad = bytearray(content)
        place = rng.randrange(len(bad))
        match number % 5:
            case 0 | 1:
                bad[place] ^= 1 << rng.randrange(8)
            case 2:
                del bad[place:]
            case 3:
                bad += rng.randbytes(rng.randrange(1, 40))
            case _:
                del bad[place : place + rng.randrange(1, 400)]
        damaged.write_bytes(bad)
        with pytest.raises(Damaged):
            verify_backup(damaged)
    for missing in (tmp_path / "nichts.rfb", tmp_path):
        with pytest.raises(Damaged):
            verify_backup(missing)


def small_backup(path: Path) -> Path:
    """A backup of more than one part, without a database behind it."""
    database = random.Random(3).randbytes(CHUNK + 1000)
    manifest = Manifest(
        AT.isoformat(), "sqlite", [], {"t": (1, "x")}, [], hashlib.sha256(database).hexdigest()
    )
    told = json.dumps(asdict(manifest)).encode()
    with (
        sealed_file(path, about={"kind": "backup", "made_at": AT.isoformat()}) as writer,
        tarfile.open(fileobj=writer, mode="w|gz") as tar,
    ):
        for name, content in ((f"{DATABASE}00000001", database), (MANIFEST, told)):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, BytesIO(content))
    return path


@pytest.mark.django_db(transaction=True)
def test_rows_that_begin_alike_give_one_fingerprint_however_they_lie(world: World) -> None:
    """Two persons of one name share keys; put in again the other way round, the table is still the same."""
    for name in ("Anton", "Berta", "Cesar"):
        open_case(world, first_name=name)
    before = databases.fingerprints()["people_personkey"]
    rows = list(PersonKey.objects.values("organisation_id", "key", "person_id"))
    assert len({row["organisation_id"] for row in rows}) < len(rows)
    rows.sort(key=lambda row: (row["person_id"], bytes(row["key"])), reverse=True)
    PersonKey.objects.all().delete()
    PersonKey.objects.bulk_create(PersonKey(**row) for row in rows)
    assert databases.fingerprints()["people_personkey"] == before
