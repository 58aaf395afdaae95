"""The table of concepts: how a service carries out one kind of measure, in versions. Nothing of a person is in it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.models import Record
from roterfaden.measures.models import USER

MOST_TEXT = 10_000


class Concept(Record):
    """One version; never changed, replaced by the next one."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # id of the catalogue of carrying out
    kind = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()
    goals = models.TextField(_("Ziele"), max_length=MOST_TEXT)
    content = models.TextField(_("Inhalte"), max_length=MOST_TEXT)
    procedure = models.TextField(_("Verfahren"), max_length=MOST_TEXT)
    # what differs from the version before, and why; the first has none
    changed = models.CharField(_("Was ist anders?"), max_length=300, blank=True)
    valid_from = models.DateField(_("gilt ab"))
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["service_id", "kind", "-number"]
        constraints = [models.UniqueConstraint(fields=["service", "kind", "number"], name="concept_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.number}"
