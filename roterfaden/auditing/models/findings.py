"""The sample of cases, findings with their place and their correction, the catalogue for the next audit."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.auditing.choices import DEVIATIONS, Effect, FindingKind, FindingPlace
from roterfaden.auditing.models.audits import Audit
from roterfaden.cases.models import Case
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import Record, Revised
from roterfaden.process.models import Task, TaskDocument

MOST_TEXT = 4000


class Sample(Record):
    """How cases were drawn: from whom, by which seed. Drawn again with the same seed it gives the same."""

    audit = models.OneToOneField(Audit, on_delete=models.CASCADE, related_name="sample")
    seed = models.PositiveBigIntegerField()
    chain = models.CharField(max_length=60, blank=True)
    opened_from = models.DateField()
    opened_until = models.DateField()
    # how many cases there were to choose from; left out: cases near to the auditor
    population = models.PositiveIntegerField()
    left_out = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.audit_id}: {self.seed}"


class SampledCase(Record):
    """One drawn case; the auditor reads it redacted and calls it by its number."""

    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="cases")
    number = models.PositiveSmallIntegerField()
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "number"], name="sampled_number_once"),
            models.UniqueConstraint(fields=["sample", "case"], name="sampled_case_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id}: {self.number}"


class Finding(Revised):
    """What the auditor found, where, and for a deviation what is done about it until the re-check."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="findings")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(_("Art"), max_length=10, choices=FindingKind.choices)
    place = models.CharField(_("Ort"), max_length=12, choices=FindingPlace.choices)
    # `standard:code` of a requirement, or `chain:node`
    reference = models.CharField(max_length=120, blank=True)
    sampled = models.ForeignKey(
        SampledCase, null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    document = models.ForeignKey(
        TaskDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # without names: what is about a case went through the redaction before it was stored
    text = SealedTextField(_("Feststellung"), key="audit.data_key_id", max_length=MOST_TEXT)
    statement = SealedTextField(
        _("Stellungnahme des Dienstes"), key="audit.data_key_id", max_length=MOST_TEXT, blank=True
    )
    cause = SealedTextField(_("Ursache"), key="audit.data_key_id", max_length=MOST_TEXT, blank=True)
    correction = SealedTextField(
        _("Korrekturmaßnahme"), key="audit.data_key_id", max_length=MOST_TEXT, blank=True
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(_("Bis wann"), null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    done_note = SealedTextField(
        _("Was getan wurde"), key="audit.data_key_id", max_length=MOST_TEXT, blank=True
    )
    effect = models.CharField(_("Nachprüfung"), max_length=10, choices=Effect.choices, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    check_note = SealedTextField(
        _("Befund der Nachprüfung"), key="audit.data_key_id", max_length=MOST_TEXT, blank=True
    )

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["audit", "number"], name="finding_number_once")]
        indexes = [models.Index(fields=["reference"])]

    def __str__(self) -> str:
        return f"{self.audit_id}: {self.number}"

    @property
    def is_deviation(self) -> bool:
        return self.kind in DEVIATIONS

    @property
    def is_open(self) -> bool:
        """A deviation that no re-check has found effective."""
        return self.is_deviation and self.effect != Effect.EFFECTIVE


class CatalogueMeasure(Revised):
    """One line of the goal and measure catalogue: what, who, by when, checked. The next audit starts from it."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="measures")
    # the guiding question it answers
    guiding = models.PositiveSmallIntegerField()
    what = SealedTextField(_("Was ist zu tun?"), key="audit.data_key_id", max_length=MOST_TEXT)
    responsible = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("Bis wann"))
    checked_on = models.DateField(null=True, blank=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    effect = models.CharField(max_length=10, choices=Effect.choices, blank=True)

    class Meta:
        ordering = ["guiding", "id"]

    def __str__(self) -> str:
        return f"{self.audit_id}: {self.guiding}"
