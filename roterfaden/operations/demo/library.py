"""The invented texts and names of the demo, handed out so that nothing comes twice in a silly way."""

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import yaml

from roterfaden.people.choices import Gender

T = TypeVar("T")


class Library:
    """Texts of texts.yaml. Draws are shuffled packs: every card comes once before any comes again."""

    def __init__(self, rng: random.Random, *, today: date) -> None:
        self.rng, self.today = rng, today
        self.texts: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("texts.yaml").read_text("utf-8"))
        self._packs: dict[str, list[Any]] = defaultdict(list)
        self._names: set[tuple[str, str]] = set()

    def draw(self, pack: str, cards: Sequence[T]) -> T:
        """The next card of the shuffled pack."""
        waiting = self._packs[pack]
        if not waiting:
            waiting += cards
            self.rng.shuffle(waiting)
        card: T = waiting.pop()
        return card

    def person(self, *, swiss: bool, young: bool) -> dict[str, Any]:
        """The facts of a new person with a name that nobody else has."""
        country = "ch" if swiss else "de"
        while True:
            kind = self.rng.choice(["female", "male"])
            first = self.draw(kind, self.texts["first_names"][kind])
            last = self.draw(f"last-{country}", self.texts["last_names"][country])
            if (first, last) not in self._names:
                break
        self._names.add((first, last))
        postcode, town = self.rng.choice(self.texts["towns"][country])
        streets = self.texts["streets_ch" if swiss else "streets"]
        age = self.rng.randint(17, 20) if young else self.rng.randint(21, 61)
        number = self.rng.randint(100, 999)
        return {
            "first_name": first,
            "last_name": last,
            "gender": Gender.FEMALE if kind == "female" else Gender.MALE,
            "birth_date": self.today - timedelta(days=age * 365 + self.rng.randint(1, 364)),
            "street": f"{self.rng.choice(streets)} {self.rng.randint(1, 90)}",
            "postcode": postcode,
            "town": town,
            "phone": f"041 555 {number} {number % 90 + 10}" if swiss else f"0461 555 {number}",
        }

    def situation(self, *, swiss: bool) -> dict[str, str]:
        situations: list[dict[str, str]] = self.texts["situations_ch" if swiss else "situations"]
        return self.draw("situation-ch" if swiss else "situation", situations)

    def reason(self, kind: str) -> str:
        return str(self.draw(f"reason-{kind}", self.texts["reasons"][kind]))

    def text(self, pack: str) -> Any:
        return self.draw(pack, self.texts[pack])

    def journal(self, kind: str) -> str:
        return str(self.draw(f"journal-{kind}", self.texts["journal"][kind]))


def in_swiss(text: str) -> str:
    return text.replace("ß", "ss")
