"""Tables of billing: prices with dates, addresses, success parts, statements that never change once released."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import Record, Revised
from roterfaden.measures.choices import Currency, ReversalReason, Unit
from roterfaden.measures.models import USER, Order


class Price(Revised):
    """What a unit of a tariff costs between a service and a commissioning body (or all), from a day on."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    commissioner = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    code = models.CharField(_("Tarif"), max_length=40)
    amount = models.DecimalField(_("Preis"), max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3, choices=Currency.choices)
    valid_from = models.DateField(_("gilt ab"))
    valid_until = models.DateField(_("gilt bis"), null=True, blank=True)

    class Meta:
        ordering = ["code", "-valid_from", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="price_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["service", "commissioner", "code", "valid_from"],
                condition=Q(commissioner__isnull=False),
                name="price_begins_once",
            ),
            models.UniqueConstraint(
                fields=["service", "code", "valid_from"],
                condition=Q(commissioner__isnull=True),
                name="price_for_all_begins_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.valid_from}"


class BillingAddress(Revised):
    """What an invoice says of one organisation: name, address, how it pays and is paid."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="billing_address"
    )
    name = models.CharField(_("Name auf der Rechnung"), max_length=70)
    street = models.CharField(_("Straße"), max_length=70)
    house_number = models.CharField(_("Hausnummer"), max_length=16, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=16)
    town = models.CharField(_("Ort"), max_length=35)
    country = models.CharField(_("Land"), max_length=2)
    email = models.EmailField(_("E-Mail für Rechnungen"), blank=True)
    contact = models.CharField(_("Ansprechperson"), max_length=100, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    iban = models.CharField(_("IBAN"), max_length=34, blank=True)
    tax_number = models.CharField(_("Steuernummer"), max_length=30, blank=True)
    # buyer reference of public buyers in Germany
    leitweg = models.CharField(_("Leitweg-ID"), max_length=46, blank=True)
    # why no value-added tax is due, in words
    exempt = models.CharField(_("Grund der Steuerbefreiung"), max_length=200, blank=True)
    payment_days = models.PositiveSmallIntegerField(_("Zahlungsziel in Tagen"), default=30)

    def __str__(self) -> str:
        return self.name


class Success(Record):
    """A part that is paid only for a result, or once: claimed with the conditions met and their proof."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="successes")
    measure = models.ForeignKey("measures.Measure", on_delete=models.PROTECT, related_name="successes")
    code = models.CharField(max_length=40)
    met_on = models.DateField()
    conditions = models.JSONField(default=list)
    proof = SealedTextField(_("Nachweis"), key="measure.case.data_key_id", max_length=1000)
    claimed_at = models.DateTimeField()
    claimed_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(
        "measures.Line", null=True, blank=True, on_delete=models.PROTECT, related_name="successes"
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["measure", "code"], name="success_claimed_once")]

    def __str__(self) -> str:
        return f"{self.measure_id}: {self.code}"


class Statement(Record):
    """One released statement of a service for one commissioning body and month. It is never changed, only reversed."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="statements")
    commissioner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="statements_received"
    )
    number = models.CharField(max_length=30)
    month = models.DateField()
    currency = models.CharField(max_length=3, choices=Currency.choices)
    total = models.DecimalField(max_digits=11, decimal_places=2)
    released_at = models.DateTimeField()
    released_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    reason = models.CharField(max_length=20, choices=ReversalReason.choices, blank=True)
    # both addresses as they were on the day of release
    seller = models.JSONField()
    buyer = models.JSONField()

    class Meta:
        ordering = ["-released_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["service", "number"], name="statement_number_once")]
        indexes = [models.Index(fields=["service", "-month", "commissioner"], name="statement_of_month")]

    def __str__(self) -> str:
        return self.number


class Line(Record):
    """One line of a statement: how much of what, at which price."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    place = models.PositiveSmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="lines")
    measure = models.ForeignKey("measures.Measure", on_delete=models.PROTECT, related_name="lines")
    code = models.CharField(max_length=40)
    unit = models.CharField(max_length=10, choices=Unit.choices)
    # the month that a monthly price is for
    month = models.DateField()
    quantity = models.DecimalField(max_digits=8, decimal_places=4)
    price = models.DecimalField(max_digits=9, decimal_places=2)
    amount = models.DecimalField(max_digits=11, decimal_places=2)

    class Meta:
        ordering = ["statement_id", "place"]
        constraints = [models.UniqueConstraint(fields=["statement", "place"], name="line_place_once")]

    def __str__(self) -> str:
        return f"{self.statement_id}: {self.place}"
