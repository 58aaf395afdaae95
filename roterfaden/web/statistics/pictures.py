"""Charts as plain values for an SVG: bars, a line, a flow. Each shows what stands in the table beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.statistics.analysis import Answer
from roterfaden.statistics.definitions import FLOWS
from roterfaden.statistics.files import shown
from roterfaden.statistics.reports import Value

WIDTH, BAR, GAP, LABEL, ROOM = 720, 18, 10, 220, 90
HEIGHT, SIDE, FOOT = 240, 48, 34
MOST_BARS = 24
MOST_MARKS = 12


@dataclass(frozen=True)
class Bar:
    """One bar: where it lies, its word and its number. `kind`: now, before, up, down."""

    x: float
    y: float
    width: float
    height: float
    label: str
    value: str
    kind: str = "now"
    value_x: float = 0
    value_y: float = 0


@dataclass(frozen=True)
class Picture:
    """What the SVG draws, and in one sentence what one sees."""

    kind: str
    title: str
    told: str
    width: int
    height: int
    bars: Sequence[Bar] = ()
    line: str = ""
    points: Sequence[tuple[float, float, str]] = ()
    marks: Sequence[tuple[float, str]] = field(default_factory=list)
    scale: Sequence[tuple[float, str]] = ()


def bars_of(answer: Answer) -> Picture | None:
    """Horizontal bars of the first figure that is not nothing everywhere, with the earlier period below each."""
    for n, head in enumerate(answer.heads):
        lines = [line for line in answer.lines if line.values[n] is not None][:MOST_BARS]
        pairs = [(line.title, line.values[n], line.before[n] if line.before else None) for line in lines]
        most = max((float(value or 0) for _title, *both in pairs for value in both), default=0.0)
        if most > 0:
            return _bars(head[1], pairs, most, compared=any(line.before for line in lines))
    return None


def _bars(title: str, pairs: Sequence[tuple[str, Value, Value]], most: float, *, compared: bool) -> Picture:
    bars, y, room = [], float(GAP), WIDTH - LABEL - ROOM
    for label, now, before in pairs:
        for kind, value, word in (("now", now, label), ("before", before, ""))[: 2 if compared else 1]:
            width = max(room * float(value or 0) / most, 1)
            bars.append(Bar(LABEL, y, round(width, 1), BAR, _short(word), shown(value or 0), kind,
                            round(LABEL + width + 6, 1), y + BAR - 4))  # fmt: skip
            y += BAR + 2
        y += GAP
    top = max(pairs, key=lambda pair: float(pair[1] or 0))
    told = _("%(figure)s: am meisten bei „%(most)s“ (%(value)s).")
    said = told % {"figure": title, "most": top[0], "value": shown(top[1] or 0)}
    return Picture("bars", title, said, WIDTH, int(y + GAP), bars)


def line_of(title: str, months: Sequence[tuple[date, Value]]) -> Picture | None:
    """One figure month by month."""
    known = [(n, float(value)) for n, (_day, value) in enumerate(months) if value is not None]
    if len(known) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    most = max(value for _n, value in known) or 1.0
    step = (WIDTH - 2 * SIDE) / max(len(months) - 1, 1)
    up = HEIGHT - FOOT - GAP * 2

    def place(n: int, value: float) -> tuple[float, float]:
        return round(SIDE + n * step, 1), round(HEIGHT - FOOT - up * value / most, 1)

    points = [(*place(n, value), shown(months[n][1])) for n, value in known]
    every = max(-(-len(months) // MOST_MARKS), 1)
    marks = [
        (SIDE + n * step, date_format(day, "m.y")) for n, (day, _v) in enumerate(months) if n % every == 0
    ]
    scale = [(place(0, part * most)[1], shown(_whole(part * most))) for part in (0, 0.5, 1)]
    told = _("%(figure)s nach Monaten: zuerst %(first)s, zuletzt %(last)s.") % {
        "figure": title,
        "first": points[0][2],
        "last": points[-1][2],
    }
    line = " ".join(f"{x},{y}" for x, y, _label in points)
    return Picture("line", title, told, WIDTH, HEIGHT, (), line, points, marks, scale)


def flow_of(answer: Answer) -> Picture | None:
    """Stock, what came, what went, stock: a staircase; None unless these four are what was asked."""
    if tuple(head[0] for head in answer.heads) not in FLOWS:
        return None
    line = answer.total or answer.lines[0]
    if any(value is None for value in line.values):
        return None
    start, came, went, end = (float(value or 0) for value in line.values)
    most, up, wide = max(start + came, 1.0), HEIGHT - FOOT - GAP * 2, (WIDTH - 2 * SIDE) / 4
    steps = ((0.0, start, "now"), (start, start + came, "up"), (end, end + went, "down"), (0.0, end, "now"))
    bars = []
    for n, ((low, high, kind), head, value) in enumerate(zip(steps, answer.heads, line.values, strict=True)):
        top, tall = HEIGHT - FOOT - up * high / most, max(up * (high - low) / most, 1)
        bars.append(Bar(round(SIDE + n * wide + 14, 1), round(top, 1), round(wide - 28, 1), round(tall, 1), head[1],
                        shown(value), kind, round(SIDE + n * wide + wide / 2, 1), round(top - 5, 1)))  # fmt: skip
    told = _("%(start)s am Anfang, %(came)s kamen, %(went)s gingen, %(end)s am Ende.") % {
        "start": shown(line.values[0]),
        "came": shown(line.values[1]),
        "went": shown(line.values[2]),
        "end": shown(line.values[3]),
    }
    return Picture("flow", _("Zu- und Abgang"), told, WIDTH, HEIGHT, bars)


def _short(label: str) -> str:
    return label if len(label) <= 32 else f"{label[:31]}…"  # noqa: PLR2004 - what fits beside the bars


def _whole(value: float) -> int | float:
    return int(value) if float(value).is_integer() else round(value, 1)
