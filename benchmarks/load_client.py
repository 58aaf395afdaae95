"""One browser for one person, as far as the server can tell: cookies, forms, compressed pages, time spent at each page.

Every request opens a connection, as a reverse proxy does that keeps none open to the program. Static files are not
asked for: the browsers of an office have had them since the first page.
"""

import asyncio
import gzip
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from math import exp
from random import Random
from typing import Any
from urllib.parse import urlencode, urlsplit

HOST = "faden.localhost"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PATIENCE = 30
LED_ON = (302, 303)
# the spread of the logarithm: half of the pages are left within two thirds of the mean, one in twenty after three means
SPREAD = 0.9
LONGEST_THOUGHT = 300


@dataclass
class Tally:
    """What was asked for and how long it took, from the first byte sent to the last one read; from `counts_from` on."""

    counts_from: float = 0.0
    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    # what the server said it has written: kind -> (address or mark) of each
    acknowledged: dict[str, list[Any]] = field(default_factory=dict)

    def note(self, label: str, began: float, ended: float, error: str) -> None:
        """Errors count from the beginning, times when the program is warm."""
        if error:
            self.errors.append(f"{label}: {error}")
        elif began >= self.counts_from:
            self.seconds.setdefault(label, []).append(ended - began)
            self.moments.append(began)

    def wrote(self, kind: str, what: Any) -> None:
        self.acknowledged.setdefault(kind, []).append(what)


@dataclass(frozen=True)
class Answer:
    """Status, where it leads, and the page."""

    status: int
    location: str
    text: str


class Gone(Exception):
    """The server gave an answer with which a person cannot go on; it is in the tally."""


class Person:
    """Somebody who is logged in. `who` is one line of `load_stage`."""

    def __init__(self, who: Mapping[str, Any], *, port: int, think: float, tally: Tally, seed: int) -> None:
        self.who, self.port, self.think, self.tally = who, port, think, tally
        self.rng = Random(seed)  # nothing secret
        self.cookies: dict[str, str] = dict(who["cookies"])
        self.marks = 0

    async def look(self, label: str, path: str, **query: str) -> str:
        """Think, ask for a page, follow where it leads; returns its HTML."""
        await self.ponder()
        answer = await self.ask(label, "GET", path + (f"?{urlencode(query)}" if query else ""))
        return (await self._led(label, answer)).text

    async def send(self, label: str, path: str, fields: Iterable[tuple[str, str]]) -> Answer:
        """Send a form at once; whatever is not accepted is an error. Then the page that it leads to."""
        answer = await self.ask(label, "POST", path, self._with_token(fields))
        if answer.status not in LED_ON:
            self.tally.note(label, 0, 0, f"{answer.status} instead of being accepted")
            raise Gone(label)
        await self._led(f"{label}, page after it", answer)
        return answer

    async def keep_draft(self, path: str, fields: list[tuple[str, str]], *, token: str, version: int) -> None:
        """What the script of the page does every two seconds while somebody types."""
        typed = {
            "owner": self.who["uuid"], "token": token, "replaces": "", "version": str(version), "page": path,
            "form": path, "title": "Journal", "fields_typed": json.dumps(fields, ensure_ascii=False),
        }  # fmt: skip
        await self.ask("drafts:keep", "POST", "/entwuerfe/speichern/", self._with_token(typed.items()))

    def mark(self) -> str:
        """A word that nobody wrote before."""
        self.marks += 1
        return f"L{self.who['name'].replace('-', '')}N{self.marks}"

    async def ponder(self) -> None:
        """Read, telephone, talk: the time between two pages (log-normal, see the README)."""
        await asyncio.sleep(min(LONGEST_THOUGHT, self.rng.lognormvariate(0, SPREAD) * self._median))

    @property
    def _median(self) -> float:
        return self.think / exp(SPREAD**2 / 2)

    async def ask(self, label: str, method: str, path: str, body: str = "") -> Answer:
        """One request. A status of 400 or more, a broken or a late answer is an error and raises Gone."""
        began = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._exchange(method, path, body)
            error = "" if answer.status < 400 else f"{answer.status} for {path.partition('?')[0]}"
        except (OSError, TimeoutError, ValueError, IndexError) as broken:
            answer, error = None, f"{type(broken).__name__} {broken}"
        self.tally.note(label, began, time.perf_counter(), error)
        if error or answer is None:
            raise Gone(label)
        return answer

    async def _led(self, label: str, answer: Answer) -> Answer:
        while answer.status in LED_ON:
            parts = urlsplit(answer.location)
            answer = await self.ask(label, "GET", parts.path + (f"?{parts.query}" if parts.query else ""))
        return answer

    def _with_token(self, fields: Iterable[tuple[str, str]]) -> str:
        kept = [(name, value) for name, value in fields if name != "csrfmiddlewaretoken"]
        return urlencode([*kept, ("csrfmiddlewaretoken", self.who["csrf"])])

    async def _exchange(self, method: str, path: str, body: str) -> Answer:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(self._head(method, path, len(body)) + body.encode())
            raw = await reader.read(-1)
        finally:
            writer.close()
        return self._read(raw)

    def _head(self, method: str, path: str, length: int) -> bytes:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = [
            f"{method} {path} HTTP/1.1", f"Host: {HOST}", f"User-Agent: {AGENT}", "Connection: close",
            "Accept: text/html", "Accept-Language: de", "Accept-Encoding: gzip", "X-Forwarded-Proto: https",
            f"X-Forwarded-For: {self.who['address']}", f"Cookie: {cookies}",
        ]  # fmt: skip
        if method == "POST":
            lines += [f"Origin: https://{HOST}", f"Referer: https://{HOST}/", f"Content-Length: {length}",
                      "Content-Type: application/x-www-form-urlencoded"]  # fmt: skip
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    def _read(self, raw: bytes) -> Answer:
        head, _gap, body = raw.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        location, packed = "", False
        for line in lines:
            name, _colon, value = line.partition(": ")
            match name.lower():
                case "location":
                    location = value
                case "content-encoding":
                    packed = value == "gzip"
                case "set-cookie":
                    cookie, _equals, said = value.partition(";")[0].partition("=")
                    self.cookies[cookie] = said
        status = int(first.split(" ", 2)[1])
        return Answer(status, location, (gzip.decompress(body) if packed else body).decode())


@dataclass
class Form:
    """A form of a page: where it goes, what stands in it, and the buttons that can be pressed."""

    action: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)

    def filled(self, **said: str) -> list[tuple[str, str]]:
        """What it sends with these words in place of what stood there; `__` stands for a hyphen."""
        new = {name.replace("__", "-"): value for name, value in said.items()}
        return [*((name, value) for name, value in self.fields if name not in new), *new.items()]


class _Forms(HTMLParser):
    """Collects every form that is posted."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.form: Form | None = None
        self.area = self.select = ""
        self.typed = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = Form(said.get("action", "")) if said.get("method") == "post" else None
        elif self.form is None:
            return
        elif tag == "textarea":
            self.area, self.typed = said.get("name", ""), ""
        elif tag == "select":
            self.select = said.get("name", "")
        elif tag == "option" and self.select and "selected" in said:
            self.form.fields.append((self.select, said.get("value", "")))
        elif tag == "button" and said.get("name"):
            self.form.buttons.append((said["name"], said.get("value", "")))
        elif tag == "input" and said.get("name"):
            kind = said.get("type", "text")
            if kind not in {"checkbox", "radio", "file", "submit"} or "checked" in said:
                self.form.fields.append((said["name"], said.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.typed += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.form is not None and self.area:
            self.form.fields.append((self.area, self.typed.removeprefix("\n")))
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form" and self.form is not None:
            self.found.append(self.form)
            self.form = None


def forms_of(page: str) -> Iterator[Form]:
    """The forms of a page that are posted, in their order."""
    reader = _Forms()
    reader.feed(page)
    yield from reader.found
