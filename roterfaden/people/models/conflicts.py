"""Staff and the people close to them: whose record is out of reach for whom."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record
from roterfaden.people.choices import Closeness
from roterfaden.people.models.persons import Person


class Conflict(Record):
    """A member of staff said: this human is me, a relative, a friend. Whether they are a client is not said.

    The marks are keyed hashes of name and birth date; by them records of persons are found, now and later.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="conflicts")
    closeness = models.CharField(_("Verhältnis"), max_length=10, choices=Closeness.choices)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    name = SealedTextField(_("Name"), key="data_key_id", max_length=420)
    birth_date = SealedTextField(_("Geburtsdatum"), key="data_key_id", max_length=10)
    mark = models.CharField(max_length=64, editable=False)
    former_mark = models.CharField(max_length=64, editable=False, blank=True)
    declared_at = models.DateTimeField()
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["declared_at", "id"]
        indexes = [
            models.Index(fields=["mark"], name="conflict_mark"),
            models.Index(fields=["former_mark"], name="conflict_former_mark"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.closeness}"


class OutOfReach(models.Model):
    """For `user` this record of a person is not there. Follows the person when records are joined."""

    conflict = models.ForeignKey(Conflict, on_delete=models.CASCADE, related_name="hides")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="out_of_reach_for")

    class Meta:
        indexes = [models.Index(fields=["user", "person"], name="out_of_reach")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.person_id}"
