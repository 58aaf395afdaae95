"""Several bodies and the person at one table: from the entry check to the signed plan and its end."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import Record, Revised
from roterfaden.consent.choices import Channel
from roterfaden.consent.models import Consent, Recipient, Transfer
from roterfaden.cooperation.choices import (
    CooperationState,
    FindingKind,
    MeetingKind,
    MeetingState,
    PartyKind,
    Presence,
    RoundKind,
    SignatureKind,
    SignatureWay,
    StepState,
    TableRole,
    TurnKind,
)
from roterfaden.deadlines.models import Appointment, CaseDeadline
from roterfaden.documents.models import StoredFile

USER = settings.AUTH_USER_MODEL
OF_COOPERATION = "cooperation.case.data_key_id"
OF_MEETING = "meeting.cooperation.case.data_key_id"
OF_VERSION = "version.cooperation.case.data_key_id"


class Cooperation(Revised):
    """One cooperation of several bodies in a case; its words and rules are those of `procedure` (`id@version`)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="cooperations")
    procedure = models.CharField(max_length=80)
    state = models.CharField(
        max_length=12, choices=CooperationState.choices, default=CooperationState.PREPARING
    )
    opened_on = models.DateField()
    # who registered the person, with whom, on which consent
    registering = models.ForeignKey(
        Recipient, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    office = models.ForeignKey(Recipient, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    authority = models.ForeignKey(Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    manager = models.ForeignKey("Party", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    managed_since = models.DateField(null=True, blank=True)
    # the deadline by which all involved are informed again
    inform_by = models.ForeignKey(
        CaseDeadline, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    end = models.CharField(max_length=40, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = SealedTextField(key="case.data_key_id", max_length=2000, blank=True)

    class Meta:
        ordering = ["-opened_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(state__in=(CooperationState.ENDED, CooperationState.DECLINED)),
                name="one_cooperation_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=CooperationState.ENDED, ended_on__isnull=False)
                | (~Q(state=CooperationState.ENDED) & Q(ended_on__isnull=True)),
                name="cooperation_end_coherent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.procedure}"


class Turn(Record):
    """A turn in the life of a cooperation, with what was said."""

    cooperation = models.ForeignKey(Cooperation, on_delete=models.PROTECT, related_name="turns")
    kind = models.CharField(max_length=12, choices=TurnKind.choices)
    text = SealedTextField(key=OF_COOPERATION, max_length=4000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.cooperation_id}: {self.kind}"


class Party(Revised):
    """Who sits at the table: the person, a body with the one who acts for it, or a guest the person asked for."""

    cooperation = models.ForeignKey(Cooperation, on_delete=models.PROTECT, related_name="parties")
    kind = models.CharField(max_length=12, choices=PartyKind.choices)
    # the body in the service's list of recipients; None for the person
    recipient = models.ForeignKey(
        Recipient, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    name = SealedTextField(key=OF_COOPERATION, max_length=200)
    function = SealedTextField(key=OF_COOPERATION, max_length=200, blank=True)
    email = SealedTextField(key=OF_COOPERATION, max_length=254, blank=True)
    signs = models.BooleanField(_("unterschreibt den Plan"), default=True)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=PartyKind.CLIENT) ^ Q(recipient__isnull=False), name="party_has_a_body"
            ),
            models.UniqueConstraint(
                fields=["cooperation"], condition=Q(kind=PartyKind.CLIENT), name="party_client_once"
            ),
        ]
        verbose_name_plural = "parties"

    def __str__(self) -> str:
        return f"{self.cooperation_id}: {self.kind}"


class Meeting(Revised):
    """A round table or an evaluation: dates proposed, one fixed, held in two parts."""

    cooperation = models.ForeignKey(Cooperation, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=12, choices=MeetingKind.choices)
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.FINDING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    place = SealedTextField(key=OF_COOPERATION, max_length=300, blank=True)
    appointment = models.ForeignKey(
        Appointment, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # first part: what the bodies know; second part: what was talked over with the person, and their own view
    first_part = SealedTextField(key=OF_COOPERATION, max_length=20_000, blank=True)
    second_part = SealedTextField(key=OF_COOPERATION, max_length=20_000, blank=True)
    own_view = SealedTextField(key=OF_COOPERATION, max_length=20_000, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=(MeetingState.FINDING, MeetingState.CANCELLED))
                | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="meeting_has_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"{self.cooperation_id}: {self.kind}"


class DateOption(Record):
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="options")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "starts_at"], name="date_option_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="date_option_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.starts_at}"


class DateAnswer(Revised):
    """What one party said to all proposed dates: uuid of the option -> DateReply."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="date_answers")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    replies = models.JSONField(default=dict)
    answered_at = models.DateTimeField()
    # None: the party answered alone, through the portal or a link
    recorded_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "party"], name="date_answer_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.party_id}"


class AgendaItem(Revised):
    """One open question for a meeting, and what came of it. `source` keeps built ones from coming twice."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="agenda")
    text = SealedTextField(key=OF_MEETING, max_length=500)
    outcome = SealedTextField(key=OF_MEETING, max_length=4000, blank=True)
    source = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "source"], condition=~Q(source=""), name="agenda_source_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.source}"


class Attendance(Record):
    """Who of a party was there, in which part, in which role."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendances")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=10, choices=Presence.choices)
    role = models.CharField(max_length=10, choices=TableRole.choices, default=TableRole.MEMBER)
    name = SealedTextField(key=OF_MEETING, max_length=200)

    class Meta:
        ordering = ["party_id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "party"], name="attendance_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.presence}"


class Finding(Revised):
    """One difficulty or resource in a domain of life, who said it, and how the person sees it."""

    cooperation = models.ForeignKey(Cooperation, on_delete=models.PROTECT, related_name="findings")
    domain = models.CharField(max_length=40)
    kind = models.CharField(max_length=12, choices=FindingKind.choices)
    text = SealedTextField(key=OF_COOPERATION, max_length=2000)
    said_by = models.ForeignKey(Party, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    own_view = SealedTextField(key=OF_COOPERATION, max_length=2000, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.cooperation_id}: {self.domain}"


class PlanDraft(Revised):
    """The plan as it is being written: lists of goals, items and obligations (see `planning`)."""

    cooperation = models.OneToOneField(Cooperation, on_delete=models.PROTECT, related_name="draft")
    content = SealedJSONField(key=OF_COOPERATION, max_length=400_000)

    def __str__(self) -> str:
        return f"{self.cooperation_id}: {self.revision}"


class PlanVersion(Record):
    """A plan that was put before all to sign. Never changed: what changes is a new version."""

    cooperation = models.ForeignKey(Cooperation, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    content = SealedJSONField(key=OF_COOPERATION, max_length=400_000)
    reason = SealedTextField(key=OF_COOPERATION, max_length=2000, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["cooperation", "number"], name="plan_version_once")]

    def __str__(self) -> str:
        return f"{self.cooperation_id}: {self.number}"


class Signature(Record):
    """What one party said to one version. Never changed; a later word of the same party counts instead."""

    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=SignatureKind.choices)
    way = models.CharField(max_length=10, choices=SignatureWay.choices)
    name = SealedTextField(key=OF_VERSION, max_length=200)
    # the reservation, or why it was refused
    note = SealedTextField(key=OF_VERSION, max_length=2000, blank=True)
    # a path of an SVG of 600 by 200
    drawing = SealedTextField(key=OF_VERSION, max_length=60_000, blank=True)
    scan = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField()
    recorded_at = models.DateTimeField()
    # who saw the person sign; None where they signed alone in the portal
    witnessed_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(way=SignatureWay.PORTAL) | Q(witnessed_by__isnull=False),
                name="signature_has_a_witness",
            ),
            models.CheckConstraint(
                condition=~Q(way=SignatureWay.SCANNED) | Q(scan__isnull=False), name="signature_has_its_scan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.kind}"


class PlanStep(Revised):
    """How far one item of the plan is; `key` is the item's in every version."""

    cooperation = models.ForeignKey(Cooperation, on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(max_length=40)
    state = models.CharField(max_length=10, choices=StepState.choices, default=StepState.OPEN)
    due_on = models.DateField(null=True, blank=True)
    deadline = models.ForeignKey(
        CaseDeadline, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["cooperation", "key"], name="plan_step_once")]

    def __str__(self) -> str:
        return f"{self.cooperation_id}: {self.key}"


class StepChange(Record):
    step = models.ForeignKey(PlanStep, on_delete=models.PROTECT, related_name="changes")
    state = models.CharField(max_length=10, choices=StepState.choices)
    note = SealedTextField(key="step.cooperation.case.data_key_id", max_length=2000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.step_id}: {self.state}"


class SharingRound(Record):
    """One time that something went to all involved, filtered for each: before the table, or about the state."""

    cooperation = models.ForeignKey(Cooperation, on_delete=models.PROTECT, related_name="rounds")
    kind = models.CharField(max_length=12, choices=RoundKind.choices)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # of the form, so that sending it twice does not share twice
    token = models.UUIDField(unique=True, editable=False)
    # from when on its links go by themselves; None: somebody sends them
    send_on = models.DateField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.cooperation_id}: {self.kind}"

    @property
    def is_waiting(self) -> bool:
        """Something of it still waits, and not for a link to be opened."""
        transfers = (share.transfer for share in self.shares.all() if share.transfer is not None)
        return any(transfer.waits_for not in ("", Channel.LINK) for transfer in transfers)


class SharedWith(Record):
    """What came of a round for one party: a transfer of the ledger, or the reason why there is none."""

    round = models.ForeignKey(SharingRound, on_delete=models.PROTECT, related_name="shares")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    transfer = models.ForeignKey(Transfer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kept_back = models.PositiveIntegerField(default=0)
    refused_because = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["round", "party"], name="shared_with_once")]

    def __str__(self) -> str:
        return f"{self.round_id}: {self.party_id}"


from roterfaden.cooperation import entry_records, office_records, reminder_records  # noqa: E402, F401
