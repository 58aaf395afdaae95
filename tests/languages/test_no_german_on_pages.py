"""No German text of the program on a page in French or Italian: no title, label or hint that somebody translated.

What people typed stays as it is; the world of the tests types nothing that the program says, too.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from http import HTTPStatus
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

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
# so many pages are seen at least
LEAST_PAGES = 300
# what somebody has typed in the world of the tests, and is the text of a template, too
TYPED = frozenset(["Sucht eine ruhige Arbeit im Büro.", "Agentur für Arbeit"])


@dataclass
class Walked:
    """How many pages were seen, and the German on them."""

    seen: int = 0
    german: list[str] = field(default_factory=list)


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


@cache
def german_texts(language: str) -> frozenset[str]:
    """Every German text of the program that reads otherwise in the language."""
    folder = Path(settings.PACKAGE_DIR) / "locale" / language / "LC_MESSAGES"
    lines = [line for domain in DOMAINS for line in po.read(folder / f"{domain}.po")]
    return frozenset(
        " ".join(line.text.split())
        for line in lines
        if len(line.text) > LONGEST_NAME
        and " " in line.text
        and line.is_translated
        and line.forms[0] != line.text
    )


def texts_of(client: Client, page: Page, arguments: Arguments) -> list[str] | None:
    """What the page says; None where it is not for this person, or no page."""
    answer = client.get(url(page, arguments.real), follow=True)
    if answer.status_code != HTTPStatus.OK or not answer.headers["Content-Type"].startswith("text/html"):
        return None
    texts = Texts()
    texts.feed(answer.content.decode())
    return texts.found


def walk(world: World, pages: Sequence[Page], language: str, arguments: Arguments) -> Walked:
    """A case as its caseworker reads it, every other page by the first who may see it: what was seen, what German."""
    walked, german = Walked(), german_texts(language)
    of_cases = [page for page in pages if AUDIENCE.get(page.name) == "case"]
    left = [page for page in pages if page not in of_cases]
    for user in (world.lena, world.quirin, world.anna):
        User.objects.filter(pk=user.pk).update(language=language)
        client = Client(raise_request_exception=False, headers={"Accept-Language": language})
        client.force_login(user)
        asked = left + of_cases if user == world.anna else left
        read = {page: texts_of(client, page, arguments) for page in asked}
        left = [page for page, texts in read.items() if texts is None]
        for page, texts in read.items():
            walked.seen += texts is not None
            walked.german += [
                f"{page.name} ({user.username}): {text}" for text in sorted(set(texts or ()) & german - TYPED)
            ]
    return walked


@pytest.fixture
def pages() -> list[Page]:
    """What somebody with an account may read."""
    others = ("guest", "token")
    return [page for page in all_pages() if page.can_be_read and AUDIENCE.get(page.name) not in others]


def test_no_german_of_the_program_on_a_french_page(
    world: World, arguments: Arguments, pages: list[Page]
) -> None:
    walked = walk(world, pages, "fr", arguments)
    assert walked.german == []
    assert walked.seen > LEAST_PAGES


def test_no_german_of_the_program_on_an_italian_page(
    world: World, arguments: Arguments, pages: list[Page]
) -> None:
    """A third of the pages, another one each day."""
    walked = walk(world, pages[timezone.localdate().toordinal() % 3 :: 3], "it", arguments)
    assert walked.german == []
    assert walked.seen > LEAST_PAGES / 4


def test_german_is_found_where_it_stands() -> None:
    german = german_texts("fr")
    texts = Texts()
    texts.feed(
        "<p>Vermittlung <b>Noch nichts\n  Wichtiges</b></p><textarea>Fall abschließen</textarea>"
        "<ul lang=de><li>Fall abschließen<br>oder</ul><label>Fall abschließen</label>"
    )
    assert texts.found == ["Vermittlung", "Noch nichts Wichtiges", "Fall abschließen"]
    assert set(texts.found) & german == {"Fall abschließen"}
