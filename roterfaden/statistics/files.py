"""Reports and tables as files: PDF (tagged), Excel, CSV. Nothing in them is taken for a formula by a spreadsheet."""

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Any

import xlsxwriter
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from roterfaden.common.spreadsheets import harmless
from roterfaden.documents.typesetting.content import Block, Document, Facts, Section, Text
from roterfaden.documents.typesetting.content import Table as TextTable
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.statistics.choices import Way
from roterfaden.statistics.content import Content
from roterfaden.statistics.definitions import FIGURES
from roterfaden.statistics.goals import goal_of, shares_of
from roterfaden.statistics.releasing import kind_of
from roterfaden.statistics.report_models import Report
from roterfaden.statistics.statutory import ReportKind

HIDDEN = "·"
SHEET_NAME = 31
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def as_csv(content: Content) -> bytes:
    """All tables one below the other: table, row, column, value. Semicolons and a mark of order, as Excel wants."""
    written = StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Tabelle"), _("Zeile"), _("Spalte"), _("Wert")])
    for table in content["tables"]:
        for row in _rows(table):
            for column, value in zip(table["columns"], row["values"], strict=True):
                writer.writerow(
                    [
                        harmless(table["title"]),
                        harmless(row["title"]),
                        harmless(column["title"]),
                        _plain(value),
                    ]
                )
    for one in content["numbers"]:
        writer.writerow(
            [_("Weitere Zahlen"), harmless(one["title"]), harmless(one["unit"]), _plain(one["value"])]
        )
    return written.getvalue().encode("utf-8-sig")


def as_xlsx(content: Content, *, title: str, notes: Sequence[str]) -> bytes:
    """A sheet for each table, and one in front that says what this is. Numbers are numbers; no formulas, no links."""
    written = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.##"})
        book.set_properties({"title": title})
        front = book.add_worksheet(_("Übersicht"))
        front.set_column(0, 0, 60)
        for line, text in enumerate([title, *notes]):
            front.write_string(line, 0, text, bold if line == 0 else None)
        line = len(notes) + 2
        for one in content["numbers"]:
            front.write_string(line, 0, one["title"])
            _write(front, line, 1, one["value"], number)
            front.write_string(line, 2, one["unit"])
            line += 1
        for place, table in enumerate(content["tables"], start=1):
            sheet = book.add_worksheet(f"{place} {table['title'].translate(FORBIDDEN)}"[:SHEET_NAME])
            sheet.set_column(0, 0, 44)
            sheet.set_column(1, len(table["columns"]), 16)
            sheet.write_string(0, 0, table["title"], bold)
            sheet.write_string(2, 0, table["row_title"], bold)
            for c, column in enumerate(table["columns"], start=1):
                sheet.write_string(2, c, column["title"], bold)
            for r, row in enumerate(_rows(table), start=3):
                sheet.write_string(r, 0, row["title"])
                for c, value in enumerate(row["values"], start=1):
                    _write(sheet, r, c, value, number)
            sheet.freeze_panes(3, 1)
    return written.getvalue()


def as_pdf(report: Report, content: Content, *, way: str) -> bytes:
    """The report as PDF/UA. Raises TypesettingFailed."""
    return set_pdf(document_of(report, content, way=way))


def document_of(report: Report, content: Content, *, way: str) -> Document:
    """The report as a document: what it is, the words, the tables, and how every figure is defined."""
    kind = kind_of(report)
    words: list[Block] = []
    for part in kind.texts:
        text = (report.texts or {}).get(part.id, "")
        if text:
            words += [Text(text=part.title, quiet=True), Text(text=text)]
    sections = [Section(id="facts", title=_("Über diesen Bericht"), blocks=[Facts(rows=facts_of(report))])]
    if words:
        sections.append(Section(id="words", title=_("In Worten"), blocks=words))
    sections += [
        Section(id=f"t-{table['id']}", title=table["title"], blocks=[_as_text_table(table, kind)])
        for table in content["tables"]
    ]
    if content["numbers"]:
        rows = [(one["title"], f"{shown(one['value'])} {one['unit']}") for one in content["numbers"]]
        sections.append(Section(id="numbers", title=_("Weitere Zahlen"), blocks=[Facts(rows=rows)]))
    if content["missing"]:
        lines = "\n".join(content["missing"])
        sections.append(Section(id="missing", title=_("Was nicht enthalten ist"), blocks=[Text(text=lines)]))
    sections.append(Section(id="how", title=_("Wie gezählt wird"), blocks=[Facts(rows=_definitions(kind))]))
    return Document(
        title=kind.title,
        subtitle=f"{report.organisation.name}, {_span(report)}",
        notice=notice_of(way),
        foot=f"{report.organisation.name} · {kind.title} · {_span(report)} · {_('Fassung')} {report.number}",
        sections=sections,
    )


def facts_of(report: Report) -> list[tuple[str, str]]:
    """Who made it, when and on what grounds."""
    rows = [
        (_("Zeitraum"), _span(report)),
        (_("Fassung"), f"{report.number}, {report.get_state_display()}"),
        (_("Grundlage"), kind_of(report).source),
        (_("Gerechnet"), _moment(report.reckoned_at)),
    ]
    if report.proposed_by is not None and report.proposed_at is not None:
        rows.append((_("Vorgelegt"), f"{report.proposed_by}, {_moment(report.proposed_at)}"))
    if report.released_by is not None and report.released_at is not None:
        rows.append((_("Freigegeben"), f"{report.released_by}, {_moment(report.released_at)}"))
    return rows


def notice_of(way: str) -> str:
    """Who may read it. `way` of publication; empty: it was not made for everybody."""
    if way == Way.HIDDEN:
        return _(
            "Fassung zur Veröffentlichung. Kleine Zahlen sind verdeckt (·), dazu andere, damit sie sich nicht "
            "zurückrechnen lassen."
        )
    if way == Way.ROUNDED:
        return _("Fassung zur Veröffentlichung. Jede Zahl ist für sich auf 5 gerundet, auch jede Summe.")
    return _("Nur für Dienst und Auftraggeber: Die Tabellen enthalten kleine Zahlen.")


def shown(value: float | None) -> str:
    """A number as people here write it; a dot for one that is hidden."""
    if value is None:
        return HIDDEN
    return number_format(
        value, decimal_pos=0 if isinstance(value, int) else 1, use_l10n=True, force_grouping=True
    )


def _as_text_table(table: dict[str, Any], kind: ReportKind) -> TextTable:
    columns = [table["row_title"], *(column["title"] for column in table["columns"])]
    rows = [[row["title"], *(shown(value) for value in row["values"])] for row in _rows(table)]
    goal = goal_of(table, kind)
    if goal is not None:
        columns.append(_("Anteil (Ziel %(n)s %%)") % {"n": goal.at_least})
        rows = [[*row, share.words] for row, share in zip(rows, shares_of(table, goal), strict=True)]
    return TextTable(title=table["title"], columns=columns, rows=rows)


def _rows(table: dict[str, Any]) -> list[dict[str, Any]]:
    return [*table["rows"], {"title": _("Summe"), "values": table["total"]}]


def _definitions(kind: ReportKind) -> list[tuple[str, str]]:
    asked = dict.fromkeys([*(figure for table in kind.tables for figure in table.figures), *kind.numbers])
    return [(str(FIGURES[one].title), str(FIGURES[one].definition)) for one in asked]


def _span(report: Report) -> str:
    return f"{date_format(report.first, 'd.m.Y')} – {date_format(report.last, 'd.m.Y')}"


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "d.m.Y, H:i")


def _plain(value: float | None) -> str:
    return HIDDEN if value is None else str(value).replace(".", ",")


def _write(sheet: Any, row: int, column: int, value: float | None, number: Any) -> None:
    if value is None:
        sheet.write_string(row, column, HIDDEN)
    else:
        sheet.write_number(row, column, value, number)
