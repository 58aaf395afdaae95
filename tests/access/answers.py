"""What the pages of the stage answer to those who read them, asked once for all tests that only look at the answers.

To read changes nothing, and the stage is the same for every test, so each process asks each page once as each reader.
"""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.test import Client

from roterfaden.accounts.models import User
from tests.access.stage import Arguments, url
from tests.access.urls import Page


@dataclass(frozen=True)
class Answer:
    """Status, headers and body; a file that streams is left unread."""

    status_code: int
    headers: dict[str, str]
    packed: bytes

    @property
    def content(self) -> bytes:
        return zlib.decompress(self.packed)

    @property
    def is_page(self) -> bool:
        return self.status_code == 200 and self.headers["Content-Type"].startswith("text/html")


_kept: dict[tuple[str, Page], Answer] = {}


def answers_to(
    reader: User | None, pages: Iterable[Page], arguments: Arguments
) -> Iterator[tuple[Page, Answer]]:
    """The answer of every page to a GET of the reader; None is somebody without a login. A fault of a page raises."""
    client = Client()
    name = ""
    if reader is not None:
        client.force_login(reader)
        name = reader.username
    for page in pages:
        if (name, page) not in _kept:
            answer = client.get(url(page, arguments.real))
            body = b"" if answer.streaming else answer.content
            _kept[name, page] = Answer(answer.status_code, dict(answer.headers), zlib.compress(body, 1))
        yield page, _kept[name, page]
