"""Two records that were one person: what was joined, and how to part them again."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from roterfaden.common.crypto.fields import SealedJSONField
from roterfaden.common.models import DataKey, Record
from roterfaden.people.models.persons import Person


class PersonMerge(Record):
    """`gone` was joined into `kept`. The memento says what to put back where when this was a mistake."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merges")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="merged_by")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    memento = SealedJSONField(key="data_key_id")
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["merged_at", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
            models.UniqueConstraint(
                fields=["gone"], condition=Q(undone_at__isnull=True), name="merged_away_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} → {self.kept_id}"
