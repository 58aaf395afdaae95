"""`manage.py rehearse [CHAIN …]`: chains with their deadlines, documents, forms, letters and KPIs; nothing stays."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roterfaden.operations.rehearsing import Rehearsed, rehearse
from roterfaden.process.catalogue import versions_in_force


class Command(BaseCommand):
    help = (
        "Walk sample cases through whole chains: deadlines, documents, forms, letters, KPIs. Nothing stays."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("chains", nargs="*", metavar="CHAIN", help="default: all about clients")

    def handle(self, *_args: Any, **options: Any) -> None:
        now = timezone.now()
        versions = {version.key: version for version in versions_in_force(on=timezone.localdate(now))}
        wanted = options["chains"] or [key for key, one in versions.items() if one.subject == "client"]
        unknown = [key for key in wanted if key not in versions]
        if unknown:
            raise CommandError(f"Diese Ketten gibt es nicht: {', '.join(unknown)}.")
        faults = 0
        for key in wanted:
            for told in rehearse(versions[key], at=now):
                self.stdout.write(_line(told))
                for fault in told.faults:
                    self.stdout.write(f"  {fault}")
                faults += len(told.faults)
        if faults:
            raise CommandError(f"Nicht in Ordnung. Fehler: {faults}.")
        self.stdout.write(f"{len(wanted)} Ketten in Ordnung.")


def _line(told: Rehearsed) -> str:
    return (
        f"{told.chain}  {told.path}: {told.done} Schritte und Fragen, {len(told.deadlines)} Fristen, "
        f"{told.documents} Unterlagen, {told.answers} Angaben, {told.letters} Vorlagen, {told.kpis} Kennzahlen"
    )
