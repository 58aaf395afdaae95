"""What a KPI comes to: live for a period, month by month as kept, side by side with other services."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from roterfaden.accounts.models import Organisation
from roterfaden.common.patience import Patient
from roterfaden.statistics.figures import SMALLEST_GROUP
from roterfaden.steering.choices import Light
from roterfaden.steering.figures import Amount, amount_of
from roterfaden.steering.formulas import Call
from roterfaden.steering.kpis import Kpi
from roterfaden.steering.models import KpiValue
from roterfaden.steering.periods import Period
from roterfaden.steering.spells import Spell, spells_of

PLACES = Decimal("0.01")
_lately: Patient[Amount] = Patient(most=256)


@dataclass(frozen=True)
class Result:
    """A KPI of a service in a period. `base`: the smallest number of cases below a fraction stroke."""

    kpi: Kpi
    value: Decimal | None
    base: int
    amounts: Mapping[Call, Amount] = field(default_factory=dict)

    @property
    def light(self) -> Light:
        return self.kpi.light(self.value)

    @property
    def is_small(self) -> bool:
        """It rests on so few cases that somebody could be recognised, and that chance decides."""
        return 0 < self.base < SMALLEST_GROUP


class Reckoner:
    """Reckons several KPIs of one service and period, each figure once."""

    def __init__(self, service: Organisation, period: Period, *, patient: bool = False) -> None:
        """`patient`: figures as they stood a little while ago will do (FIGURES_MAY_BE_OLD)."""
        self.service, self.period, self.patient = service, period, patient
        self.known: dict[Call, Amount] = {}

    def amount(self, call: Call) -> Amount:
        if call not in self.known:
            self.known[call] = self._amount(call)
        return self.known[call]

    @cached_property
    def spells(self) -> list[Spell]:
        """Read once, however many figures count them."""
        return spells_of(self.service, self.period)

    def _amount(self, call: Call) -> Amount:
        def reckon() -> Amount:
            return amount_of(call, self.service, self.period, spells=lambda: self.spells)

        if not self.patient:
            return reckon()
        return _lately.ask((call, self.service.pk, self.period), reckon)

    def reckon(self, kpi: Kpi) -> Result:
        """The value, rounded to two places."""
        value = kpi.formula.value(lambda call: self.amount(call).value)
        amounts = {call: self.amount(call) for call in kpi.formula.calls}
        return Result(
            kpi=kpi,
            value=None if value is None else value.quantize(PLACES),
            base=_base(kpi, amounts),
            amounts=amounts,
        )


def reckon(kpi: Kpi, service: Organisation, period: Period) -> Result:
    return Reckoner(service, period).reckon(kpi)


def reckon_all(
    kpis: Iterable[Kpi], service: Organisation, period: Period, *, patient: bool = False
) -> list[Result]:
    """Several KPIs; the number of queries depends on the figures alone."""
    reckoner = Reckoner(service, period, patient=patient)
    return [reckoner.reckon(kpi) for kpi in kpis]


def kept_values(services: Sequence[Organisation], key: str, *, since: date) -> list[KpiValue]:
    """The kept values of finished months, the oldest first."""
    rows = KpiValue.objects.filter(service__in=[one.pk for one in services], key=key, month__gte=since)
    return list(rows.order_by("month", "service_id"))


def _base(kpi: Kpi, amounts: Mapping[Call, Amount]) -> int:
    """Of the figures below a fraction stroke that are about people's matters, else of all that are."""
    weights = {call: weight for call, amount in amounts.items() if (weight := amount.weight) is not None}
    below = [weights[call] for call in kpi.formula.divisors if call in weights]
    return min(below or weights.values(), default=SMALLEST_GROUP)
