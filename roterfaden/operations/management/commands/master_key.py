"""`manage.py master_key new` makes a new master key the current one, `rewrap` brings all data keys to it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roterfaden.common.crypto.master import MasterKeyMissing, MasterKeyUnusable
from roterfaden.operations import master_keys


class Command(BaseCommand):
    help = (
        "Wechselt den Hauptschlüssel im laufenden Betrieb (new) oder bringt einen Wechsel zu Ende (rewrap)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("new", "rewrap"))

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            self._new() if options["what"] == "new" else self._rewrap()
        except (master_keys.MasterKeyRefused, MasterKeyMissing, MasterKeyUnusable) as refusal:
            raise CommandError(str(refusal)) from refusal

    def _new(self) -> None:
        made = master_keys.add_master_key(at=timezone.now())
        self.stdout.write(f"Der neue Hauptschlüssel {made} steht zuoberst in {settings.MASTER_KEY_FILE}.")
        self.stdout.write(
            "Bringen Sie die Datei jetzt auf jede weitere Maschine und an ihren getrennten Ort."
        )
        self.stdout.write("Danach: master_key rewrap.")

    def _rewrap(self) -> None:
        count = master_keys.rewrap_all(at=timezone.now())
        self.stdout.write(
            f"{count} Datenschlüssel umgestellt. Keiner hängt mehr an einem alten Hauptschlüssel."
        )
        self.stdout.write("Die alten Zeilen bleiben stehen (docs/operations/installing.md, „Keys“).")
