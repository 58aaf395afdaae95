"""`manage.py wal setup|base|verify|restore FOLDER`: the archive of PostgreSQL's log, and back to one moment."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from roterfaden.common.crypto.master import MasterKeyMissing
from roterfaden.operations.backup import moments, server_copies
from roterfaden.operations.backup.container import Damaged
from roterfaden.operations.backup.databases_postgres import ToolMissing
from roterfaden.operations.backup.keys import kept_keys
from roterfaden.operations.backup.log_archive import open_letterbox
from roterfaden.operations.backup.recovering import NotRecovered
from roterfaden.operations.backup.restoring import RestoreRefused

COMMAND = 'p="$PWD/%p"; cd {program} && {python} -m roterfaden.operations.backup.log_archive {folder} "$p"'


class Command(BaseCommand):
    help = "Archiv des Protokolls von PostgreSQL: einrichten, Server kopieren, prüfen, zu einem Augenblick zurück."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("word", choices=("setup", "base", "verify", "restore"))
        parser.add_argument("folder", type=Path, help="der Ordner des Archivs")
        parser.add_argument("--to", type=datetime.fromisoformat, help="restore: 2026-11-28T14:02:00+01:00")
        parser.add_argument("--database", help="restore: wie die Datenbank hieß; sonst wie hier")
        parser.add_argument("--keys", type=Path, help="restore: die neueste keys.rfk")
        parser.add_argument("--files", type=Path, help="restore: die Sicherung, deren Dateien gelten")
        parser.add_argument("--room", type=Path, help="restore: wo der Server aus dem Archiv Platz hat")
        parser.add_argument("--as", dest="account", help="restore: wem er gehört, wenn Sie root sind")

    def handle(self, *_args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Das gibt es nur mit PostgreSQL. Auf SQLite: manage.py backup.")
        try:
            getattr(self, f"_{options['word']}")(options["folder"].resolve(), options)
        except (Damaged, RestoreRefused, NotRecovered, ToolMissing, MasterKeyMissing) as refusal:
            raise CommandError(str(refusal)) from refusal

    def _setup(self, folder: Path, _options: dict[str, Any]) -> None:
        open_letterbox(folder)
        command = COMMAND.format(program=settings.BASE_DIR, python=sys.executable, folder=folder)
        self.stdout.write(
            "Das Archiv ist bereit. PostgreSQL braucht diese Zeilen und einen Neustart; sein Benutzer muss in "
            f"{folder / 'log'} schreiben dürfen:\n"
        )
        self.stdout.write(
            f"archive_mode = on\narchive_timeout = {moments.SECONDS}\narchive_command = '{command}'\n"
        )
        for _bad, fault in moments.faults_of_archiving(at=timezone.now()):
            self.stdout.write(f"Jetzt: {fault}")

    def _base(self, folder: Path, _options: dict[str, Any]) -> None:
        path = server_copies.make_base(folder, at=timezone.now())
        self.stdout.write(f"Kopiert und zurückgelesen: {path} ({path.stat().st_size / 1024 / 1024:.1f} MB).")

    def _verify(self, folder: Path, _options: dict[str, Any]) -> None:
        found = server_copies.verify_archive(folder)
        self.stdout.write(
            f"Das Archiv ist unbeschädigt: {found.base.name} und {found.pieces} Stücke danach, keines fehlt."
        )

    def _restore(self, folder: Path, options: dict[str, Any]) -> None:
        moment = options["to"]
        if moment is None or moment.tzinfo is None:
            raise CommandError("Wohin? Zum Beispiel --to 2026-11-28T14:02:00+01:00, mit Zeitzone.")
        moments.restore_moment(
            folder,
            moment=moment,
            database=options["database"] or connection.settings_dict["NAME"],
            within=options["room"] or Path(settings.DATA_DIR),
            account=options["account"],
            kept=kept_keys(options["keys"]) if options["keys"] else None,
            files=options["files"],
            at=timezone.now(),
            told=self.stdout.write,
        )
        self.stdout.write("Zurückgespielt. Jetzt noch: manage.py prepare, dann manage.py doctor.")
