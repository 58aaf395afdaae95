"""Own standards and requirements, rounds of self-assessment, evidence, and the plan of an introduction."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.documents.models import StoredFile
from roterfaden.standards.choices import Decision, StageState, State

KEY, MOST_TEXT, MOST_FILE = 40, 4000, 200_000


class OwnStandard(Record):
    """One edition of a standard that an organisation loaded itself. Never changed: a new number follows it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=KEY)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    valid_from = models.DateField()
    # the file as it was loaded; it names nobody
    text = models.TextField(max_length=MOST_FILE)
    loaded_at = models.DateTimeField()
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["key", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "key", "number"], name="own_standard_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.number}"


class OwnRequirement(Revised):
    """What a Land, a provider or a service demands beside a standard, or in place of one of its wordings."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    standard = models.CharField(max_length=KEY)
    code = models.CharField(max_length=KEY)
    chapter = models.CharField(max_length=KEY)
    topic = models.CharField(_("Thema"), max_length=200)
    text = models.CharField(_("Anforderung"), max_length=400)
    needs_evidence = models.BooleanField(_("Ein Nachweis ist nötig"), default=True)
    # words the requirement of this code anew; empty `seen`: it is one of its own
    seen = models.CharField(max_length=400, blank=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["standard", "code", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "standard", "code"], name="own_requirement_code_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.standard}:{self.code}"


class Assessment(Revised):
    """One round of self-assessment against a standard. Closed it keeps the wording that it was made against."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    standard = models.CharField(max_length=KEY)
    # what is assessed where it is not the organisation itself: the name of a quality system
    subject = models.CharField(max_length=200, blank=True)
    begun_on = models.DateField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    summary = SealedTextField(_("Ergebnis in Worten"), key="data_key_id", max_length=MOST_TEXT, blank=True)
    # the requirements as they read at closing, with their chapters and what counted as proof
    wording = models.JSONField(default=list, blank=True)
    version = models.CharField(max_length=20, blank=True)
    decision = models.CharField(max_length=12, choices=Decision.choices, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True)
    token = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["-begun_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "standard", "subject"],
                condition=Q(closed_on__isnull=True),
                name="assessment_one_open",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_on__isnull=True)
                | (~Q(decision="") & Q(decided_on__isnull=False)),
                name="assessment_decision_coherent",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "standard"], name="assessment_of_standard")]

    def __str__(self) -> str:
        return f"{self.standard}: {self.begun_on}"


class Rating(Revised):
    """How one requirement is kept, in one round."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="ratings")
    code = models.CharField(max_length=KEY)
    state = models.CharField(max_length=8, choices=State.choices)
    note = SealedTextField(_("Begründung"), key="assessment.data_key_id", max_length=2000, blank=True)
    rated_at = models.DateTimeField()
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["assessment", "code"], name="rated_once_in_a_round")]

    def __str__(self) -> str:
        return f"{self.assessment_id}: {self.code}"


class Evidence(Revised):
    """What shows that requirements are kept: a file, an address or a note, with who keeps it up to date."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    # sealed, as certificates name people
    title = SealedTextField(_("Was ist der Nachweis?"), key="data_key_id", max_length=200)
    note = SealedTextField(_("Notiz"), key="data_key_id", max_length=2000, blank=True)
    link = SealedTextField(_("Adresse"), key="data_key_id", max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # the last day counts; none: it does not lapse
    valid_until = models.DateField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["valid_until", "id"]
        indexes = [models.Index(fields=["organisation", "valid_until"], name="evidence_lapses")]

    def __str__(self) -> str:
        return str(self.uuid)


class Proof(Record):
    """That a piece of evidence shows one requirement."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="proofs")
    standard = models.CharField(max_length=KEY)
    code = models.CharField(max_length=KEY)

    class Meta:
        ordering = ["standard", "code"]
        constraints = [
            models.UniqueConstraint(fields=["evidence", "standard", "code"], name="proves_a_requirement_once")
        ]

    def __str__(self) -> str:
        return f"{self.standard}:{self.code}"


class Introduction(Revised):
    """The plan by which an organisation introduces the quality system, in stages."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    variant = models.CharField(max_length=KEY)
    version = models.CharField(max_length=20)
    begun_on = models.DateField()
    # keeps in touch with those who look after the system
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-begun_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["organisation"], name="introduced_once_by_an_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.variant}"


class Stage(Revised):
    """One stage: who sees to it, by when, how far it is."""

    introduction = models.ForeignKey(Introduction, on_delete=models.CASCADE, related_name="stages")
    number = models.PositiveSmallIntegerField()
    # of the catalogue; empty: one of its own
    key = models.CharField(max_length=KEY, blank=True)
    title = models.CharField(_("Stufe"), max_length=200)
    state = models.CharField(_("Stand"), max_length=8, choices=StageState.choices, default=StageState.OPEN)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    over_on = models.DateField(null=True, blank=True)
    note = SealedTextField(_("Notiz"), key="introduction.data_key_id", max_length=2000, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["introduction", "number"], name="stage_number_once")]

    def __str__(self) -> str:
        return f"{self.introduction_id}: {self.number}"
