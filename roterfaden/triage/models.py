"""What is kept of a triage: decisions about its offers, assessments of potential, checks for a sanction."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import Record, Revised
from roterfaden.triage.choices import ReviewOutcome

USER = settings.AUTH_USER_MODEL


class TriageDecision(Record):
    """How the office acts about one offer, with the facts as they stood; the newest of each path counts."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="triage_decisions")
    number = models.PositiveIntegerField()
    edition = models.CharField(max_length=80)
    # ids of the catalogue
    path = models.CharField(max_length=40)
    offer = models.CharField(max_length=60)
    way = models.CharField(max_length=40)
    act_title = models.CharField(max_length=120)
    title = models.CharField(max_length=200)
    verdict = models.CharField(max_length=12)
    # another way than the file proposes, or an offer whose conditions are not met
    departs = models.BooleanField(default=False)
    reason = SealedTextField(_("Begründung"), key="case.data_key_id", max_length=2000)
    # a list of {words, source, health}
    facts = SealedJSONField(key="case.data_key_id")
    decided_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["case_id", "-number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="triage_decision_once")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.path}"


class PotentialAssessment(Record):
    """One assessment of potential, as its result was told; never changed, a later one stands beside it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="potential_assessments")
    edition = models.CharField(max_length=80)
    kind = models.CharField(_("Art"), max_length=40)
    done_on = models.DateField(_("Abgeklärt am"))
    body = SealedTextField(_("Wer abgeklärt hat"), key="case.data_key_id", max_length=200)
    # {area: {"level": id, "note": text}}
    areas = SealedJSONField(key="case.data_key_id")
    result = SealedTextField(_("Ergebnis"), key="case.data_key_id", max_length=80)
    summary = SealedTextField(_("Zusammenfassung"), key="case.data_key_id", max_length=4000)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["case_id", "-done_on", "-id"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"


class SanctionReview(Revised):
    """The check whether a sanction may be: reasons that excuse, preconditions, the hearing, who decided and why."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="sanction_reviews")
    edition = models.CharField(max_length=80)
    occasion = SealedTextField(_("Was verweigert wurde"), key="case.data_key_id", max_length=2000)
    happened_on = models.DateField(_("Am"))
    # {point: {"finding": yes|no|"", "note": text}}
    findings = SealedJSONField(key="case.data_key_id")
    heard_on = models.DateField(_("Anhörung am"), null=True, blank=True)
    hearing = SealedTextField(
        _("Was die Person dazu sagt"), key="case.data_key_id", max_length=4000, blank=True
    )
    outcome = models.CharField(max_length=10, choices=ReviewOutcome.choices, blank=True)
    reason = SealedTextField(_("Begründung"), key="case.data_key_id", max_length=4000, blank=True)
    percent = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    opened_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["case_id", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(outcome=""), name="one_open_sanction_review_of_a_case"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by__isnull=True)
                | (~Q(outcome="") & Q(decided_by__isnull=False)),
                name="sanction_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.outcome}"
