"""Make a backup, and read one back from its first to its last byte."""

import hashlib
import json
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from roterfaden.audit import actions, trail
from roterfaden.common.crypto.master import MasterKeyMissing
from roterfaden.documents import store
from roterfaden.documents.store_names import path_of
from roterfaden.operations.backup import databases
from roterfaden.operations.backup.container import CHUNK, Damaged, opened, packed_file, unpacked
from roterfaden.operations.backup.keys import FILE as KEYS_FILE
from roterfaden.operations.backup.keys import keep_keys
from roterfaden.operations.backup.prints import Copied

actions.register("operations.backed_up", "Datensicherung erstellt")

ENDING = ".rfb"
KIND = "backup"
DATABASE, FILES, MANIFEST = "database/", "files/", "manifest.json"
PART = 4 * CHUNK


@dataclass
class Manifest:
    """What a backup holds, by which a restored installation is compared; stands at the end of the file."""

    made_at: str
    vendor: str
    migrations: list[str]
    tables: dict[str, tuple[int, str]]
    keys: list[str]
    database: str = ""
    files: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(count for count, _hash in self.tables.values())


def make_backup(folder: Path, *, at: datetime) -> tuple[Path, Manifest]:
    """Write a backup of database and uploads into `folder`, and the keys beside it in their newest state; read it back.

    The database comes first: a file is on disk before its row is, so the copy of the files holds all that the copy of
    the database names.
    Refuses a folder inside the data. Effects: two files, both sealed, and nothing unsealed meanwhile; audit entry.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.resolve().is_relative_to(Path(settings.DATA_DIR).resolve()):
        raise Damaged(
            "Eine Sicherung neben den Daten geht mit ihnen verloren. Nehmen Sie einen anderen Ordner."
        )
    path = folder / f"roterfaden-{at.astimezone(UTC):%Y%m%dT%H%M%S}Z{ENDING}"
    manifest = pack(path, database=connection, copy=databases.copy, files=_uploads(), at=at)
    keep_keys(folder, at=at)
    verify_backup(path)
    with transaction.atomic():
        trail.record(
            "operations.backed_up",
            by=None,
            at=at,
            subject=None,
            details={"rows": manifest.rows, "files": len(manifest.files)},
        )
    return path, manifest


def pack(
    path: Path,
    *,
    database: BaseDatabaseWrapper,
    copy: Callable[[Callable[[bytes], object]], Copied],
    files: Iterable[tuple[str, bytes]],
    at: datetime,
) -> Manifest:
    """Write one sealed file with what `copy` hands over of the database and with these files. Effects: the file."""
    with (
        packed_file(path, about={"kind": KIND, "made_at": at.isoformat()}) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        migrations, parts = _migrations(database), _Parts(tar)
        copied = copy(parts.take)
        manifest = Manifest(
            made_at=at.isoformat(),
            vendor=database.vendor,
            migrations=migrations,
            tables=copied.tables,
            keys=copied.keys,
            database=parts.finish(),
        )
        for name, content in files:
            manifest.files[name] = hashlib.sha256(content).hexdigest()
            _add(tar, FILES + name, content)
        _add(tar, MANIFEST, json.dumps(asdict(manifest)).encode())
    return manifest


class _Parts:
    """The copy of the database on its way into a backup: in parts, since nobody knows yet how long it will be."""

    def __init__(self, tar: tarfile.TarFile) -> None:
        self._tar, self._waiting, self._number, self._digest = tar, bytearray(), 0, hashlib.sha256()

    def take(self, piece: bytes) -> None:
        self._waiting += piece
        if len(self._waiting) >= PART:
            self._write()

    def finish(self) -> str:
        """Write the last part; returns the hash of all."""
        self._write()
        return self._digest.hexdigest()

    def _write(self) -> None:
        part = bytes(self._waiting)
        self._waiting.clear()
        self._number += 1
        self._digest.update(part)
        _add(self._tar, f"{DATABASE}{self._number:08}", part)


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, BytesIO(content))


def verify_backup(path: Path) -> Manifest:
    """Read a backup from the first to the last byte and compare all that it holds with its own list.

    Refuses with Damaged: a byte that was changed, something cut off or appended, a file that is none of ours.
    """
    found: dict[str, str] = {}
    database = hashlib.sha256()
    manifest: Manifest | None = None
    for name, content in members(path):
        if name == MANIFEST:
            manifest = Manifest(**json.loads(content.read()))
        elif name.startswith(DATABASE):
            database.update(content.read())
        else:
            found[name] = hashlib.sha256(content.read()).hexdigest()
    if manifest is None:
        raise Damaged(f"{path} hat kein Verzeichnis seines Inhalts.")
    named = {FILES + name: value for name, value in manifest.files.items()}
    if found != named or database.hexdigest() != manifest.database:
        raise Damaged(f"{path} enthält anderes, als sein Verzeichnis sagt.")
    return manifest


def members(path: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Name and content of everything in a backup, in order; the seal of the last part is checked at the end."""
    for member, content in unpacked(path, KIND, otherwise="ist keine Sicherung von Daten"):
        if content is None:
            raise Damaged(f"{path} enthält etwas, das keine Datei ist.")
        yield member.name, content


def database_of(path: Path) -> Iterator[bytes]:
    """The copy of the database in a backup, part by part. Reads no further."""
    for name, content in members(path):
        if not name.startswith(DATABASE):
            return
        yield content.read()


def newest_backup(folder: Path) -> Path | None:
    """The last backup in a folder by the time in its name; None if there is none."""
    return max(folder.glob(f"roterfaden-*{ENDING}"), default=None)


def made_in(folder: Path) -> list[tuple[str, datetime]]:
    """Every backup of a folder and the file of the keys, each with when it was made; of a damaged one long ago."""
    found = []
    for path in [*sorted(folder.glob(f"roterfaden-*{ENDING}")), *folder.glob(KEYS_FILE)]:
        try:
            with opened(path) as reader:
                made_at = datetime.fromisoformat(reader.about["made_at"])
        except (Damaged, MasterKeyMissing, KeyError, ValueError):
            made_at = datetime.min.replace(tzinfo=UTC)
        found.append((path.name, made_at))
    return found


def _uploads() -> Iterator[tuple[str, bytes]]:
    """Path within the store and bytes of each file, one at a time. What was removed meanwhile is left out."""
    for name in store.whole_names():
        with suppress(FileNotFoundError):
            yield path_of(name), store.fetch(UUID(name))


def _migrations(database: BaseDatabaseWrapper) -> list[str]:
    with database.cursor() as cursor:
        cursor.execute("SELECT app, name FROM django_migrations")
        return sorted({f"{app}.{name}" for app, name in cursor.fetchall()})
