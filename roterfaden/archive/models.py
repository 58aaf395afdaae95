"""What becomes of a case after its end: what was open when it was closed, how long it is kept, who may still see it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.archive.choices import DestructionState, RestrictionGround
from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import Record, Revised


class ClosingCheck(Record):
    """What was still open when somebody closed the case, as numbers by kind, and why it was closed all the same."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="closing_checks")
    # {kind: how many}; see choices.GapKind
    gaps = models.JSONField()
    reason = SealedTextField(_("Warum trotzdem"), key="case.data_key_id", max_length=2000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.at}"


class Keeping(Record):
    """How long an archived case is kept and how that was counted. Reopening the case ends it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="keepings")
    rule = models.CharField(max_length=60)
    version = models.CharField(max_length=20)
    keep_until = models.DateField()
    computed = models.CharField(max_length=1000)
    archived_at = models.DateTimeField()
    archived_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-archived_at", "-id"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.keep_until}"


class Restriction(Revised):
    """The processing of a case is restricted: it is kept, and nothing else happens with it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="restrictions")
    ground = models.CharField(_("Grund"), max_length=20, choices=RestrictionGround.choices)
    reason = SealedTextField(_("Begründung"), key="case.data_key_id", max_length=2000)
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_because = SealedTextField(key="case.data_key_id", max_length=2000, blank=True)

    class Meta:
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(lifted_at__isnull=True), name="one_restriction_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.ground}"


class Destruction(Revised):
    """That the time of a case is over, who proposed its destruction, and who confirmed it. Nothing about the client.

    After the destruction this row and the trail are what is left.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="destructions")
    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    file_number = models.CharField(max_length=30)
    keep_until = models.DateField()
    state = models.CharField(max_length=10, choices=DestructionState.choices, default=DestructionState.LISTED)
    listed_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # of a case that is kept longer
    reason = SealedTextField(key="case.data_key_id", max_length=2000, blank=True)
    # how much went: {"texts", "files", "person"}
    went = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["keep_until", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=~Q(state=DestructionState.KEPT), name="one_destruction_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state=DestructionState.DONE)
                | (Q(decided_by__isnull=False, proposed_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="destroyed_by_two_people",
            ),
        ]
        indexes = [models.Index(fields=["service", "state", "keep_until"])]

    def __str__(self) -> str:
        return f"{self.file_number}: {self.state}"
