"""Files: what was uploaded, sealed on disk."""

from django.conf import settings
from django.db import models

from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record

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
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.uuid)
