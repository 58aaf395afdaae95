"""A crisis of a case: its beginning and end, what was done in it, what is still to be done, whom to call."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.choices import CrisisAct, CrisisOutcome
from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import Record, Revised
from roterfaden.process.models import Run


class Crisis(Revised):
    """A time in which a case comes before all others (KASSYS 4.3 M11). One case has at most one at a time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="crises")
    began_at = models.DateTimeField()
    began_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    what = SealedTextField(_("Was ist los?"), key="case.data_key_id", max_length=4000, blank=True)
    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=20, choices=CrisisOutcome.choices, blank=True)
    ending = SealedTextField(_("Wie ging sie aus?"), key="case.data_key_id", max_length=4000, blank=True)

    class Meta:
        ordering = ["-began_at", "-id"]
        verbose_name_plural = "crises"
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at__isnull=True), name="one_crisis_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="crisis_end_coherent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.began_at}"


class CrisisLogEntry(Record):
    """One line of the log of a crisis. Lines are added, never changed."""

    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="log")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=20, choices=CrisisAct.choices)
    text = SealedTextField(_("Was war?"), key="crisis.case.data_key_id", max_length=2000, blank=True)
    # when it was written down; `at` is when it happened
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        verbose_name_plural = "crisis log entries"

    def __str__(self) -> str:
        return f"{self.crisis_id}: {self.act}"


class Aftercare(Record):
    """Something to be done after a crisis, by a day."""

    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="aftercare")
    due_on = models.DateField()
    text = SealedTextField(_("Was ist zu tun?"), key="crisis.case.data_key_id", max_length=500)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [models.Index(fields=["due_on"], condition=Q(done_at__isnull=True), name="aftercare_open")]

    def __str__(self) -> str:
        return f"{self.crisis_id}: {self.due_on}"


class CrisisContact(Revised):
    """Whom a service calls in a crisis: an office with its telephone and its hours. No client's data."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Name der Stelle"), max_length=120)
    helps_with = models.CharField(_("Wofür"), max_length=200, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40)
    # as people write them: "Mo-Fr 8:00-16:00, Sa 10:00-12:00"; checked by common.opening_hours
    hours = models.CharField(_("Erreichbar"), max_length=200)
    note = models.CharField(_("Hinweis"), max_length=300, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
