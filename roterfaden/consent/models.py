"""Who may learn what about a person, on which basis, and what really went out."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import Record, Revised
from roterfaden.consent.choices import (
    Aid,
    Channel,
    GivenForm,
    Giver,
    RecipientKind,
    TransferState,
)
from roterfaden.documents.models import StoredFile
from roterfaden.people.models import Person


class Recipient(Revised):
    """One body or human to whom a service may pass something. Holds nothing about any client."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="recipients")
    kind = models.CharField(_("Art"), max_length=20, choices=RecipientKind.choices)
    name = models.CharField(_("Name"), max_length=200)
    # where it is an organisation of this installation
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["service", "name"], name="recipient_name_once")]

    def __str__(self) -> str:
        return self.name


class Pledge(Record):
    """A recipient outside the social administration promises to use what it gets for this purpose only (§ 78 SGB X)."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="pledges")
    signed_on = models.DateField()
    signed_by = models.CharField(max_length=200)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-signed_on", "-id"]

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.signed_on}"


class Declaration(Record):
    """What consents and releases share. A declaration is never edited: it is withdrawn, and a new one is given."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="%(class)ss")
    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    purpose = SealedTextField(_("Zweck"), key="person.data_key_id", max_length=1000)
    occasion = SealedTextField(_("Anlass"), key="person.data_key_id", max_length=1000)
    classes = models.JSONField()
    consequences = SealedTextField(key="person.data_key_id", max_length=1000)
    withdrawal_explained = models.BooleanField()
    special_named = models.BooleanField()
    language = models.CharField(max_length=60)
    aid = models.CharField(max_length=20, choices=Aid.choices)
    given_by = models.CharField(max_length=20, choices=Giver.choices)
    guardian = SealedTextField(key="person.data_key_id", max_length=400, blank=True)
    form = models.CharField(max_length=20, choices=GivenForm.choices)
    given_on = models.DateField()
    valid_until = models.DateField()
    text_version = models.CharField(max_length=20)
    signed_copy = models.ForeignKey(
        StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True
        ordering = ["-given_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__gte=F("given_on")), name="%(class)s_ends_after_it_was_given"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.given_on}"


class Consent(Declaration):
    """The person agrees that certain recipients learn certain classes of facts for one purpose (§ 67b Abs. 2 SGB X)."""

    recipients = models.ManyToManyField(Recipient, related_name="+")


class SecrecyRelease(Declaration):
    """The person frees somebody bound by § 203 StGB (Art. 321 StGB-CH) from their secrecy towards certain others."""

    holder = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    towards = models.ManyToManyField(Recipient, related_name="+")
    # the service may speak to the holder as well
    both_ways = models.BooleanField(default=False)


class Transfer(Record):
    """One thing that goes, went, or was kept from going to one recipient: who decided, on which basis, exactly what."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="transfers")
    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # the record that it belongs to: in practice a case
    scope = models.UUIDField()
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="transfers")
    channel = models.CharField(max_length=20, choices=Channel.choices)
    purpose = SealedTextField(key="person.data_key_id", max_length=1000)
    consent = models.ForeignKey(Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    legal_basis = models.CharField(max_length=40, blank=True)
    classes = models.JSONField()
    # [{"class", "title", "text", "source"}], as filtered
    content = SealedJSONField(key="person.data_key_id", max_length=400_000)
    state = models.CharField(max_length=10, choices=TransferState.choices, default=TransferState.QUEUED)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    out_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.CharField(max_length=300, blank=True)
    # where the law lets it pass without consent: the day by which the person must be told, and when they were
    tell_person_by = models.DateField(null=True, blank=True)
    person_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-decided_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(consent__isnull=True) ^ Q(legal_basis=""), name="transfer_has_one_basis"
            ),
            models.CheckConstraint(
                condition=Q(state=TransferState.OUT, out_at__isnull=False)
                | (~Q(state=TransferState.OUT) & Q(out_at__isnull=True)),
                name="transfer_out_coherent",
            ),
        ]
        indexes = [models.Index(fields=["person", "-decided_at"])]

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.state}"

    @property
    def waits_for(self) -> str:
        """The channel by which it still has to go; "" once it went or was stopped."""
        return self.channel if self.state == TransferState.QUEUED else ""
