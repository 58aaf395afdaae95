"""Many values, some at a time: a statement may hold only so many, and a loop wants to stop early."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Value = TypeVar("Value")

# fewer than the variables that one statement may have on any database
IN_A_STATEMENT = 500


def in_portions(values: Iterable[Value], size: int = IN_A_STATEMENT) -> Iterator[list[Value]]:
    """The values in their order, so many at a time."""
    left = iter(values)
    while portion := list(islice(left, size)):
        yield portion
