"""A virus scanner for tests: it speaks clamd's protocol over a real socket, and can misbehave in every known way."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings

EICAR_MARK = b"EICAR-STANDARD"
# a virus that only the scanner knows
VIRUS = b"Etwas Boeses."


@dataclass
class Clamd:
    """`answer` is sent instead of the true one; None: it says nothing until the client gives up."""

    place: str
    answer: bytes | None = b""
    asked: int = 0
    seen: list[bytes] = field(default_factory=list)
    # called for each stream before the answer
    during: Callable[[], object] = lambda: None


def _read(connection: socket.socket, count: int) -> bytes:
    got = b""
    while len(got) < count:
        part = connection.recv(count - len(got))
        if not part:
            raise ConnectionError
        got += part
    return got


def _stream(connection: socket.socket) -> bytes:
    content = b""
    while size := struct.unpack(">I", _read(connection, 4))[0]:
        content += _read(connection, size)
    return content


def _serve(connection: socket.socket, scanner: Clamd, over: threading.Event) -> None:
    with connection:
        try:
            command = b""
            while not command.endswith(b"\0"):
                command += _read(connection, 1)
            if command == b"zPING\0":
                connection.sendall(b"PONG\0")
                return
            assert command == b"zINSTREAM\0", command
            scanner.asked += 1
            content = _stream(connection)
            scanner.seen.append(content)
            scanner.during()
            if scanner.answer is None:
                over.wait(20)
                return
            true = b"stream: Test.Virus FOUND\0" if VIRUS in content else b"stream: OK\0"
            connection.sendall(scanner.answer or true)
        except (ConnectionError, OSError):
            return


@contextmanager
def running(place: Path | None = None) -> Iterator[Clamd]:
    """Listens on a free port, or on the path of a socket."""
    listener = socket.socket(socket.AF_UNIX if place else socket.AF_INET)
    listener.bind(str(place) if place else ("127.0.0.1", 0))
    listener.listen()
    listener.settimeout(0.1)
    scanner = Clamd(str(place) if place else f"127.0.0.1:{listener.getsockname()[1]}")
    over = threading.Event()

    def accept() -> None:
        while not over.is_set():
            try:
                connection, _peer = listener.accept()
            except TimeoutError:
                continue
            connection.settimeout(20)
            threading.Thread(target=_serve, args=(connection, scanner, over), daemon=True).start()

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield scanner
    finally:
        over.set()
        thread.join()
        listener.close()


@pytest.fixture
def clamd(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clamd]:
    """A scanner that the program is told of; half a second is all it may take."""
    with running() as scanner:
        monkeypatch.setattr(settings, "CLAMAV", scanner.place)
        monkeypatch.setattr(settings, "CLAMAV_SECONDS", 0.5)
        yield scanner


def closed_port() -> str:
    """Where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"
