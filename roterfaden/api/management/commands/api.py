"""`manage.py api schema|client`: the description of the interface, and the Python client made from it."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from roterfaden.api.client import source
from roterfaden.api.openapi import document


class Command(BaseCommand):
    help = "Schreibt die Beschreibung der Schnittstelle (schema) oder den Client für Python (client) auf die Ausgabe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["schema", "client"])

    def handle(self, *_args: Any, **options: Any) -> None:
        if options["what"] == "client":
            self.stdout.write(source(), ending="")
        else:
            self.stdout.write(json.dumps(document(), ensure_ascii=False, indent=1))
