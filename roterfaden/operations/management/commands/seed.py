"""`manage.py seed --cases 150000`: fill an empty database of its own with volume data, for measuring."""

import time
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from roterfaden.accounts.organisations import load_organisation_kinds
from roterfaden.common.crypto.keyring import ensure_master_key
from roterfaden.operations.volume.build import SeedRefused, seed
from roterfaden.process.catalogue import load_catalogue


class Command(BaseCommand):
    help = "Fill an empty database with volume data. Refuses one that holds persons or organisations."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--cases", type=int, required=True, help="how many cases, e.g. 1500 or 150000")
        parser.add_argument(
            "--database-path", type=Path, help="SQLite file to fill in place of the usual one"
        )
        parser.add_argument("--today", type=date.fromisoformat, help="the day as of which the data stand")
        parser.add_argument(
            "--processes", type=int, default=1, help="that make rows beside the one that writes"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path | None = options["database_path"]
        if path is not None:
            if connection.vendor != "sqlite":
                raise CommandError("--database-path gilt für SQLite; PostgreSQL steht in den Einstellungen.")
            path.parent.mkdir(parents=True, exist_ok=True)
            connection.close()
            connection.settings_dict["NAME"] = str(path)
        elif connection.vendor == "sqlite":
            Path(connection.settings_dict["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        began = time.monotonic()
        ensure_master_key()
        call_command("migrate", verbosity=0)
        load_organisation_kinds()
        load_catalogue()

        def told(sentence: str) -> None:
            if options["verbosity"]:
                self.stdout.write(f"{time.monotonic() - began:6.1f} s  {sentence}")

        try:
            seed(
                cases=options["cases"],
                today=options["today"] or timezone.localdate(),
                processes=options["processes"],
                told=told,
            )
        except SeedRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        told(f"{options['cases']} Fälle stehen in der Datenbank.")
