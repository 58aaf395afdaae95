"""Two versions compared in sentences: every edit is told, and nothing is told where nothing differs."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from roterfaden.process.comparison import compare
from roterfaden.process.engine.definition import Chain
from roterfaden.process.schema import parse_chain
from tests.catalogue.shipped import SHIPPED
from tests.process.files import GOOD

pytestmark = pytest.mark.one_database
WHOLE = parse_chain(GOOD, name="gut").chain


def edits(value: Any) -> Iterator[Any]:
    """Every value that differs from `value` in one place: a text, a number, a line more or less, another order."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, str):
        yield f"{value}x"
    elif isinstance(value, date):
        yield value + timedelta(days=1)
    elif isinstance(value, dict):
        yield from ({k: v for k, v in value.items() if k != key} for key in value)
        yield from (value | {key: value[key] + "x"} for key in value)
        yield value | {"NEU": "Neue Rolle"}
    elif isinstance(value, tuple):
        yield from tuple_edits(value)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from field_edits(value)


def tuple_edits(value: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    for place, item in enumerate(value):
        yield value[:place] + value[place + 1 :]
        yield from ((*value[:place], edited, *value[place + 1 :]) for edited in edits(item))
    if len(set(value)) > 1:
        yield value[::-1]
    if value and isinstance(value[0], str):
        yield (*value, "neu")
        yield (*value, value[0])


def field_edits(value: Any) -> Iterator[Any]:
    for field in fields(value):
        if field.init:
            yield from (
                replace(value, **{field.name: edited}) for edited in edits(getattr(value, field.name))
            )


def chain_edits(chain: Chain) -> Iterator[tuple[str, Chain]]:
    for field in fields(chain):
        if field.init:
            for edited in edits(getattr(chain, field.name)):
                yield field.name, replace(chain, **{field.name: edited})


@pytest.mark.parametrize("key", SHIPPED)
def test_equal_chains_have_nothing_to_say(key: str) -> None:
    assert compare(SHIPPED[key], SHIPPED[key]) == []


def test_every_edit_of_every_field_is_told() -> None:
    told: dict[str, int] = {}
    for name, edited in chain_edits(WHOLE):
        sentences = [one.sentence for one in compare(WHOLE, edited)]
        assert sentences, f"nothing said about an edit of {name}"
        assert all(one.rstrip("”“").endswith((".", "“")) and len(one) > 8 for one in sentences), sentences
        told[name] = told.get(name, 0) + 1
    assert set(told) == {field.name for field in fields(Chain) if field.init}
    assert sum(told.values()) > 200


def test_several_edits_at_once_are_told_both_ways() -> None:
    """Random pairs of edits of shipped chains, so that one edit never hides another."""
    chance = Random(7)
    for chain in SHIPPED.values():
        once = chance.choice(list(chain_edits(chain)))[1]
        twice = chance.choice(list(chain_edits(once)))[1]
        assert compare(chain, once)
        assert compare(once, twice)
        assert bool(compare(chain, twice)) is (chain != twice)
        assert bool(compare(twice, chain)) is (chain != twice)


def test_the_sentences_are_plain_german() -> None:
    new = parse_chain(
        GOOD.replace("title: Klären", "title: Anliegen klären")
        .replace("{days: 14, of: start, note: Aus der Quelle}", "{days: 21, of: self, note: Aus der Quelle}")
        .replace('hints: ["Fragen, was gebraucht wird"]', 'hints: ["Fragen, was gewünscht wird"]')
        .replace(
            "- {label: ja, next: end_gut}", "- {label: ja, next: end_gut}\n      - {label: offen, next: '2'}"
        )
        .replace("required: true}", "required: false}")
        .replace("roles: {IFD: Fachkraft}", "roles: {IFD: Fachkraft im IFD}"),
        name="neu",
    ).chain
    said = [one.sentence for one in compare(WHOLE, new)]
    for sentence in (
        "Schritt 1 heißt jetzt „Anliegen klären“ (vorher „Klären“).",
        "Schritt 1: Hinweis „Fragen, was gebraucht wird“ lautet jetzt „Fragen, was gewünscht wird“.",
        "Schritt 1: Die Unterlage „Vermerk“ ist jetzt wenn nötig, geht hinaus (vorher Pflicht, geht hinaus).",
        "Schritt 1: Jetzt Frist 21 Tage ab Beginn des Schritts (vorher 14 Tage ab Beginn der Kette).",
        "Frage „Alles gut?“ hat eine neue Antwort „offen“ (weiter mit Schritt 2 „Abwägen“).",
        "Die Rolle IFD heißt jetzt „Fachkraft im IFD“ (vorher „Fachkraft“).",
    ):
        assert sentence in said, said
    assert len(said) == 6
