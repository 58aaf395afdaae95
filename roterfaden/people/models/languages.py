"""How well a person commands a language, day by day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import Record
from roterfaden.people.choices import CefrLevel
from roterfaden.people.models.persons import Person


class LanguageLevel(Record):
    """A level on a day; nothing is overwritten, so statistics can read the levels of any day."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="language_levels")
    # ISO 639-1
    language = models.CharField(max_length=2)
    level = models.CharField(_("Sprachstand"), max_length=2, choices=CefrLevel.choices)
    said_on = models.DateField(_("Stand vom"))
    source = SealedTextField(_("Von wem oder woher"), key="person.data_key_id", max_length=300)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["person_id", "language", "-said_on", "-id"]
        indexes = [models.Index(fields=["person", "language", "-said_on"], name="language_level_newest")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.language} {self.level}"
