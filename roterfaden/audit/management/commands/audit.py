"""`manage.py audit verify` proves the trail, `audit checkpoint` vouches for its end, `audit export` gives it out."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection
from django.utils import timezone

from roterfaden.audit import checkpoints, exporting, triggers
from roterfaden.audit.verification import VerifyResult, verify


class Command(BaseCommand):
    help = "Prüft das Protokoll (verify), gibt einen Prüfpunkt (checkpoint) oder alle Zeilen aus (export)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True)
        verifying = parts.add_parser(
            "verify", help="Prüft Kette, Schutz und Prüfpunkte; 1 beim ersten Fehler."
        )
        verifying.add_argument("--start", type=int, default=1, help="erste Zeile, die geprüft wird")
        verifying.add_argument(
            "--checkpoint",
            type=Path,
            action="append",
            default=[],
            help="Datei mit Prüfpunkten, oder Ordner mit solchen",
        )
        vouching = parts.add_parser(
            "checkpoint", help="Gibt das Ende der Kette unterschrieben aus, eine Zeile JSON."
        )
        vouching.add_argument("--folder", type=Path, help="Ordner, in dem es als eigene Datei abgelegt wird")
        giving = parts.add_parser("export", help="Gibt alle Zeilen als JSON aus, für tools/verify_trail.py.")
        giving.add_argument("--start", type=int, default=1, help="erste Zeile, die ausgegeben wird")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["part"] == "checkpoint":
            folder, now = options["folder"], timezone.now()
            point = checkpoints.keep(folder, at=now) if folder else json.dumps(checkpoints.make(at=now))
            self.stdout.write(str(point))
            return
        if options["part"] == "export":
            for line in exporting.lines(options["start"]):
                self.stdout.write(line)
            return
        result = verify(options["start"])
        files = [file for path in options["checkpoint"] for file in _files(path)]
        fault = _fault(result) or next(filter(None, map(checkpoints.fault_of, files)), "")
        if fault:
            self.stdout.write(fault)
            sys.exit(1)
        self.stdout.write(f"{result.rows} Zeilen geprüft, die Kette ist heil.")


def _fault(result: VerifyResult) -> str:
    if not result.sound:
        return f"Zeile {result.first_broken} ist gebrochen: {result.reason} Davor {result.rows} heile Zeilen."
    missing = triggers.missing(connection)
    return f"{result.rows} Zeilen sind heil, aber der Schutz fehlt: {', '.join(missing)}" if missing else ""


def _files(path: Path) -> list[Path]:
    return checkpoints.kept_in(path) if path.is_dir() else [path]
