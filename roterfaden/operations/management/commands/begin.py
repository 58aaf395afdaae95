"""`manage.py begin`: the first place and the first administrator of a new installation."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roterfaden.operations.beginning import BeginningRefused, begin


class Command(BaseCommand):
    help = (
        "Legt die erste Stelle und die erste Verwalterin an und nennt ihr Startpasswort. Nur einmal möglich."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help="Anmeldename")
        parser.add_argument("--first", required=True, help="Vorname")
        parser.add_argument("--last", required=True, help="Nachname")
        parser.add_argument("--place", required=True, help="Name der Stelle")
        parser.add_argument(
            "--kind", default="provider", help="Art der Stelle, z. B. provider, service, canton"
        )
        parser.add_argument("--region", required=True, help="Land oder Kanton, z. B. DE-NW, CH-LU")

    def handle(self, *_args: Any, **options: Any) -> None:
        said = {name: options[name] for name in ("login", "first", "last", "place", "kind", "region")}
        try:
            password = begin(**said, at=timezone.now())
        except BeginningRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Anmelden als {said['login']} mit {password}; danach das Passwort ändern.")
