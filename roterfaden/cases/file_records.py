"""What is known of a file besides its bytes: from whom it came."""

from django.db import models

from roterfaden.cases.models import Case
from roterfaden.common.models import Record
from roterfaden.consent.models import Recipient
from roterfaden.documents.models import StoredFile


class FileOrigin(Record):
    """Somebody bound to secrecy from whom a file came: without their release it goes to nobody else."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, related_name="+")
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.file_id}: {self.recipient_id}"
