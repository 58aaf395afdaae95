"""Abilities of persons, requirements of workplaces, what a person can do and must not do, and what came to nothing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.employers.models import Workplace
from roterfaden.people.models import Person
from roterfaden.profiles.choices import DeclineReason, Method, PlaceMethod, Side, View


class OwnInstrument(Revised):
    """An instrument of one service: made by itself, or imported under a licence. It never leaves the service."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="instruments")
    key = models.CharField(max_length=40)
    title = models.CharField(_("Name"), max_length=120)
    content = models.JSONField()
    # the words of the licence; empty for what the service made itself
    licence = models.CharField(_("Lizenz"), max_length=300, blank=True)
    version = models.CharField(max_length=40)

    class Meta:
        ordering = ["title", "id"]
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="own_instrument_once")]

    def __str__(self) -> str:
        return self.title


class AbilityProfile(Revised):
    """What a person can do, found out on one day in one way. Sealed with the key of the health record."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ability_profiles")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    instrument = models.CharField(max_length=40)
    instrument_version = models.CharField(max_length=40)
    view = models.CharField(_("Sicht"), max_length=10, choices=View.choices)
    method = models.CharField(_("Wie"), max_length=20, choices=Method.choices)
    found_on = models.DateField(_("Tag"))
    source = SealedTextField(_("Von wem"), key="data_key_id", max_length=200, blank=True)
    # {"values": {item: number}, "notes": {item: text}}; an item without a number is unknown
    content = SealedJSONField(key="data_key_id")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    # the version that corrected this one; only what nothing replaced counts
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrects"
    )

    class Meta:
        ordering = ["-found_on", "-id"]
        indexes = [models.Index(fields=["person", "instrument", "found_on"])]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.instrument}"


class RequirementProfile(Revised):
    """What a workplace asks for. Nothing about a person, so it is not sealed."""

    workplace = models.ForeignKey(Workplace, on_delete=models.PROTECT, related_name="requirement_profiles")
    instrument = models.CharField(max_length=40)
    instrument_version = models.CharField(max_length=40)
    method = models.CharField(_("Wie"), max_length=20, choices=PlaceMethod.choices)
    found_on = models.DateField(_("Tag"))
    source = models.CharField(_("Von wem"), max_length=200, blank=True)
    content = models.JSONField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    replaced_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrects"
    )

    class Meta:
        ordering = ["-found_on", "-id"]
        indexes = [models.Index(fields=["workplace", "instrument", "found_on"])]

    def __str__(self) -> str:
        return f"{self.workplace_id}: {self.instrument}"


class SearchTerms(Record):
    """What is possible for a person at work and what must not be. The newest row counts, the others are the history."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="search_terms")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    # see profiles.terms.Wishes
    content = SealedJSONField(key="data_key_id")
    # without this day the person is not found from a workplace
    agreed_on = models.DateField(_("Einverstanden mit der Suche seit"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.person_id}"


class Decline(Record):
    """A workplace that came to nothing for a person: who said no, why."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="declines")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    workplace = models.ForeignKey(Workplace, on_delete=models.PROTECT, related_name="declines")
    side = models.CharField(_("Wer"), max_length=10, choices=Side.choices)
    reason = models.CharField(_("Warum"), max_length=12, choices=DeclineReason.choices)
    condition = models.CharField(max_length=40, blank=True)
    note = SealedTextField(_("Notiz"), key="data_key_id", max_length=1000, blank=True)
    declined_at = models.DateTimeField()
    declined_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["declined_at", "id"]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.workplace_id}"


class ServiceWeights(Revised):
    """How a service weighs shortfall, surplus and unknown, and single items; see matching.ranking.Weights."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, related_name="matching_weights"
    )
    shortfall = models.PositiveSmallIntegerField(_("Ein Schritt zu wenig"), default=4)
    surplus = models.PositiveSmallIntegerField(_("Ein Schritt zu viel"), default=1)
    unknown = models.PositiveSmallIntegerField(_("Nicht bekannt"), default=1)
    items = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.organisation_id}"
