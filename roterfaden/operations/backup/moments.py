"""Go back to one moment on PostgreSQL: from the archive of its log onto an empty place, but for what was erased."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from roterfaden.common.models import DataKey
from roterfaden.documents import store
from roterfaden.operations.backup import databases, databases_postgres, server_copies
from roterfaden.operations.backup.keys import Kept
from roterfaden.operations.backup.making import FILES, members, pack, verify_backup
from roterfaden.operations.backup.recovering import recovery
from roterfaden.operations.backup.restoring import Restored, RestoreRefused, restore_backup

# PostgreSQL asks for the archive after so many seconds, even if a piece is not full
SECONDS = 300
LATE = timedelta(seconds=3 * SECONDS)


def restore_moment(
    archive: Path,
    *,
    moment: datetime,
    database: str,
    within: Path,
    account: str | None,
    kept: Kept | None,
    files: Path | None,
    at: datetime,
    told: Callable[[str], None] = lambda _sentence: None,
) -> Restored:
    """Fill this empty installation with what `database` held at `moment`.

    A server of its own goes from the newest copy before it up to the moment, is copied into a sealed file as by
    `backup`, and then goes on to where the archive ends, to learn which keys were destroyed since; `kept`, the keys
    beside the last backup, may know of more. The rest is `restore_backup`: everything compared, erasures repeated.
    Files are those that are there, or else those of the backup `files`. Refuses: a damaged archive, a moment that it
    does not reach, a place that is not empty. Effects: those of `restore_backup`.
    """
    if connection.vendor != "postgresql" or not databases.is_empty():
        raise RestoreRefused("Zurück zu einem Augenblick geht es nur in eine leere PostgreSQL-Datenbank.")
    found = server_copies.verify_archive(archive, before=moment)
    told(f"Das Archiv ist unbeschädigt: {found.base.name} und {found.pieces} Stücke danach.")
    files_stay = next(store.listed(), None) is not None
    if not files_stay and files is None:
        told("Hochgeladene Dateien sind nicht da und in keiner Sicherung genannt.")
    with recovery(archive, within=within, account=account) as server:
        server.unpack(found.base)
        source = server.room / "moment.rfb"
        with server.running(until=moment, name=database) as own:
            copy = partial(databases_postgres.copy, own)
            pack(source, database=own, copy=copy, files=() if files_stay else _files_of(files), at=moment)
        verify_backup(source)
        told(f"Der Stand von {moment.isoformat()} ist erreicht.")
        with server.running(until=None, name=database) as own:
            keys = _newest_keys(own, kept, at=at)
        return restore_backup(source, kept=keys, files_stay=files_stay, at=at, told=told)


def faults_of_archiving(*, at: datetime) -> Iterator[tuple[bool, str]]:
    """What keeps this server from archiving its log: whether log is lost, and what to do. Nothing where all is well."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('archive_mode'), current_setting('archive_timeout')::interval, "
            "last_archived_time, last_failed_time FROM pg_stat_archiver"
        )
        mode, timeout, done, failed = cursor.fetchone()
    if mode != "on":
        yield (
            False,
            "PostgreSQL archiviert nicht (archive_mode). Tragen Sie ein, was manage.py wal setup nennt.",
        )
        return
    if not timedelta() < timeout <= timedelta(seconds=SECONDS):
        yield (
            False,
            f"archive_timeout lässt mehr als fünf Minuten verloren gehen. Setzen Sie es auf {SECONDS}.",
        )
    if failed is not None and (done is None or failed > done):
        yield True, "Das letzte Stück des Protokolls kam nicht ins Archiv. Lesen Sie das Log von PostgreSQL."
    elif done is None or at - done > LATE:
        yield False, "Seit einer Viertelstunde kam nichts ins Archiv. Schreibt niemand, ist das in Ordnung."


def _files_of(backup: Path | None) -> Iterator[tuple[str, bytes]]:
    for name, content in members(backup) if backup else ():
        if name.startswith(FILES):
            yield name.removeprefix(FILES), content.read()


def _newest_keys(own: BaseDatabaseWrapper, kept: Kept | None, *, at: datetime) -> Kept:
    """All data keys where the archive ends; destroyed is what is destroyed there or in the file of keys."""
    with own.cursor() as cursor:
        cursor.execute("SELECT id, wrapped, master_id, created_at, destroyed_at FROM common_datakey")
        rows = [DataKey(*row) for row in cursor.fetchall()]
    found = {key.pk.hex: key for key in rows}
    gone = {} if kept is None else {name: key for name, key in kept.rows.items() if key.wrapped is None}
    return Kept(at, found | gone)
