"""E-invoices: XRechnung (drafthorse) in Germany, QR-bill (qrbill) in Switzerland; see decision 0055."""

from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

from drafthorse.models.accounting import ApplicableTradeTax
from drafthorse.models.document import Document
from drafthorse.models.note import IncludedNote
from drafthorse.models.party import TaxRegistration
from drafthorse.models.payment import PaymentMeans, PaymentTerms
from drafthorse.models.tradelines import LineItem
from qrbill import QRBill

from roterfaden.common.days import local_day
from roterfaden.measures.billing_records import Line, Statement
from roterfaden.measures.choices import Currency, Unit
from roterfaden.measures.exports import lines_of, title_of

XRECHNUNG = "urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
PEPPOL = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
SCHEMA = "FACTUR-X_EN16931"
# UNTDID 1001 and 4461, UN/ECE Rec. 20, UNTDID 5305
INVOICE, CORRECTION, SEPA, EXEMPT = "380", "384", "58", "E"
UNITS = {Unit.MONTH: "MON", Unit.HOUR: "HUR", Unit.FLAT: "LS", Unit.SUCCESS: "LS"}
ZERO = Decimal("0.00")


class EInvoiceRefused(ValueError):
    """The e-invoice would not be valid; the message names what is missing."""


def xrechnung(statement: Statement) -> bytes:
    """The statement as XRechnung 3.0 (CII), checked against the schema of EN 16931.

    Names of persons are not in it: lines carry the file number and the reference of the body. Refuses other currencies
    than EUR and missing facts that XRechnung demands.
    """
    if statement.currency != Currency.EUR:
        raise EInvoiceRefused("XRechnung gibt es hier nur in Euro.")
    _complete(statement)
    made = Document()
    made.context.business_parameter.id = PEPPOL
    made.context.guideline_parameter.id = XRECHNUNG
    made.header.id = statement.number
    made.header.type_code = CORRECTION if statement.reverses_id else INVOICE
    made.header.issue_date_time = local_day(statement.released_at)
    if statement.reverses is not None:
        note = IncludedNote()
        note.content = f"Storno zu {statement.reverses.number}: {statement.get_reason_display()}"
        made.header.notes.add(note)
        made.trade.settlement.invoice_referenced_document.issuer_assigned_id = statement.reverses.number
    agreement = made.trade.agreement
    agreement.buyer_reference = statement.buyer["leitweg"]
    _party(agreement.seller, statement.seller)
    _contact(agreement.seller, statement.seller)
    _party(agreement.buyer, statement.buyer)
    made.trade.delivery.event.occurrence = local_day(statement.released_at)
    for line in lines_of(statement):
        made.trade.items.add(_item(line))
    _settle(made, statement)
    return bytes(made.serialize(schema=SCHEMA))


def qr_slip(statement: Statement) -> str:
    """The payment part of a Swiss QR-bill as SVG. Refuses missing accounts and sums that nobody pays."""
    if statement.total <= 0:
        raise EInvoiceRefused("Ein Storno wird nicht eingezahlt.")
    try:
        bill = QRBill(
            account=statement.seller["iban"],
            creditor=_structured(statement.seller),
            debtor=_structured(statement.buyer),
            amount=str(statement.total),
            currency=statement.currency,
            additional_information=statement.number,
            language="de",
        )
        out = StringIO()
        bill.as_svg(out)
    except ValueError as refusal:
        raise EInvoiceRefused(
            "Für den QR-Einzahlungsschein fehlt etwas: IBAN aus der Schweiz, Name und Anschrift beider Seiten."
        ) from refusal
    return out.getvalue()


def _complete(statement: Statement) -> None:
    seller, buyer = statement.seller, statement.buyer
    needed = (
        ("Leitweg-ID oder Kennung der Stelle", buyer["leitweg"]),
        ("E-Mail der Stelle", buyer["email"]),
        ("E-Mail des Dienstes", seller["email"]),
        ("Ansprechperson des Dienstes", seller["contact"]),
        ("Telefon des Dienstes", seller["phone"]),
        ("IBAN des Dienstes", seller["iban"]),
        ("Steuernummer des Dienstes", seller["tax_number"]),
        ("Grund der Steuerbefreiung", seller["exempt"]),
    )
    if missing := [title for title, value in needed if not value]:
        raise EInvoiceRefused(f"Für die E-Rechnung fehlt: {', '.join(missing)}.")


def _party(party: Any, address: dict[str, Any]) -> None:
    party.name = address["name"]
    party.address.postcode = address["postcode"]
    party.address.line_one = " ".join(filter(None, (address["street"], address["house_number"])))
    party.address.city_name = address["town"]
    party.address.country_id = address["country"]
    party.electronic_address.uri_ID = ("EM", address["email"])


def _contact(party: Any, address: dict[str, Any]) -> None:
    party.contact.person_name = address["contact"]
    party.contact.telephone.number = address["phone"]
    party.contact.email.address = address["email"]
    number = TaxRegistration()
    number.id = ("FC", address["tax_number"])
    party.tax_registrations.add(number)


def _item(line: Line) -> LineItem:
    item = LineItem()
    item.document.line_id = str(line.place)
    item.product.name = title_of(line.code)
    about = f"{line.case.file_number}, {line.month:%m/%Y}"
    item.product.description = (
        f"{about}, Ihr Zeichen {line.order.reference}" if line.order.reference else about
    )
    item.product.seller_assigned_id = line.code
    item.agreement.net.amount = line.price
    item.agreement.net.basis_quantity = (Decimal(1), UNITS[Unit(line.unit)])
    item.delivery.billed_quantity = (line.quantity, UNITS[Unit(line.unit)])
    item.settlement.trade_tax.type_code = "VAT"
    item.settlement.trade_tax.category_code = EXEMPT
    item.settlement.trade_tax.rate_applicable_percent = ZERO
    item.settlement.monetary_summation.total_amount = line.amount
    return item


def _settle(made: Document, statement: Statement) -> None:
    settlement, total = made.trade.settlement, statement.total
    settlement.payment_reference = statement.number
    settlement.currency_code = statement.currency
    means = PaymentMeans()
    means.type_code = SEPA
    means.payee_account.iban = statement.seller["iban"]
    settlement.payment_means.add(means)
    tax = ApplicableTradeTax()
    tax.calculated_amount = ZERO
    tax.basis_amount = total
    tax.type_code = "VAT"
    tax.category_code = EXEMPT
    tax.exemption_reason = statement.seller["exempt"]
    tax.rate_applicable_percent = ZERO
    settlement.trade_tax.add(tax)
    terms = PaymentTerms()
    days = timedelta(days=statement.seller["payment_days"])
    terms.due = local_day(statement.released_at) + days
    settlement.terms.add(terms)
    sums = settlement.monetary_summation
    sums.line_total = total
    sums.charge_total = ZERO
    sums.allowance_total = ZERO
    sums.tax_basis_total = total
    sums.tax_total = (ZERO, statement.currency)
    sums.grand_total = total
    sums.due_amount = total


def _structured(address: dict[str, Any]) -> dict[str, str]:
    return {
        "name": address["name"],
        "street": address["street"],
        "house_num": address["house_number"],
        "pcode": address["postcode"],
        "city": address["town"],
        "country": address["country"],
    }
