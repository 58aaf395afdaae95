"""`manage.py search rebuild`: write the search index anew and say what was not as it should have been."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from roterfaden.search.rebuilding import rebuild


class Command(BaseCommand):
    help = "Write the search index anew from the records; a second run corrects nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["rebuild"])

    def handle(self, *_args: Any, **options: Any) -> None:
        told = self.stdout.write if options["verbosity"] > 1 else lambda _sentence: None
        done = rebuild(told=told)
        self.stdout.write(
            f"{done.persons} Personen, {done.employers} Betriebe, {done.cases} Fälle, {done.texts} Texte geprüft; "
            f"{done.corrected} Einträge waren nicht auf dem Stand und sind es jetzt."
        )
