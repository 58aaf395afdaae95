"""What a move brings about, in the order in which it happens. The caller makes rows and dates of it."""

from enum import StrEnum
from typing import NamedTuple

from roterfaden.process.engine.definition import Deadline
from roterfaden.process.engine.state import Arrival, Visit


class Closed(StrEnum):
    DONE = "done"
    SKIPPED = "skipped"
    DROPPED = "dropped"  # the thread went on elsewhere


class VisitOpened(NamedTuple):
    visit: Visit
    kind: str  # step | decision | own


class VisitClosed(NamedTuple):
    number: int
    how: Closed


class ArrivalWaits(NamedTuple):
    arrival: Arrival


class ArrivalsGone(NamedTuple):
    """The arrivals of one round of a split are settled: joined, or dropped with their part of the thread."""

    split: str
    instance: int


class DeadlineSet(NamedTuple):
    """A day is due: for visit `number`, counted by `rule` from its anchor."""

    number: int
    rule: Deadline


class RunEnded(NamedTuple):
    end: str
    kind: str


class HandedOver(NamedTuple):
    """The ended run goes on in another chain."""

    chain: str
    enters_at: str


Effect = VisitOpened | VisitClosed | ArrivalWaits | ArrivalsGone | DeadlineSet | RunEnded | HandedOver
