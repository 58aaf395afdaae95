"""A throw-away file database on the disk of this checkout, with the production settings of SQLite."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def sqlite_database() -> Iterator[Path]:
    """Set Django up on an empty, migrated SQLite file; yields its folder. One per process."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    from django.conf import settings  # noqa: PLC0415

    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "var", prefix="benchmark-") as folder:
        settings.DATABASES["default"]["NAME"] = f"{folder}/db.sqlite3"
        django.setup()
        from django.core.management import call_command  # noqa: PLC0415
        from django.db import connection, connections  # noqa: PLC0415

        from roterfaden.common.crypto import master  # noqa: PLC0415

        master.ensure_master_key()
        # the peers' own app has no migrations
        connection.ensure_connection()
        with connection.cursor() as cursor:
            # nobody misses these tables after a power cut; a new connection is durable again
            cursor.execute("PRAGMA synchronous=OFF")
        call_command("migrate", run_syncdb=True, verbosity=0)
        connection.close()
        try:
            yield Path(folder)
        finally:
            connections.close_all()
            # the throw-away master key
            shutil.rmtree(settings.TEST_DIR, ignore_errors=True)
