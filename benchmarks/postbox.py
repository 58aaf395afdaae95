"""A mail server for tests and benchmarks: it takes mails over a real socket, keeps their ids, and can fall silent."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

ID = re.compile(rb"^Message-ID: <(\S+)@", re.IGNORECASE | re.MULTILINE)


@dataclass
class Postbox:
    """`taken` holds the id of every mail that arrived, as often as it arrived.

    `after_data`: "take" answers, "vanish" hangs up after the mail has arrived, "refuse" declines it.
    """

    port: int
    after_data: str = "take"
    taken: list[str] = field(default_factory=list)


@contextmanager
def running() -> Iterator[Postbox]:
    """Listens on a free port until the end of the block."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    box = Postbox(listener.getsockname()[1])
    over = threading.Event()

    def accept() -> None:
        while not over.is_set():
            with suppress(TimeoutError):
                connection, _peer = listener.accept()
                threading.Thread(target=_talk, args=(connection, box), daemon=True).start()

    thread = threading.Thread(target=accept)
    thread.start()
    try:
        yield box
    finally:
        over.set()
        thread.join()
        listener.close()


def _talk(connection: socket.socket, box: Postbox) -> None:
    with connection, suppress(OSError), connection.makefile("rwb") as lines:

        def say(text: bytes) -> None:
            lines.write(text + b"\r\n")
            lines.flush()

        say(b"220 postbox")
        while command := lines.readline().strip().upper():
            if command.startswith(b"QUIT"):
                say(b"221 bye")
                return
            if command != b"DATA":
                say(b"250 ok")
                continue
            say(b"354 go on")
            content = b""
            while (line := lines.readline()) and line != b".\r\n":
                content += line
            if not line:
                return  # hung up in the middle: nothing was taken
            if box.after_data == "refuse":
                say(b"554 no")
                continue
            box.taken += [one.decode() for one in ID.findall(content)]
            if box.after_data == "vanish":
                return
            say(b"250 taken")
