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
            "--checkpoint", type=Path, action="append", default=[], help="Datei mit Prüfpunkten"
        )
        parts.add_parser("checkpoint", help="Gibt das Ende der Kette unterschrieben aus, eine Zeile JSON.")
        giving = parts.add_parser("export", help="Gibt alle Zeilen als JSON aus, für tools/verify_trail.py.")
        giving.add_argument("--start", type=int, default=1, help="erste Zeile, die ausgegeben wird")

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["part"] == "checkpoint":
            self.stdout.write(json.dumps(checkpoints.make(at=timezone.now())))
            return
        if options["part"] == "export":
            for line in exporting.lines(options["start"]):
                self.stdout.write(line)
            return
        result = verify(options["start"])
        fault = _fault(result) or next(filter(None, map(_fault_of_file, options["checkpoint"])), "")
        if fault:
            self.stdout.write(fault)
            sys.exit(1)
        self.stdout.write(f"{result.rows} Zeilen geprüft, die Kette ist heil.")


def _fault(result: VerifyResult) -> str:
    if not result.sound:
        return f"Zeile {result.first_broken} ist gebrochen: {result.reason} Davor {result.rows} heile Zeilen."
    missing = triggers.missing(connection)
    return f"{result.rows} Zeilen sind heil, aber der Schutz fehlt: {', '.join(missing)}" if missing else ""


def _fault_of_file(file: Path) -> str:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            checkpoints.check(json.loads(line))
        except (checkpoints.CheckpointBroken, ValueError, AttributeError) as error:
            return f"{file}, Zeile {number}: {error}"
    return ""
