"""Backups: sealed, verified, restored onto an empty place; erased people stay erased; damage is seen."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import tarfile
from dataclasses import asdict
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from roterfaden.archive import destroying
from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring
from roterfaden.documents.files import store_file
from roterfaden.operations.backup.container import CHUNK, Damaged, digest, sealed_file
from roterfaden.operations.backup.keys import FILE
from roterfaden.operations.backup.making import DATABASE, MANIFEST, Manifest, make_backup, verify_backup
from tests.fixtures import AT, World, open_case

CANARY = "KANARIE-Sicherung"


class EmptyPlace:
    """Another machine: same master key, nothing else."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "roterfaden.config.settings.dev",
            "ROTERFADEN_DATA": str(self.data),
            "ROTERFADEN_KEYS": str(settings.KEY_DIR),
        }
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("CREATE DATABASE roterfaden_empty")
            self.environment |= {
                "DJANGO_SETTINGS_MODULE": "roterfaden.config.settings.production",
                "ROTERFADEN_HOSTS": "localhost",
                "ROTERFADEN_DB_NAME": "roterfaden_empty",
                "ROTERFADEN_DB_USER": "postgres",
                "ROTERFADEN_DB_HOST": connection.settings_dict["HOST"],
            }

    def restore(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", "restore", *map(str, arguments)]
        return subprocess.run(
            command, cwd=settings.BASE_DIR, env=self.environment, capture_output=True, text=True, check=False
        )

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        if connection.vendor == "postgresql":
            host = connection.settings_dict["HOST"]
            with psycopg.connect(host=host, user="postgres", dbname="roterfaden_empty") as found:
                return found.execute(statement).fetchall()
        with sqlite3.connect(self.data / "roterfaden.sqlite3") as file:
            rows = file.execute(statement).fetchall()
        file.close()
        return rows


def fill(world: World, name: str) -> Case:
    case = open_case(world, first_name=CANARY, last_name=name)
    journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text=f"{CANARY} {name}", by=world.anna, at=AT
    )
    store_file(
        name="bericht.txt",
        stream=BytesIO(f"{CANARY} {name}".encode()),
        data_key=case.data_key,
        scope=case,
        by=world.anna,
        at=AT,
    )
    return case


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
    database = path.with_suffix(".database")
    database.write_bytes(random.Random(3).randbytes(CHUNK + 1000))
    manifest = Manifest(AT.isoformat(), "sqlite", [], 0, {"t": (1, "x")}, [], digest(database))
    told = json.dumps(asdict(manifest)).encode()
    with (
        sealed_file(path, about={"kind": "backup", "made_at": AT.isoformat()}) as writer,
        tarfile.open(fileobj=writer, mode="w|gz") as tar,
    ):
        tar.add(database, arcname=DATABASE)
        info = tarfile.TarInfo(MANIFEST)
        info.size = len(told)
        tar.addfile(info, BytesIO(told))
    return path
