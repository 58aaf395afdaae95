"""`manage.py overlay check`: do the adaptations of Länder, cantons and services fit their chains?"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roterfaden.process.overlay_checking import check_files, check_stored
from roterfaden.process.shipped_overlays import OVERLAYS_DIR


class Command(BaseCommand):
    help = (
        "Check overlays: the named files, or all that are shipped and all that are released in the database."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("command", choices=("check",))
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")

    def handle(self, *_args: Any, **options: Any) -> None:
        files = options["files"]
        report = check_files(files or sorted(OVERLAYS_DIR.glob("*.yaml")))
        faults = report.faults if files else [*report.faults, *check_stored(on=timezone.localdate())]
        for fault in sorted(set(faults)):
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"Nicht in Ordnung. Fehler: {len(set(faults))}.")
        self.stdout.write(f"{report.looked_at} Anpassungen in Ordnung.")
