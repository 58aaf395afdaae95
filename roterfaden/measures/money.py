"""Amounts of money: exact, with a currency, rounded to its smallest amount. Pure; no float comes near."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from roterfaden.measures.catalogue import tariff_book

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Money:
    """An amount in one currency. Adding two currencies is refused."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        if self.currency != other.currency:
            raise ValueError("Zwei Währungen lassen sich nicht zusammenzählen.")
        return Money(self.amount + other.amount, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.amount, self.currency)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the smallest amount of the currency: cents, in Switzerland 5 rappen; halves away from zero."""
    step = tariff_book().steps[currency]
    return ((amount / step).to_integral_value(ROUND_HALF_UP) * step).quantize(CENT)


def priced(quantity: Decimal, price: Decimal, currency: str) -> Money:
    """One line: quantity times price, rounded. Lines are rounded, so that their sum is the total exactly."""
    return Money(rounded(quantity * price, currency), currency)


def total(lines: Iterable[Money], currency: str) -> Money:
    """The sum of the lines; nothing is rounded again."""
    found = Money(Decimal("0.00"), currency)
    for line in lines:
        found += line
    return found
