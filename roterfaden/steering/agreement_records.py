"""A target agreement of a year: what each side drafts, the goals, who signed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.process.models import Run
from roterfaden.steering.choices import Dimension, Indicator, Outcome, Place, Side

KEY = 40


class Agreement(Revised):
    """One target agreement of one service with its office. How it stands is what its run says."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="agreement")
    begins_on = models.DateField()
    ends_on = models.DateField()
    previous = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="following"
    )

    class Meta:
        ordering = ["-begins_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["service", "office", "begins_on"], name="agreement_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("begins_on")), name="agreement_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.begins_on}"


class SideText(Revised):
    """What one side writes at one place; the other side reads it when that place is done."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="texts")
    side = models.CharField(max_length=10, choices=Side.choices)
    place = models.CharField(max_length=10, choices=Place.choices)
    text = SealedTextField(key="agreement.data_key_id", max_length=10_000, blank=True)

    class Meta:
        ordering = ["place", "side"]
        constraints = [models.UniqueConstraint(fields=["agreement", "side", "place"], name="side_text_once")]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.place} {self.side}"


class Goal(Revised):
    """One goal of an agreement: six points, its indicators, what is done for it, how far it came."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="goals")
    dimension = models.CharField(_("Dimension"), max_length=10, choices=Dimension.choices)
    title = models.CharField(_("Ziel in einem Satz"), max_length=200)
    # the six points (KASSYS 3.3.1); the fourth is `target`, the sixth `due_on`
    state = SealedTextField(_("Ist-Stand"), key="agreement.data_key_id", max_length=2000, blank=True)
    need = SealedTextField(_("Was ist zu ändern?"), key="agreement.data_key_id", max_length=2000, blank=True)
    content = SealedTextField(
        _("Welches Ergebnis?"), key="agreement.data_key_id", max_length=2000, blank=True
    )
    measure = SealedTextField(_("Woran gemessen?"), key="agreement.data_key_id", max_length=2000, blank=True)
    # a KPI and the version by which its value was reckoned when the goal was set
    kpi = models.CharField(max_length=KEY, blank=True)
    kpi_version = models.CharField(max_length=20, blank=True)
    baseline = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    baseline_on = models.DateField(null=True, blank=True)
    target = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    # for what cannot be counted
    target_words = models.CharField(_("Zielgröße in Worten"), max_length=200, blank=True)
    unit = models.CharField(max_length=40, blank=True)
    due_on = models.DateField(_("Bis wann?"))
    # which of the five kinds stands for extent, measure and time
    extent_by = models.CharField(max_length=10, choices=Indicator.choices, blank=True)
    measure_by = models.CharField(max_length=10, choices=Indicator.choices, blank=True)
    time_by = models.CharField(max_length=10, choices=Indicator.choices, blank=True)
    # the service can bring it about itself
    in_reach = models.BooleanField(default=False)
    programme = SealedTextField(
        _("Aktionsprogramm"), key="agreement.data_key_id", max_length=4000, blank=True
    )
    responsible = models.CharField(_("Wer sorgt dafür?"), max_length=120, blank=True)
    interim_value = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    interim = SealedTextField(key="agreement.data_key_id", max_length=2000, blank=True)
    final_value = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    final = SealedTextField(key="agreement.data_key_id", max_length=2000, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )

    class Meta:
        ordering = ["agreement_id", "dimension", "id"]

    def __str__(self) -> str:
        return self.title


class Signature(Record):
    """One side signs what stands in the agreement: the fingerprint is of exactly this text."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=10, choices=Side.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        ordering = ["at", "id"]
        constraints = [models.UniqueConstraint(fields=["agreement", "side"], name="signature_once_a_side")]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.side}"
