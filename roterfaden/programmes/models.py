"""A programme that a body runs: the state of each measure with its history, and values of its indicators."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Kept, Record, Revised
from roterfaden.programmes.choices import Audience, LineState, ValueKind

USER = settings.AUTH_USER_MODEL
MOST_REMARK = 2000
MOST_CAME = 100_000


class Plan(Record):
    """A programme of the catalogue, run by one body. Nothing of a person stands in it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="programme_plans")
    programme = models.CharField(max_length=40)
    edition = models.CharField(max_length=80)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    begun_on = models.DateField(_("Beginn"))
    begun_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["organisation_id", "programme"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "programme"], name="programme_plan_once")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.programme}"


class PlanLine(Revised):
    """How far one measure is, who carries it out, until when."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="lines")
    measure = models.CharField(max_length=40)
    state = models.CharField(_("Stand"), max_length=10, choices=LineState.choices, default=LineState.OPEN)
    # whose people may say how far it is, beside the body that runs the programme
    office = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="programme_lines"
    )
    due_on = models.DateField(_("Bis"), null=True, blank=True)
    remark = SealedTextField(_("Bemerkung"), key="plan.data_key_id", max_length=MOST_REMARK, blank=True)

    class Meta:
        ordering = ["plan_id", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "measure"], name="programme_line_once")]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.measure}"


class LineTurn(Record):
    """What a line was set to, when and by whom."""

    line = models.ForeignKey(PlanLine, on_delete=models.PROTECT, related_name="turns")
    state = models.CharField(max_length=10, choices=LineState.choices)
    office = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    remark = SealedTextField(key="line.plan.data_key_id", max_length=MOST_REMARK, blank=True)
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["line_id", "-id"]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.state}"


class IndicatorValue(Record):
    """One value of an indicator on a day. A later one of the same day and kind replaces it; both stay."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="values")
    indicator = models.CharField(max_length=40)
    kind = models.CharField(_("Art"), max_length=8, choices=ValueKind.choices, default=ValueKind.ACTUAL)
    day = models.DateField(_("Stand vom"))
    value = models.DecimalField(_("Wert"), max_digits=12, decimal_places=2)
    source = models.CharField(_("Woher"), max_length=200)
    replaced = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["plan_id", "indicator", "day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "indicator", "kind", "day"],
                condition=Q(replaced=False),
                name="programme_value_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.indicator} {self.day}"

    @property
    def shown(self) -> str:
        """The value as people write it."""
        return str(number_format(Decimal(self.value).normalize(), use_l10n=True))


class Event(Kept):
    """An information event or workshop of a programme: how many came, never who. Nothing of a person stands in it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="events")
    # of the programme; "" where it belongs to none
    measure = models.CharField(_("Gehört zur Massnahme"), max_length=40, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(_("Tag"))
    title = models.CharField(_("Thema"), max_length=200)
    place = models.CharField(_("Ort"), max_length=200)
    audience = models.CharField(_("Für wen"), max_length=10, choices=Audience.choices)
    # empty until it took place
    came = models.PositiveIntegerField(_("Wie viele kamen"), null=True, blank=True)
    remark = SealedTextField(
        _("Was vorbereitet und danach getan wurde"),
        key="plan.data_key_id",
        max_length=MOST_REMARK,
        blank=True,
    )
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.held_on}"


class BudgetLine(Kept):
    """What a programme may spend on something in a year, and who pays it."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="budget")
    measure = models.CharField(_("Gehört zur Massnahme"), max_length=40, blank=True)
    year = models.PositiveSmallIntegerField(_("Jahr"))
    purpose = models.CharField(_("Wofür"), max_length=200)
    payer = models.CharField(_("Wer zahlt"), max_length=200)
    amount = models.DecimalField(_("Betrag"), max_digits=12, decimal_places=2)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["year", "measure", "id"]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.year}"


class Spending(Record):
    """What was spent of a line of the budget. A wrong one is struck, not changed; it stays in sight."""

    line = models.ForeignKey(BudgetLine, on_delete=models.PROTECT, related_name="spendings")
    token = models.UUIDField(unique=True, editable=False)
    day = models.DateField(_("Tag"))
    amount = models.DecimalField(_("Betrag"), max_digits=12, decimal_places=2)
    receipt = models.CharField(_("Beleg"), max_length=200)
    struck_because = models.CharField(_("Warum gestrichen"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.line_id}: {self.day}"
