"""What the coordination office of the demo costs, so that its carriers' thirds can be seen."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from roterfaden.common.days import noon
from roterfaden.cooperation.office_costs import record_cost
from roterfaden.operations.demo.people import Stage

COSTS = (
    ("Büro und Infrastruktur", "4850.00", "R-2001 Miete"),
    ("Sekretariat", "6120.40", "L-2002 Lohnabrechnung"),
    ("Protokollführung Standortgespräche", "980.00", "R-2003"),
)


def tell_costs(stage: Stage, *, today: date) -> None:
    """Three invented costs of the last days."""
    for place, (purpose, amount, receipt) in enumerate(COSTS):
        day = today - timedelta(days=3 * place)
        record_cost(
            office=stage.offices["iiz"], day=day, purpose=purpose, amount=Decimal(amount), receipt=receipt,
            token=UUID(int=5300 + place), by=stage.users["amrein"], at=noon(today),
        )  # fmt: skip
