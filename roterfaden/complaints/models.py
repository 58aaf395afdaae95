"""Complaints: what was said, whom it concerns, who handles it, what was answered and learnt."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.complaints.choices import Channel, Complainant
from roterfaden.process.models import Run
from roterfaden.quality.models import Proposal

MOST_TEXT = 10_000


class Officer(Record):
    """Somebody named for the complaints of an organisation and of all below it. The last day counts."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["user__last_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user", "valid_from"], name="officer_begins_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="officer_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.organisation_id}"


class Complaint(Revised):
    """One complaint. Its way is its run; how it stands is what the run says."""

    # what the person is told, so that somebody without a name can ask how it stands
    code = models.CharField(max_length=12, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="complaint")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    complainant = models.CharField(_("Wer beschwert sich?"), max_length=10, choices=Complainant.choices)
    channel = models.CharField(_("Wie kam sie?"), max_length=10, choices=Channel.choices)
    # both empty: nobody can be answered
    name = SealedTextField(_("Name"), key="data_key_id", max_length=200, blank=True)
    contact = SealedTextField(_("Weg für die Antwort"), key="data_key_id", max_length=400, blank=True)
    text = SealedTextField(_("Beschwerde im Wortlaut"), key="data_key_id", max_length=MOST_TEXT)
    wish = SealedTextField(_("Was soll sich ändern?"), key="data_key_id", max_length=2000, blank=True)
    about = SealedTextField(_("Um wen oder was geht es?"), key="data_key_id", max_length=400, blank=True)
    case = models.ForeignKey(Case, null=True, blank=True, on_delete=models.PROTECT, related_name="complaints")
    received_at = models.DateTimeField()
    # None: it came through the portal
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer_due_on = models.DateField(null=True, blank=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = SealedTextField(_("Antwort"), key="data_key_id", max_length=MOST_TEXT, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    # without names, for everybody in the service
    lesson = SealedTextField(_("Lehre"), key="data_key_id", max_length=2000, blank=True)
    lesson_at = models.DateTimeField(null=True, blank=True)
    improvement = SealedTextField(_("Verbesserung"), key="data_key_id", max_length=2000, blank=True)
    proposal = models.ForeignKey(Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # of the form, so that sending it twice makes one complaint
    token = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["organisation", "-received_at"]),
            models.Index(fields=["received_by", "-received_at"]),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def can_be_answered(self) -> bool:
        return bool(self.contact)


class Concerned(Record):
    """A user about whom a complaint is: never handles it, never sees it."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="concerned")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "user"], name="concerned_once")]

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.user_id}"


class ConcernTakenBack(Record):
    """That a user was marked as concerned by mistake: from then on it is as if they never were."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="taken_back")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField(_("Grund"), key="complaint.data_key_id", max_length=1000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.complaint_id}: {self.user_id}"
