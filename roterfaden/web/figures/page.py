"""From figures to the page: filters, the heat on the drawing, rows of the tables, findings to propose from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.accounts.models import Organisation
from roterfaden.process.catalogue import chain_of
from roterfaden.process.choices import DeviationKind, ReasonCategory
from roterfaden.process.drawing import Place, draw
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import ChainVersion
from roterfaden.process.past import printed_number
from roterfaden.process.spoken import spoken
from roterfaden.statistics.durations import HOURS
from roterfaden.statistics.figures import (
    LEAVING,
    SMALLEST_GROUP,
    Count,
    Figures,
    NodeFigures,
    Selection,
    figures_of,
)
from roterfaden.web.components import Link

TIME, WAYS = "zeit", "abweichungen"
PERIODS = {"6": 6, "12": 12, "24": 24, "alle": 0}
DEFAULT_PERIOD = "24"
LEVELS = 4
LOOKS = ("", "rf-hot--1", "rf-hot--2", "rf-hot--3", "rf-hot--4")
# from which share of runs on a step is coloured: little, some, much, very much
SHARES = (0.05, 0.1, 0.2, 0.4)
OFF = (DeviationKind.SKIP, DeviationKind.REPEAT, DeviationKind.JUMP, *LEAVING)
FEW = "< 5"


@dataclass(frozen=True)
class HeatPlace:
    """One place of the drawing with its heat: 0 (nothing to show) to 4, a number, and the same in words."""

    place: Place
    level: int
    label: str
    words: str

    @property
    def look(self) -> str:
        return LOOKS[self.level]


@dataclass(frozen=True)
class Row:
    """One step of the tables. `findings` lead to a proposal, prefilled."""

    number: str
    title: str
    kind: str
    url: str
    cells: Sequence[tuple[str, str]]
    reasons: Sequence[str]
    propose_url: str


def figures_page(
    asked: Mapping[str, str], version: ChainVersion, shown: Sequence[Organisation], *, today: date
) -> dict[str, Any]:
    """The context of the page. `asked`: stelle, zeitraum, zeige."""
    place = next((one for one in shown if one.code == asked.get("stelle")), None)
    chosen = [place] if place else list(shown)
    period = asked.get("zeitraum", DEFAULT_PERIOD)
    period = period if period in PERIODS else DEFAULT_PERIOD
    show = WAYS if asked.get("zeige") == WAYS else TIME
    figures = figures_of(version, Selection(chosen, _since(PERIODS[period], today)))
    chain = spoken(chain_of(version))
    said = {"stelle": place.code if place else "", "zeitraum": period, "zeige": show}
    return {
        "nav": "chains",
        "chain": chain,
        "version": version,
        "crumbs": [
            Link(title=_("Prozesse"), url=reverse("chains:index")),
            Link(title=chain.id, url=reverse("chains:version", args=[version.key, version.version])),
            Link(title=_("Auswertung")),
        ],
        "figures": figures,
        "smallest": SMALLEST_GROUP,
        "shown": shown,
        "said": said,
        "place": place,
        "periods": _periods(said),
        "shows": [
            Link(title=_("Zeit im Schritt"), url=_url(said, zeige=TIME), current=show == TIME),
            Link(title=_("Abweichungen"), url=_url(said, zeige=WAYS), current=show == WAYS),
        ],
        "show_time": show == TIME,
        **(_found(chain, version, figures, show) if figures.enough else {}),
    }


def _found(chain: Chain, version: ChainVersion, figures: Figures, show: str) -> dict[str, Any]:
    drawing = draw(chain)
    heat = _heat_of_time(figures) if show == TIME else _heat_of_ways(figures)
    return {
        "drawing": drawing,
        "columns": columns(),
        "heat": [HeatPlace(place, *heat.get(place.node, (0, "", ""))) for place in drawing.places],
        "rows": [_row(chain, version, figures.nodes[node]) for node in figures.nodes],
        "roles": [
            (
                chain.roles.get(row.role, row.role) or _("ohne Angabe"),
                _percent(row.share),
                lasting(row.median),
                lasting(row.p90),
            )
            for row in figures.roles
        ],
        "ends": [
            (chain.title_of(end) if end else _("Faden verlassen"), _told(count), _of(count, figures.runs))
            for end, count in figures.ends
        ],
    }


def lasting(passed: timedelta | None) -> str:
    """A duration as people say it: 5 Stunden, 12 Tage; a dash for none."""
    if passed is None:
        return "–"
    hours = round(passed.total_seconds() / 3600)
    if hours < 1:
        return _("unter 1 Stunde")
    if hours < HOURS:
        return ngettext("%(n)s Stunde", "%(n)s Stunden", hours) % {"n": hours}
    return _("%(n)s Tage") % {"n": passed.days}


def _heat_of_time(figures: Figures) -> dict[str, tuple[int, str, str]]:
    """By how the median compares with that of the slowest step."""
    medians = {n: f.median for n, f in figures.nodes.items() if f.median is not None}
    slowest = max(medians.values(), default=timedelta())
    heat = {}
    for node, median in medians.items():
        part = median / slowest if slowest else 0.0
        level = min(int(part * LEVELS) + 1, LEVELS) if median else 0
        words = _("in der Mitte %(median)s, 9 von 10 höchstens %(p90)s") % {
            "median": lasting(median),
            "p90": lasting(figures.nodes[node].p90),
        }
        heat[node] = (level, lasting(median), words)
    return heat


def _heat_of_ways(figures: Figures) -> dict[str, tuple[int, str, str]]:
    """By the share of runs that left the drawn way at the step."""
    heat = {}
    for node, one in figures.nodes.items():
        rate = one.rate(*OFF)
        if rate is not None:
            level = sum(rate >= least for least in SHARES)
            words = _("%(share)s der Läufe wichen hier ab") % {"share": _percent(rate)}
            heat[node] = (level, _percent(rate), words)
    return heat


def _row(chain: Chain, version: ChainVersion, one: NodeFigures) -> Row:
    node = one.node
    url = f"{reverse('chains:version', args=[version.key, version.version])}#{node}"
    counts = [
        one.count(DeviationKind.SKIP),
        one.count(DeviationKind.REPEAT),
        one.count(DeviationKind.JUMP),
        one.left,
    ]
    cells = [FEW if one.runs is None else number_format(one.runs), lasting(one.median), lasting(one.p90)]
    cells += [_told(count) if one.runs is not None else "–" for count in counts]
    return Row(
        number=printed_number(node),
        title=chain.title_of(node),
        kind=_("Frage") if chain.decision(node) else _("Schritt"),
        url=url,
        cells=list(zip(columns(), cells, strict=True)),
        reasons=_reasons(one),
        propose_url=_propose_url(version, one),
    )


def columns() -> list[str]:
    """What the columns of the table of steps are called."""
    return [
        _("Läufe"),
        _("Mitte"),
        _("9 von 10"),
        _("übersprungen"),
        _("wiederholt"),
        _("gesprungen"),
        _("verlassen"),
    ]


def _reasons(one: NodeFigures) -> list[str]:
    """Why the step was left by another way, most frequent first; only what may be told."""
    return [
        f"{DeviationKind(kind).label}: {ReasonCategory(category).label} {_told(count)}"
        for kind, reasons in one.reasons.items()
        for category, count in reasons
        if not count.is_hidden
    ]


def _propose_url(version: ChainVersion, one: NodeFigures) -> str:
    """Where a change of the step is proposed, with what was found as the first words."""
    found = []
    for words, count in (
        (_("übersprungen"), one.count(DeviationKind.SKIP)),
        (_("wiederholt"), one.count(DeviationKind.REPEAT)),
        (_("zugunsten eines anderen Schritts verlassen"), one.count(DeviationKind.JUMP)),
        (_("der Faden verlassen"), one.left),
    ):
        if count.runs and one.runs:
            said = {"n": count.runs, "of": one.runs, "what": words}
            found.append(_("%(n)s von %(of)s Läufen: %(what)s") % said)
    if one.median is not None:
        found.append(_("in der Mitte %(median)s") % {"median": lasting(one.median)})
    said = {
        "kette": version.key,
        "fassung": version.version,
        "schritt": one.node,
        "was": _("Auswertung: ") + "; ".join(found),
    }
    return f"{reverse('proposals:new')}?{urlencode(said)}" if found else ""


def _told(count: Count) -> str:
    if count.runs is None:
        return FEW
    return number_format(count.runs)


def _of(count: Count, whole: int | None) -> str:
    return "–" if count.runs is None or not whole else _percent(count.runs / whole)


def _percent(part: float) -> str:
    return f"{min(round(part * 100), 100)} %"


def _since(months: int, today: date) -> date | None:
    if not months:
        return None
    whole = today.year * 12 + today.month - 1 - (months - 1)
    return date(whole // 12, whole % 12 + 1, 1)


def _periods(said: Mapping[str, str]) -> list[Link]:
    titles = {"6": _("6 Monate"), "12": _("12 Monate"), "24": _("24 Monate"), "alle": _("alles")}
    return [
        Link(title=title, url=_url(said, zeitraum=key), current=said["zeitraum"] == key)
        for key, title in titles.items()
    ]


def _url(said: Mapping[str, str], **changed: str) -> str:
    return "?" + urlencode({key: value for key, value in ({**said, **changed}).items() if value})
