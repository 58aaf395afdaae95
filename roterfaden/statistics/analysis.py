"""Free questions to the figures: over a period, split by up to two dimensions, beside an earlier period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.statistics.choices import Compared
from roterfaden.statistics.definitions import FLOWS
from roterfaden.statistics.dimensions import dimension, in_order, in_words
from roterfaden.statistics.engine import stage_for
from roterfaden.statistics.figure import Figure
from roterfaden.statistics.periods import Period
from roterfaden.statistics.relations import counted
from roterfaden.statistics.reports import Reckoned, Value, figure_of, reckon
from roterfaden.statistics.suppression import FLOW_SIGNS, Cell, Grid, TooFew, hidden_cells

MOST_FIGURES = 6
MOST_MONTHS = 36
MOST_ROWS = 200


class QuestionRefused(ValueError):
    """The question cannot be answered like this; the sentence says why."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What somebody wants to know. `across` needs exactly one figure; `where` narrows by one value of a dimension."""

    figures: tuple[str, ...]
    period: Period
    by: str = ""
    across: str = ""
    where: Mapping[str, str] | None = None
    compared: Compared = Compared.NOTHING


@dataclass(frozen=True)
class Line:
    """One row of the answer. A value is None where it is hidden or where there is nothing to reckon from."""

    key: str
    title: str
    values: Sequence[Value]
    before: Sequence[Value] = ()


@dataclass(frozen=True)
class Answer:
    """A table: heads (id, title, unit), lines, and the sum where figures add up. `hidden`: something is left out."""

    heads: Sequence[tuple[str, str, str]]
    row_title: str
    lines: Sequence[Line]
    total: Line | None
    before: Period | None = None
    hidden: bool = False


def answer(question: Question, services: Sequence[Organisation], *, small: bool) -> Answer:
    """The answer about `services`. Without the right to `small` counts these are hidden, and what protects them.

    Refuses with QuestionRefused: no figure or too many, two dimensions with several figures, more rows than anybody
    reads; with UnknownFigure or UnknownDimension what does not exist or does not fit.
    """
    figures = _checked(question)
    now = _asked(question, services)
    earlier = earlier_period(question)
    then = _asked(replace(question, period=earlier), services) if earlier and not question.across else None
    across = question.across
    found = _pivot(question, figures[0], now) if across else _by_one(question, figures, now, then)
    if len(found.lines) > MOST_ROWS:
        raise QuestionRefused(_("Das ergibt mehr als 200 Zeilen. Bitte enger fragen."))
    found = replace(found, before=earlier if then else None)
    return found if small else _without_small(found, question, figures)


def earlier_period(question: Question) -> Period | None:
    """The period to compare with: the same days of the year before, or as many days right before."""
    period = question.period
    if question.compared == Compared.YEAR:
        return Period(_a_year_ago(period.first), _a_year_ago(period.last))
    if question.compared == Compared.BEFORE:
        length = period.last - period.first
        return Period(period.eve - length, period.eve)
    return None


def by_month(question: Question, services: Sequence[Organisation]) -> list[tuple[date, Value]]:
    """The first figure month by month, for a line; one query. Refuses more than 36 months."""
    figure = figure_of(question.figures[0])
    months = _months(question.period)
    if len(months) > MOST_MONTHS:
        raise QuestionRefused(_("Eine Linie zeigt höchstens 36 Monate."))
    stage = stage_for(services, patient=True)
    table = counted(stage, figure.relation)
    for one, wanted in (question.where or {}).items():
        table = table.filter(dimension(one, relation=figure.relation).column(table) == wanted)
    measures = {f"m{n}": figure.measure(table, month) for n, month in enumerate(months)}
    row = stage.asked(table.aggregate(**measures))[0]
    values = [row[f"m{n}"] for n in range(len(months))]
    return [
        (month.first, int(value) if figure.adds_up else None if value is None else round(float(value), 1))
        for month, value in zip(months, values, strict=True)
    ]


def _checked(question: Question) -> list[Figure]:
    if not question.figures:
        raise QuestionRefused(_("Bitte wählen Sie mindestens eine Zahl."))
    if len(question.figures) > MOST_FIGURES:
        raise QuestionRefused(_("Bitte wählen Sie höchstens sechs Zahlen."))
    if question.across and (len(question.figures) > 1 or not question.by or question.by == question.across):
        raise QuestionRefused(
            _("Zwei Gliederungen gehen mit genau einer Zahl und zwei verschiedenen Merkmalen.")
        )
    return [figure_of(one) for one in question.figures]


def _asked(question: Question, services: Sequence[Organisation]) -> Reckoned:
    split = [one for one in (question.by, question.across) if one]
    return reckon(
        question.figures,
        period=question.period,
        services=services,
        by=split,
        where=question.where,
        patient=True,
    )


def _by_one(question: Question, figures: Sequence[Figure], now: Reckoned, then: Reckoned | None) -> Answer:
    heads = [(one.id, str(one.title), str(one.unit)) for one in figures]
    if not question.by:
        values = [now.value((), one.id) for one in figures]
        before = [then.value((), one.id) for one in figures] if then else []
        return Answer(heads, "", [Line("", _("Gesamt"), values, before)], None)
    one = dimension(question.by, relation=figures[0].relation)
    keys = in_order(one, {key[0] for key in (*now.rows, *(then.rows if then else ()))})
    words = in_words(one, keys)
    lines = [
        Line(
            key,
            words[key],
            [now.value((key,), figure.id) for figure in figures],
            [then.value((key,), figure.id) for figure in figures] if then else [],
        )
        for key in keys
    ]
    sums = [_sum(figure, [line.values[n] for line in lines]) for n, figure in enumerate(figures)]
    befores = (
        [_sum(figure, [line.before[n] for line in lines]) for n, figure in enumerate(figures)] if then else []
    )
    return Answer(heads, str(one.title), lines, Line("", _("Summe"), sums, befores))


def _pivot(question: Question, figure: Figure, now: Reckoned) -> Answer:
    rows_by, across = (dimension(one, relation=figure.relation) for one in (question.by, question.across))
    keys = in_order(rows_by, {key[0] for key in now.rows})
    places = in_order(across, {key[1] for key in now.rows})
    titles, words = in_words(rows_by, keys), in_words(across, places)
    heads = [(place, words[place], str(figure.unit)) for place in places]
    lines = []
    for key in keys:
        values = [now.value((key, place), figure.id) for place in places]
        lines.append(Line(key, titles[key], [*values, _sum(figure, values)] if figure.adds_up else values))
    if not figure.adds_up:
        return Answer(heads, str(rows_by.title), lines, None)
    columns = range(len(places) + 1)
    sums = [_sum(figure, [line.values[n] for line in lines]) for n in columns]
    heads.append(("", _("Summe"), str(figure.unit)))
    return Answer(heads, str(rows_by.title), lines, Line("", _("Summe"), sums))


def _sum(figure: Figure, values: Sequence[Value]) -> Value:
    return int(sum(value or 0 for value in values)) if figure.adds_up else None


def _without_small(found: Answer, question: Question, figures: Sequence[Figure]) -> Answer:
    """The answer with small counts hidden; shares only where no count is hidden; nothing beside earlier periods."""
    lines, total = list(found.lines), found.total
    if total is None:
        total, lines = lines[0], []
    adding = [n for n, _head in enumerate(found.heads) if question.across or figures[n].adds_up]
    hidden: set[Cell] = set()
    signs: tuple[int, ...] = ()
    if question.across:
        signs = (*[1] * (len(found.heads) - 1), -1)
    elif tuple(figures[n].id for n in adding) in FLOWS:
        signs = FLOW_SIGNS
    rows = [[int(line.values[n] or 0) for n in adding] for line in (*lines, total)]
    try:
        if adding:
            margin = len(adding) - 1 if question.across else None
            hidden = {(r, adding[c]) for r, c in hidden_cells(Grid(rows, signs), margin=margin)}
    except TooFew:
        return replace(found, lines=[], total=None, hidden=True)
    shares_go = bool(hidden) or (bool(lines) and len(adding) < len(found.heads)) or not adding
    kept = [
        replace(
            line,
            before=[],
            values=[
                None if (r, n) in hidden or (shares_go and n not in adding) else value
                for n, value in enumerate(line.values)
            ],
        )
        for r, line in enumerate(lines)
    ]
    whole = replace(total, before=[])
    told = replace(found, before=None, hidden=bool(hidden) or found.before is not None)
    return replace(told, lines=kept or [whole], total=whole if kept else None)


def _months(period: Period) -> list[Period]:
    found, first = [], period.first
    while first <= period.last:
        month = Period.month(first.year, first.month)
        found.append(Period(first, min(month.last, period.last)))
        first = month.last + timedelta(days=1)
    return found


def _a_year_ago(day: date) -> date:
    return (
        day.replace(year=day.year - 1, day=28)
        if (day.month, day.day) == (2, 29)
        else day.replace(year=day.year - 1)
    )
