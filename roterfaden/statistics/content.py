"""The numbers of a report as plain values: reckoned from cases, added up from reports, compared."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.statistics.definitions import FIGURES, NOT_RECORDED
from roterfaden.statistics.dimensions import dimension, in_order, in_words
from roterfaden.statistics.engine import Stage, stage_for
from roterfaden.statistics.periods import Period
from roterfaden.statistics.reports import figure_of, reckon_on
from roterfaden.statistics.statutory import CROSS, FLOW, ReportKind, TableOrder
from roterfaden.statistics.suppression import FLOW_SIGNS

Content = dict[str, Any]
Table = dict[str, Any]
SUM = "sum"


def content_of(kind: ReportKind, services: Sequence[Organisation], period: Period) -> Content:
    """All tables and numbers of a report about `services`, as JSON. Reads the cases as they stand now."""
    return content_on(stage_for(services), kind, period)


def content_on(stage: Stage, kind: ReportKind, period: Period) -> Content:
    """The same over tables that are at hand."""
    chosen = [figure_of(one) for one in kind.numbers]
    numbers = reckon_on(stage, chosen, period=period)
    return {
        "tables": [_table(stage, order, period) for order in kind.tables],
        "numbers": [
            {
                "key": figure.id,
                "title": str(figure.title),
                "unit": str(figure.unit),
                "value": numbers.value((), figure.id),
            }
            for figure in chosen
        ],
        "missing": [str(title) for title in NOT_RECORDED.values()],
    }


def faults_of(content: Content) -> list[str]:
    """What does not add up in it, in sentences; nothing if it balances."""
    found = []
    for table in content["tables"]:
        columns = len(table["columns"])
        rows = [row["values"] for row in table["rows"]]
        if any(len(values) != columns for values in (*rows, table["total"])):
            found.append(_("%(table)s: Zeilen sind verschieden lang.") % {"table": table["title"]})
            continue
        sums = [sum(column) for column in zip(*rows, strict=True)] if rows else [0] * columns
        if sums != table["total"]:
            found.append(
                _("%(table)s: Die Summe stimmt nicht mit den Zeilen überein.") % {"table": table["title"]}
            )
        signs = signs_of(table)
        for title, values in ((row["title"], row["values"]) for row in table["rows"]):
            if signs and sum(sign * value for sign, value in zip(signs, values, strict=True)):
                found.append(
                    _("%(table)s, „%(row)s“: Die Zahlen gehen nicht auf.")
                    % {"table": table["title"], "row": title}
                )
    return found


def added_up(contents: Sequence[Content]) -> Content:
    """The reports of several senders as one: counts are added, shares follow from counts, medians stay away."""
    tables: dict[str, Table] = {}
    for content in contents:
        for table in content["tables"]:
            known = tables.get(table["id"])
            tables[table["id"]] = _plus(known, table) if known else table
    numbers: dict[str, dict[str, Any]] = {}
    for content in contents:
        for one in content["numbers"]:
            figure = FIGURES.get(one["key"])
            if figure is not None and figure.adds_up:
                known_value = numbers.get(one["key"], {}).get("value", 0)
                numbers[one["key"]] = {**one, "value": known_value + (one["value"] or 0)}
    missing = [_("Mittelwerte und Anteile stehen in den Berichten der einzelnen Dienste.")]
    return {
        "tables": list(tables.values()),
        "numbers": list(numbers.values()),
        "missing": sorted({*missing, *(line for content in contents for line in content["missing"])}),
    }


def differences(
    before: Content, after: Content
) -> list[tuple[str, str, str, int | float | None, int | float | None]]:
    """Every number that is not the same in both: table, row, column, before, after."""
    old, new = _flat(before), _flat(after)
    return [
        (*place, old.get(place), new.get(place))
        for place in dict.fromkeys([*old, *new])
        if (old.get(place) or 0) != (new.get(place) or 0)
    ]


def _table(stage: Stage, order: TableOrder, period: Period) -> Table:
    figures = [figure_of(one) for one in order.figures]
    rows_by = dimension(order.by, relation=figures[0].relation)
    split = (order.by, order.across) if order.across else (order.by,)
    found = reckon_on(stage, figures, period=period, by=split)
    keys = in_order(rows_by, {key[0] for key in found.rows})
    if order.across:
        across = dimension(order.across, relation=figures[0].relation)
        heads = in_order(across, {key[1] for key in found.rows})
        words = in_words(across, heads)
        columns = [*({"id": key, "title": words[key]} for key in heads), {"id": SUM, "title": _("Summe")}]
        values = {key: [int(found.value((key, one), figures[0].id) or 0) for one in heads] for key in keys}
        values = {key: [*row, sum(row)] for key, row in values.items()}
    else:
        columns = [{"id": one.id, "title": str(one.title)} for one in figures]
        values = {key: [int(found.value((key,), one.id) or 0) for one in figures] for key in keys}
    titles = in_words(rows_by, keys)
    return {
        "id": order.id,
        "title": order.title,
        "shape": order.shape,
        "internal": order.internal,
        "row_title": str(rows_by.title),
        "columns": columns,
        "rows": [{"key": key, "title": titles[key], "values": values[key]} for key in keys],
        "total": [sum(column) for column in zip(*values.values(), strict=True)]
        if keys
        else [0] * len(columns),
    }


def signs_of(table: Table) -> tuple[int, ...]:
    if table["shape"] == FLOW:
        return FLOW_SIGNS
    return (*[1] * (len(table["columns"]) - 1), -1) if table["shape"] == CROSS else ()


def _plus(one: Table, other: Table) -> Table:
    """Two tables with the same id as one: rows and columns by their keys."""
    heads = {column["id"]: column for table in (one, other) for column in table["columns"]}
    if SUM in heads:
        heads[SUM] = heads.pop(SUM)
    rows: dict[str, dict[str, Any]] = {}
    for table in (one, other):
        places = [column["id"] for column in table["columns"]]
        for row in table["rows"]:
            known = rows.setdefault(row["key"], {"title": row["title"], "values": dict.fromkeys(heads, 0)})
            for place, value in zip(places, row["values"], strict=True):
                known["values"][place] += value
    listed = [
        {"key": key, "title": row["title"], "values": [row["values"][place] for place in heads]}
        for key, row in rows.items()
    ]
    total = [sum(column) for column in zip(*(row["values"] for row in listed), strict=True)]
    return {**one, "columns": list(heads.values()), "rows": listed, "total": total or [0] * len(heads)}


def _flat(content: Content) -> dict[tuple[str, str, str], int | float | None]:
    found = {}
    for table in content["tables"]:
        for row in (*table["rows"], {"title": _("Summe"), "values": table["total"]}):
            for column, value in zip(table["columns"], row["values"], strict=True):
                found[table["title"], row["title"], column["title"]] = value
    for one in content["numbers"]:
        found[_("Weitere Zahlen"), one["title"], one["unit"]] = one["value"]
    return found
