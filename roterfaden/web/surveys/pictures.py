"""Shares of two kinds as bars, one pair below the other; the table beside says the same."""

from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _

from roterfaden.surveys.comparing import Pair
from roterfaden.surveys.results import percent
from roterfaden.web.statistics.pictures import BAR, GAP, LABEL, ROOM, WIDTH, Bar, Picture

MOST_LABEL = 32


def pair_bars(pairs: Sequence[Pair], *, title: str, first: str, second: str) -> Picture | None:
    """Bars of what is told: filled for the second share, hatched for the first. None if nothing is told."""
    shown = [pair for pair in pairs if pair.first is not None or pair.second is not None]
    if not shown:
        return None
    bars, y = [], float(GAP)
    for pair in shown:
        known = [
            (kind, value)
            for kind, value in (("before", pair.first), ("now", pair.second))
            if value is not None
        ]
        for place, (kind, value) in enumerate(known):
            bars.append(_bar(_short(pair.title) if place == 0 else "", value, kind, y))
            y += BAR + 2
        y += GAP
    told = _("Anteil an allen Bögen: %(second)s.") % {"second": second}
    if first:
        told = _("Gestreift: %(first)s. Gefüllt: %(second)s. Anteil an allen Bögen.")
        told = told % {"first": first, "second": second}
    return Picture("bars", title, told, WIDTH, int(y + GAP), bars)


def _bar(label: str, value: Fraction, kind: str, y: float) -> Bar:
    width = max((WIDTH - LABEL - ROOM) * float(value), 1)
    return Bar(
        LABEL, y, round(width, 1), BAR, label, percent(value), kind, round(LABEL + width + 6, 1), y + BAR - 4
    )


def _short(label: str) -> str:
    return label if len(label) <= MOST_LABEL else f"{label[: MOST_LABEL - 1]}…"
