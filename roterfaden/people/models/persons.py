"""Persons: the clients of the services."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import DataKey, Revised
from roterfaden.people.choices import Gender


class Person(Revised):
    """One client, as one organisation knows them. Two services keep two records: nothing flows by itself.

    Names and contact data are plain so that they can be found on the phone; what touches health is sealed.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="persons")
    code = models.CharField(max_length=12, unique=True)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    first_name = models.CharField(_("Vorname"), max_length=100)
    last_name = models.CharField(_("Nachname"), max_length=100)
    # normalised "last first", written by people.records, read by the search
    search_name = models.CharField(max_length=220, editable=False)
    # how the names sound, written by people.records, read by the look for duplicates
    sound_last = models.CharField(max_length=20, editable=False, default="")
    sound_first = models.CharField(max_length=20, editable=False, default="")
    # this record was joined into another one, which counts; nobody sees it any more
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="merged"
    )
    birth_date = models.DateField(_("Geburtsdatum"))
    gender = models.CharField(_("Geschlecht"), max_length=10, choices=Gender.choices, default=Gender.UNKNOWN)
    nationality = models.CharField(_("Staatsangehörigkeit"), max_length=60, blank=True)
    street = models.CharField(_("Straße und Nummer"), max_length=150, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=10, blank=True)
    town = models.CharField(_("Ort"), max_length=100, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    communication = SealedTextField(
        _("Verständigung (Sprache, Gebärden, Leichte Sprache …)"),
        key="data_key_id",
        max_length=1000,
        blank=True,
    )
    # ids of the catalogue and languages, see people.relations.set_communication
    needs = SealedJSONField(key="data_key_id", null=True)
    disability = SealedTextField(
        _("Behinderung oder Belastung, soweit für die Unterstützung wichtig"),
        key="data_key_id",
        max_length=4000,
        blank=True,
    )

    class Meta:
        ordering = ["last_name", "first_name"]
        indexes = [
            models.Index(fields=["organisation", "search_name"]),
            models.Index(fields=["organisation", "birth_date"]),
            models.Index(fields=["organisation", "sound_last", "sound_first"]),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


class PersonKey(models.Model):
    """One key under which a person is found: a word of the name, its sound, a slip of it, a phone number's end."""

    pk = models.CompositePrimaryKey("organisation", "key", "person")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False, related_name="+")
    key = models.BinaryField(max_length=60)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="keys")

    def __str__(self) -> str:
        return f"{self.person_id}"
