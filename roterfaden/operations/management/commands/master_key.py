"""`manage.py master_key new` makes a new master key the current one, `rewrap` brings everything under it, `lines` says
which of the older ones may go.
"""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roterfaden.common.crypto.master import MasterKeyMissing, MasterKeyUnusable
from roterfaden.operations import master_keys


class Command(BaseCommand):
    help = (
        "Wechselt den Hauptschlüssel im laufenden Betrieb (new), bringt einen Wechsel zu Ende (rewrap) oder sagt, "
        "welche alten Zeilen noch gebraucht werden (lines)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("new", "rewrap", "lines"))
        parser.add_argument("--backups", type=Path, help="der Ordner der Sicherungen, für lines")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            match options["what"]:
                case "new":
                    self._new()
                case "rewrap":
                    self._rewrap(told=self.stdout.write if options["verbosity"] > 1 else None)
                case _:
                    self._lines(options["backups"])
        except (master_keys.MasterKeyRefused, MasterKeyMissing, MasterKeyUnusable) as refusal:
            raise CommandError(str(refusal)) from refusal

    def _new(self) -> None:
        made = master_keys.add_master_key(at=timezone.now())
        self.stdout.write(f"Der neue Hauptschlüssel {made} steht zuoberst in {settings.MASTER_KEY_FILE}.")
        self.stdout.write(
            "Bringen Sie die Datei jetzt auf jede weitere Maschine und an ihren getrennten Ort."
        )
        self.stdout.write("Danach: master_key rewrap.")

    def _rewrap(self, *, told: Any) -> None:
        count = master_keys.rewrap_all(at=timezone.now())
        self.stdout.write(
            f"{count} Datenschlüssel umgestellt. Keiner hängt mehr an einem alten Hauptschlüssel."
        )
        done = master_keys.renew_rest(at=timezone.now(), told=told or (lambda _sentence: None))
        if done:
            self.stdout.write(
                f"{done.factors} zweite Faktoren und {done.marks} Erklärungen über Nähe umgestellt, "
                f"{done.index} Einträge der Suche neu geschrieben."
            )
        self.stdout.write("Was die alten Zeilen noch hält, sagt: master_key lines --backups ORDNER.")

    def _lines(self, backups: Path | None) -> None:
        if backups is None or not backups.is_dir():
            raise CommandError("Nennen Sie mit --backups den Ordner, in dem die Sicherungen liegen.")
        for line in master_keys.lines(backups=backups):
            state = "der jetzige" if line.current else "darf weg" if line.may_go else "bleibt"
            held = "; ".join(_held(line))
            self.stdout.write(f"{line.id}: {state}" + (f". Gebraucht für: {held}" if held else ""))


def _held(line: master_keys.Line) -> Iterator[str]:
    """What would be lost without the line, in words."""
    for count, words in (
        (line.data_keys, "Datenschlüssel"),
        (line.factors, "zweite Faktoren"),
        (line.marks, "Erklärungen über Nähe"),
        (line.checkpoints, "Prüfpunkte des Protokolls"),
    ):
        if count:
            yield f"{count} {words}"
    if line.index:
        yield "die Suche (erst master_key rewrap)"
    if line.backups:
        yield f"{len(line.backups)} ältere Dateien der Sicherung, zuletzt {', '.join(line.backups[-2:])}"
