"""Long threads stay short: early stretches fold into bundles, very long ones into a single bundle."""

from collections.abc import Sequence
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.web.components import Knot

# so many knots before the present stay as they are
KEPT = 6
# a bundle holds at least so many
LEAST = 4
# more than this after folding: the early part becomes one bundle
MOST = 18
STRETCH = frozenset({"done", "loop", "detour", "undone"})


def fold_early(knots: Sequence[Knot]) -> list[Knot]:
    """Fold early stretches of steps; loops and detours stay in sight, for they are the story."""
    early, late = knots[:-KEPT], knots[-KEPT:]
    found = _fold(early, kinds=frozenset({"done"}))
    if len(found) + len(late) > MOST:
        found = _fold(early, kinds=STRETCH)
    return [*found, *late]


def fold_whole(knots: Sequence[Knot]) -> list[Knot]:
    """Fold all of a chain that is over; what was called from it stays in sight."""
    return _fold(knots, kinds=STRETCH)


def _fold(knots: Sequence[Knot], *, kinds: frozenset[str]) -> list[Knot]:
    found: list[Knot] = []
    for folds, group in groupby(knots, key=lambda knot: knot.kind in kinds):
        stretch = list(group)
        found += [_bundle(stretch)] if folds and len(stretch) >= LEAST else stretch
    return found


def _bundle(stretch: Sequence[Knot]) -> Knot:
    numbers = [knot.number for knot in stretch if knot.kind == "done" and knot.number]
    count = sum(knot.kind == "done" for knot in stretch)
    loops = sum(knot.kind == "loop" for knot in stretch)
    away = sum(knot.kind == "detour" for knot in stretch)
    title = ngettext("%(n)s Schritt", "%(n)s Schritte", count) % {"n": count}
    if len(numbers) > 1 and not loops and not away:
        title = _("Schritte %(first)s bis %(last)s") % {"first": numbers[0], "last": numbers[-1]}
    parts = [title]
    if loops:
        parts.append(ngettext("%(n)s Schlaufe", "%(n)s Schlaufen", loops) % {"n": loops})
    if away:
        parts.append(ngettext("%(n)s Abweichung", "%(n)s Abweichungen", away) % {"n": away})
    return Knot(kind="bundle", title=", ".join(parts), on=stretch[0].on, until=stretch[-1].on, knots=stretch)
