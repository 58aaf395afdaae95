"""The kept values of a KPI month by month: as a line and as a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from roterfaden.statistics.figures import SMALLEST_GROUP
from roterfaden.steering.kpis import Kpi
from roterfaden.steering.models import KpiValue

WIDTH, HEIGHT, EDGE = 640, 120, 8


@dataclass(frozen=True)
class Point:
    """One month. `value` None: none, or not told."""

    month: date
    value: Decimal | None
    hidden: bool
    version: str


@dataclass(frozen=True)
class Trend:
    """A line for the eye and points for the table; `target_y` is the height of the target."""

    points: list[Point]
    lines: list[str]
    target_y: float
    width: int = WIDTH
    height: int = HEIGHT


def trend_of(kpi: Kpi, rows: Sequence[KpiValue], *, hide_small: bool) -> Trend | None:
    """None: nothing is kept yet."""
    if not rows:
        return None
    points = []
    for row in rows:
        hidden = hide_small and 0 < row.base < SMALLEST_GROUP
        points.append(Point(row.month, None if hidden else row.value, hidden, row.version))
    known = [point.value for point in points if point.value is not None]
    low, high = min([*known, kpi.target]), max([*known, kpi.target])

    def height_of(value: Decimal) -> float:
        part = float((value - low) / (high - low)) if high > low else 0.5
        return round(HEIGHT - EDGE - part * (HEIGHT - 2 * EDGE), 1)

    step = (WIDTH - 2 * EDGE) / max(len(points) - 1, 1)
    return Trend(points, _lines(points, step, height_of), height_of(kpi.target))


def _lines(points: Sequence[Point], step: float, height_of: Callable[[Decimal], float]) -> list[str]:
    """The points of each unbroken piece of the line; a month without a value breaks it."""
    lines: list[list[str]] = [[]]
    for place, point in enumerate(points):
        if point.value is None:
            lines.append([])
        else:
            lines[-1].append(f"{EDGE + place * step:.1f},{height_of(point.value)}")
    return [" ".join(line) for line in lines if line]
