"""`manage.py doctor`: is this installation healthy, and if not, what is to be done? Exit code 1 if anything is bad."""

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from roterfaden.operations.doctor import Level, examine


class Command(BaseCommand):
    help = "Prüft Einstellungen, Uhr, Schlüssel, Sicherung, Protokoll, Dateien, Hintergrundarbeit und Platz."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="ohne das ganze Protokoll und alle Dateien")
        parser.add_argument("--json", action="store_true", help="für Maschinen")

    def handle(self, *_args: Any, **options: Any) -> None:
        found = examine(at=timezone.now(), quick=options["quick"])
        if options["json"]:
            self.stdout.write(json.dumps([asdict(finding) for finding in found], ensure_ascii=False))
        else:
            for finding in found:
                self.stdout.write(f"{finding.level.value:<9} {finding.about:<14} {finding.sentence}")
        if any(finding.level == Level.BAD for finding in found):
            sys.exit(1)
