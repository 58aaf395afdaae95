"""What greets people: reports of barriers from anybody, and how far somebody is in the guide of the first days."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.welcome.choices import ReportState

USER = settings.AUTH_USER_MODEL
MOST_TEXT, LINE, KEY = 4000, 200, 40


class BarrierReport(Revised):
    """Somebody met a barrier and says so, with or without a login. The same `token` again is the same report."""

    token = models.UUIDField(unique=True, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    place = SealedTextField(_("Wo?"), key="data_key_id", max_length=LINE, blank=True)
    text = SealedTextField(_("Was geht nicht?"), key="data_key_id", max_length=MOST_TEXT)
    contact = SealedTextField(_("Wie erreichen wir Sie?"), key="data_key_id", max_length=LINE, blank=True)
    sent_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.OPEN)
    answer = SealedTextField(_("Was wurde getan?"), key="data_key_id", max_length=MOST_TEXT, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ReportState.OPEN, answered_at__isnull=True)
                | Q(state=ReportState.ANSWERED, answered_at__isnull=False),
                name="barrier_report_coherent",
            )
        ]
        indexes = [models.Index(fields=["state", "-sent_at"], name="barrier_report_state")]

    def __str__(self) -> str:
        return f"{self.uuid} ({self.state})"


class Tick(Record):
    """That a user is through with one step of the guide, or has put the whole of it away (`key` is empty)."""

    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=KEY, blank=True)
    ticked_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="welcome_tick_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.key or '-'}"
