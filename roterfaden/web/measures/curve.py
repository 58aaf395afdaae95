"""Planned and actual presence, week by week, as a drawing: told apart by shape, not by colour."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from roterfaden.measures.presence import Week

LEFT, TOP, HEIGHT, BOTTOM, LEAST, WIDTH = 36, 12, 180, 40, 24, 640


@dataclass(frozen=True)
class Bar:
    """What one week was."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Curve:
    """The numbers of the drawing."""

    width: int
    height: int
    bottom: int
    plan: str
    bars: list[Bar]
    grid: list[tuple[int, int]]
    labels: list[tuple[int, int]]


def draw(weeks: Sequence[Week]) -> Curve | None:
    """Steps for the plan, bars for what was; nothing without weeks."""
    if not weeks:
        return None
    most = max(max(week.planned_hours, week.hours) for week in weeks)
    top = max(int(-(-most // 5)) * 5, 5)
    each = max(WIDTH // len(weeks), LEAST)
    bottom = TOP + HEIGHT
    points = []
    for n, week in enumerate(weeks):
        y = _y(week.planned_hours, top)
        points += [f"{LEFT + n * each},{y}", f"{LEFT + (n + 1) * each},{y}"]
    bars = [
        Bar(LEFT + n * each + each // 4, _y(week.hours, top), each // 2, bottom - _y(week.hours, top))
        for n, week in enumerate(weeks)
        if week.hours
    ]
    every = max(len(weeks) // 16, 1)
    return Curve(
        width=LEFT + each * len(weeks) + 4,
        height=bottom + BOTTOM,
        bottom=bottom,
        plan=" ".join(points),
        bars=bars,
        grid=[(_y(Decimal(value), top), value) for value in range(0, top + 1, 5)],
        labels=[(LEFT + n * each + each // 2, week.number) for n, week in enumerate(weeks) if not n % every],
    )


def _y(hours: Decimal, top: int) -> int:
    return TOP + HEIGHT - int(hours * HEIGHT / top)
