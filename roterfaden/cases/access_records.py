"""What a service takes away from the access table, and the emergency accesses to its cases."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.choices import FieldClass, Relation
from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import Record


class Narrowing(Record):
    """In this service the relation opens this part of a case at most that far."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="narrowings")
    relation = models.CharField(max_length=20, choices=Relation.choices)
    part = models.CharField(max_length=20, choices=FieldClass.choices)
    # roterfaden.cases.access_table.Level
    level = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["service", "relation", "part"], name="narrowing_once")]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.relation}/{self.part}"


class Opening(Record):
    """One emergency access: who opened which case, why, until when; and who looked at it afterwards."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=40)
    reason = SealedTextField(_("Begründung"), key="case.data_key_id", max_length=1000)
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    review = SealedTextField(_("Ergebnis der Prüfung"), key="case.data_key_id", max_length=1000, blank=True)

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("opened_at")), name="opening_ends_after_start"),
            models.CheckConstraint(
                condition=Q(reviewed_by__isnull=True) | ~Q(reviewed_by=F("user")),
                name="opening_reviewed_by_another",
            ),
        ]
        indexes = [models.Index(fields=["user", "ends_at"], name="opening_of_user")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.user_id}"
