"""Files: what was uploaded, sealed on disk; and what is held until it was looked through."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record
from roterfaden.documents.choices import CheckOutEnd, FileState, HoldOutcome, HoldReason

# the kind of a file that nobody has sorted yet; kinds are data of those who know cases
UNSORTED = "unsorted"


class StoredFile(Record):
    """One uploaded file. Its bytes lie sealed in MEDIA_ROOT under its uuid; name and bytes open with `data_key` only."""  # noqa: E501

    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    name = SealedTextField(key="data_key_id", max_length=255)
    kind = models.CharField(max_length=40, default=UNSORTED, db_default=UNSORTED)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    state = models.CharField(
        max_length=10, choices=FileState.choices, default=FileState.KEPT, db_default=FileState.KEPT
    )
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.uuid)


class HeldFile(Record):
    """A file that the scanner gave no word on: why, how often it was asked, and how that ended."""

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="hold")
    # who decides about it; none: the operator, who sees it in `doctor`
    service = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = models.CharField(max_length=20, choices=HoldReason.choices)
    held_at = models.DateTimeField()
    tried_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=1)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=HoldOutcome.choices, blank=True)

    class Meta:
        ordering = ["held_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", ended_at__isnull=True) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="held_file_end_coherent",
            )
        ]
        indexes = [
            models.Index(fields=["service", "held_at"], condition=Q(ended_at=None), name="held_files_waiting")
        ]

    def __str__(self) -> str:
        return f"{self.file_id}: {self.why}"


class FileVersion(Record):
    """One file in a line of versions; a file that was never changed has none. `line` is the uuid of the first."""

    line = models.UUIDField(db_index=True)
    number = models.PositiveIntegerField()
    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="version")
    remark = SealedTextField(key="file.data_key_id", max_length=500, blank=True)

    class Meta:
        ordering = ["line", "number"]
        constraints = [models.UniqueConstraint(fields=["line", "number"], name="file_version_once")]

    def __str__(self) -> str:
        return f"{self.line} {self.number}"


class CheckOut(Record):
    """Somebody works on a file outside of the program: until when, and how that ended."""

    line = models.UUIDField(db_index=True)
    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="+")
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    end = models.CharField(max_length=10, choices=CheckOutEnd.choices, blank=True)
    # why the lead took it back
    reason = SealedTextField(key="file.data_key_id", max_length=500, blank=True)

    class Meta:
        ordering = ["taken_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(ended_at=None), name="check_out_once"),
            models.CheckConstraint(
                condition=Q(end="", ended_at__isnull=True) | (~Q(end="") & Q(ended_at__isnull=False)),
                name="check_out_end_coherent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.taken_by_id}"
