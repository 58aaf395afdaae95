"""Store an upload sealed on disk and read it back."""

import hashlib
import os
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import IO
from uuid import uuid4

from cryptography.exceptions import InvalidTag
from django.core.exceptions import PermissionDenied
from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.models import DataKey, Record
from roterfaden.documents import store
from roterfaden.documents.checks import CheckedUpload, check_upload
from roterfaden.documents.choices import FileState
from roterfaden.documents.models import UNSORTED, HeldFile, StoredFile
from roterfaden.documents.refusals import UploadRefused

actions.register("documents.stored", "Datei hochgeladen")
actions.register("documents.read", "Datei gelesen", reading=True)
actions.register("documents.held", "Datei in Quarantäne genommen")

NONCE_BYTES = 12
NOT_KEPT = (
    "Der Speicher für Dateien antwortet nicht. Die Datei ist nicht gespeichert; versuchen Sie es später."
)


class FileDamaged(RuntimeError):
    """The bytes on disk are not those that were stored."""


class FileHeld(PermissionDenied):
    """Nobody reads this file: it waits to be looked through for viruses, or was discarded."""

    def __init__(self, stored: StoredFile) -> None:
        super().__init__(str(stored.uuid))
        self.discarded = stored.state == FileState.DISCARDED


def store_file(
    *,
    name: str,
    stream: IO[bytes],
    data_key: DataKey,
    scope: Record,
    by: User,
    at: datetime,
    kind: str = UNSORTED,
    service: Organisation | None = None,
) -> StoredFile:
    """Check an upload, write it sealed into the store, then record it with its kind.

    Refuses what `check_upload` refuses, and when the store does not answer. The bytes are kept before the row is
    written: a crash in between leaves an unreferenced file, never a row without its file. What the scanner could not
    look through is held: sealed and recorded like the others, but read by nobody until somebody of `service` has
    decided.
    """
    upload = check_upload(name=name, stream=stream)
    return _keep(upload, data_key=data_key, scope=scope, by=by, at=at, kind=kind, service=service)


def _keep(
    upload: CheckedUpload,
    *,
    data_key: DataKey,
    scope: Record,
    by: User,
    at: datetime,
    kind: str = UNSORTED,
    service: Organisation | None = None,
) -> StoredFile:
    stored = StoredFile(
        uuid=uuid4(),
        data_key=data_key,
        name=upload.name,
        kind=kind,
        media_type=upload.media_type,
        size=len(upload.content),
        sha256=hashlib.sha256(upload.content).hexdigest(),
        state=FileState.HELD if upload.hold else FileState.KEPT,
        uploaded_at=at,
        uploaded_by=by,
    )
    nonce = os.urandom(NONCE_BYTES)
    sealed = nonce + keyring.cipher_for(data_key.pk).encrypt(nonce, upload.content, _place(stored))
    try:
        store.keep(stored.uuid, sealed)
    except store.StoreUnreachable as error:
        raise UploadRefused(NOT_KEPT) from error
    with transaction.atomic():
        stored.save()
        if upload.hold:
            HeldFile.objects.create(file=stored, service=service, why=upload.hold, held_at=at, tried_at=at)
            trail.record("documents.held", by=by, at=at, subject=stored, scope=scope, organisation=service)
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
    uuid = stored.uuid
    stored.delete()
    # a store that is away just now keeps bytes that nothing points to: the hourly duty removes them
    transaction.on_commit(partial(store.remove, uuid), robust=True)


def read_file(stored: StoredFile) -> bytes:
    """The bytes as they were uploaded.

    Raises FileHeld for one that nobody may read, FileDamaged when the disk holds anything else than was stored.
    """
    if stored.state != FileState.KEPT:
        raise FileHeld(stored)
    return open_sealed(stored)


def open_sealed(stored: StoredFile) -> bytes:
    """The bytes whatever the state of the file is: for the scanner. Raises FileDamaged."""
    try:
        sealed = store.fetch(stored.uuid)
        cipher = keyring.cipher_for(stored.data_key_id)
        content: bytes = cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _place(stored))
    except (FileNotFoundError, InvalidTag, ValueError) as error:  # ValueError: cut to less than a nonce
        raise FileDamaged(f"Die Datei {stored.uuid} fehlt oder ist beschädigt.") from error
    return content


def _place(stored: StoredFile) -> bytes:
    return f"documents:{stored.uuid}".encode()


def shred_files(key: DataKey) -> int:
    """Delete the bytes of every file that `key` sealed from disk; returns how many. Their rows stay, without a name.

    Called after the transaction in which the key was destroyed: what stays behind after a crash, or while the
    store is away, is unreadable anyway, and the hourly duty removes it.
    """
    uuids = StoredFile.objects.filter(data_key=key).values_list("uuid", flat=True)
    removed = 0
    for uuid in uuids:
        with suppress(store.StoreUnreachable):
            removed += store.remove(uuid)
    return removed
