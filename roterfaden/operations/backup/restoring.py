"""Restore a backup onto an empty place, compare everything, and repeat the erasures that came after it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import connection, transaction

from roterfaden.archive.destroying import destroy_again
from roterfaden.audit import actions, trail
from roterfaden.audit.verification import verify
from roterfaden.common.crypto import keyring
from roterfaden.common.models import DataKey
from roterfaden.documents import store
from roterfaden.documents.store_names import NAME, path_of
from roterfaden.operations.backup import databases
from roterfaden.operations.backup.container import Damaged
from roterfaden.operations.backup.keys import Kept, put_back
from roterfaden.operations.backup.making import FILES, Manifest, database_of, members, verify_backup

actions.register("operations.restored", "Datensicherung zurückgespielt")


class RestoreRefused(Exception):
    """The backup cannot be restored here; the message says why, and nothing was changed."""


@dataclass(frozen=True)
class Restored:
    """What was compared and what was erased again."""

    manifest: Manifest
    erased_keys: int
    emptied_texts: int


def restore_backup(
    source: Path,
    *,
    kept: Kept,
    at: datetime,
    files_stay: bool = False,
    told: Callable[[str], None] = lambda _sentence: None,
) -> Restored:
    """Fill this empty installation from `source` and the newest data keys; `files_stay`: its files may be there.

    Refuses before anything is written: a damaged file, a place that is not empty, another kind of database, keys older
    than the backup. Every table and every file is compared with what stood there when the backup was made; the trail is
    verified. Then erasures that happened after the backup are repeated. Effects: database, files, audit entry.
    """
    manifest = verify_backup(source)
    told(f"Die Sicherung vom {manifest.made_at} ist unbeschädigt.")
    _refuse(manifest, kept_at=kept.made_at, files_stay=files_stay)
    databases.load(database_of(source))
    put_back(kept, manifest.keys)
    databases.load_rest(database_of(source))
    put_files_back(source)
    _compare(manifest)
    told(
        f"Verglichen: {len(manifest.tables)} Tabellen, {manifest.rows} Zeilen, {len(manifest.files)} Dateien."
    )
    gone, emptied = _erase_again(at=at)
    told(f"Löschungen nachgeholt: {gone} Schlüssel, {emptied} Texte.")
    with transaction.atomic():
        trail.record(
            "operations.restored",
            by=None,
            at=at,
            subject=None,
            details={"of": manifest.made_at, "rows": manifest.rows, "erased": gone},
        )
    return Restored(manifest, gone, emptied)


def _refuse(manifest: Manifest, *, kept_at: datetime, files_stay: bool) -> None:
    if manifest.vendor != connection.vendor:
        raise RestoreRefused(f"Die Sicherung stammt von {manifest.vendor}, hier läuft {connection.vendor}.")
    if kept_at < datetime.fromisoformat(manifest.made_at):
        raise RestoreRefused(
            "Die Schlüsseldatei ist älter als die Sicherung. Nehmen Sie die neueste keys.rfk."
        )
    if not databases.is_empty():
        raise RestoreRefused("Hier sind schon Daten. Zurückgespielt wird nur in eine leere Datenbank.")
    if not files_stay and next(store.listed(), None) is not None:
        raise RestoreRefused(f"Hier liegen schon Dateien: {store.place().title}")


def put_files_back(source: Path) -> None:
    """Put the files of a backup into the store. Effects: files."""
    for name, content in members(source):
        if name.startswith(FILES):
            store.keep(_uuid_of(name), content.read())


def _uuid_of(name: str) -> UUID:
    """The uuid of a file from its name in the backup: nothing else finds its way into the store."""
    found = name.rpartition("/")[2]
    if not NAME.fullmatch(found) or name != FILES + path_of(found):
        raise Damaged(f"Ein Dateiname gehört nicht in eine Sicherung: {name[:80]}")
    return UUID(found)


def _compare(manifest: Manifest) -> None:
    """All that was saved is here again, row by row and byte by byte."""
    now = {name: tuple(value) for name, value in databases.fingerprints().items()}
    then = {name: tuple(value) for name, value in manifest.tables.items()}
    different = sorted(name for name in now.keys() | then.keys() if now.get(name) != then.get(name))
    if different:
        raise Damaged(f"Nach dem Zurückspielen weichen Tabellen ab: {', '.join(different)}.")
    wrong = [name for name, value in manifest.files.items() if _hash_of(name) != value]
    if wrong:
        raise Damaged(f"Nach dem Zurückspielen weichen Dateien ab: {len(wrong)}.")
    chain = verify()
    if not chain.sound:
        raise Damaged(f"Das Protokoll ist in Zeile {chain.first_broken} gebrochen: {chain.reason}")


def _hash_of(name: str) -> str:
    try:
        return hashlib.sha256(store.fetch(_uuid_of(FILES + name))).hexdigest()
    except FileNotFoundError:
        return ""


def _erase_again(*, at: datetime) -> tuple[int, int]:
    """Empty whatever a destroyed key sealed: the backup may be older than its destruction."""
    keyring.forget()
    emptied, count = 0, 0
    for key in DataKey.objects.filter(destroyed_at__isnull=False).order_by("pk"):
        emptied += destroy_again(key, at=at)
        count += 1
    return count, emptied
