"""What was answered at the entry to a cooperation."""

from django.conf import settings
from django.db import models

from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import Record
from roterfaden.cooperation.models import OF_COOPERATION, Cooperation


class EntryCheck(Record):
    """What was answered at the entry, and what followed from it by the rules of that day. Never edited."""

    cooperation = models.ForeignKey(Cooperation, on_delete=models.PROTECT, related_name="checks")
    # id of the criterion -> CriterionAnswer
    answers = SealedJSONField(key=OF_COOPERATION, max_length=10_000)
    met = models.BooleanField()
    # why it goes on although the rules say no
    reason = SealedTextField(key=OF_COOPERATION, max_length=2000, blank=True)
    checked_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.cooperation_id}: {self.met}"
