"""Statements: exact sums, frozen, reversed, exported; e-invoices that stand up to their schema."""

import csv
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from random import Random
from typing import Any

import pytest
from lxml import etree

from roterfaden.cases.models import Case
from roterfaden.common.spreadsheets import harmless
from roterfaden.consent.models import Transfer
from roterfaden.measures import presence, pricing, statements
from roterfaden.measures.billing_records import Line, Price, Statement, Success
from roterfaden.measures.carrying_records import Hours, Measure
from roterfaden.measures.choices import Came, Performed, ReversalReason
from roterfaden.measures.drafting import drafted, share_of_month
from roterfaden.measures.einvoice import EInvoiceRefused, qr_slip, xrechnung
from roterfaden.measures.exports import csv_of
from roterfaden.measures.models import Order
from roterfaden.measures.money import Money, priced, rounded, total
from roterfaden.measures.presence import HoursRefused
from roterfaden.measures.statements import StatementRefused
from roterfaden.people.models import Person
from roterfaden.web.billing.exporting import EXPORTS
from tests.fixtures import AT, TODAY, World, open_case
from tests.measures.makers import accepted, addressed, measure_of, running
from tests.measures.makers import priced as price

NOVEMBER = date(2026, 11, 1)


@pytest.mark.one_database
def test_ten_thousand_random_statements_add_up_to_the_cent() -> None:
    """The total of the lines, counted a second time in whole smallest units."""
    rng = Random(606)
    for _ in range(10_000):
        currency, unit = rng.choice((("EUR", 1), ("CHF", 5)))
        lines, counted = [], 0
        for _line in range(rng.randint(1, 12)):
            ten_thousandths, cents = rng.randint(0, 400_000), rng.randint(1, 900_000)
            line = priced(Decimal(ten_thousandths) / 10_000, Decimal(cents) / 100, currency)
            whole, rest = divmod(ten_thousandths * cents, 10_000 * unit)
            counted += (whole + (2 * rest >= 10_000 * unit)) * unit
            lines.append(line)
        found = total(lines, currency)
        assert found.amount == Decimal(counted) / 100
        assert (-found + found).amount == 0
    assert rounded(Decimal("10.025"), "CHF") == Decimal("10.05")
    assert rounded(Decimal("-10.025"), "CHF") == Decimal("-10.05")
    with pytest.raises(ValueError, match="Zwei Währungen"):
        total([Money(Decimal(1), "EUR")], "CHF")


@pytest.fixture
def carried(world: World, case: Case) -> Measure:
    """A measure by order since 10 November, with hours, prices and addresses."""
    order = accepted(world, case, valid_from=date(2026, 11, 10))
    start = date(2026, 11, 10)
    measure = measure_of(case, world, order=order, starts_on=start, tariff="IFD-MONAT")
    measure = running(measure, world)
    for day, hours in ((11, "1.25"), (12, "0.75")):
        served(measure, world, date(2026, 11, day), hours)
    price(world, "IFD-MONAT", "333.33")
    price(world, "IFD-STUNDE", "61.10")
    for organisation in (world.service, world.agency):
        addressed(world, organisation)
    return measure


def served(measure: Measure, world: World, day: date, hours: str) -> Hours:
    return presence.record_hours(
        measure=measure, what=Performed.SERVICE, day=day, hours=Decimal(hours), came=Came.CAME,
        tariff="IFD-STUNDE", note="", by=world.anna, at=AT,
    )  # fmt: skip


def asked(world: World) -> dict[str, Any]:
    return {"service": world.service, "commissioner": world.agency, "month": NOVEMBER, "currency": "EUR"}


def released(world: World) -> Statement:
    found = drafted(**asked(world), on=TODAY)
    return statements.release(**asked(world), expected=found.total.amount, by=world.lena, at=AT)


def test_a_month_is_billed_frozen_and_reversed(world: World, carried: Measure) -> None:
    assert share_of_month(NOVEMBER, date(2026, 11, 10), TODAY) == Decimal("0.5000")
    statement = released(world)
    lines = list(statement.lines.values_list("code", "quantity", "amount"))
    assert lines == [
        ("IFD-MONAT", Decimal("0.5000"), Decimal("166.67")),
        ("IFD-STUNDE", Decimal("2.0000"), Decimal("122.20")),
    ]
    assert (statement.total, statement.number) == (Decimal("288.87"), "NH-2026-0001")
    # what the body learns by it stands in the ledger of the person
    assert Transfer.objects.filter(channel="export", state="out").count() == 1
    # frozen: dearer prices and later addresses change nothing, and nothing is billed twice
    price(world, "IFD-STUNDE", "99.00", since=date(2026, 11, 20))
    assert drafted(**asked(world), on=TODAY).lines == []
    assert [line.amount for line in statement.lines.all()] == [Decimal("166.67"), Decimal("122.20")]
    row = Hours.objects.filter(measure=carried).latest("pk")
    with pytest.raises(HoursRefused):
        presence.strike_hours(row=row, revision=row.revision, by=world.anna, at=AT)
    # late hours of the same month come on the next one, at the price of their day
    served(carried, world, date(2026, 11, 21), "1")
    (late,) = drafted(**asked(world), on=TODAY).lines
    assert late.money.amount == Decimal("99.00")
    reversal = statements.reverse(statement=statement, reason=ReversalReason.QUANTITY, by=world.lena, at=AT)
    assert (
        statements.reverse(statement=statement, reason=ReversalReason.PRICE, by=world.lena, at=AT) == reversal
    )
    assert reversal.total + statement.total == 0
    assert sum(Line.objects.filter(statement__in=[statement, reversal]).values_list("amount", flat=True)) == 0
    with pytest.raises(StatementRefused):
        statements.reverse(statement=reversal, reason=ReversalReason.PRICE, by=world.lena, at=AT)
    again = released(world)
    assert again.total == Decimal("387.87")
    assert again.number == "NH-2026-0003"


def test_the_rest_of_a_month_and_what_lies_beside_the_order(world: World, carried: Measure) -> None:
    statement = released(world)
    (line,) = statement.lines.filter(code="IFD-MONAT")
    later = drafted(**asked(world), on=date(2026, 11, 30))
    # fifteen days of thirty until the 24th are billed, six remain
    assert [(row.code, row.quantity) for row in later.lines] == [("IFD-MONAT", Decimal("0.2000"))]
    assert line.quantity + later.lines[0].quantity == share_of_month(
        NOVEMBER, date(2026, 11, 10), date(2026, 11, 30)
    )
    assert carried.order_id is not None
    Order.objects.filter(pk=carried.order_id).update(valid_until=date(2026, 11, 26))
    served(carried, world, TODAY, "1")
    Hours.objects.filter(line__isnull=True).update(day=date(2026, 11, 27))
    late = drafted(**asked(world), on=date(2026, 11, 30))
    assert [row.quantity for row in late.lines] == [Decimal("0.0667")]
    number = carried.case.file_number
    assert late.beside == [f"{number}: IFD-MONAT, 11/2026", f"{number}: IFD-STUNDE, 27.11.2026"]


def test_what_keeps_a_statement_from_being_released(world: World, carried: Measure, case: Case) -> None:
    Price.objects.filter(code="IFD-STUNDE").delete()
    found = drafted(**asked(world), on=TODAY)
    assert found.missing == ["IFD-STUNDE am 11.11.2026", "IFD-STUNDE am 12.11.2026"]
    with pytest.raises(StatementRefused, match="Es fehlen Preise"):
        released(world)
    price(world, "IFD-STUNDE", "50", body=world.agency)
    with pytest.raises(StatementRefused, match="Inzwischen"):
        statements.release(**asked(world), expected=Decimal("1.00"), by=world.lena, at=AT)
    world.agency.billing_address.delete()
    with pytest.raises(StatementRefused, match="Rechnungsanschrift"):
        released(world)
    with pytest.raises(StatementRefused, match="kommt erst noch"):
        statements.release(
            **(asked(world) | {"month": date(2027, 1, 1)}), expected=Decimal(0), by=world.lena, at=AT
        )
    assert not Statement.objects.exists()


def test_what_a_tariff_that_is_gone_keeps_off_the_statement_is_told(world: World, carried: Measure) -> None:
    number = carried.case.file_number
    pricing.claim_success(
        measure=carried, code="IFD-VERMITTLUNG", met_on=TODAY, conditions=["insured", "hours", "begun"],
        proof="Vertrag", by=world.lena, at=AT,
    )  # fmt: skip
    price(world, "IFD-VERMITTLUNG", "500")
    assert drafted(**asked(world), on=TODAY).gone == []
    assert len(drafted(**asked(world), on=TODAY).lines) == 3
    Measure.objects.update(tariff="ALT-1")
    Hours.objects.filter(day=date(2026, 11, 12)).update(tariff="ALT-2")
    Success.objects.update(code="ALT-3")
    found = drafted(**asked(world), on=TODAY)
    assert found.gone == [
        f"{number}: ALT-1, 11/2026",
        f"{number}: ALT-2, 12.11.2026",
        f"{number}: ALT-3, {TODAY:%d.%m.%Y}",
    ]
    assert [line.quantity for line in found.lines] == [Decimal("1.25")]
    before = asked(world) | {"month": date(2026, 10, 1)}
    assert drafted(**before, on=TODAY).gone == []


def test_prices_hold_from_day_to_day(world: World) -> None:
    price(world, "IFD-STUNDE", "60", since=date(2026, 1, 1))
    price(world, "IFD-STUNDE", "65", since=date(2026, 7, 1))
    price(world, "IFD-STUNDE", "70", body=world.agency, since=date(2026, 1, 1))
    rows = list(Price.objects.all())
    on = {day: pricing.price_on(rows, code="IFD-STUNDE", commissioner=world.office.pk, on=day) for day in (
        date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1)
    )}  # fmt: skip
    assert [row.amount if row else None for row in on.values()] == [None, Decimal(60), Decimal(65)]
    own = pricing.price_on(rows, code="IFD-STUNDE", commissioner=world.agency.pk, on=TODAY)
    assert own is not None
    assert own.amount == Decimal(70)
    with pytest.raises(pricing.PricingRefused):
        price(world, "905.030.5", "100.03")
    with pytest.raises(pricing.PricingRefused):
        price(world, "IFD-STUNDE", "61", since=date(2026, 7, 1))


def test_a_success_part_needs_its_conditions_and_a_proof(world: World, carried: Measure) -> None:
    price(world, "IFD-VERMITTLUNG", "1500")
    said: dict[str, Any] = {
        "measure": carried,
        "code": "IFD-VERMITTLUNG",
        "met_on": TODAY,
        "by": world.anna,
        "at": AT,
    }
    with pytest.raises(pricing.PricingRefused) as open_condition:
        pricing.claim_success(**said, conditions=["insured", "hours"], proof="Vertrag")
    assert "aufgenommen" in str(open_condition.value)
    with pytest.raises(pricing.PricingRefused) as unproven:
        pricing.claim_success(**said, conditions=["insured", "hours", "begun"], proof=" ")
    assert unproven.value.field == "proof"
    pricing.claim_success(**said, conditions=["insured", "hours", "begun"], proof="Vertrag vom 20.11.")
    assert released(world).total == Decimal("1788.87")


def test_the_draft_asks_as_often_for_many_as_for_one(
    world: World, carried: Measure, django_assert_num_queries: Any
) -> None:
    for number in range(3):
        other = open_case(world, first_name=f"Person{number}")
        order = accepted(world, other, valid_from=date(2026, 11, 1))
        more = running(measure_of(other, world, order=order, tariff="IFD-MONAT"), world)
        served(more, world, TODAY, "1")
    with django_assert_num_queries(5):
        found = drafted(**asked(world), on=TODAY)
    assert len(found.lines) == 8
    assert found.total == total((line.money for line in found.lines), "EUR")


def test_exports_open_safely_and_say_the_same(world: World, carried: Measure) -> None:
    Person.objects.filter(pk=carried.case.person_id).update(last_name="=HYPERLINK(1)", first_name="")
    statement = released(world)
    rows = list(csv.reader(StringIO(csv_of(statement)), delimiter=";"))
    assert [row[11] for row in rows[1:]] == ["166,67", "122,20"]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows[1:] for cell in row)
    assert harmless("-1+1") == "'-1+1"
    made, content_type, _ending = EXPORTS["pdf"](statement)
    assert (made[:5], content_type) == (b"%PDF-", "application/pdf")


def test_an_xrechnung_is_valid_and_names_nobody(world: World, carried: Measure) -> None:
    statement = released(world)
    made = xrechnung(statement)
    tree = etree.fromstring(made)
    space = {"r": "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"}
    sums = [
        tree.findtext(f".//r:{name}", namespaces=space) for name in ("GrandTotalAmount", "DuePayableAmount")
    ]
    assert sums == ["288.87", "288.87"]
    assert tree.findtext(".//r:BuyerReference", namespaces=space) == "04011000-12345-34"
    assert b"Aksoy" not in made
    assert carried.case.file_number.encode() in made
    reversal = statements.reverse(statement=statement, reason=ReversalReason.TWICE, by=world.lena, at=AT)
    assert b">384<" in xrechnung(reversal)
    statement.buyer["leitweg"] = ""
    with pytest.raises(EInvoiceRefused, match="Leitweg"):
        xrechnung(statement)


def test_a_qr_bill_carries_sum_and_account(world: World, carried: Measure) -> None:
    statement = released(world)
    statement.currency = "CHF"
    swiss = {"country": "CH", "postcode": "6002", "town": "Luzern", "iban": "CH5604835012345678009"}
    statement.seller |= swiss
    statement.buyer |= swiss
    assert qr_slip(statement).startswith("<?xml")
    made, content_type, _ending = EXPORTS["rechnung"](statement)
    assert (made[:5], content_type) == (b"%PDF-", "application/pdf")
    statement.seller["iban"] = "DE02120300000000202051"
    with pytest.raises(EInvoiceRefused):
        qr_slip(statement)


def test_a_month_to_come_and_a_planned_measure_cost_nothing(world: World, case: Case) -> None:
    order = accepted(world, case)
    measure_of(case, world, order=order, tariff="IFD-MONAT", starts_on=TODAY + timedelta(days=1))
    price(world, "IFD-MONAT", "100")
    assert drafted(**asked(world), on=TODAY).lines == []
    assert Order.objects.get(pk=order.pk).lines.count() == 0
