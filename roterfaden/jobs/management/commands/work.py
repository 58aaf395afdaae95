"""`manage.py work`: do what waits in the background: jobs, mails, regular duties."""

import os
import signal
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from roterfaden.jobs import clock, outbox, work

PAUSE = 1.0  # seconds between two looks


class Command(BaseCommand):
    help = "Work off background jobs, the outbox and regular duties until stopped. Any number may run side by side."

    stopping = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits now, then end")
        parser.add_argument(
            "--parent", type=int, default=0, help="end when this process is no longer the parent"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        while not self.stopping:
            close_old_connections()
            work.take_up_silent(at=timezone.now())
            clock.do_what_is_due(at=timezone.now())
            outbox.send_waiting(at=timezone.now())
            _work_off_queue()
            if options["once"] or (options["parent"] and os.getppid() != options["parent"]):
                return
            if not self.stopping:
                time.sleep(PAUSE)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self.stopping = True


def _work_off_queue() -> None:
    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(16),
        excluded_queue_names=[],
    ).run()
