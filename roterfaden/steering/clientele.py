"""Whom a service works with, for reading a comparison fairly: shares by kind of disability and by degree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.statistics.analysis import Question, answer
from roterfaden.statistics.dimensions import dimension
from roterfaden.statistics.periods import Period

BY = ("disability", "degree", "age")
# of persons who were there at the end of the day
STOCK = "person_stock"


@dataclass(frozen=True)
class Share:
    """One group of persons: its share of all in whole percent; None: too few to be told."""

    title: str
    percent: int | None


@dataclass(frozen=True)
class Mix:
    """How the persons of a service are made up by one characteristic."""

    title: str
    shares: Sequence[Share]
    too_few: bool = False


def clientele(service: Organisation, *, on: date) -> list[Mix]:
    """The persons of `service` at the end of `on` by each characteristic. Small groups are hidden, for everybody.

    What hides a small group is decided by the statistics (`analysis.answer` without the right to small counts).
    """
    return [_mix(service, by, on) for by in BY]


def _mix(service: Organisation, by: str, on: date) -> Mix:
    title = str(dimension(by, relation="persons").title)
    found = answer(Question(figures=(STOCK,), period=Period(on, on), by=by), [service], small=False)
    whole = found.total.values[0] if found.total else None
    if not whole or not found.lines:
        return Mix(title, (), too_few=True)
    shares = [
        Share(
            line.title or _("ohne Angabe"),
            None if line.values[0] is None else _percent(line.values[0], whole),
        )
        for line in found.lines
        if line.values[0] != 0
    ]
    return Mix(title, shares)


def _percent(part: float, whole: float) -> int:
    return round(100 * part / whole)
