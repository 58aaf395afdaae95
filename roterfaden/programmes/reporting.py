"""The yearly report of a programme as a document for PDF, and as CSV."""

from datetime import date
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.spreadsheets import harmless, quoted_csv
from roterfaden.documents.typesetting.content import Block, Document, Facts, Section, Table, Text
from roterfaden.languages.shipped import shipped, written_here
from roterfaden.measures.catalogue import tariff_book
from roterfaden.programmes.budgeting import budget_of, sums_of
from roterfaden.programmes.events import events_of
from roterfaden.programmes.models import Plan
from roterfaden.programmes.queries import Part, Row, Series, counts_of, parts_of, programme_of, series_of

COLUMNS = (
    gettext_lazy("Nummer"),
    gettext_lazy("Handlungsfeld"),
    gettext_lazy("Maßnahme"),
    gettext_lazy("Laut Quelle"),
    gettext_lazy("Zuständig"),
    gettext_lazy("Partner"),
    gettext_lazy("Bis"),
    gettext_lazy("Stand"),
    gettext_lazy("Überfällig"),
    gettext_lazy("Bemerkung"),
)
NOBODY = "–"


def report_document(plan: Plan, year: int, *, today: date) -> Document:
    """The report of a year: aims, numbers, the table by field of action, indicators with what was aimed at.

    Measures stand as they are on `today`; values are those up to the end of the year, events and money those of the
    year. No client is named.
    """
    programme, parts = programme_of(plan), parts_of(plan, today=today)
    sections = [Section(id="aims", title=_("1 Ziele"), blocks=_aims(plan)),
                Section(id="state", title=_("2 Stand"), blocks=_numbers(parts))]  # fmt: skip
    sections += [
        Section(id=part.field.id, title=f"{place} {shipped(part.field.title)}", blocks=_tables(part))
        for place, part in enumerate(parts, start=3)
    ]
    indicators = Section(
        id="indicators", title=_("%(n)s Indikatoren") % {"n": len(parts) + 3}, blocks=_series(plan, year)
    )
    after = [
        _events(plan, year, place=len(parts) + 4, today=today),
        _budget(plan, year, place=len(parts) + 5),
    ]
    return Document(
        title=_("%(programme)s: Bericht %(year)s") % {"programme": programme.title, "year": year},
        subtitle=f"{plan.organisation} · {_('Stand')} {day(today)}",
        notice=_("Massnahmen nach %(source)s. Der Bericht nennt keine Klientin und keinen Klienten.")
        % {"source": programme.source},
        foot=f"{plan.organisation} · {programme.edition}",
        sections=[*sections, indicators, *after],
    )


def report_csv(plan: Plan, *, today: date) -> str:
    """Every measure as CSV: semicolons, every text harmless to open in a spreadsheet."""
    cells = (
        map(harmless, _cells(part, row))
        for part in parts_of(plan, today=today)
        for _group, rows in part.groups
        for row in rows
    )
    return quoted_csv([str(column) for column in COLUMNS], cells)


def day(value: date | None) -> str:
    return date_format(value, "d.m.Y") if value else NOBODY


def _cells(part: Part, row: Row) -> list[str]:
    line = row.line
    return [
        row.measure.id,
        shipped(part.field.title),
        written_here(row.measure.text),
        ", ".join(row.offices) or NOBODY,
        str(line.office or NOBODY),
        ", ".join(row.partners) or NOBODY,
        day(line.due_on),
        str(line.get_state_display()),
        _("ja") if row.overdue else _("nein"),
        line.remark,
    ]


def _aims(plan: Plan) -> list[Block]:
    programme = programme_of(plan)
    aims = [
        Facts(
            rows=[
                (shipped(field.title), "\n".join(map(written_here, field.aims))) for field in programme.fields
            ]
        )
    ]
    return [Text(text=written_here(programme.about)), *aims]


def _numbers(parts: list[Part]) -> list[Block]:
    counts = counts_of(parts)
    words = ((_("Massnahmen"), "all"), (_("umgesetzt"), "done"), (_("laufen"), "running"), (_("offen"), "open"),
             (_("nicht verfolgt"), "dropped"), (_("überfällig"), "overdue"))  # fmt: skip
    return [Facts(rows=[(word, str(counts[key])) for word, key in words])]


def _tables(part: Part) -> list[Block]:
    columns = (_("Nr."), _("Massnahme"), _("Zuständig"), _("Bis"), _("Stand"), _("Bemerkung"))
    return [
        Table(title=f"{group.id} {shipped(group.title)}", columns=columns, rows=[_short(row) for row in rows])
        for group, rows in part.groups
    ]


def _short(row: Row) -> list[str]:
    state = str(row.line.get_state_display())
    return [
        row.measure.id,
        written_here(row.measure.text),
        str(row.line.office or ", ".join(row.offices) or NOBODY),
        day(row.line.due_on),
        _("%(state)s, überfällig") % {"state": state} if row.overdue else state,
        row.line.remark or NOBODY,
    ]


def _series(plan: Plan, year: int) -> list[Block]:
    last = date(year, 12, 31)
    columns = (_("Indikator"), _("Ziel"), _("Zuletzt erreicht"), _("Woher"))
    rows = [_series_row(_until(one, last)) for one in series_of(plan)]
    return [Table(title=_("Indikatoren mit Ziel und Stand"), columns=columns, rows=rows)]


def _until(series: Series, last: date) -> Series:
    return Series(series.indicator, series.targets, [row for row in series.reached if row.day <= last])


def _series_row(series: Series) -> list[str]:
    target, newest = series.target, series.newest
    return [
        f"{shipped(series.indicator.title)} ({shipped(series.indicator.unit)})",
        f"{target.shown} ({day(target.day)})" if target else NOBODY,
        f"{newest.shown} ({day(newest.day)})" if newest else NOBODY,
        newest.source if newest else NOBODY,
    ]


def _events(plan: Plan, year: int, *, place: int, today: date) -> Section:
    """What was held in the year, and how many came."""
    columns = (
        _("Tag"),
        _("Thema"),
        _("Für wen"),
        _("Wer führt sie durch"),
        _("Massnahme"),
        _("Wie viele kamen"),
    )
    rows = [
        [
            day(row.held_on),
            row.title,
            str(row.get_audience_display()),
            str(row.organisation),
            row.measure or NOBODY,
            NOBODY if row.came is None else str(row.came),
        ]
        for row in events_of(plan).filter(held_on__year=year, held_on__lte=today).order_by("held_on", "pk")
    ]
    title = _("%(n)s Veranstaltungen") % {"n": place}
    table = Table(title=_("Veranstaltungen des Jahres"), columns=columns, rows=rows)
    return Section(id="events", title=title, blocks=[table if rows else Text(text=_("Keine festgehalten."))])


def _budget(plan: Plan, year: int, *, place: int) -> Section:
    """What was planned for the year, what was spent, what is left."""
    positions = budget_of(plan, year)
    columns = (_("Wofür"), _("Massnahme"), _("Wer zahlt"), _("Geplant"), _("Ausgegeben"), _("Übrig"))
    rows = [
        [one.line.purpose, one.line.measure or NOBODY, one.line.payer,
         *(money(amount) for amount in (one.line.amount, one.spent, one.left))]
        for one in positions
    ]  # fmt: skip
    sums = sums_of(positions)
    rows += [[_("Zusammen"), "", "", *(money(amount) for amount in (sums.planned, sums.spent, sums.left))]]
    currency = tariff_book().currency_in(plan.organisation.region)
    table = Table(title=_("Beträge in %(currency)s") % {"currency": currency}, columns=columns, rows=rows)
    title = _("%(n)s Budget") % {"n": place}
    return Section(id="budget", title=title, blocks=[table if positions else Text(text=_("Nichts geplant."))])


def money(amount: Decimal) -> str:
    return str(number_format(amount, decimal_pos=2, use_l10n=True, force_grouping=True))
