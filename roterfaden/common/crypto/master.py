"""The master key: it wraps data keys and is the root of every derived key. It lies in a file of its own.

The file holds one key per line, 64 hexadecimal digits; the first is the current one, the others still open
what they wrapped. Lines that start with "#" are comments. Nobody but the owner may read it.
"""

import fcntl
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_LENGTH = 32
WRAP_VERSION = 1
NONCE_LENGTH = 12


class MasterKeyMissing(Exception):
    """There is no master key, or not the one that is asked for."""


class MasterKeyUnusable(Exception):
    """The file is there, but it is not a list of keys or others may read it."""


class WrapBroken(Exception):
    """A wrapped data key was changed or belongs to another row."""


@dataclass(frozen=True)
class MasterKey:
    secret: bytes = field(repr=False)

    @cached_property
    def id(self) -> str:
        """A fingerprint that names the key and reveals nothing about it."""
        return hashlib.sha256(b"roterfaden master key\n" + self.secret).hexdigest()[:16]

    def derive(self, purpose: str) -> bytes:
        """Return the 32-byte key for one purpose (HKDF-SHA256)."""
        return _derive(self.secret, purpose)

    @cached_property
    def _wrapping(self) -> AESGCM:
        return AESGCM(self.derive("data-key wrap"))

    def wrap(self, data_key: bytes, *, key_id: UUID) -> bytes:
        header, nonce = bytes((WRAP_VERSION,)), os.urandom(NONCE_LENGTH)
        return header + nonce + self._wrapping.encrypt(nonce, data_key, header + key_id.bytes)

    def unwrap(self, wrapped: bytes, *, key_id: UUID) -> bytes:
        header, nonce, body = wrapped[:1], wrapped[1 : 1 + NONCE_LENGTH], wrapped[1 + NONCE_LENGTH :]
        if header != bytes((WRAP_VERSION,)):
            raise WrapBroken(f"Der Datenschlüssel {key_id} ist beschädigt.")
        try:
            return self._wrapping.decrypt(nonce, body, header + key_id.bytes)
        except InvalidTag:
            raise WrapBroken(f"Der Datenschlüssel {key_id} ist beschädigt oder vertauscht.") from None


@lru_cache(maxsize=32)
def _derive(secret: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_LENGTH, salt=None, info=purpose.encode()).derive(secret)


def ensure_master_key() -> Path:
    """Create the master key file if there is none; return its path.

    Refuses a path inside the program's own directory. The file appears whole or not at all (written beside,
    synced, then linked), readable by its owner only; of two processes that create it at once, one wins and
    both use its key.
    """
    path = Path(settings.MASTER_KEY_FILE)
    if path.exists():
        return path
    if path.resolve().is_relative_to(Path(settings.BASE_DIR).resolve()):
        raise MasterKeyUnusable(f"Der Hauptschlüssel darf nicht im Programmverzeichnis liegen: {path}")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_bytes(KEY_LENGTH).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except FileExistsError:  # another process was faster; its key counts
            return path
    finally:
        draft.unlink()
    with _opened(path.parent) as directory:
        os.fsync(directory)
    return path


def add_key() -> MasterKey:
    """Put a new key before the others of the file; it is the current one from now on, for every process.

    The file is replaced whole and synced; of two processes that add at once each adds one. Refuses if there is none.
    """
    path = Path(settings.MASTER_KEY_FILE)
    with _opened(path.parent) as directory:
        fcntl.flock(directory, fcntl.LOCK_EX)
        current()
        key = MasterKey(secrets.token_bytes(KEY_LENGTH))
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key.secret.hex() + "\n" + path.read_text(encoding="ascii"))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
        os.fsync(directory)
    return key


@contextmanager
def _opened(folder: Path) -> Iterator[int]:
    directory = os.open(folder, os.O_RDONLY)
    try:
        yield directory
    finally:
        os.close(directory)


def current() -> MasterKey:
    """Return the key that wraps and derives from now on."""
    return next(iter(all_keys().values()))


def by_id(master_id: str) -> MasterKey:
    """Return the key with this fingerprint; refuses if the file no longer holds it."""
    try:
        return all_keys()[master_id]
    except KeyError:
        raise MasterKeyMissing(
            f"Der Hauptschlüssel {master_id} fehlt in {settings.MASTER_KEY_FILE}."
        ) from None


_loaded: dict[tuple[str, int, int, int], Mapping[str, MasterKey]] = {}


def all_keys() -> Mapping[str, MasterKey]:
    """Return every key of the file by fingerprint, the current one first; reads a file only once."""
    path = Path(settings.MASTER_KEY_FILE)
    try:
        status = path.stat()
    except FileNotFoundError:
        raise MasterKeyMissing(
            f"Es gibt keinen Hauptschlüssel: {path}. „manage.py prepare“ legt ihn an."
        ) from None
    version = (str(path), status.st_ino, status.st_mtime_ns, status.st_size)
    keys = _loaded.get(version)
    if keys is None:
        if stat.S_IMODE(status.st_mode) & 0o077:
            raise MasterKeyUnusable(f"Andere dürfen {path} lesen. Bitte: chmod 600 {path}")
        keys = _parse(path)
        _loaded.clear()
        _loaded[version] = keys
    return keys


def _parse(path: Path) -> Mapping[str, MasterKey]:
    keys: dict[str, MasterKey] = {}
    for number, line in enumerate(path.read_text(encoding="ascii", errors="replace").splitlines(), start=1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        try:
            secret = bytes.fromhex(text)
        except ValueError:
            secret = b""
        if len(secret) != KEY_LENGTH:
            raise MasterKeyUnusable(f"{path}, Zeile {number}: Hier müssen 64 hexadezimale Ziffern stehen.")
        key = MasterKey(secret)
        keys[key.id] = key
    if not keys:
        raise MasterKeyUnusable(f"{path} enthält keinen Schlüssel.")
    return keys
