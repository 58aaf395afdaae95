"""The register of employers: companies that all colleagues of a service know. Nothing about single clients."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.models import Revised
from roterfaden.employers.choices import Size


class Employer(Revised):
    """One company or one site of one, as one organisation knows it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="employers")
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    # normalised, written by employers.register: the order of the list
    search_name = models.CharField(max_length=220, editable=False)
    branch = models.CharField(_("Branche"), max_length=120, blank=True)
    size = models.CharField(_("Größe"), max_length=10, choices=Size.choices, default=Size.UNKNOWN)
    street = models.CharField(_("Straße und Nummer"), max_length=150, blank=True)
    postcode = models.CharField(_("Postleitzahl"), max_length=10, blank=True)
    town = models.CharField(_("Ort"), max_length=100, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    website = models.CharField(_("Internet"), max_length=200, blank=True)

    class Meta:
        ordering = ["search_name", "id"]
        indexes = [models.Index(fields=["organisation", "search_name"])]

    def __str__(self) -> str:
        return self.name


class EmployerContact(Revised):
    """Somebody at a company whom colleagues may call: name, task, how to reach them."""

    employer = models.ForeignKey(Employer, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("Name"), max_length=120)
    function = models.CharField(_("Aufgabe"), max_length=120, blank=True)
    phone = models.CharField(_("Telefon"), max_length=40, blank=True)
    email = models.EmailField(_("E-Mail"), blank=True)
    # no longer there since this day: kept, because older notes name them
    left_on = models.DateField(_("nicht mehr dort seit"), null=True, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class EmployerKey(models.Model):
    """One key under which an employer is found: a word of a name, its sound, a slip of it, a phone number's end."""

    pk = models.CompositePrimaryKey("organisation", "key", "employer")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, db_index=False, related_name="+")
    key = models.BinaryField(max_length=60)
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="keys")

    def __str__(self) -> str:
        return f"{self.employer_id}"
