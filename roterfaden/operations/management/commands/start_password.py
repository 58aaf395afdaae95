"""`manage.py start_password`: a new start password for somebody who cannot ask the administration, or is it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roterfaden.accounts.members import give_start_password
from roterfaden.accounts.models import User


class Command(BaseCommand):
    help = "Gibt einem Zugang ein neues Startpasswort und nennt es. Offene Sitzungen der Person enden."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("login", help="Anmeldename")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["login"]).first()
        if user is None:
            raise CommandError(f"Den Anmeldenamen „{options['login']}“ gibt es nicht.")
        password = give_start_password(user=user, by=None, at=timezone.now())
        self.stdout.write(f"Anmelden als {user.username} mit {password}; danach das Passwort ändern.")
