"""What a coordination office costs."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.models import Record


class OfficeCost(Record):
    """One cost of a coordination office. A wrong one is struck, not changed; nothing of a person stands in it."""

    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="coordination_costs")
    token = models.UUIDField(unique=True, editable=False)
    day = models.DateField(_("Tag"))
    purpose = models.CharField(_("Wofür"), max_length=200)
    amount = models.DecimalField(_("Betrag"), max_digits=12, decimal_places=2)
    receipt = models.CharField(_("Beleg"), max_length=200)
    struck_because = models.CharField(_("Warum gestrichen"), max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["day", "id"]
        indexes = [models.Index(fields=["office", "day"], name="office_cost_of_year")]

    def __str__(self) -> str:
        return f"{self.office_id}: {self.day}"
