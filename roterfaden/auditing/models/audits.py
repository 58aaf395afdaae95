"""The programme of a cycle, who may audit, an audit on its chain, its questions, talks and signatures."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.auditing.choices import AuditKind, Side
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.process.models import Run

MOST_TEXT = 10_000


class Programme(Revised):
    """All audits of one cycle for an organisation and the services below it, and who acts for it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(_("Titel"), max_length=200)
    begins_on = models.DateField(_("Beginn des Zyklus"))
    ends_on = models.DateField(_("Ende des Zyklus"))
    # which processes, requirements and resources: names nobody
    scope = models.TextField(_("Umfang und Mittel"), max_length=MOST_TEXT, blank=True)
    coordinator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    trainer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    releaser = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-begins_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("begins_on")), name="programme_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Auditor(Record):
    """Somebody who was trained and appointed to audit. The last day counts."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(_("Prüft"), max_length=10, choices=Side.choices)
    trained_on = models.DateField(_("Geschult am"))
    training = models.CharField(_("Schulung, Nachweis"), max_length=300)
    appointed_on = models.DateField(_("Ernannt am"))
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["user__last_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user", "side"],
                condition=Q(ended_on__isnull=True),
                name="auditor_appointed_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.side}"


class Audit(Revised):
    """One audit of one service. Its way is its run on the chain; how it stands is what the run says."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="audits")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="quality_audit")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Art"), max_length=12, choices=AuditKind.choices)
    side = models.CharField(_("Seite"), max_length=10, choices=Side.choices)
    # the internal audit whose report this external one starts from
    prepared_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="prepares"
    )
    auditor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    provider = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(_("Tag des Audits"))
    hours = models.PositiveSmallIntegerField(_("Dauer in Stunden"), default=3)
    place = models.CharField(_("Ort"), max_length=200, blank=True)
    goal = SealedTextField(_("Ziel"), key="data_key_id", max_length=2000, blank=True)
    instruments = SealedTextField(
        _("Unterlagen und Instrumente"), key="data_key_id", max_length=2000, blank=True
    )
    announced_on = models.DateField(null=True, blank=True)
    # why the questions came later than the rule says, and that the service agreed
    short_notice = SealedTextField(_("Verkürzte Frist"), key="data_key_id", max_length=1000, blank=True)
    evaluation = SealedTextField(_("Bewertung"), key="data_key_id", max_length=MOST_TEXT, blank=True)
    report = SealedTextField(_("Auditbericht"), key="data_key_id", max_length=MOST_TEXT, blank=True)
    # from here on nothing of the report may change
    signed_first_at = models.DateTimeField(null=True, blank=True)
    token = models.UUIDField(unique=True, editable=False)

    class Meta:
        ordering = ["-held_on", "-id"]
        indexes = [models.Index(fields=["organisation", "-held_on"])]

    def __str__(self) -> str:
        return f"{self.get_kind_display().partition(':')[0]}, {self.held_on:%d.%m.%Y}"


class Question(Record):
    """A question that was announced, and what came of it."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveSmallIntegerField()
    # which of the ten guiding questions, 0 for an own one
    guiding = models.PositiveSmallIntegerField(default=0)
    # the requirement it asks about, as `standard:code`
    requirement = models.CharField(max_length=80, blank=True)
    text = SealedTextField(_("Frage"), key="audit.data_key_id", max_length=1000)
    answer = SealedTextField(_("Antwort"), key="audit.data_key_id", max_length=MOST_TEXT, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["audit", "number"], name="audit_question_number_once")]

    def __str__(self) -> str:
        return f"{self.audit_id}: {self.number}"


class Interview(Record):
    """A talk during the audit: with whom by function, never by name where it can be avoided."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="interviews")
    held_on = models.DateField(_("Am"))
    who = SealedTextField(_("Mit wem"), key="audit.data_key_id", max_length=200)
    notes = SealedTextField(_("Notizen"), key="audit.data_key_id", max_length=MOST_TEXT)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["held_on", "id"]

    def __str__(self) -> str:
        return f"{self.audit_id}: {self.held_on}"


class Signature(Record):
    """A party under the report: agreed, or signed with a difference that the report keeps."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="signatures")
    party = models.CharField(max_length=12)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    # what was signed: SHA-256 of the report as it stood
    digest = models.CharField(max_length=64)
    difference = SealedTextField(_("Offene Differenz"), key="audit.data_key_id", max_length=2000, blank=True)

    class Meta:
        ordering = ["signed_at", "id"]
        constraints = [models.UniqueConstraint(fields=["audit", "party"], name="audit_signed_once")]

    def __str__(self) -> str:
        return f"{self.audit_id}: {self.party}"
