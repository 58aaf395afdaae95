"""Orders of commissioning bodies, and how what they ordered is carried out. Billing and support: beside this."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.choices import MandateKind
from roterfaden.cases.models import Case, Mandate
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.consent.models import Transfer
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.measures.choices import Act, ContingentUnit, OrderState, Side

USER = settings.AUTH_USER_MODEL


class Order(Revised):
    """A body orders support for one person from a service. Accepted, it stands in a case as a `Mandate`.

    Its texts lie under a key of its own until it belongs to a case; from then on under that of the case.
    """

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="orders_received")
    commissioner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="orders_given")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="orders")
    # as accepted; duration and scope are read there
    mandate = models.OneToOneField(
        Mandate, null=True, blank=True, on_delete=models.PROTECT, related_name="order"
    )
    state = models.CharField(max_length=10, choices=OrderState.choices, default=OrderState.REQUESTED)
    kind = models.CharField(max_length=30, choices=MandateKind.choices)
    # of the catalogue of carrying out; empty where the order leaves it open
    measure = models.CharField(max_length=40, blank=True)
    # of the contingent that it is taken from; chosen when it is accepted
    region = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    hours_per_month = models.DecimalField(max_digits=5, decimal_places=1, null=True, blank=True)
    about = SealedTextField(_("Für wen?"), key="data_key_id", max_length=300)
    reference = SealedTextField(_("Ihr Zeichen"), key="data_key_id", max_length=100, blank=True)
    goal = SealedTextField(_("Ziel des Auftrags"), key="data_key_id", max_length=2000)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    # the commissioning body works with it here; otherwise everything goes by letter
    digital = models.BooleanField()
    ended_on = models.DateField(null=True, blank=True)
    # texts of an order that never came into a case are emptied some time after it was over
    emptied_at = models.DateTimeField(null=True, blank=True)
    deadline = models.ForeignKey(
        CaseDeadline, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    token = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        ordering = ["-requested_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="order_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True, mandate__isnull=True)
                | Q(case__isnull=False, mandate__isnull=False),
                name="order_case_with_mandate",
            ),
        ]
        indexes = [
            models.Index(fields=["service", "state", "-requested_at"], name="order_received"),
            models.Index(fields=["commissioner", "state", "-requested_at"], name="order_given"),
        ]

    def __str__(self) -> str:
        return f"{self.commissioner_id}: {self.state}"


class OrderTurn(Record):
    """One thing that happened with an order; between the two sides this is also the notice itself."""

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="turns")
    act = models.CharField(max_length=10, choices=Act.choices)
    side = models.CharField(max_length=12, choices=Side.choices)
    on = models.DateField()
    until = models.DateField(null=True, blank=True)
    text = SealedTextField(key="order.data_key_id", max_length=2000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    # what of it left the house, in the ledger of the person
    transfer = models.ForeignKey(Transfer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["order_id", "id"]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.act}"


class Contingent(Revised):
    """How much a body orders from a service in a region within a time: places at once, or hours."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    commissioner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    region = models.CharField(_("Region"), max_length=80)
    kind = models.CharField(_("Art"), max_length=30, choices=MandateKind.choices)
    unit = models.CharField(_("Einheit"), max_length=10, choices=ContingentUnit.choices)
    amount = models.PositiveIntegerField(_("Umfang"))
    valid_from = models.DateField(_("von"))
    valid_until = models.DateField(_("bis"))

    class Meta:
        ordering = ["-valid_from", "region", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("valid_from")), name="contingent_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["service", "commissioner", "region", "kind", "valid_from"], name="contingent_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.region}: {self.amount}"


# further tables of measures, each beside its topic
from roterfaden.measures import billing_records, carrying_records, concept_records  # noqa: E402, F401
