"""Trials at a company and employment, bound to the case and to the workplace. Texts are sealed with the case's key."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import Record, Revised
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.employers.models import EmployerContact, Workplace
from roterfaden.placement.choices import CheckInResult, Side, SubsidyState, TrialEnd, TrialState

USER = settings.AUTH_USER_MODEL
OF_CASE = "case.data_key_id"
OF_TRIAL = "trial.case.data_key_id"
OF_EMPLOYMENT = "employment.case.data_key_id"


class Trial(Revised):
    """An internship, a trial employment or a work trial (M7): agreed, evaluated, ended."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="trials")
    workplace = models.ForeignKey(Workplace, on_delete=models.PROTECT, related_name="trials")
    # id of placement.terms.trial_kinds
    kind = models.CharField(_("Art"), max_length=40)
    state = models.CharField(max_length=10, choices=TrialState.choices, default=TrialState.AGREED)
    starts_on = models.DateField(_("Beginn"))
    ends_on = models.DateField(_("Letzter Tag"))
    hours = models.PositiveSmallIntegerField(_("Wochenstunden"))
    contact = models.ForeignKey(
        EmployerContact, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    goals = SealedTextField(_("Ziele"), key=OF_CASE, max_length=4000)
    terms = SealedTextField(_("Was vereinbart ist"), key=OF_CASE, max_length=4000, blank=True)
    # the day on which all signed
    agreed_on = models.DateField(_("Unterschrieben am"), null=True, blank=True)
    deadline = models.ForeignKey(
        CaseDeadline, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(null=True, blank=True)
    end = models.CharField(max_length=12, choices=TrialEnd.choices, blank=True)
    end_note = SealedTextField(key=OF_CASE, max_length=2000, blank=True)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="trial_ends_later"),
            models.CheckConstraint(
                condition=Q(state=TrialState.AGREED, ended_on__isnull=True)
                | (~Q(state=TrialState.AGREED) & Q(ended_on__isnull=False)),
                name="trial_end_coherent",
            ),
        ]
        indexes = [models.Index(fields=["ended_on"], name="trial_ended")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.kind}"


class Evaluation(Record):
    """How a trial was, told by one side. Several stand side by side, none is overwritten."""

    trial = models.ForeignKey(Trial, on_delete=models.PROTECT, related_name="evaluations")
    side = models.CharField(_("Wer"), max_length=10, choices=Side.choices)
    told_on = models.DateField(_("Tag"))
    told_by = SealedTextField(_("Von wem"), key=OF_TRIAL, max_length=200, blank=True)
    # question -> mark, as in placement.terms
    answers = SealedJSONField(key=OF_TRIAL)
    note = SealedTextField(_("In Worten"), key=OF_TRIAL, max_length=4000, blank=True)
    recorded_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["told_on", "id"]

    def __str__(self) -> str:
        return f"{self.trial_id}: {self.side}"


class Employment(Revised):
    """A job that somebody began, until it ends."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="employments")
    workplace = models.ForeignKey(Workplace, on_delete=models.PROTECT, related_name="employments")
    trial = models.ForeignKey(
        Trial, null=True, blank=True, on_delete=models.PROTECT, related_name="employments"
    )
    # id of placement.terms.contracts
    contract = models.CharField(_("Vertrag"), max_length=40)
    starts_on = models.DateField(_("Erster Arbeitstag"))
    fixed_until = models.DateField(_("Befristet bis"), null=True, blank=True)
    probation_until = models.DateField(_("Probezeit bis"), null=True, blank=True)
    hours = models.PositiveSmallIntegerField(_("Wochenstunden"))
    pay = SealedTextField(_("Entgelt"), key=OF_CASE, max_length=200, blank=True)
    terms = SealedTextField(_("Was vereinbart ist"), key=OF_CASE, max_length=4000, blank=True)
    probation_deadline = models.ForeignKey(
        CaseDeadline, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    fixed_deadline = models.ForeignKey(
        CaseDeadline, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_on = models.DateField(_("Letzter Arbeitstag"), null=True, blank=True)
    # {"reason", "told_on", "note", "steps"}; why a job was lost may tell an illness
    loss = SealedJSONField(key=OF_CASE, null=True, blank=True)
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on")),
                name="employment_ends_later",
            )
        ]
        indexes = [models.Index(fields=["starts_on"], name="employment_from")]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.workplace_id}"


class Subsidy(Revised):
    """Money or help for an employment, with its end as a deadline."""

    employment = models.ForeignKey(Employment, on_delete=models.PROTECT, related_name="subsidies")
    # id of placement.terms.subsidies
    kind = models.CharField(_("Förderung"), max_length=40)
    payer = models.CharField(_("Von wem"), max_length=120, blank=True)
    state = models.CharField(
        _("Stand"), max_length=10, choices=SubsidyState.choices, default=SubsidyState.APPLIED
    )
    starts_on = models.DateField(_("Von"), null=True, blank=True)
    ends_on = models.DateField(_("Bis"), null=True, blank=True)
    amount = SealedTextField(_("Höhe"), key=OF_EMPLOYMENT, max_length=200, blank=True)
    deadline = models.ForeignKey(
        CaseDeadline, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.employment_id}: {self.kind}"


class CheckIn(Revised):
    """Asking how it goes, 3, 6 and 12 months after the start: first a deadline, then what was found."""

    employment = models.ForeignKey(Employment, on_delete=models.PROTECT, related_name="check_ins")
    deadline = models.OneToOneField(CaseDeadline, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField(_("Gefragt am"), null=True, blank=True)
    result = models.CharField(_("Wie es steht"), max_length=10, choices=CheckInResult.choices, blank=True)
    note = SealedTextField(_("In Worten"), key=OF_EMPLOYMENT, max_length=2000, blank=True)
    recorded_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(result="", asked_on__isnull=True) | (~Q(result="") & Q(asked_on__isnull=False)),
                name="check_in_coherent",
            )
        ]

    def __str__(self) -> str:
        return f"{self.employment_id}: {self.result}"
