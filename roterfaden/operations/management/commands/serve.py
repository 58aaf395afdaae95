"""`manage.py serve`: print the address and, in demo mode, the logins; then serve, with a worker beside it."""

import os
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

from roterfaden.common import rows
from roterfaden.operations.demo.accesses import DEMO_ACCESSES
from roterfaden.operations.demo.cast import DEMO_PASSWORD, cast_members


class _Server(BaseApplication):  # type: ignore[misc]  # gunicorn comes without types
    """Gunicorn in this process: what is imported already is shared with the workers, so it starts quickly."""

    def __init__(self, port: int) -> None:
        self.port = port
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": f"127.0.0.1:{self.port}",
            "workers": 2,
            "threads": 4,
            "loglevel": "warning",
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        return get_wsgi_application()


class Command(BaseCommand):
    help = "Serve the application with gunicorn on this machine."
    requires_system_checks = []  # `manage.py prepare` and the tests check the system

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *_args: Any, **options: Any) -> None:
        port = options["port"]
        self.stdout.write(f"Roter Faden: http://localhost:{port}/")
        if settings.DEMO_MODE:
            self.stdout.write(f"Demo-Zugänge (Passwort für alle: {DEMO_PASSWORD}):")
            for member in cast_members():
                self.stdout.write(f"  {member.username:<16} {member.label}")
            self.stdout.write(f"Ohne Konto, unter http://localhost:{port}/portal/ mit Code und PIN:")
            for access in DEMO_ACCESSES:
                self.stdout.write(f"  {access.code:<16} {access.pin}  {access.label}")
        sys.stdout.flush()
        worker = _start_worker()
        rows.stand(rows.NOTHING)
        try:
            _Server(port).run()
        finally:
            worker.terminate()


def _start_worker() -> subprocess.Popen[bytes]:
    """The worker beside the server: it ends with it, even if the server is killed."""
    parent = str(os.getpid())
    return subprocess.Popen([sys.executable, sys.argv[0], "work", "--parent", parent])  # noqa: S603
