"""The anamnesis of a person: every value ever said, with its source; and the health record, with a key of its own."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.people.models.persons import Person


class HealthRecord(Record):
    """What touches the health of a person: a record, a key and a right of its own (§ 76 SGB X, Art. 9 DSGVO)."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="health_record")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.person_id}"


class HealthGrant(Record):
    """Somebody whose work does not open the health record may read it all the same, for a reason, until a day."""

    record = models.ForeignKey(HealthRecord, on_delete=models.PROTECT, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    valid_until = models.DateField(_("bis"))
    revoked_at = models.DateTimeField(null=True, blank=True)
    reason = SealedTextField(_("Grund"), key="record.data_key_id", max_length=1000)

    class Meta:
        ordering = ["granted_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["record", "user"],
                condition=Q(revoked_at__isnull=True),
                name="health_grant_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id}: {self.user_id}"


class FactSlot(Revised):
    """One place of a person's anamnesis: an item, in the n-th entry of its section, at the n-th place of a list.

    `revision` is the number of the value that counts now. What touches health belongs to the health record.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="fact_slots")
    health = models.ForeignKey(
        HealthRecord, null=True, blank=True, on_delete=models.PROTECT, related_name="slots"
    )
    item = models.CharField(max_length=40)
    entry = models.PositiveIntegerField(default=0)
    place = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["item", "entry", "place"]
        constraints = [
            models.UniqueConstraint(fields=["person", "item", "entry", "place"], name="fact_slot_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.item}/{self.entry}/{self.place}"


class Fact(Record):
    """One value of a slot: who said it, when; never overwritten. No value means that it was taken out."""

    slot = models.ForeignKey(FactSlot, on_delete=models.PROTECT, related_name="facts")
    number = models.PositiveIntegerField()
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    value = SealedJSONField(key="data_key_id", null=True)
    source = models.CharField(max_length=40)
    source_name = SealedTextField(key="data_key_id", max_length=200, blank=True)
    said_on = models.DateField()
    form_version = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["slot_id", "number"]
        constraints = [models.UniqueConstraint(fields=["slot", "number"], name="fact_number_once")]

    def __str__(self) -> str:
        return f"{self.slot_id}: {self.number}"


class Dispute(Record):
    """Somebody says that a value is not true. The mark goes wherever the value goes, until it is settled."""

    fact = models.ForeignKey(Fact, on_delete=models.PROTECT, related_name="disputes")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    said_by = SealedTextField(_("wer"), key="data_key_id", max_length=200)
    reason = SealedTextField(_("warum"), key="data_key_id", max_length=2000)
    raised_on = models.DateField(_("wann"))
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settlement = SealedTextField(_("Ausgang"), key="data_key_id", max_length=2000, blank=True)

    class Meta:
        ordering = ["raised_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fact"], condition=Q(settled_at__isnull=True), name="fact_disputed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.fact_id}"


class FormOverlay(Revised):
    """What a service asks beyond the shipped form: own sections, own items (see people.overlays for the shape)."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="form_overlay")
    content = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.organisation_id}"


class FormOverlayVersion(Record):
    """How an overlay stood before it was changed."""

    overlay = models.ForeignKey(FormOverlay, on_delete=models.PROTECT, related_name="versions")
    revision = models.PositiveIntegerField()
    content = models.JSONField()
    replaced_at = models.DateTimeField()
    replaced_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["overlay_id", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["overlay", "revision"], name="form_overlay_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.overlay_id}: {self.revision}"
