"""A sealed file: whatever was changed, cut, swapped or appended does not open.

    magic | length of header (4) | header: JSON | chunk | chunk | … | last chunk

Each chunk holds up to 1 MiB, sealed with AES-256-GCM under a key of this file alone. The nonce is the number of the
chunk and whether it is the last; the tag also covers the header. The key is wrapped by the master key, or for whoever
must not hold that (the database server) by a public key whose private half comes from it (X25519).
"""

import gzip
import io
import json
import os
import secrets
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from roterfaden.common.crypto import master

MAGIC = b"ROTERFADEN-SEALED-1\n"
CHUNK = 1024 * 1024
TAG = 16
NONCE = 12
LONGEST_HEADER = 10_000
PURPOSE, FOR_LETTERBOX = "backup", "backup letterbox"


class Damaged(Exception):
    """The file is not as it was written; the message says what was found."""


@dataclass(frozen=True)
class Letterbox:
    """A public key: whoever has it can seal, only the master key opens."""

    master_id: str
    public: bytes

    def wrapping(self) -> tuple[dict[str, str], bytes]:
        """What the header has to tell, and the key that wraps one file's key."""
        once = X25519PrivateKey.generate()
        shared = once.exchange(X25519PublicKey.from_public_bytes(self.public))
        sender = once.public_key().public_bytes_raw()
        return {"master_id": self.master_id, "sender": sender.hex()}, _shared_key(shared, sender)


def letterbox() -> Letterbox:
    """That of the current master key."""
    key = master.current()
    return Letterbox(key.id, _private(key).public_key().public_bytes_raw())


class SealedWriter(io.RawIOBase):
    """Write-only; `finish` seals the last chunk. Without it the file does not open."""

    def __init__(self, file: BinaryIO, *, about: Mapping[str, Any], to: Letterbox | None = None) -> None:
        super().__init__()
        secret, nonce = secrets.token_bytes(32), os.urandom(NONCE)
        opener, wrapping = to.wrapping() if to else _own_wrapping()
        wrapped = AESGCM(wrapping).encrypt(nonce, secret, MAGIC)
        told = {**about, **opener, "key": (nonce + wrapped).hex()}
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
            wrapping = AESGCM(_opening(master.by_id(str(self.about["master_id"])), self.about.get("sender")))
            self._cipher = AESGCM(wrapping.decrypt(sealed[:NONCE], sealed[NONCE:], MAGIC))
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
def sealed_file(
    path: Path, *, about: Mapping[str, Any], to: Letterbox | None = None, mode: int = 0o600
) -> Iterator[SealedWriter]:
    """Write a sealed file that appears under `path` whole, synced to disk, or not at all."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
            # whatever the process masks out
            os.fchmod(file.fileno(), mode)
            writer = SealedWriter(file, about=about, to=to)
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


@contextmanager
def opened_as(path: Path, kind: str, *, otherwise: str) -> Iterator[SealedReader]:
    """Read a sealed file of this kind; refuses with Damaged and `otherwise`, which follows its path, one of another."""
    with opened(path) as reader:
        if reader.about.get("kind") != kind:
            raise Damaged(f"{path} {otherwise}.")
        yield reader


@contextmanager
def packed_file(
    path: Path, *, about: Mapping[str, Any], to: Letterbox | None = None, mode: int = 0o600
) -> Iterator[gzip.GzipFile]:
    """A `sealed_file` whose content is packed first: sealed, it can no longer be."""
    with (
        sealed_file(path, about=about, to=to, mode=mode) as writer,
        gzip.GzipFile(fileobj=writer, mode="wb", compresslevel=3) as packed,
    ):
        yield packed


def unpacked(path: Path, kind: str, *, otherwise: str) -> Iterator[tuple[tarfile.TarInfo, IO[bytes] | None]]:
    """Everything in a packed file that holds a tar, in order; the seal of the last part is checked at the end.

    What is no file has no content. Refuses as `opened_as` does, and what is damaged.
    """
    with opened_as(path, kind, otherwise=otherwise) as reader:
        try:
            with tarfile.open(fileobj=reader, mode="r|gz") as tar:
                for member in tar:
                    yield member, tar.extractfile(member) if member.isfile() else None
            reader.drain()
        except (tarfile.TarError, EOFError, ValueError) as error:
            raise Damaged(f"{path} ist beschädigt: {type(error).__name__}.") from error


def about_of(path: Path) -> dict[str, Any]:
    """What the header of a sealed file tells, by which nothing is proved; for whoever cannot open it."""
    with path.open("rb") as file:
        try:
            return dict(json.loads(_header(file)))
        except ValueError:
            raise Damaged("Der Kopf der Datei ist beschädigt.") from None


def _own_wrapping() -> tuple[dict[str, str], bytes]:
    key = master.current()
    return {"master_id": key.id}, key.derive(PURPOSE)


def _opening(key: master.MasterKey, sender: str | None) -> bytes:
    if sender is None:
        return key.derive(PURPOSE)
    public = bytes.fromhex(sender)
    return _shared_key(_private(key).exchange(X25519PublicKey.from_public_bytes(public)), public)


def _private(key: master.MasterKey) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(key.derive(FOR_LETTERBOX))


def _shared_key(shared: bytes, sender: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=sender, info=FOR_LETTERBOX.encode()).derive(shared)


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
