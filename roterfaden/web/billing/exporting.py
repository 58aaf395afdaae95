"""A statement as a file: CSV, PDF, e-invoice."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.measures.billing_records import Statement
from roterfaden.measures.choices import Currency, ExportKind
from roterfaden.measures.einvoice import qr_slip, xrechnung
from roterfaden.measures.exports import csv_of, money, statement_document

# the mark by which spreadsheets know UTF-8
MARK = "\ufeff"
Made = tuple[bytes, str, str]


def exports_for(statement: Statement) -> list[tuple[str, str]]:
    """What can be had of the statement: the last part of the address, and what the link says."""
    found = [(ExportKind.PDF.value, _("PDF")), (ExportKind.CSV.value, _("CSV für Tabellen"))]
    if statement.currency == Currency.EUR:
        found.append((ExportKind.INVOICE.value, _("E-Rechnung (XRechnung)")))
    elif statement.total > 0:
        found.append((ExportKind.INVOICE.value, _("Rechnung mit QR-Einzahlungsschein")))
    return found


def _csv(statement: Statement) -> Made:
    return (MARK + csv_of(statement)).encode(), "text/csv; charset=utf-8", "csv"


def _pdf(statement: Statement) -> Made:
    return set_pdf(statement_document(statement)), "application/pdf", "pdf"


def _invoice(statement: Statement) -> Made:
    if statement.currency == Currency.EUR:
        return xrechnung(statement), "application/xml", "xml"
    words = _("Einzahlungsschein mit QR-Code über %(sum)s für %(number)s") % {
        "sum": money(statement.total, statement.currency),
        "number": statement.number,
    }
    extras = {"slip": qr_slip(statement), "slip_words": words}
    return set_pdf(statement_document(statement), layout="qr_bill", extras=extras), "application/pdf", "pdf"


EXPORTS: dict[str, Callable[[Statement], Made]] = {
    ExportKind.CSV: _csv,
    ExportKind.PDF: _pdf,
    ExportKind.INVOICE: _invoice,
}
