"""The invented sentences of the demo, put together anew, with the hashes that the search index keeps of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml

from roterfaden.cases.search import number_of
from roterfaden.common.text import search_tokens
from roterfaden.operations import demo

KINDS = ("call", "meeting", "note", "company", "mail", "visit", "crisis")
WEIGHTS = (6, 6, 5, 3, 4, 2, 1)


@dataclass(frozen=True)
class Sentence:
    """One sentence and, for one service, what the index holds of it."""

    text: str
    tokens: frozenset[int]


class Pool:
    """The sentences of one service. Hashing is done once per sentence and service."""

    def __init__(self, service_id: int, texts: dict[str, Any]) -> None:
        self.scope = str(service_id)
        places = [
            f"Gespräch in {town}, {street}."
            for _code, town in texts["towns"]["de"]
            for street in texts["streets"]
        ]
        names = [f"Auch Herr {name} war dabei." for name in texts["last_names"]["de"]]
        more = [*texts["notes"], *places, *names]
        self.by_kind = {kind: self._made(texts["journal"][kind]) for kind in KINDS}
        self.more = self._made(more)
        self.concerns = self._made(
            [s["concern"].replace("{name}", "die Person") for s in texts["situations"]]
        )
        self.goals = self._made(texts["mandate_goals"])
        self.closing = texts["closing"]
        self.situations = texts["situations"]

    def entry(self, rng: Random, kind: str) -> tuple[str, frozenset[int]]:
        """The text of a journal entry, and its tokens: two to five sentences."""
        first = _one(rng, self.by_kind[kind])
        text, tokens = first.text, first.tokens
        for _ in range(1 + int(rng.random() * 4)):
            sentence = _one(rng, self.more)
            text, tokens = f"{text} {sentence.text}", tokens | sentence.tokens
        return text, tokens

    def _made(self, texts: Sequence[str]) -> list[Sentence]:
        return [
            Sentence(text, frozenset(number_of(token) for token in search_tokens(text, self.scope)))
            for text in texts
        ]


def demo_texts() -> dict[str, Any]:
    """The library of the demo."""
    path = Path(demo.__file__).with_name("texts.yaml")
    loaded: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded


def _one(rng: Random, sentences: Sequence[Sentence]) -> Sentence:
    return sentences[int(rng.random() * len(sentences))]
