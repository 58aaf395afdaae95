"""Store an upload sealed on disk and read it back."""

import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.models import DataKey, Record
from roterfaden.documents.checks import CheckedUpload, check_upload
from roterfaden.documents.models import UNSORTED, StoredFile

actions.register("documents.stored", "Datei hochgeladen")
actions.register("documents.read", "Datei gelesen", reading=True)

NONCE_BYTES = 12


class FileDamaged(RuntimeError):
    """The bytes on disk are not those that were stored."""


def store_file(
    *,
    name: str,
    stream: IO[bytes],
    data_key: DataKey,
    scope: Record,
    by: User,
    at: datetime,
    kind: str = UNSORTED,
) -> StoredFile:
    """Check an upload, write it sealed and synced to disk, then record it with its kind.

    Refuses what `check_upload` refuses. The file is on disk before its row is written: a crash in between leaves an
    unreferenced file, never a row without its file.
    """
    upload = check_upload(name=name, stream=stream)
    return _keep(upload, data_key=data_key, scope=scope, by=by, at=at, kind=kind)


def _keep(
    upload: CheckedUpload,
    *,
    data_key: DataKey,
    scope: Record,
    by: User,
    at: datetime,
    kind: str = UNSORTED,
) -> StoredFile:
    stored = StoredFile(
        uuid=uuid4(),
        data_key=data_key,
        name=upload.name,
        kind=kind,
        media_type=upload.media_type,
        size=len(upload.content),
        sha256=hashlib.sha256(upload.content).hexdigest(),
        uploaded_at=at,
        uploaded_by=by,
    )
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + keyring.cipher_for(data_key.pk).encrypt(nonce, upload.content, _place(stored))
    _write_synced(_path(stored), sealed)
    with transaction.atomic():
        stored.save()
        trail.record(
            "documents.stored", by=by, at=at, subject=stored, scope=scope, details={"size": stored.size}
        )
    return stored


def keep_made_file(
    *, name: str, content: bytes, data_key: DataKey, scope: Record, by: User, at: datetime
) -> StoredFile:
    """Keep a PDF that we made ourselves, sealed as an upload is. Nobody else wrote it, so it is not looked through."""
    made = CheckedUpload(name=name, media_type="application/pdf", content=content)
    return _keep(made, data_key=data_key, scope=scope, by=by, at=at)


def discard_file(stored: StoredFile) -> None:
    """Delete a file that nothing points to any more: its row, and after the commit its bytes."""
    path = _path(stored)
    stored.delete()
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def read_file(stored: StoredFile) -> bytes:
    """The bytes as they were uploaded; raises FileDamaged when the disk holds anything else."""
    try:
        sealed = _path(stored).read_bytes()
        cipher = keyring.cipher_for(stored.data_key_id)
        content: bytes = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _place(stored))
    except (FileNotFoundError, InvalidTag) as error:
        raise FileDamaged(f"Die Datei {stored.uuid} fehlt oder ist beschädigt.") from error
    return content


def _place(stored: StoredFile) -> bytes:
    return f"documents:{stored.uuid}".encode()


def _path(stored: StoredFile) -> Path:
    name = stored.uuid.hex
    return Path(settings.MEDIA_ROOT) / name[:2] / name


def _write_synced(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def shred_files(key: DataKey) -> int:
    """Delete the bytes of every file that `key` sealed from disk; returns how many. Their rows stay, without a name.

    Called after the transaction in which the key was destroyed: what stays behind after a crash is unreadable anyway.
    """
    gone = 0
    for stored in StoredFile.objects.filter(data_key=key).only("uuid"):
        path = _path(stored)
        if path.exists():
            path.unlink()
            gone += 1
    return gone
