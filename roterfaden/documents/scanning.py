"""Ask a virus scanner (clamd) about bytes, over its own protocol; whoever gets no clear word holds the file."""

import hashlib
import socket
import struct
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import IO

from django.conf import settings

from roterfaden.documents.choices import HoldReason

PIECE = 256 * 1024
LONGEST_ANSWER = 4096
DEFAULT_PORT = 3310
CLEAN, FOUND, ALIVE = b"stream: OK", b" FOUND", b"PONG"


@dataclass(frozen=True)
class Word:
    """What is known of some bytes: `infected`, or `hold` with why nobody could say; neither: they are clean."""

    infected: bool = False
    hold: HoldReason | None = None


CLEAN_WORD = Word()
# what was scanned before the transaction began, by the hash of the bytes
_beforehand: ContextVar[dict[bytes, Word] | None] = ContextVar("scanned_beforehand", default=None)


def is_configured() -> bool:
    return bool(settings.CLAMAV)


def is_alive() -> bool:
    """Whether the scanner answers at all."""
    try:
        with _asking() as asking:
            asking.send(b"zPING\0")
            return asking.answer() == ALIVE
    except OSError:
        return False


def word_on(content: bytes) -> Word:
    """What the scanner says; without a scanner everything counts as clean. Uses what `beforehand` found out.

    No scanner, no answer in time, half an answer and every answer but the two known ones are a reason to hold.
    """
    if not is_configured():
        return CLEAN_WORD
    known = (_beforehand.get() or {}).get(_hash(content))
    return known if known is not None else _scan(content)


@contextmanager
def beforehand(streams: Iterable[IO[bytes]], *, most_bytes: int) -> Iterator[None]:
    """Scan uploads now, so that nobody waits for the scanner while holding the lock of the database.

    Streams stand at their beginning afterwards. Once the scanner is down or slow, it is not asked about the others.
    """
    if not is_configured():
        yield
        return
    found: dict[bytes, Word] = {}
    down: HoldReason | None = None
    for stream in streams:
        stream.seek(0)
        content = stream.read(most_bytes + 1)
        stream.seek(0)
        if len(content) > most_bytes:
            continue
        word = Word(hold=down) if down else _scan(content)
        if word.hold in (HoldReason.UNREACHABLE, HoldReason.TIMED_OUT):
            down = word.hold
        found[_hash(content)] = word
    token = _beforehand.set(found)
    try:
        yield
    finally:
        _beforehand.reset(token)


def _scan(content: bytes) -> Word:
    try:
        with _asking() as asking:
            return _judged(asking.stream(content))
    except TimeoutError:
        return Word(hold=HoldReason.TIMED_OUT)
    except OSError:
        return Word(hold=HoldReason.UNREACHABLE)


def _judged(answer: bytes) -> Word:
    if answer == CLEAN:
        return CLEAN_WORD
    if answer.startswith(b"stream: ") and answer.endswith(FOUND) and b"\0" not in answer:
        return Word(infected=True)
    return Word(hold=HoldReason.ODD_ANSWER)


class _Asking:
    """One connection, with one limit for all of it: an answer that drips in is no answer."""

    def __init__(self, connection: socket.socket, end: float) -> None:
        self.connection, self.end = connection, end

    def send(self, content: bytes) -> None:
        self._hurry()
        self.connection.sendall(content)

    def stream(self, content: bytes) -> bytes:
        """INSTREAM: pieces with their length before them, an empty one at the end; then the answer."""
        try:
            self.send(b"zINSTREAM\0")
            for begin in range(0, len(content), PIECE):
                piece = content[begin : begin + PIECE]
                self.send(struct.pack(">I", len(piece)) + piece)
            self.send(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it refuses to read on and may have said why
        return self.answer()

    def answer(self) -> bytes:
        """The answer without its closing NUL; what ends before that, or is too long, is none."""
        said = b""
        while not said.endswith(b"\0") and len(said) <= LONGEST_ANSWER:
            self._hurry()
            part = self.connection.recv(LONGEST_ANSWER)
            if not part:
                return b""
            said += part
        return said[:-1]

    def _hurry(self) -> None:
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self.connection.settimeout(left)


@contextmanager
def _asking() -> Iterator[_Asking]:
    end = time.monotonic() + settings.CLAMAV_SECONDS
    with _connection(str(settings.CLAMAV)) as connection:
        yield _Asking(connection, end)


def _connection(place: str) -> socket.socket:
    """`/path/to/socket`, `host:port` or `host`."""
    if place.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(settings.CLAMAV_SECONDS)
        try:
            connection.connect(place)
        except OSError:
            connection.close()
            raise
        return connection
    host, _colon, port = place.rpartition(":")
    where = (host.strip("[]"), int(port)) if host and port.isdecimal() else (place, DEFAULT_PORT)
    return socket.create_connection(where, timeout=settings.CLAMAV_SECONDS)


def _hash(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
