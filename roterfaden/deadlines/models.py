"""What a case has dates for beside its chains: deadlines of its own, follow-ups, appointments; and who wants to hear of it."""  # noqa: E501

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.deadlines.choices import (
    About,
    AppointmentKind,
    AppointmentState,
    Attendance,
    CancelledBy,
    FollowUpTurn,
    Frequency,
    Outcome,
)
from roterfaden.process.models import Deadline


class CaseDeadline(Record):
    """A deadline that belongs to a case as a whole: by a rule of the catalogue, or a day that somebody named."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="own_deadlines")
    deadline = models.OneToOneField(Deadline, on_delete=models.PROTECT, related_name="case_deadline")
    subject = SealedTextField(_("Worum geht es?"), key="case.data_key_id", max_length=500, blank=True)
    # which stage of its rule it is; later stages follow when it is done
    stage = models.PositiveIntegerField(default=0)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    result = SealedTextField(_("Ergebnis in einem Satz"), key="case.data_key_id", max_length=1000, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.deadline_id}"


class FollowUp(Revised):
    """Look at this again on a day (Wiedervorlage); it hangs on the case or on one of its records."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="follow_ups")
    about = models.CharField(max_length=10, choices=About.choices, default=About.CASE)
    # the record it hangs on; None for the case itself
    record = models.UUIDField(null=True, blank=True)
    due_on = models.DateField(_("Wieder vorlegen am"))
    text = SealedTextField(_("Was ist dann zu tun?"), key="case.data_key_id", max_length=2000)
    assigned_to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.OPEN, closed_at__isnull=True)
                | (~Q(outcome=Outcome.OPEN) & Q(closed_at__isnull=False)),
                name="follow_up_close_coherent",
            )
        ]
        indexes = [
            models.Index(fields=["case", "due_on"], condition=Q(outcome=Outcome.OPEN), name="follow_up_open")
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.due_on}"


class FollowUpChange(Record):
    """What became of a follow-up: postponed, given to somebody else, closed, opened again."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="changes")
    turn = models.CharField(max_length=10, choices=FollowUpTurn.choices)
    from_on = models.DateField()
    to_on = models.DateField()
    reason = SealedTextField(key="follow_up.case.data_key_id", max_length=1000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["follow_up_id", "id"]

    def __str__(self) -> str:
        return f"{self.follow_up_id}: {self.turn}"


class Appointment(Revised):
    """A meeting with a beginning and an end, in a case or internal; and afterwards who came."""

    # None: internal, of the service alone
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="appointments"
    )
    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Art"), max_length=12, choices=AppointmentKind.choices)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    subject = SealedTextField(_("Thema"), key="data_key_id", max_length=200, blank=True)
    place = SealedTextField(_("Ort"), key="data_key_id", max_length=300, blank=True)
    # further people by name and function, as typed
    others = SealedTextField(_("Weitere Beteiligte"), key="data_key_id", max_length=500, blank=True)
    notes = SealedTextField(_("Vorbereitung"), key="data_key_id", max_length=4000, blank=True)
    with_client = models.BooleanField(_("Die Klientin, der Klient nimmt teil"), default=True)
    colleagues = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="appointments")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=AppointmentState.choices, default=AppointmentState.PLANNED
    )
    attendance = models.CharField(max_length=10, choices=Attendance.choices, blank=True)
    cancelled_by = models.CharField(max_length=10, choices=CancelledBy.choices, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    reason = SealedTextField(_("Grund"), key="data_key_id", max_length=1000, blank=True)
    # the entry that tells what was
    entry = models.ForeignKey(JournalEntry, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="appointment_ends_later"),
            models.CheckConstraint(
                condition=Q(state=AppointmentState.CANCELLED, cancelled_at__isnull=False)
                | (~Q(state=AppointmentState.CANCELLED) & Q(cancelled_at__isnull=True)),
                name="appointment_cancel_coherent",
            ),
        ]
        indexes = [
            models.Index(fields=["case", "starts_at"]),
            models.Index(fields=["service", "starts_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.starts_at}"


class CalendarFeed(Record):
    """A secret address under which a user's own calendar reads their dates. Only the hash of the secret is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=Q(revoked_at__isnull=True), name="one_feed_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.made_at}"


class Reminder(Record):
    """How often a user is reminded by mail, and where to. Without a row: never."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reminder")
    frequency = models.CharField(
        _("Erinnerung per E-Mail"), max_length=10, choices=Frequency.choices, default=Frequency.NEVER
    )
    email = models.EmailField(_("Dienstliche E-Mail-Adresse"), blank=True)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.frequency}"
