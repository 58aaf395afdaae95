"""Prices with dates, addresses for invoices, and success parts with their proof."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.measures.billing_records import BillingAddress, Price, Success
from roterfaden.measures.carrying_records import Measure
from roterfaden.measures.catalogue import tariff_book
from roterfaden.measures.choices import Unit

actions.register("measures.priced", "Preis vereinbart")
actions.register("measures.address_saved", "Rechnungsanschrift geändert")
actions.register("measures.success_claimed", "Erfolgsanteil mit Nachweis festgehalten")

ADDRESS = (
    "name",
    "street",
    "house_number",
    "postcode",
    "town",
    "country",
    "email",
    "contact",
    "phone",
    "iban",
    "tax_number",
    "leitweg",
    "exempt",
    "payment_days",
)


class PricingRefused(ValueError):
    """This cannot be kept; the message says why. `field` names the input that is wrong."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class PriceFacts:
    """The price of a tariff for one commissioning body (or all), from a day on."""

    commissioner: Organisation | None
    code: str
    amount: Decimal
    valid_from: date


def set_price(*, service: Organisation, facts: PriceFacts, by: User, at: datetime) -> Price:
    """Agree a price from a day on; the one that held before ends on the day before it.

    Refuses: an unknown tariff, no or a negative amount, an amount that the currency does not have (0.03 CHF), a second
    price from the same day. What was released at an older price stays as it is. Safe to repeat.
    """
    tariff = tariff_book().tariffs.get(facts.code)
    if tariff is None:
        raise PricingRefused("Bitte wählen Sie einen Tarif.", "code")
    if facts.amount <= 0:
        raise PricingRefused("Ein Preis ist größer als null.", "amount")
    if facts.amount % tariff_book().steps[tariff.currency]:
        raise PricingRefused(
            f"Die kleinste Einheit ist {tariff_book().steps[tariff.currency]} {tariff.currency}.", "amount"
        )
    rows = Price.objects.filter(service=service, commissioner=facts.commissioner, code=facts.code)
    with transaction.atomic():
        known = rows.filter(valid_from=facts.valid_from).first()
        if known is not None and known.amount == facts.amount:
            return known
        if known is not None:
            raise PricingRefused("Ab diesem Tag ist schon ein Preis vereinbart.", "valid_from")
        later = rows.filter(valid_from__gt=facts.valid_from).order_by("valid_from").first()
        made = Price(
            service=service,
            commissioner=facts.commissioner,
            code=facts.code,
            amount=facts.amount,
            currency=tariff.currency,
            valid_from=facts.valid_from,
            valid_until=later.valid_from - timedelta(days=1) if later else None,
        )
        before = Q(valid_until__isnull=True) | Q(valid_until__gte=facts.valid_from)
        rows.filter(before, valid_from__lt=facts.valid_from).update(
            valid_until=facts.valid_from - timedelta(days=1)
        )
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError:
            raise PricingRefused("Ab diesem Tag ist schon ein Preis vereinbart.", "valid_from") from None
        trail.record("measures.priced", by=by, at=at, subject=made, organisation=service)
    return made


def price_on(prices: Collection[Price], *, code: str, commissioner: int, on: date) -> Price | None:
    """The price that holds: that of the commissioning body before that for all."""
    holding = [
        row
        for row in prices
        if row.code == code
        and row.commissioner_id in (commissioner, None)
        and row.valid_from <= on
        and (row.valid_until is None or on <= row.valid_until)
    ]
    return min(holding, key=lambda row: row.commissioner_id is None, default=None)


def save_address(
    *,
    organisation: Organisation,
    facts: dict[str, Any],
    revision: int,
    service: Organisation,
    by: User,
    at: datetime,
) -> BillingAddress:
    """Keep what invoices say of an organisation, if it still has `revision` (0: there is none yet)."""
    values = {name: facts[name] for name in ADDRESS}
    with transaction.atomic():
        known = BillingAddress.objects.filter(organisation=organisation).first()
        if known is None:
            known = BillingAddress.objects.create(organisation=organisation, **values)
        else:
            for name, value in values.items():
                setattr(known, name, value)
            save_revision(known, expected=revision, fields=ADDRESS)
        trail.record("measures.address_saved", by=by, at=at, subject=known, organisation=service)
    return known


def claim_success(
    *,
    measure: Measure,
    code: str,
    met_on: date,
    conditions: Collection[str],
    proof: str,
    by: User,
    at: datetime,
) -> Success:
    """Record that a success or flat part is due: all its conditions are met and here is the proof.

    Refuses: a measure without an order, a code that does not belong to it, a condition that is not met, no proof, a day
    to come. Once per measure and code: safe to repeat.
    """
    tariff = tariff_book().tariffs.get(code)
    if tariff is None or measure.kind not in tariff.measures or tariff.unit not in (Unit.SUCCESS, Unit.FLAT):
        raise PricingRefused("Bitte wählen Sie, was abgerechnet werden soll.", "code")
    if measure.order is None:
        raise PricingRefused("Diese Maßnahme gehört zu keinem Auftrag: Niemand würde das bezahlen.")
    missing = [one.text for one in tariff.conditions if one.id not in conditions]
    if missing:
        raise PricingRefused(f"Noch nicht erfüllt: {'; '.join(missing)}.", "conditions")
    if not proof.strip():
        raise PricingRefused("Womit ist das belegt?", "proof")
    if met_on > local_day(at):
        raise PricingRefused("Dieser Tag kommt erst noch.", "met_on")
    with transaction.atomic():
        require_open(measure.case)
        known = Success.objects.filter(measure=measure, code=code).first()
        if known is not None:
            return known
        made = Success.objects.create(
            order=measure.order,
            measure=measure,
            code=code,
            met_on=met_on,
            conditions=[one.id for one in tariff.conditions],
            proof=proof.strip(),
            claimed_at=at,
            claimed_by=by,
        )
        trail.record(
            "measures.success_claimed",
            by=by,
            at=at,
            subject=made,
            scope=measure.case,
            details={"code": code},
        )
    return made
