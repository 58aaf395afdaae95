"""No German text of the program on a page in French or Italian: no title, label or hint that somebody translated.

What people typed stays as it is; the world of the tests types nothing that the program says, too.
"""

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from roterfaden.accounts.models import User
from roterfaden.languages import po
from tests.access.stage import AUDIENCE, Arguments, arguments, guarded, url
from tests.access.urls import Page, all_pages
from tests.fixtures import World

__all__ = ["arguments", "guarded"]

pytestmark = pytest.mark.one_database
DOMAINS = ("catalogue", "django", "sentences")
# what is longer and has several words is no name and no word that two languages share
LONGEST_NAME = 14
VOID = frozenset(
    ("area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
SILENT = frozenset(("script", "style", "textarea", "template"))
# pages that show a German text on purpose, with the reason
ON_PURPOSE: dict[str, str] = {}


class Texts(HTMLParser):
    """The texts of a page that are not said to be German, each without the blanks around it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            quiet = tag in SILENT or dict(attrs).get("lang") == "de"
            self._open.append((tag, quiet or self._is_quiet))

    def handle_endtag(self, tag: str) -> None:
        while any(name == tag for name, _quiet in self._open) and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if text := " ".join(data.split()):
            self.found += [] if self._is_quiet else [text]

    @property
    def _is_quiet(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def german_texts(language: str) -> frozenset[str]:
    """Every German text of the program that reads otherwise in the language."""
    folder = Path(settings.PACKAGE_DIR) / "locale" / language / "LC_MESSAGES"
    lines = [line for domain in DOMAINS for line in po.read(folder / f"{domain}.po")]
    return frozenset(
        " ".join(line.text.split())
        for line in lines
        if len(line.text) > LONGEST_NAME and " " in line.text and line.forms[0] != line.text
    )


def shown(client: Client, page: Page, arguments: Arguments) -> list[str]:
    answer = client.get(url(page, arguments.real), follow=True)
    if answer.status_code != 200 or not answer.headers["Content-Type"].startswith("text/html"):
        return []
    texts = Texts()
    texts.feed(answer.content.decode())
    return texts.found


def german_on(pages: list[Page], user: User, language: str, arguments: Arguments) -> Iterator[str]:
    """Each German text of a page for one person, as `page: text`."""
    User.objects.filter(pk=user.pk).update(language=language)
    client, german = Client(raise_request_exception=False), german_texts(language)
    client.force_login(user)
    for page in pages:
        for text in sorted(set(shown(client, page, arguments)) & german):
            yield f"{page.name} ({user.username}): {text}"


def test_no_german_of_the_program_on_a_french_page(world: World, arguments: Arguments) -> None:
    pages = [page for page in all_pages() if page.can_be_read and AUDIENCE.get(page.name) != "token"]
    found = [
        line
        for user in (world.anna, world.lena, world.quirin)
        for line in german_on(pages, user, "fr", arguments)
    ]
    Path("/tmp/german_test.out").write_text("\n".join(found))
    assert found == []
