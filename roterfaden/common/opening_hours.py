"""When an office can be reached, as people write it: `Mo-Fr 8:00-16:00, Sa 10-12`, `immer`, `nachts`-hours too.

Days are Mo to So and `Feiertag`. On a holiday only what is said for `Feiertag` counts; where nothing is said for it,
the office is closed then. A span may go over midnight: `Fr 20:00-6:00`.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

ALWAYS = "immer"
DAYS = ("mo", "di", "mi", "do", "fr", "sa", "so", "feiertag")
HOLIDAY = len(DAYS) - 1
PART = re.compile(
    r"(?P<days>[a-zäöü]+(?:\s*[-–]\s*[a-zäöü]+)?)\s+"
    r"(?P<spans>\d{1,2}(?:[:.]\d{2})?\s*[-–]\s*\d{1,2}(?:[:.]\d{2})?(?:\s+und\s+\d{1,2}(?:[:.]\d{2})?\s*[-–]\s*\d{1,2}(?:[:.]\d{2})?)*)"
    r"(?:\s*uhr)?"
)
MIDNIGHT = 24


class HoursRefused(ValueError):
    """Nobody can tell from this text when the office is open; the message says how to write it."""

    def __init__(self, part: str) -> None:
        super().__init__(
            f"„{part}“ ist nicht zu verstehen. Schreiben Sie zum Beispiel: Mo-Fr 8:00-16:00, Sa 10-12; oder: immer."
        )


@dataclass(frozen=True)
class Span:
    """From one time to another on one day of the week; over midnight if the end is not after the beginning."""

    day: int
    begins: time
    ends: time


def read_hours(text: str) -> tuple[Span, ...] | None:
    """The spans of a text; None for `immer`. Refuses with HoursRefused what cannot be understood."""
    plain = " ".join(text.casefold().split()).strip(" .")
    if plain in {ALWAYS, "rund um die uhr", "24 stunden"}:
        return None
    if not plain:
        raise HoursRefused(text)
    found: list[Span] = []
    for part in re.split(r"[,;]", plain):
        match = PART.fullmatch(part.strip())
        if match is None:
            raise HoursRefused(part.strip()[:60])
        for day in _days(match["days"], part):
            found += [_span(day, span, part) for span in match["spans"].split(" und ")]
    return tuple(found)


def is_open(hours: tuple[Span, ...] | None, *, moment: datetime, holidays: frozenset[date]) -> bool:
    """Whether somebody answers at `moment` (local time); `holidays` are the days off around it."""
    if hours is None:
        return True
    today, now = moment.date(), moment.time()
    yesterday = today - timedelta(days=1)
    here, before = _kind(today, holidays), _kind(yesterday, holidays)
    return any(
        (span.day == here and span.begins <= now and (now < span.ends or span.ends <= span.begins))
        or (span.day == before and span.ends <= span.begins and now < span.ends)
        for span in hours
    )


def _kind(day: date, holidays: frozenset[date]) -> int:
    return HOLIDAY if day in holidays else day.weekday()


def _days(text: str, part: str) -> list[int]:
    names = [name.strip().removesuffix("e") for name in re.split(r"[-–]", text)]
    try:
        places = [DAYS.index(name) for name in names]
    except ValueError:
        raise HoursRefused(part.strip()[:60]) from None
    if len(places) == 1:
        return places
    first, last = places
    if HOLIDAY in places:
        raise HoursRefused(part.strip()[:60])
    return [day % 7 for day in range(first, last + 1 if last >= first else last + 8)]


def _span(day: int, text: str, part: str) -> Span:
    begins, ends = (_time(word.strip(), part) for word in re.split(r"[-–]", text))
    return Span(day, begins, ends)


def _time(word: str, part: str) -> time:
    hour, _colon, minute = word.replace(".", ":").partition(":")
    if int(hour) == MIDNIGHT and int(minute or 0) == 0:
        return time(0)
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        raise HoursRefused(part.strip()[:60]) from None
