"""Who comes in without an account, what they may open, and what they say there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.choices import Language
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import Record, Revised
from roterfaden.consent.models import Consent, Recipient, SecrecyRelease, Transfer
from roterfaden.cooperation.models import Party, PlanVersion
from roterfaden.deadlines.models import Appointment
from roterfaden.documents.models import StoredFile
from roterfaden.portal.choices import (
    CodeWay,
    Coming,
    GuestKind,
    MessageKind,
    OfferKind,
    OfferState,
    Wording,
)

OF_CASE = "case.data_key_id"
USER = settings.AUTH_USER_MODEL


class Offer(Record):
    """A declaration put before the person to sign in the portal: all its parts but form and day. Never edited."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="offers")
    kind = models.CharField(max_length=10, choices=OfferKind.choices)
    # purpose, occasion, classes, consequences, language … by the names of `consent.declarations.Facts`
    facts = SealedJSONField(key=OF_CASE, max_length=20_000)
    recipients = models.ManyToManyField(Recipient, related_name="+")
    holder = models.ForeignKey(Recipient, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    both_ways = models.BooleanField(default=False)
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=OfferState.choices, default=OfferState.OPEN)
    answered_at = models.DateTimeField(null=True, blank=True)
    signed_name = SealedTextField(key=OF_CASE, max_length=200, blank=True)
    note = SealedTextField(key=OF_CASE, max_length=2000, blank=True)
    consent = models.ForeignKey(Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    release = models.ForeignKey(
        SecrecyRelease, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=(OfferState.OPEN, OfferState.TAKEN_BACK), answered_at__isnull=True)
                | Q(state__in=(OfferState.SIGNED, OfferState.REFUSED), answered_at__isnull=False),
                name="offer_answer_coherent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"


class Guest(Revised):
    """Somebody without an account who may open a part of one case until a day, with a code and a PIN."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="guests")
    kind = models.CharField(max_length=10, choices=GuestKind.choices)
    name = SealedTextField(key=OF_CASE, max_length=200)
    # where codes and neutral notices go; "" where nothing is mailed
    email = SealedTextField(key=OF_CASE, max_length=254, blank=True)
    # said on the phone and printed: names the access when a new code is asked for
    number = models.CharField(max_length=12, unique=True)
    pin_hash = models.CharField(max_length=200)
    # the app of the person, which opens instead of the PIN since that moment; the last step whose number was used
    app_secret = SealedTextField(key=OF_CASE, max_length=64, null=True, blank=True)
    app_since = models.DateTimeField(null=True, blank=True)
    app_step = models.BigIntegerField(default=0, db_default=0)
    wording = models.CharField(max_length=10, choices=Wording.choices, default=Wording.STANDARD)
    # of pages and mails; "": as the service has it
    language = models.CharField(
        max_length=10, choices=Language.choices, blank=True, default="", db_default=""
    )
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    valid_until = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # of a partner: what it may read lies in the ledger, exactly as the gate let it pass
    transfer = models.ForeignKey(Transfer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    may_add = models.BooleanField(default=False)
    may_sign = models.BooleanField(default=False)
    appointments = models.ManyToManyField(Appointment, related_name="+")
    # of a signer, and of a partner who signs: the one document
    version = models.ForeignKey(
        PlanVersion, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    offer = models.ForeignKey(Offer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=GuestKind.PARTNER) ^ Q(transfer__isnull=True),
                name="guest_part_is_a_partners",
            ),
            models.CheckConstraint(
                condition=~Q(kind=GuestKind.SIGNER) | (Q(version__isnull=True) ^ Q(offer__isnull=True)),
                name="guest_signs_one_document",
            ),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(kind=GuestKind.CLIENT, revoked_at__isnull=True),
                name="guest_client_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"


class PutDocument(Record):
    """A file of the case that lies in the portal for the person to read, until it is taken back."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="put_documents")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
    put_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "file"], condition=Q(taken_back_at__isnull=True), name="document_put_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.file_id}"


class EntryCode(Record):
    """One code of a guest; only its hash is kept. A single-use code is spent by the first entry."""

    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="codes")
    code_hash = models.CharField(max_length=64, unique=True)
    way = models.CharField(max_length=10, choices=CodeWay.choices)
    issued_at = models.DateTimeField()
    # None: the guest asked for it
    issued_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    reusable = models.BooleanField(default=False)
    used_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.guest_id}: {self.way}"


class Device(Record):
    """A device that a guest asked us to remember: with it the PIN alone opens."""

    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="devices")
    token_hash = models.CharField(max_length=64, unique=True)
    added_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.guest_id}: {self.added_at}"


class Visit(Record):
    """One sitting of a guest, from the entry to its end; only the hash of its token is kept."""

    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="visits")
    token_hash = models.CharField(max_length=64, unique=True)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.guest_id}: {self.opened_at}"


class FailedEntry(models.Model):
    """One wrong code or PIN. `bucket` is a keyed hash of where it came from or what it tried."""

    bucket = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["bucket", "at"], name="failed_entry_bucket")]
        verbose_name_plural = "failed entries"

    def __str__(self) -> str:
        return str(self.at)


class Message(Record):
    """What a guest wrote to the service, or the service to the person. Never changed."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="portal_messages")
    # whose conversation it belongs to
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="messages")
    kind = models.CharField(max_length=12, choices=MessageKind.choices, default=MessageKind.MESSAGE)
    text = SealedTextField(_("Text"), key=OF_CASE, max_length=8000)
    # None: the guest wrote it
    sent_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    # of the form, so that sending it twice does not write twice
    token = models.UUIDField(unique=True, editable=False)
    # what it is about: an appointment
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # of ours: the person has opened it
    read_at = models.DateTimeField(null=True, blank=True)
    # of theirs: somebody has dealt with it, and its entry in the journal
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey(JournalEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["sent_at", "id"]
        indexes = [
            models.Index(
                fields=["case", "sent_at"],
                condition=Q(sent_by__isnull=True, taken_at__isnull=True),
                name="message_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"


class OwnView(Record):
    """How the person sees a goal or the whole: their words. The newest counts, earlier ones stay."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="own_views")
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="+")
    # the key of a line of the plan; "" for everything
    line = models.CharField(max_length=40, blank=True)
    text = SealedTextField(key=OF_CASE, max_length=2000)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.line}"


class DateWord(Record):
    """What a guest said to an appointment; the last word counts."""

    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="guest_words")
    guest = models.ForeignKey(Guest, on_delete=models.PROTECT, related_name="+")
    coming = models.CharField(max_length=5, choices=Coming.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.appointment_id}: {self.coming}"
