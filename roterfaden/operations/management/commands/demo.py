"""`manage.py demo`: load the demo worlds, in demo mode only."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roterfaden.operations.demo.build import build_demo


class Command(BaseCommand):
    help = "Load the demo worlds; does nothing if they are there."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO_MODE:
            raise CommandError("Demodaten gibt es nur im Demobetrieb.")
        count = build_demo(today=timezone.localdate())
        self.stdout.write(f"Demo: {count} Fälle.")
