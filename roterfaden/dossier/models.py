"""Documents made from a case: printed files that wait to be fetched, and protocols of a hand-over."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedJSONField
from roterfaden.common.models import Record, Revised
from roterfaden.consent.models import Transfer
from roterfaden.documents.models import StoredFile
from roterfaden.dossier.choices import ProtocolState, Purpose


class PrintedFile(Record):
    """A file that somebody had set as PDF. Its bytes go after some days; that it was printed stays."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="printed_files")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    parts = models.JSONField()
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    file = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # of one for another body: what the gate let out
    transfer = models.ForeignKey(Transfer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(purpose=Purpose.THIRD) ^ Q(transfer__isnull=True),
                name="printed_for_third_by_gate",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.purpose}"


class HandOverProtocol(Revised):
    """What one field of work tells the next about a case: made from the file, edited, then kept as a document."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="protocols")
    # which form of the catalogue it follows
    form = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    # {id of the section: text}
    texts = SealedJSONField(_("Abschnitte"), key="case.data_key_id", null=True, max_length=200_000)
    state = models.CharField(max_length=10, choices=ProtocolState.choices, default=ProtocolState.DRAFT)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    file = models.OneToOneField(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ProtocolState.DRAFT, file__isnull=True, kept_at__isnull=True)
                | Q(state=ProtocolState.KEPT, file__isnull=False, kept_at__isnull=False),
                name="protocol_kept_with_file",
            ),
            models.UniqueConstraint(
                fields=["case", "form"], condition=Q(state=ProtocolState.DRAFT), name="one_protocol_in_work"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.form}"
