"""What stands beside the journal: files of entries, notes for oneself, texts to insert."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.documents.models import StoredFile


class JournalAttachment(Record):
    """A file that belongs to an entry. Removed ones stay for the trail and are shown no more."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="attachments")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.file_id}"


class PersonalNote(Revised):
    """A working note of one caseworker on a case, sealed with the key of that person. Not part of the file."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    text = SealedTextField(_("Notiz"), key="data_key_id", max_length=20000)
    written_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-written_at", "-id"]
        indexes = [models.Index(fields=["owner", "case", "-written_at"], name="personal_note_newest")]

    def __str__(self) -> str:
        return f"{self.owner_id}: {self.case_id}"


class TextBlock(Revised):
    """A text to insert into an entry: of a service, for all who work there, or of one person. Holds no client's data."""  # noqa: E501

    service = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    title = models.CharField(_("Name"), max_length=80)
    text = models.TextField(_("Text"), max_length=4000)
    # set into the form together with the text; nothing leaves it as it is
    kind = models.CharField(_("Art"), max_length=10, choices=ContactKind.choices, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["title", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(service__isnull=True) ^ Q(owner__isnull=True), name="text_block_of_one"
            )
        ]

    def __str__(self) -> str:
        return self.title
