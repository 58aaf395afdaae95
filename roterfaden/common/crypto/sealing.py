"""The sealed form of one value: what stands in the column, and how it is made and opened.

    version (1 byte) | data key id (16) | nonce (12) | AES-256-GCM ciphertext and tag

The tag also covers the first 17 bytes and the place: `table.column:row-uuid`. A ciphertext that was moved to
another table, column or row therefore does not open.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = 1
HEADER_LENGTH = 17
NONCE_LENGTH = 12
OVERHEAD = HEADER_LENGTH + NONCE_LENGTH + 16


class SealBroken(Exception):
    """The sealed value was changed, moved from elsewhere, or is no sealed value at all."""


class Sealed:
    """A value as the database holds it, not opened yet; once opened it remembers the text."""

    __slots__ = ("blob", "opened")

    def __init__(self, blob: bytes) -> None:
        self.blob = blob
        self.opened: str | None = None

    def __repr__(self) -> str:
        return f"<Sealed {len(self.blob)} bytes>"

    def __str__(self) -> str:
        raise TypeError(
            "A sealed value opens only on an instance of its model; values() and F() see ciphertext."
        )

    def __format__(self, spec: str) -> str:
        return str(self)

    def __bool__(self) -> bool:
        return bool(self.blob)

    def __reduce__(self) -> tuple[Any, ...]:
        return Sealed, (self.blob,)


class Prepared(bytes):
    """Ciphertext made for exactly the row that is being written; the only thing a sealed column accepts."""

    __slots__ = ()


def seal(text: str, *, cipher: AESGCM, key_id: UUID, place: str) -> Prepared:
    """Encrypt `text` for `place` under a fresh nonce."""
    header = bytes((VERSION,)) + key_id.bytes
    nonce = os.urandom(NONCE_LENGTH)
    return Prepared(header + nonce + cipher.encrypt(nonce, text.encode(), header + place.encode()))


def key_id_of(blob: bytes, *, place: str) -> UUID:
    """Return which data key sealed this; refuses what no version of ours has written."""
    if len(blob) < OVERHEAD or blob[0] != VERSION:
        raise SealBroken(f"Was in {place} steht, ist kein versiegelter Text.")
    return UUID(bytes=blob[1:HEADER_LENGTH])


def unseal(blob: bytes, *, cipher: AESGCM, place: str) -> str:
    """Decrypt; raises SealBroken if one bit differs or the value was sealed for another place."""
    body = HEADER_LENGTH + NONCE_LENGTH
    try:
        text = cipher.decrypt(blob[HEADER_LENGTH:body], blob[body:], blob[:HEADER_LENGTH] + place.encode())
    except InvalidTag:
        raise SealBroken(
            f"Der versiegelte Text in {place} wurde verändert oder stammt aus einer anderen Zeile."
        ) from None
    return text.decode()


_raw: ContextVar[bool] = ContextVar("roterfaden_sealed_raw", default=False)


@contextmanager
def reading_raw() -> Iterator[None]:
    """Within this block sealed attributes answer with ciphertext: for copying rows without opening them."""
    token = _raw.set(True)
    try:
        yield
    finally:
        _raw.reset(token)


def is_reading_raw() -> bool:
    return _raw.get()
