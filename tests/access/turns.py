"""Whose turn it is to ask what: the strangers share the pages of a run, and so many days as strangers ask all of it.

The day decides; DAY=739947 in the environment asks again what a run asked on that day. FULL=1: all ask everything.
"""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tests import thorough
from tests.access.asking import HTMX, Question
from tests.access.stage import CANARY, METHODS, pages_for
from tests.access.strangers import STRANGERS
from tests.access.urls import Page

DAY = int(os.environ.get("DAY") or datetime.now(tz=UTC).toordinal())
REST = ("public", "staff", "casework", "keeping", "admin", "guest")
# so many strangers ask each page by this method on one day, by the others one
MANY_OF_A_CASE, MANY_OF_THE_REST = {"get": 5, "post": 5}, {"get": 3}
WAYS_OF_A_CASE = ("", HTMX)
WAYS_OF_THE_REST = ("", f"?q={CANARY}", "?q={code}", HTMX)


def about_the_case(stranger: str, *, day: int = DAY) -> list[Question]:
    return in_turn(pages_for("case"), stranger, WAYS_OF_A_CASE, MANY_OF_A_CASE, day=day)


def about_the_rest(stranger: str, *, day: int = DAY) -> list[Question]:
    return in_turn(pages_for(*REST), stranger, WAYS_OF_THE_REST, MANY_OF_THE_REST, day=day)


def in_turn(
    pages: Sequence[Page], stranger: str, ways: Sequence[str], many: Mapping[str, int], *, day: int
) -> list[Question]:
    """What this stranger asks on this day."""
    if thorough.FULL:
        return [Question(page, method, way) for page in pages for method in METHODS for way in ways]
    turn, begin, chosen = list(STRANGERS).index(stranger) - day, 0, []
    for method in METHODS:
        share = many.get(method, 1)
        for place, page in enumerate(pages):
            if (turn - place - begin) % len(STRANGERS) < share:
                way = ways[(place + turn + day // len(STRANGERS)) % len(ways)]
                chosen.append(Question(page, method, way))
        begin += share
    return chosen
