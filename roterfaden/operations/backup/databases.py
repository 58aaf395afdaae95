"""Copies of a whole database as a stream, and a fingerprint of every table. No copy is ever written down unsealed.

Plain SQL, because this is about tables, not about what they mean.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from roterfaden.operations.backup import databases_postgres, databases_sqlite
from roterfaden.operations.backup.prints import Copied, Prints


def is_empty() -> bool:
    """Whether the database of the settings holds no table at all. A SQLite file that is missing is not made."""
    if connection.vendor == "sqlite" and not _file().exists():
        return True
    return not connection.introspection.table_names()


def copy(take: Callable[[bytes], object]) -> Copied:
    """Hand over the database of the settings, as it stands at one moment."""
    if connection.vendor == "sqlite":
        return databases_sqlite.copy(_file(), take)
    with _own_connection() as own:
        return databases_postgres.copy(own, take)


def load(pieces: Iterable[bytes]) -> None:
    """Fill the empty database of the settings from a copy, but for what stands after the keys (`load_rest`)."""
    if connection.vendor == "sqlite":
        connection.close()
        databases_sqlite.load(_file(), pieces)
    else:
        databases_postgres.load(connection, pieces, "pre-data", "data")


def load_rest(pieces: Iterable[bytes]) -> None:
    """After the keys: indexes, constraints and guards. SQLite has them already."""
    if connection.vendor != "sqlite":
        databases_postgres.load(connection, pieces, "post-data")


def fingerprints() -> Prints:
    """Rows and hash of every table of the database of the settings, as it stands."""
    if connection.vendor == "sqlite":
        return databases_sqlite.prints(_file())
    with transaction.atomic():
        return dict(databases_postgres.prints(connection))


@contextmanager
def _own_connection() -> Iterator[BaseDatabaseWrapper]:
    own = connection.copy()
    own.settings_dict = {**own.settings_dict, "OPTIONS": {}}
    try:
        yield own
    finally:
        own.close()


def _file() -> Path:
    return Path(connection.settings_dict["NAME"])
