"""Short ways to orders, measures and prices in tests."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from roterfaden.accounts.models import Organisation
from roterfaden.cases.choices import MandateKind
from roterfaden.cases.models import Case
from roterfaden.measures import carrying_out, orders, pricing
from roterfaden.measures.carrying_records import Measure
from roterfaden.measures.choices import Act, Side
from roterfaden.measures.models import Order
from roterfaden.measures.queries import regions_for
from tests.fixtures import AT, TODAY, World


def order_facts(**changes: Any) -> orders.OrderFacts:
    return orders.OrderFacts(
        **{
            "kind": MandateKind.MEASURE,
            "measure": "on-the-job",
            "valid_from": TODAY,
            "valid_until": TODAY + timedelta(days=180),
            "hours_per_month": Decimal("12.5"),
            "about": "Leyla Aksoy, 04.06.1991",
            "reference": "AfA 12-7",
            "goal": "Arbeit im Büro erproben.",
            **changes,
        }
    )


def requested(world: World, *, digital: bool = True, **changes: Any) -> Order:
    return orders.request_order(
        service=world.service,
        commissioner=world.agency,
        facts=order_facts(**changes),
        digital=digital,
        token=uuid4(),
        by=world.klara if digital else world.anna,
        at=AT,
    )


def accepted(world: World, case: Case, *, digital: bool = True, **changes: Any) -> Order:
    order = requested(world, digital=digital, **changes)
    orders.accept_order(
        order=order,
        case=case,
        region=next(iter(regions_for(order)), ""),
        text="Gern.",
        revision=1,
        by=world.anna,
        at=AT,
    )
    return Order.objects.get(pk=order.pk)


def move(order: Order, act: Act, world: World, *, side: Side = Side.SERVICE, **said: Any) -> Any:
    fresh = Order.objects.get(pk=order.pk)
    return orders.move_order(
        order=fresh,
        act=act,
        side=side,
        **{"on": TODAY, "until": None, "text": "", "revision": fresh.revision, **said},
        by=world.anna if side == Side.SERVICE else world.klara,
        at=AT,
    )


def measure_of(case: Case, world: World, kind: str = "on-the-job", **changes: Any) -> Measure:
    facts = carrying_out.MeasureFacts(
        **{
            "title": "",
            "order": None,
            "starts_on": TODAY - timedelta(days=60),
            "planned_until": TODAY + timedelta(days=60),
            "tariff": "",
            "group": None,
            **changes,
        }
    )
    return carrying_out.plan_measure(case=case, kind=kind, facts=facts, follows=None, by=world.anna, at=AT)


def running(measure: Measure, world: World) -> Measure:
    carrying_out.begin_measure(
        measure=measure, on=measure.starts_on, revision=measure.revision, by=world.anna, at=AT
    )
    return measure


def priced(
    world: World, code: str, amount: str, *, body: Organisation | None = None, since: date | None = None
) -> None:
    pricing.set_price(
        service=world.service,
        facts=pricing.PriceFacts(
            commissioner=body, code=code, amount=Decimal(amount), valid_from=since or date(2026, 1, 1)
        ),
        by=world.lena,
        at=AT,
    )


def addressed(world: World, organisation: Organisation, **changes: Any) -> None:
    facts = {
        "name": organisation.name,
        "street": "Hafenstraße",
        "house_number": "7",
        "postcode": "20457",
        "town": "Neuhafen",
        "country": "DE",
        "email": "rechnung@beispiel.invalid",
        "contact": "Lena Muster",
        "phone": "+49 40 123456",
        "iban": "DE02120300000000202051",
        "tax_number": "12/345/67890",
        "leitweg": "04011000-12345-34",
        "exempt": "Steuerfrei nach § 4 Nr. 18 UStG",
        "payment_days": 30,
    } | changes
    pricing.save_address(
        organisation=organisation, facts=facts, revision=0, service=world.service, by=world.lena, at=AT
    )
