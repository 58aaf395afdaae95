"""Every form of every page, found by opening the pages: where it goes, what its fields hold and want."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from tests.access.stage import Arguments, pages_for, url
from tests.access.urls import Page
from tests.fixtures import TODAY

AREAS = ("staff", "casework", "keeping", "case", "admin")
# the ways out, into nowhere and into another world: the session would be gone for the rest
LEAVING = frozenset(("/konto/abmelden/", "/konto/logout/", "/ueben/beginnen/"))


@dataclass
class Found:
    """A form of a page: where it goes, and what its fields hold when it is opened."""

    action: str
    typed: dict[str, list[str]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    # text, date, select and so on, and the choices that are offered
    kinds: dict[str, str] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms of a page that are sent with POST, each with plausible words in what is empty."""

    def __init__(self, here: str) -> None:
        super().__init__()
        self.here, self.forms = here, list[Found]()
        self.inside = False
        self.select, self.area = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = said.get("method", "").lower() == "post"
            if self.inside:
                self.forms.append(Found(said.get("action") or self.here))
        elif self.inside:
            getattr(self, f"_{tag}", lambda _said: None)(said)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.area = ""

    def handle_data(self, data: str) -> None:
        if self.area and data.strip():
            self.forms[-1].typed[self.area] = [data.strip()]

    def _input(self, said: dict[str, str]) -> None:
        name, kind = said.get("name", ""), said.get("type", "text")
        if not name:
            return
        self.forms[-1].names.add(name)
        self.forms[-1].kinds[name] = kind
        if kind in ("checkbox", "radio"):
            self.forms[-1].offered.setdefault(name, []).append(said.get("value", "on"))
            if "checked" in said or (kind == "radio" and name not in self.forms[-1].typed):
                self._type(name, said.get("value", "on"), again=kind == "checkbox")
        elif kind != "file":
            empty = {
                "date": str(TODAY),
                "time": "10:00",
                "number": "1",
                "hidden": "",
                "email": "a@example.org",
            }
            self._type(name, said.get("value") or empty.get(kind, "Ein Wort"))

    def _textarea(self, said: dict[str, str]) -> None:
        self.area = said.get("name", "")
        self.forms[-1].names.add(self.area)
        self.forms[-1].kinds[self.area] = "textarea"
        self._type(self.area, "Ein Satz.")

    def _select(self, said: dict[str, str]) -> None:
        self.select = said.get("name", "")
        self.forms[-1].names.add(self.select)
        self.forms[-1].kinds[self.select] = "select"

    def _option(self, said: dict[str, str]) -> None:
        known = self.forms[-1].typed.get(self.select)
        self.forms[-1].offered.setdefault(self.select, []).append(said.get("value", ""))
        if self.select and said.get("value") and (known is None or "selected" in said):
            self._type(self.select, said["value"])

    def _button(self, said: dict[str, str]) -> None:
        if said.get("name"):
            self.forms[-1].names.add(said["name"])
            self.forms[-1].kinds.setdefault(said["name"], "button")
            self.forms[-1].typed.setdefault(said["name"], [said.get("value", "")])

    def _type(self, name: str, value: str, *, again: bool = False) -> None:
        typed = self.forms[-1].typed
        typed[name] = [*typed.get(name, []), value] if again else [value]


def all_forms(client: Client, values: Arguments, *areas: str) -> Iterator[Found]:
    """Every form that any page shows to somebody who may do everything, each once by where it goes and its fields."""
    pages = [page for page in pages_for(*(areas or AREAS)) if page.can_be_read]
    yield from forms_in(opened(client, values, pages))


def opened(client: Client, values: Arguments, pages: Iterable[Page]) -> Iterator[tuple[str, Any]]:
    """The address of each page and what it answers."""
    for page in pages:
        here = url(page, values.real)
        yield here, client.get(here)


def forms_in(answers: Iterable[tuple[str, Any]]) -> Iterator[Found]:
    """The forms of these answers, each once by where it goes and its fields."""
    seen = set()
    for here, answer in answers:
        if answer.status_code != 200 or "html" not in answer.headers.get("Content-Type", ""):
            continue
        parser = Forms(here)
        parser.feed(answer.content.decode())
        for one in parser.forms:
            key = (one.action, frozenset(one.names))
            if key not in seen and one.action.split("?")[0] not in LEAVING:
                seen.add(key)
                yield one
