"""`manage.py serve`: print the address and, in demo mode, the logins; then serve."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from roterfaden.operations.demo.cast import DEMO_PASSWORD, cast_members


class Command(BaseCommand):
    help = "Serve the application with gunicorn on this machine."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: Any, **options: Any) -> None:
        port = options["port"]
        self.stdout.write(f"Roter Faden: http://localhost:{port}/")
        if settings.DEMO_MODE:
            self.stdout.write(f"Demo-Zugänge (Kennwort für alle: {DEMO_PASSWORD}):")
            for member in cast_members():
                self.stdout.write(f"  {member.username:<16} {member.label}")
        sys.stdout.flush()
        os.execv(  # noqa: S606
            sys.executable,
            [
                sys.executable, "-m", "gunicorn", "roterfaden.config.wsgi:application",
                "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4",
                "--env", f"DJANGO_SETTINGS_MODULE={os.environ['DJANGO_SETTINGS_MODULE']}",
            ],
        )  # fmt: skip
