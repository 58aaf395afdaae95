"""A released statement as CSV and as a document for PDF."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.languages import speaking_as
from roterfaden.common.spreadsheets import harmless, quoted_csv
from roterfaden.documents.typesetting.content import Document, Facts, Section, Table, Text
from roterfaden.languages.shipped import shipped
from roterfaden.measures.billing_records import Line, Statement
from roterfaden.measures.catalogue import tariff_book
from roterfaden.measures.choices import Currency, Unit

COLUMNS = (
    gettext_lazy("Rechnung"),
    gettext_lazy("Monat"),
    gettext_lazy("Aktenzeichen"),
    gettext_lazy("Name"),
    gettext_lazy("Ihr Zeichen"),
    gettext_lazy("Tarif"),
    gettext_lazy("Leistung"),
    gettext_lazy("Leistungsmonat"),
    gettext_lazy("Menge"),
    gettext_lazy("Einheit"),
    gettext_lazy("Preis"),
    gettext_lazy("Betrag"),
    gettext_lazy("Währung"),
)


def lines_of(statement: Statement) -> list[Line]:
    """The lines with what their texts need, in their order. Two queries."""
    related = ("case__person", "order__data_key", "case__data_key")
    rows = list(statement.lines.select_related(*related).order_by("place"))
    for row in rows:
        row.statement = statement
    return rows


def csv_of(statement: Statement) -> str:
    """The statement as CSV: semicolons, decimal commas, every text harmless to open in a spreadsheet; as the invoice in
    the language of who pays.
    """
    with speaking_as(statement.commissioner):
        return quoted_csv([str(column) for column in COLUMNS], _csv_rows(statement))


def _csv_rows(statement: Statement) -> list[list[str]]:
    rows = []
    for line in lines_of(statement):
        texts = (
            statement.number,
            f"{statement.month:%Y-%m}",
            line.case.file_number,
            str(line.case.person),
            line.order.reference,
            line.code,
            title_of(line.code),
            f"{line.month:%Y-%m}",
        )
        numbers = (line.quantity, line.price, line.amount)
        quantity, price, amount = (str(value).replace(".", ",") for value in numbers)
        unit = str(Unit(line.unit).label)
        rows.append([*map(harmless, texts), quantity, unit, price, amount, statement.currency])
    return rows


def title_of(code: str) -> str:
    """What a tariff is called; its code where the catalogue does not know it any more."""
    known = tariff_book().tariffs.get(code)
    return shipped(known.title) if known else code


def money(amount: Decimal, currency: str) -> str:
    return f"{number_format(amount, decimal_pos=2, force_grouping=True)} {Currency(currency).label}"


def statement_document(statement: Statement) -> Document:
    """The statement as an invoice: who to whom, lines, sum, how to pay; in the language of who pays."""
    with speaking_as(statement.commissioner):
        return _invoice(statement)


def _invoice(statement: Statement) -> Document:
    rows = lines_of(statement)
    seller, buyer = statement.seller, statement.buyer
    facts = [
        (_("Nummer"), statement.number),
        (_("Datum"), date_format(statement.released_at, "d.m.Y")),
        (_("Monat"), date_format(statement.month, "F Y")),
        (_("Summe"), money(statement.total, statement.currency)),
    ]
    if statement.reverses is not None:
        facts.append((_("Storniert"), statement.reverses.number))
        facts.append((_("Grund"), statement.get_reason_display()))
    pay = Text(text="\n".join(_payment(statement)))
    return Document(
        title=_("Stornorechnung") if statement.reverses_id else _("Rechnung"),
        subtitle=f"{seller['name']} · {statement.number}",
        notice=_("An:") + "\n" + _address(buyer),
        foot=" · ".join([seller["name"], _address(seller).replace("\n", ", ").split(", ", 1)[-1]]),
        sections=[
            Section(id="1", title=_("Abrechnung"), blocks=[Facts(rows=facts)]),
            Section(id="2", title=_("Leistungen"), blocks=[_table(rows, statement)]),
            Section(id="3", title=_("Zahlung"), blocks=[pay]),
        ],
        contents=False,
    )


def _table(rows: Sequence[Line], statement: Statement) -> Table:
    cells = [
        [
            line.case.file_number,
            str(line.case.person),
            title_of(line.code),
            date_format(line.month, "m/Y"),
            number_format(line.quantity.normalize(), decimal_pos=None),
            money(line.price, statement.currency),
            money(line.amount, statement.currency),
        ]
        for line in rows
    ]
    columns = [
        _("Aktenzeichen"),
        _("Name"),
        _("Leistung"),
        _("Monat"),
        _("Menge"),
        _("Preis"),
        _("Betrag"),
    ]
    return Table(title=_("Leistungen"), columns=columns, rows=cells)


def _payment(statement: Statement) -> list[str]:
    seller = statement.seller
    lines = []
    if statement.total > 0 and seller["iban"]:
        lines.append(
            _("Bitte zahlen Sie innerhalb von %(days)s Tagen auf %(iban)s.")
            % {"days": seller["payment_days"], "iban": seller["iban"]}
        )
    if seller["exempt"]:
        lines.append(seller["exempt"])
    if seller["tax_number"]:
        lines.append(_("Steuernummer: %(number)s") % {"number": seller["tax_number"]})
    return lines or [_("Keine Angaben.")]


def _address(address: dict[str, str]) -> str:
    street = " ".join(filter(None, (address["street"], address["house_number"])))
    return "\n".join((address["name"], street, f"{address['postcode']} {address['town']}"))
