"""`python -m benchmarks.edits`: eight people correct the same twenty entries at once, ten thousand times.

Each worker, a process of its own, opens some entries, then sends what it typed with the revisions that it saw. Every
text bears a number that is one higher than the one that was read, so a correction that overwrites another one shows.
A share of the corrections goes through the page: it has to answer 302, or 409 with both texts.
"""

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.kills import make_world, on_database

WORKERS, RECORDS, EDITS, PAGES = 8, 20, 10_000, 1_000
QUICK_EDITS, QUICK_PAGES = 400, 80
OPEN_AT_ONCE = 3
FAULTS = ("lost", "versions_missing", "without_trail", "not_told", "chain_broken", "failed")
# SQLite gives up after 20 seconds where others hold it; the page says that nothing was saved
BUSY = "database is locked"


def number_of(text: str) -> int:
    return int(text.split(maxsplit=1)[0])


class Editor:
    """One worker: opens entries, corrects them, counts what came of it."""

    def __init__(self, anna: Any, case: Any, seed: int) -> None:
        from django.test import Client  # noqa: PLC0415

        self.anna, self.case, self.seed = anna, case, seed
        self.rng = random.Random(seed)
        self.client = Client(raise_request_exception=False)
        self.client.force_login(anna)
        self.told: Counter[str] = Counter()
        self.saved: Counter[str] = Counter()

    def correct(self, keys: list[int], count: int, *, by_page: bool) -> None:
        from roterfaden.cases.models import JournalEntry  # noqa: PLC0415

        done = 0
        while done < count:
            wanted = self.rng.sample(keys, min(OPEN_AT_ONCE, count - done))
            opened = [(entry, entry.text) for entry in (JournalEntry.objects.get(pk=key) for key in wanted)]
            for entry, seen in opened:
                done += 1
                entry.case = self.case
                typed = f"{number_of(seen) + 1} sagte {self.seed} zum {done}. Mal."
                came = self.send(entry, typed) if by_page else self.call(entry, typed)
                self.told[came] += 1
                if came == "saved":
                    self.saved[str(entry.uuid)] += 1

    def call(self, entry: Any, typed: str) -> str:
        from roterfaden.cases import journal  # noqa: PLC0415
        from roterfaden.cases.models import JournalEntry  # noqa: PLC0415
        from roterfaden.common.revisions import Conflict  # noqa: PLC0415

        revision = entry.revision
        try:
            journal.correct_entry(
                entry=entry,
                kind=entry.kind,
                happened_at=entry.happened_at,
                text=typed,
                revision=revision,
                by=self.anna,
                at=datetime.now(UTC),
            )
        except Conflict as conflict:
            theirs = conflict.current
            both = isinstance(theirs, JournalEntry) and entry.text == typed != theirs.text
            return "refused" if both else "not_told"
        except Exception as error:  # noqa: BLE001 every failure counts, whatever its name
            return "busy" if BUSY in str(error) else "failed"
        return "saved"

    def send(self, entry: Any, typed: str) -> str:
        address = f"/faelle/{self.case.code}/journal/{entry.uuid}/berichtigen/"
        fields = {"kind": "call", "day": "2026-11-24", "time": "09:30", "revision": str(entry.revision)}
        answer = self.client.post(address, {**fields, "text": typed})
        self.told["pages"] += 1
        if answer.status_code == 302:
            return "saved"
        page = answer.content.decode()
        if answer.status_code != 409:
            return "busy" if "nicht gespeichert" in page else "failed"
        self.told["pages_409"] += 1
        theirs = page.replace(typed, "")
        return "refused" if typed in page and " sagte " in theirs else "not_told"


def work(anna: Any, case: Any, keys: list[int], seed: int, counts: tuple[int, int], told: Path) -> None:
    """In a process of its own; leaves its counts in a file."""
    editor = Editor(anna, case, seed)
    editor.correct(keys, counts[0], by_page=True)
    editor.correct(keys, counts[1], by_page=False)
    told.write_text(json.dumps({"told": editor.told, "saved": editor.saved}))


def run(*, edits: int, pages: int, database: str, seed: int) -> dict[str, Any]:
    """All workers at once; the figures."""
    with on_database(database):
        from django.conf import settings  # noqa: PLC0415
        from django.db import connections  # noqa: PLC0415

        from roterfaden.cases import journal  # noqa: PLC0415
        from roterfaden.cases.choices import ContactKind  # noqa: PLC0415

        settings.LOCALE_PATHS = []
        world, case = make_world()
        at = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
        keys = [
            journal.write_entry(
                case=case,
                kind=ContactKind.CALL,
                happened_at=at,
                text="0 sagte noch niemand.",
                by=world.anna,
                at=at,
            ).pk
            for _ in range(RECORDS)
        ]
        connections.close_all()
        began, children = time.monotonic(), []
        for number in range(WORKERS):
            child = os.fork()
            if child == 0:
                counts = (pages // WORKERS, (edits - pages) // WORKERS)
                told = settings.TEST_DIR / f"told{number}"
                with suppress(BaseException):
                    work(world.anna, case, keys, seed * 100 + number, counts, told)
                    os._exit(0)
                os._exit(1)
            children.append(child)
        ended_well = [os.waitpid(child, 0)[1] == 0 for child in children]
        assert all(ended_well), "a worker ended with an error"
        seconds = time.monotonic() - began
        said = [json.loads((settings.TEST_DIR / f"told{n}").read_text()) for n in range(WORKERS)]
        return {**look(said), "seconds": round(seconds, 1), "load": round(os.getloadavg()[0], 1)}


def look(said: list[dict[str, dict[str, int]]]) -> dict[str, int]:
    """What the workers were told against what is there."""
    from roterfaden.audit.models import Entry  # noqa: PLC0415
    from roterfaden.audit.verification import verify  # noqa: PLC0415
    from roterfaden.cases.models import JournalEntry  # noqa: PLC0415

    told: Counter[str] = Counter()
    saved: Counter[str] = Counter()
    for one in said:
        told.update(one["told"])
        saved.update(one["saved"])
    lost = missing = 0
    for entry in JournalEntry.objects.all():
        count = saved[str(entry.uuid)]
        lost += abs(number_of(entry.text) - count) + abs(entry.revision - 1 - count)
        missing += abs(entry.versions.count() - count)
    trail = Entry.objects.filter(action="cases.journal_corrected").count()
    return {
        **{
            name: told[name]
            for name in ("saved", "refused", "not_told", "busy", "failed", "pages", "pages_409")
        },
        "edits": told["saved"] + told["refused"] + told["not_told"] + told["busy"] + told["failed"],
        "lost": lost,
        "versions_missing": missing,
        "without_trail": abs(trail - told["saved"]),
        "chain_broken": int(not verify().sound),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=EDITS)
    parser.add_argument("--pages", type=int, default=PAGES)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    edits, pages = (QUICK_EDITS, QUICK_PAGES) if options.quick else (options.edits, options.pages)
    figures = run(edits=edits, pages=pages, database=options.database, seed=options.seed)
    if not options.json:
        print(*(f"{name}: {value}" for name, value in figures.items()), sep="\n")
    print(json.dumps(figures))
    return int(any(figures[name] for name in FAULTS) or not figures["pages_409"])


if __name__ == "__main__":
    sys.exit(main())
