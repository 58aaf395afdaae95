"""Answers of the anamnesis: what each type of item takes, and how an answer reads."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from roterfaden.languages.shipped import shipped
from roterfaden.people.form import Item

MAX_TEXT = 500
MAX_LONG_TEXT = 4000
# people remember a year, a month, or a day
PARTIAL_DAY = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", re.ASCII)
PERIOD = ("from", "to")


class ValueRefused(ValueError):
    """This is no answer to the item; the message says why."""


def checked(item: Item, value: Any) -> Any:
    """The answer as it is stored, or None for nothing; refuses with ValueRefused what does not fit the item."""
    if value in (None, "", {}):
        return None
    return _CHECKS[item.type](item, value)


def _text(item: Item, value: Any) -> str:
    most = MAX_LONG_TEXT if item.type == "long_text" else MAX_TEXT
    if not isinstance(value, str) or len(value) > most:
        raise ValueRefused(f"Hier steht ein Text mit höchstens {most} Zeichen.")
    return value


def _date(_item: Item, value: Any) -> str:
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueRefused("Das ist kein Datum.") from None


def _period(_item: Item, value: Any) -> dict[str, str] | None:
    if not isinstance(value, Mapping) or not set(value) <= set(PERIOD):
        raise ValueRefused("Ein Zeitraum hat einen Anfang und ein Ende.")
    ends = {key: str(value.get(key) or "") for key in PERIOD}
    for end in ends.values():
        if end and not is_partial_day(end):
            raise ValueRefused("Das ist weder Jahr noch Monat noch Tag.")
    first, last = ends["from"], ends["to"]
    # compared as far as both are known: "2015" until "2015-08" is fine
    known = min(len(first), len(last))
    if first[:known] > last[:known]:
        raise ValueRefused("Das Ende liegt vor dem Anfang.")
    return ends if any(ends.values()) else None


def is_partial_day(text: str) -> bool:
    """A year, a month or a day between 1900 and 2200, as `2015`, `2015-08` or `2015-08-31`."""
    found = PARTIAL_DAY.fullmatch(text)
    if found is None:
        return False
    year, month, day = (int(part) if part else 1 for part in found.groups())
    try:
        return 1900 <= date(year, month, day).year <= 2200  # noqa: PLR2004
    except ValueError:
        return False


def _choice(item: Item, value: Any) -> str:
    if value not in dict((*item.choices, *item.choices_ch)):
        raise ValueRefused("Bitte wählen Sie etwas aus der Liste.")
    return str(value)


def _integer(item: Item, value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not item.least <= value <= item.most:
        raise ValueRefused(f"Hier steht eine ganze Zahl zwischen {item.least} und {item.most}.")
    return value


def _contact(item: Item, value: Any) -> dict[str, str] | None:
    if not isinstance(value, Mapping) or not set(value) <= set(item.parts):
        raise ValueRefused("Diese Angabe hat andere Teile.")
    parts = {part: str(value[part]) for part in item.parts if value.get(part)}
    if any(len(text) > MAX_TEXT for text in parts.values()):
        raise ValueRefused(f"Jeder Teil hat höchstens {MAX_TEXT} Zeichen.")
    return parts or None


_CHECKS: dict[str, Callable[[Item, Any], Any]] = {
    "text": _text,
    "long_text": _text,
    "date": _date,
    "period": _period,
    "yes_no": _choice,
    "choice": _choice,
    "integer": _integer,
    "contact": _contact,
}


def in_words(item: Item | None, value: Any) -> str:
    """The answer as people read it, in the language of the moment; nothing for nothing.

    Without its item (a form that is gone) as it is stored.
    """
    if value in (None, "", {}):
        return ""
    if isinstance(value, Mapping):
        return _parts_in_words(value)
    if item is not None and item.type in ("choice", "yes_no"):
        return shipped(item.label_of(str(value)))
    text = day_in_words(str(value)) if item is not None and item.type == "date" else str(value)
    return f"{text} {shipped(item.unit)}" if item is not None and item.unit else text


def _parts_in_words(value: Mapping[str, Any]) -> str:
    if set(value) <= set(PERIOD):
        return _period_in_words(value)
    return ", ".join(str(part) for part in value.values() if part)


def _period_in_words(value: Mapping[str, Any]) -> str:
    first, last = (day_in_words(str(value.get(key) or "")) for key in PERIOD)
    if first and last:
        return f"{first} – {last}"
    return f"seit {first}" if first else f"bis {last}"


def day_in_words(text: str) -> str:
    """`31.08.2015`, `08.2015` or `2015`."""
    return ".".join(reversed(text.split("-")))
