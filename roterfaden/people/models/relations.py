"""Who stands beside a person: family and household, legal guardian, doctors, contacts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import DataKey, Revised
from roterfaden.people.choices import RelationKind
from roterfaden.people.models.anamnesis import HealthRecord
from roterfaden.people.models.persons import Person


class Relation(Revised):
    """Somebody beside a person. Guardians and doctors belong to the health record: they tell of an illness."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relations")
    health = models.ForeignKey(
        HealthRecord, null=True, blank=True, on_delete=models.PROTECT, related_name="relations"
    )
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Art"), max_length=10, choices=RelationKind.choices)
    name = SealedTextField(_("Name"), key="data_key_id", max_length=200)
    # what the kind asks for (people.relations.FIELDS): texts, and ids of the catalogue
    details = SealedJSONField(key="data_key_id", null=True)
    ended_on = models.DateField(_("gilt nicht mehr seit"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "id"]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}"
