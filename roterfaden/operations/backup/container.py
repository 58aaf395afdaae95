"""A sealed file: whatever was changed, cut, swapped or appended does not open.

    magic | length of header (4) | header: JSON | chunk | chunk | … | last chunk

Each chunk holds up to 1 MiB, sealed with AES-256-GCM under a key of this file alone. The nonce is the number of the
chunk and whether it is the last; the tag also covers the header. The key is wrapped by the master key.
"""

import io
import json
import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from roterfaden.common.crypto import master

MAGIC = b"ROTERFADEN-SEALED-1\n"
CHUNK = 1024 * 1024
TAG = 16
NONCE = 12
LONGEST_HEADER = 10_000
PURPOSE = "backup"


class Damaged(Exception):
    """The file is not as it was written; the message says what was found."""


class SealedWriter(io.RawIOBase):
    """Write-only; `finish` seals the last chunk. Without it the file does not open."""

    def __init__(self, file: BinaryIO, *, about: Mapping[str, Any]) -> None:
        super().__init__()
        secret, wrapping, nonce = secrets.token_bytes(32), master.current(), os.urandom(NONCE)
        wrapped = AESGCM(wrapping.derive(PURPOSE)).encrypt(nonce, secret, MAGIC)
        told = {**about, "master_id": wrapping.id, "key": (nonce + wrapped).hex()}
        self._header = json.dumps(told, sort_keys=True).encode()
        self._cipher, self._file, self._number, self._waiting = AESGCM(secret), file, 0, bytearray()
        file.write(MAGIC + len(self._header).to_bytes(4, "big") + self._header)

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        view = memoryview(data)
        self._waiting += view
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), last=False)
            del self._waiting[:CHUNK]
        return view.nbytes

    def finish(self) -> None:
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, content: bytes, *, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last=last), content, self._header))
        self._number += 1


class SealedReader(io.RawIOBase):
    """Reads what SealedWriter wrote; raises Damaged at the first thing that is not as it was."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._header = _header(file)
        try:
            self.about: dict[str, Any] = json.loads(self._header)
            sealed = bytes.fromhex(self.about["key"])
            key = master.by_id(str(self.about["master_id"]))
            self._cipher = AESGCM(AESGCM(key.derive(PURPOSE)).decrypt(sealed[:NONCE], sealed[NONCE:], MAGIC))
        except (ValueError, KeyError, TypeError, InvalidTag):
            raise Damaged("Der Kopf der Datei ist beschädigt.") from None
        self._number, self._open, self._ended = 0, b"", False
        self._next = file.read(CHUNK + TAG)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int:
        if not self._open and not self._ended:
            self._unseal()
        size = min(len(buffer), len(self._open))
        buffer[:size] = self._open[:size]
        self._open = self._open[size:]
        return size

    def drain(self) -> None:
        """Read to the end, so that the last chunk is checked too."""
        while self.read(CHUNK):
            pass

    def _unseal(self) -> None:
        sealed, self._next = self._next, self._file.read(CHUNK + TAG)
        last = not self._next
        try:
            self._open = self._cipher.decrypt(_nonce(self._number, last=last), sealed, self._header)
        except InvalidTag:
            raise Damaged(f"Teil {self._number + 1} der Datei ist beschädigt oder abgeschnitten.") from None
        self._number += 1
        self._ended = last


@contextmanager
def sealed_file(path: Path, *, about: Mapping[str, Any]) -> Iterator[SealedWriter]:
    """Write a sealed file that appears under `path` whole, synced to disk, or not at all."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            writer = SealedWriter(file, about=about)
            yield writer
            writer.finish()
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


@contextmanager
def opened(path: Path) -> Iterator[SealedReader]:
    """Open a sealed file; refuses with Damaged what is none, and says so if the file is missing."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise Damaged(f"{path} lässt sich nicht lesen: {error.strerror}.") from error
    with file:
        yield SealedReader(file)


def _header(file: BinaryIO) -> bytes:
    if file.read(len(MAGIC)) != MAGIC:
        raise Damaged("Das ist keine Sicherung von Roter Faden.")
    length = int.from_bytes(file.read(4), "big")
    header = file.read(length) if length <= LONGEST_HEADER else b""
    if not header or len(header) != length:
        raise Damaged("Der Kopf der Datei ist beschädigt.")
    return header


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(NONCE - 1, "big") + bytes((last,))
