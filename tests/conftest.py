"""What every test stands on: the database server, the master key, a flush that gets past the audit guards."""

import gc
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import sql as management_sql
from django.core.management.commands import flush
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from roterfaden.audit import triggers
from roterfaden.audit.chain import START
from roterfaden.common import rows
from roterfaden.common.crypto import keyring
from tests import template, thorough
from tests.fixtures import case, load_shipped_data, world
from tests.pdfs import every_pdf_is_checked, no_pdf_has_faults
from tests.postgres import running_server
from tests.untouched import as_it_stands

# no example is judged by the clock: on a shared machine the first one, which loads what it needs, would fail by chance
hypothesis_settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    max_examples=300 if thorough.FULL else 40,
)
hypothesis_settings.load_profile("house")

__all__ = ["case", "every_pdf_is_checked", "no_pdf_has_faults", "world"]

_until_the_end = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Give every process its directory; start PostgreSQL once, in the process that starts the workers."""
    rows.stand(rows.EVERYTHING)
    settings.TEST_DIR.mkdir(mode=0o700)
    _until_the_end.callback(shutil.rmtree, settings.TEST_DIR, ignore_errors=True)
    wanted = os.environ.get("TEST_DATABASE") == "postgresql" and not os.environ.get("TEST_DATABASE_HOST")
    if wanted and not hasattr(config, "workerinput"):
        host = _until_the_end.enter_context(running_server())
        os.environ["TEST_DATABASE_HOST"] = host
        # pytest-django has read the settings before this file
        settings.DATABASES["default"]["HOST"] = host
    if not hasattr(config, "workerinput") and not config.option.collectonly:
        template.compile_locale()
        _make_template()
    settings.LOCALE_PATHS = [template.locale_dir()]


def _make_template() -> None:
    """Migrations take long: they run once, and every process copies what they made."""
    if not template.is_made():
        subprocess.run([sys.executable, "-m", "tests.template"], cwd=template.ROOT, check=True)
    if template.on_postgres():
        os.environ["TEST_TEMPLATE"] = template.POSTGRES_TEMPLATE
        settings.DATABASES["default"]["TEST"]["TEMPLATE"] = template.POSTGRES_TEMPLATE


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    return True if template.on_postgres() and thorough.is_left_out(collection_path) else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    thorough.check_place(items)
    thorough.spare_postgres(items)


def pytest_collection_finish() -> None:
    """What was collected lives to the end: to search it for garbage again and again costs a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def pytest_unconfigure(config: pytest.Config) -> None:
    _until_the_end.close()


@pytest.fixture(scope="session", autouse=True)
def master_key() -> None:
    keyring.ensure_master_key()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite the file is there before Django looks for it; it goes with the directory of the process."""
    return not template.on_postgres()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    if not template.on_postgres():
        shutil.copy(template.sqlite_template(), settings.DATABASES["default"]["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Catalogue and kinds of organisations are there from the start: they never change, and loading them takes time.

    A test with real transactions leaves behind what was there before it: on SQLite a copy of the whole file, on
    PostgreSQL the rows; by a plain role (TEST_ROW_SECURITY=1) all tables are emptied and loaded anew.
    """
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        load_shipped_data()
        if not template.on_postgres():
            untouched = sqlite3.connect(settings.TEST_DIR / "untouched.sqlite3")
            connection.connection.backup(untouched)
            patch.setattr(
                TransactionTestCase,
                "_fixture_teardown",
                lambda _case: untouched.backup(open_connection()),
            )
        elif not settings.ROW_SECURITY:
            rows_before = as_it_stands()
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _case: rows_before.put_back())
        yield


def open_connection() -> sqlite3.Connection:
    """The connection of this thread to the test database, outside of any transaction."""
    connection.ensure_connection()
    made = connection.connection
    assert isinstance(made, sqlite3.Connection)
    return made


@pytest.fixture(autouse=True)
def empty_keyring() -> Iterator[None]:
    yield
    keyring.forget()


@pytest.fixture(scope="session", autouse=True)
def flush_past_the_guards() -> Iterator[None]:
    """Tests with real transactions empty all tables afterwards, which the guards of the trail refuse."""
    with pytest.MonkeyPatch.context() as patch:
        original = management_sql.sql_flush

        def sql_flush(style: Any, connection: BaseDatabaseWrapper, **options: Any) -> list[str]:
            return [
                *triggers.drop_statements(connection.vendor),
                *original(style, connection, **options),
                f"INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '{START}')",
                *triggers.create_statements(connection.vendor),
            ]

        patch.setattr(flush, "sql_flush", sql_flush)
        yield
