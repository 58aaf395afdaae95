"""`manage.py rows on|off|check`: the second line between organisations, in PostgreSQL itself (decision 0105)."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from roterfaden.operations import row_security


class Command(BaseCommand):
    help = "Switch row security of PostgreSQL on or off, or check that it holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=("on", "off", "check"))

    def handle(self, *_args: Any, **options: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("SQLite kennt keine Zeilensicherheit. Dort gibt es nur die erste Linie.")
        if options["what"] == "off":
            row_security.switch_off(connection)
            self.stdout.write("Die Zeilensicherheit ist aus.")
            return
        if options["what"] == "on":
            row_security.switch_on(connection)
        faults = list(row_security.faults_of_rows(connection))
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"Die Zeilensicherheit gilt für {len(row_security.TABLES)} Tabellen.")
        if not settings.ROW_SECURITY:
            self.stdout.write("ROTERFADEN_ROW_SECURITY ist off: Dieses Programm darf noch alles sehen.")
