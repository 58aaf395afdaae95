"""What packages above hold about a case under keys of their own: they register how it goes when a case is destroyed."""

from datetime import datetime
from typing import Protocol

from roterfaden.cases.models import Case


class Emptying(Protocol):
    """Empties what a package holds about `case`; returns how many sealed rows there were, refuses with StillNeeded."""

    def __call__(self, *, case: Case, at: datetime) -> int: ...


class StillNeeded(ValueError):
    """Something about the case is not over; the message says so without naming it."""


_registered: dict[str, Emptying] = {}


def emptied_by(function: Emptying) -> Emptying:
    """Register a function of a package above this one, when its app is ready."""
    _registered[f"{function.__module__}"] = function
    return function


def empty_beside(*, case: Case, at: datetime) -> int:
    """Empty everything that was registered, in the caller's transaction."""
    return sum(function(case=case, at=at) for _name, function in sorted(_registered.items()))
