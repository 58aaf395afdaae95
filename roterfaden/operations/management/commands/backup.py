"""`manage.py backup FOLDER` makes a backup, `backup verify PATH` reads one back, `backup drill PATH` restores it."""

import os
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from roterfaden.common.crypto.master import MasterKeyMissing
from roterfaden.operations.backup.container import Damaged
from roterfaden.operations.backup.databases_postgres import ToolMissing
from roterfaden.operations.backup.keys import FILE, kept_keys
from roterfaden.operations.backup.making import make_backup, newest_backup, verify_backup


class Command(BaseCommand):
    help = "Sichert verschlüsselt (ORDNER), prüft (verify PFAD) oder übt das Zurückspielen (drill PFAD)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("words", nargs="+", metavar="ORDNER | verify PFAD | drill PFAD")

    def handle(self, *_args: Any, **options: Any) -> None:
        *word, place = options["words"]
        try:
            match word:
                case []:
                    self._make(Path(place))
                case ["verify"]:
                    self._verify(_file(Path(place)))
                case ["drill"]:
                    self._drill(_file(Path(place)))
                case _:
                    raise CommandError("So: backup ORDNER, backup verify PFAD oder backup drill PFAD.")
        except (Damaged, ToolMissing, MasterKeyMissing) as refusal:
            raise CommandError(str(refusal)) from refusal

    def _make(self, folder: Path) -> None:
        path, manifest = make_backup(folder, at=timezone.now())
        size = path.stat().st_size / 1024 / 1024
        self.stdout.write(
            f"Gesichert und zurückgelesen: {path} ({size:.1f} MB, {manifest.rows} Zeilen, "
            f"{len(manifest.files)} Dateien). Die Datenschlüssel stehen daneben in {FILE}."
        )
        self.stdout.write(
            f"Der Hauptschlüssel ist nicht dabei. Verwahren Sie {settings.MASTER_KEY_FILE} getrennt."
        )

    def _verify(self, path: Path) -> None:
        manifest = verify_backup(path)
        kept = kept_keys(path.with_name(FILE))
        lost = sum(
            1 for key_id in manifest.keys if key_id not in kept.rows or kept.rows[key_id].wrapped is None
        )
        self.stdout.write(
            f"{path.name} ist unbeschädigt: {manifest.rows} Zeilen, {len(manifest.files)} Dateien, "
            f"{len(manifest.keys)} Schlüssel, davon {lost} inzwischen vernichtet."
        )

    def _drill(self, path: Path) -> None:
        """Restore into an empty place of its own, with full comparison, and throw it away."""
        with tempfile.TemporaryDirectory(prefix="roterfaden-drill-", dir=settings.DATA_DIR) as folder:
            environment = {**os.environ, "ROTERFADEN_DATA": folder, "ROTERFADEN_KEYS": str(settings.KEY_DIR)}
            database = f"roterfaden_drill_{os.getpid()}"
            if connection.vendor == "postgresql":
                self._sql(f'CREATE DATABASE "{database}"')
                environment["ROTERFADEN_DB_NAME"] = database
            try:
                command = [sys.executable, sys.argv[0], "restore", str(path)]
                done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
            finally:
                if connection.vendor == "postgresql":
                    self._sql(f'DROP DATABASE IF EXISTS "{database}"')
        self.stdout.write(done.stdout.strip())
        if done.returncode:
            raise CommandError(f"Die Übung ist gescheitert: {done.stderr.strip()[-600:]}")
        self.stdout.write("Die Übung ist gelungen. Der Übungsplatz ist wieder leer.")

    def _sql(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def _file(path: Path) -> Path:
    """A backup that is named, or the newest in a folder that is named."""
    found = newest_backup(path) if path.is_dir() else path
    if found is None:
        raise CommandError(f"In {path} liegt keine Sicherung.")
    return found
