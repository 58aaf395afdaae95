"""What the fuzzing tests share: how many requests, from which seed, odd values, and the count of what was sent.

Every change sends the same small number. `make fuzz` sends more, from a seed that it prints; the same
seed sends the same.
"""

import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings

from tests import thorough

SEED = int(os.environ.get("FUZZ_SEED", "0"))
# a number above 1 sends so many times as much
TIMES = int(os.environ.get("FUZZ_TIMES", "0"))
# where the counts go, one line of JSON for each test
COUNTS = os.environ.get("FUZZ_COUNTS", "")
ODD_WORDS = (
    "",
    " ",
    "\x00",
    "Herr\x00Möller",
    "\u202eMöller",
    "\u2066a\u2069",
    "\ud800",
    "a\udfff",
    "\ufeff",
    "0000-01-01",
    "10000-01-01",
    "9999-12-31",
    "0001-01-01T00:00:00+23:59",
    "2026-02-30",
    "24:61",
    "-1",
    "-99999999999999999999",
    "99999999999999999999",
    "1e9999",
    "NaN",
    "Infinity",
    "²",
    "٣",
    "00000000-0000-0000-0000-000000000000",
    "../../etc/passwd",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "%(x)s {0}",
    "a\r\nBcc: x@example.org",
    "=1+1",
    "'; DROP TABLE x; --",
    "🧵" * 40,
    "ß" * 3000,
)


def times(every_change: int, full: int) -> int:
    """How many: for every change, or with FULL=1, or as often as `make fuzz` asks."""
    return full * (TIMES or 1) if thorough.FULL or TIMES else every_change


def rule_of(examples: int, *, turns: int = 50) -> settings:
    """So many examples, none looked up and none made smaller."""
    return settings(
        max_examples=examples,
        stateful_step_count=turns,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


def drawn(examples: int, *, turn: int = 0) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """So many examples; `turn` tells several draws of one test apart."""

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        return seed(SEED * 1000 + turn)(rule_of(examples)(test))

    return decorate


@dataclass
class Tally:
    """What was sent by one test and how it was answered."""

    name: str
    answers: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def note(self, status: int, where: str = "") -> None:
        self.answers[status] += 1
        if status >= 500:
            self.fault(f"{status} {where}")

    def fault(self, what: str) -> None:
        """Something that must not be; written down at once, should the run be stopped."""
        self.faults.append(what)
        write({"fault": what, "test": self.name, "seed": SEED})

    @property
    def sent(self) -> int:
        return sum(self.answers.values())

    def told(self) -> dict[str, Any]:
        return {
            "test": self.name,
            "seed": SEED,
            "sent": self.sent,
            "answers": {str(status): number for status, number in sorted(self.answers.items())},
            "faults": len(self.faults),
        }

    def keep(self) -> None:
        """Write the counts where `make fuzz` collects them."""
        write(self.told())


def write(line: dict[str, Any]) -> None:
    if COUNTS:
        with Path(COUNTS).open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(line) + "\n")
