"""With whom a service works beyond single cases, what was agreed there, where and when it can be reached."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.auditing.choices import OccasionKind
from roterfaden.common.models import Record, Revised

MOST_TEXT = 4000


class Partner(Revised):
    """A body with which a service works together, and the agreement about it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Name"), max_length=200)
    field = models.CharField(_("Arbeitsgebiet"), max_length=200, blank=True)
    contact = models.CharField(_("Ansprechstelle"), max_length=300, blank=True)
    agreement = models.CharField(_("Kooperationsvereinbarung"), max_length=300, blank=True)
    agreed_on = models.DateField(_("Vereinbart am"), null=True, blank=True)
    agreed_until = models.DateField(_("Gilt bis"), null=True, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=Q(ended_on__isnull=True),
                name="network_partner_once",
            ),
            models.CheckConstraint(
                condition=Q(agreed_until__isnull=True)
                | Q(agreed_on__isnull=True)
                | Q(agreed_until__gte=F("agreed_on")),
                name="agreement_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Occasion(Revised):
    """A meeting of a committee, an event, something for the public."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Art"), max_length=10, choices=OccasionKind.choices)
    title = models.CharField(_("Titel"), max_length=200)
    held_on = models.DateField(_("Am"))
    text = models.TextField(_("Worum ging es?"), max_length=MOST_TEXT, blank=True)
    agreed_with_office = models.BooleanField(_("Mit Träger und Integrationsamt abgestimmt"), default=False)
    partners = models.ManyToManyField(Partner, blank=True, related_name="occasions")

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.title


class Resolution(Revised):
    """What was decided there: who does what by when."""

    occasion = models.ForeignKey(Occasion, on_delete=models.CASCADE, related_name="resolutions")
    text = models.CharField(_("Beschluss"), max_length=1000)
    responsible = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("Bis wann"), null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]

    def __str__(self) -> str:
        return self.text[:60]


class OpenPlace(Revised):
    """Where people can come to, when, and how they reach it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Ort"), max_length=200)
    address = models.CharField(_("Anschrift"), max_length=300)
    hours = models.CharField(_("Öffnungszeiten"), max_length=300)
    reached_by = models.CharField(_("Telefon, Fax, Gebärdentelefon, E-Mail"), max_length=300)
    transport = models.CharField(_("Bus, Bahn, Parkplatz"), max_length=300, blank=True)
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RegionalOfficer(Record):
    """Who keeps contact to the editors of the handbook for a region. The last day counts."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["user__last_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(valid_until__isnull=True),
                name="regional_officer_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.user_id}"
