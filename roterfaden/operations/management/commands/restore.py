"""`manage.py restore BACKUP`: fill an empty installation, compare everything, repeat erasures."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roterfaden.common.crypto.master import MasterKeyMissing
from roterfaden.operations.backup.container import Damaged
from roterfaden.operations.backup.databases_postgres import ToolMissing
from roterfaden.operations.backup.keys import FILE, kept_keys
from roterfaden.operations.backup.making import newest_backup
from roterfaden.operations.backup.restoring import RestoreRefused, restore_backup


class Command(BaseCommand):
    help = "Spielt eine Sicherung in eine leere Installation zurück. Danach: manage.py prepare."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="die Sicherung, oder ihr Ordner: dann die neueste")
        parser.add_argument("--keys", type=Path, help=f"die neueste {FILE}; sonst die neben der Sicherung")

    def handle(self, *_args: Any, **options: Any) -> None:
        source: Path = options["source"]
        if source.is_dir():
            newest = newest_backup(source)
            if newest is None:
                raise CommandError(f"In {source} liegt keine Sicherung.")
            source = newest
        keys = options["keys"] or source.with_name(FILE)
        try:
            restore_backup(source, kept=kept_keys(keys), at=timezone.now(), told=self.stdout.write)
        except (Damaged, RestoreRefused, ToolMissing, MasterKeyMissing) as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("Zurückgespielt. Jetzt noch: manage.py prepare, dann manage.py doctor.")
