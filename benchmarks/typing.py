"""`python -m benchmarks.typing --cycles 200`: nobody loses a word.

A real Chromium types into the journal of a real server; at a random moment the browser, the server, or both at once
are killed with -9, sometimes in the instant in which the form is sent. Both come back, the page is opened again, and
what stands there is compared with what was typed, word for word, by the clock.

`lost_words_saved` counts words that the server had acknowledged, or that were sent, and that are gone.
`most_seconds_lost` is the age, at the kill, of the oldest word that did not come back.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Any

from playwright.sync_api import Browser, Error, Page, Playwright, Request, sync_playwright

from benchmarks.frame import Figure, Goal, Report
from benchmarks.killing import Chromium, Server
from roterfaden.operations.demo.cast import DEMO_PASSWORD

GOALS = (
    Goal("lost_words_saved", at_most=0),
    Goal("most_seconds_lost", at_most=5),
    Goal("garbled", at_most=0),
    Goal("entries_twice", at_most=0),
)
VICTIMS = ("browser", "server", "both", "sending")
WORDS = ("Gespräch", "Betrieb", "morgen", "Lager", "ruhig", "Größe", "Termin", "Arzt", "möchte", "Pause")
QUICK_CYCLES = 4
JOURNAL = "Ins Journal"
FIELD = "textarea[name=text]"
# how long it may wait before it sends, in milliseconds, and a little more
PAUSE_OF_THE_SCRIPT = 2600
LONGEST_WAIT = 20_000


@dataclass
class Cycle:
    """One round: what was typed when, what the server said it had, what came back."""

    victim: str
    number: int
    typed: list[tuple[str, float]] = field(default_factory=list)
    # the word under the fingers
    begun: str = ""
    acknowledged: int = 0
    killed_at: float = 0.0
    sent: bool = False
    restored: str = ""

    def words_back(self) -> int:
        """How many of the typed words stand, in order and untouched, at the beginning of what came back."""
        words = [word for word, _when in self.typed]
        back = self.restored.strip()
        if not " ".join([*words, self.begun]).startswith(back):
            return -1
        told = back.split(" ")
        return sum(1 for word, there in zip(words, told, strict=False) if word == there)

    def seconds_lost(self) -> float:
        lost = self.typed[max(self.words_back(), 0) :]
        return max(0.0, self.killed_at - lost[0][1]) if lost else 0.0


class Desk:
    """Somebody at a desk: browser, server, a case."""

    def __init__(self, playwright: Playwright, folder: Path, rng: random.Random, longest: float) -> None:
        self.playwright, self.rng, self.longest = playwright, rng, longest
        self.server, self.chromium = Server(folder), Chromium(folder)
        self.cookies: Any = []
        self.journal = ""

    def open(self, ready: Path | None) -> None:
        self.server.prepare(ready)
        self.server.start()
        self.server.wait()
        self.chromium.start()
        page = self.page()
        page.goto(f"{self.server.url}/konto/anmelden/")
        page.locator("input[name=login]").first.fill("holm")
        page.locator("input[name=password]").first.fill(DEMO_PASSWORD)
        page.get_by_role("button", name="Anmelden", exact=True).first.click()
        page.get_by_role("heading", name="Was heute zählt").wait_for()
        self.cookies = page.context.cookies()
        page.goto(f"{self.server.url}/faelle/")
        case = page.locator("main tbody a").first.get_attribute("href") or ""
        self.journal = f"{self.server.url}{case}journal/"
        page.context.close()

    def page(self) -> Page:
        browser: Browser = self.playwright.chromium.connect_over_cdp(self.chromium.endpoint)
        context = browser.new_context(locale="de-DE")
        context.set_default_timeout(LONGEST_WAIT)
        context.add_cookies(self.cookies)
        return context.new_page()

    def round(self, victim: str, number: int) -> Cycle:
        cycle = Cycle(victim, number)
        page = self.page()
        page.goto(self.journal)
        page.on("requestfinished", lambda request: _acknowledge(cycle, request))
        page.locator(FIELD).focus()
        self._type(page, cycle)
        if victim != "browser":
            self.server.start()
        if victim == "server":
            self.server.wait()
            self._settle(page)
            self.chromium.kill()
        self.server.wait()
        self._come_back(cycle)
        return cycle

    def _type(self, page: Page, cycle: Cycle) -> None:
        """Type until the kill, and on for a moment where only the server died."""
        ends = time.monotonic() + self.rng.uniform(0.3, self.longest)
        alarm = Timer(max(0.0, ends - time.monotonic()), lambda: self._strike(cycle))
        if cycle.victim != "sending":
            alarm.start()
        place = 0
        with suppress(Error):
            while time.monotonic() < ends + (2 if cycle.victim == "server" else 0):
                word = f"{self.rng.choice(WORDS)}-{cycle.number}-{place}"
                cycle.begun = word
                page.keyboard.type((" " if place else "") + word, delay=self.rng.uniform(5, 40))
                cycle.typed.append((word, time.monotonic()))
                cycle.begun = ""
                place += 1
            if cycle.victim == "sending":
                Timer(self.rng.uniform(0, 0.25), lambda: self._strike(cycle)).start()
                cycle.sent = True
                page.get_by_role("button", name=JOURNAL, exact=True).click(no_wait_after=True, timeout=1000)
        while not cycle.killed_at:
            time.sleep(0.01)

    def _strike(self, cycle: Cycle) -> None:
        if cycle.victim in {"server", "both", "sending"}:
            self.server.kill()
        if cycle.victim in {"browser", "both", "sending"}:
            self.chromium.kill()
        cycle.killed_at = time.monotonic()

    def _settle(self, page: Page) -> None:
        """The server is back: wait until the page has told it everything."""
        with suppress(Error):
            page.locator(".rf-draft .rf-meta").first.wait_for(state="attached")
            page.locator(".rf-alert--warning.rf-draft").first.wait_for(state="detached")
            page.wait_for_timeout(PAUSE_OF_THE_SCRIPT)

    def _come_back(self, cycle: Cycle) -> None:
        """Open the page again, read what is there, and put it into the journal, so that the next round begins empty."""
        self.chromium.start()
        page = self.page()
        page.goto(self.journal)
        page.wait_for_load_state("load")
        first = f"-{cycle.number}-0"
        entries = [text for text in page.locator(".rf-diary .rf-keep").all_inner_texts() if first in text]
        cycle.restored = page.locator(FIELD).input_value()
        if entries and first not in cycle.restored:
            cycle.restored = entries[0]
        elif cycle.restored:
            page.get_by_role("button", name=JOURNAL, exact=True).click()
            page.get_by_text("Der Eintrag steht im Journal.").wait_for()
        page.context.close()

    def entries_twice(self) -> int:
        """How many texts stand in the journal more than once."""
        page = self.page()
        texts: list[str] = []
        address = self.journal
        for number in range(1, 100):
            page.goto(f"{address}?page={number}")
            here = page.locator(".rf-diary .rf-keep").all_inner_texts()
            if not here or here[-1:] == texts[-1:]:
                break
            texts += here
        typed = [text for text in texts if "-0" in text]
        return len(typed) - len(set(typed))

    def close(self) -> None:
        self.chromium.kill()
        self.server.kill()


def _acknowledge(cycle: Cycle, request: Request) -> None:
    """Remember how much of the text the server says it has."""
    if not request.url.endswith("/entwuerfe/speichern/"):
        return
    with suppress(Error):
        response = request.response()
        if response is None or response.status != 200:
            return
        sent = request.post_data_json or {}
        for name, value in json.loads(sent["fields_typed"]):
            if name == "text":
                cycle.acknowledged = max(cycle.acknowledged, len(value))


def measure(
    cycles: int, *, seed: int, longest: float, ready: Path | None = None
) -> tuple[Report, list[Cycle]]:
    rng = random.Random(seed)
    rounds: list[Cycle] = []
    with (
        tempfile.TemporaryDirectory(prefix="roterfaden-typing-", ignore_cleanup_errors=True) as folder,
        sync_playwright() as playwright,
    ):
        desk = Desk(playwright, Path(folder), rng, longest)
        try:
            desk.open(ready)
            for number in range(cycles):
                rounds.append(desk.round(VICTIMS[number % len(VICTIMS)], number))
                print(_line(number, rounds[-1]), flush=True)
            twice = desk.entries_twice()
        finally:
            desk.close()
    return Report("typing", _figures(rounds, twice), {}, GOALS), rounds


def _line(number: int, cycle: Cycle) -> str:
    return (
        f"{number + 1:>4} {cycle.victim:<8} {len(cycle.typed):>3} words typed, {cycle.words_back():>3} back,"
        f" {cycle.seconds_lost():.1f} s lost"
    )


def _figures(rounds: list[Cycle], twice: int) -> dict[str, Figure]:
    saved_lost = sum(1 for one in rounds if one.acknowledged > len(one.restored))
    saved_lost += sum(len(one.typed) - one.words_back() for one in rounds if one.victim == "server")
    seconds = [one.seconds_lost() for one in rounds]
    return {
        "cycles": len(rounds),
        "words_typed": sum(len(one.typed) for one in rounds),
        "words_back": sum(max(one.words_back(), 0) for one in rounds),
        "lost_words_saved": saved_lost,
        "most_seconds_lost": round(max(seconds, default=0.0), 2),
        "garbled": sum(1 for one in rounds if one.words_back() < 0),
        "entries_twice": twice,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cycles", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--longest", type=float, default=6.0, help="seconds of typing at most before a kill")
    parser.add_argument("--quick", action="store_true", help="four cycles")
    parser.add_argument(
        "--ready", type=Path, help="a folder with data and keys to begin with, instead of making them"
    )
    parser.add_argument("--json", action="store_true", help="the report as one JSON object on the last line")
    options = parser.parse_args()
    cycles = QUICK_CYCLES if options.quick else options.cycles
    report, _rounds = measure(cycles, seed=options.seed, longest=options.longest, ready=options.ready)
    print(report.as_table())
    if options.json:
        print(report.as_json())
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main())
