"""A database that has seen all migrations, made once, from which every test process takes its own copy.

Run by the process that starts the others: `python -m tests.template`. The SQLite file stays in `var/test` under a
name that tells what it was made from; on PostgreSQL the template lives as long as the server of the run.
"""

import hashlib
import os
import shutil
import sqlite3
import sys
from contextlib import suppress
from pathlib import Path

import django
from django.conf import settings

from roterfaden.common import rows
from roterfaden.languages.compiling import compile_all

ROOT = Path(__file__).resolve().parents[1]
POSTGRES_TEMPLATE = "roterfaden_template"
# what the tables of a fresh installation depend on
MADE_FROM = (
    "uv.lock",
    "roterfaden/*/migrations/*.py",
    "roterfaden/audit/*.py",
    "roterfaden/common/crypto/fields.py",
    "roterfaden/config/settings/*.py",
)


def sqlite_template() -> Path:
    """Where the template for the present migrations lies, or will lie."""
    digest = hashlib.sha256()
    for pattern in MADE_FROM:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return ROOT / "var" / "test" / f"{digest.hexdigest()[:24]}.sqlite3"


def is_made() -> bool:
    """PostgreSQL's server is new with every run and tells by the environment that its template is there."""
    if on_postgres():
        return os.environ.get("TEST_TEMPLATE") == POSTGRES_TEMPLATE
    return sqlite_template().exists()


def locale_dir() -> Path:
    """Where the translations of the present files lie, compiled, or will lie."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "roterfaden" / "locale").rglob("*.po")):
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return ROOT / "var" / "test" / f"locale-{digest.hexdigest()[:24]}"


def compile_locale() -> None:
    """Once for all processes and runs; those of other files go."""
    if not locale_dir().exists():
        locale_dir().parent.mkdir(parents=True, exist_ok=True)
        for old in locale_dir().parent.glob("locale-*"):
            shutil.rmtree(old, ignore_errors=True)
        unfinished = locale_dir().with_suffix(f".{os.getpid()}")
        compile_all(unfinished)
        with suppress(OSError):  # another run was quicker
            unfinished.rename(locale_dir())


def on_postgres() -> bool:
    return os.environ.get("TEST_DATABASE") == "postgresql"


def make() -> None:
    """Create the template with all migrations, in place of any that is there."""
    rows.stand(rows.EVERYTHING)
    django.setup()
    from django.db import connection  # noqa: PLC0415

    from roterfaden.operations import row_security  # noqa: PLC0415

    path = sqlite_template()
    unfinished = path.with_suffix(f".{os.getpid()}")
    if not on_postgres():
        path.parent.mkdir(parents=True, exist_ok=True)
        for old in path.parent.glob("*.sqlite3"):
            old.unlink()
    connection.settings_dict["TEST"]["NAME"] = POSTGRES_TEMPLATE if on_postgres() else str(unfinished)
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    if rows.in_use():
        row_security.switch_on(connection)
    connection.close()
    if not on_postgres():
        with sqlite3.connect(unfinished) as file:
            file.execute("PRAGMA journal_mode=DELETE")  # everything in the one file
        file.close()
        unfinished.replace(path)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "roterfaden.config.settings.test")
    settings.TEST_DIR.mkdir(mode=0o700)
    try:
        make()
    finally:
        settings.TEST_DIR.rmdir()
    sys.exit(0)
