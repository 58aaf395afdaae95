"""Templates and letterheads of a service; reports with their versions, remarks, marks; runs of letters."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.consent.models import Consent, Recipient, Transfer
from roterfaden.correspondence.choices import AuthorRole, CommentKind, ReportState, Window
from roterfaden.deadlines.models import CaseDeadline
from roterfaden.documents.models import StoredFile

USER = settings.AUTH_USER_MODEL
OF_REPORT = "report.case.data_key_id"
# what a report says in Leichte Sprache, in signs
MOST_EASY_WORDS = 4000


class Letterhead(Revised):
    """What stands on the paper of a service. Nothing about a client."""

    service = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="letterhead")
    office = models.CharField(_("Name auf dem Brief"), max_length=120)
    street = models.CharField(_("Straße und Hausnummer"), max_length=120)
    town = models.CharField(_("PLZ und Ort"), max_length=120)
    phone = models.CharField(_("Telefon"), max_length=60)
    email = models.EmailField(_("E-Mail"), blank=True)
    foot = models.CharField(_("Fußzeile"), max_length=300, blank=True)
    window = models.CharField(_("Fensterumschlag"), max_length=5, choices=Window.choices, default=Window.DIN)

    def __str__(self) -> str:
        return self.office


class WordTemplate(Record):
    """One version of a service's own Word template. Never changed: a new file is a new version. No client's data."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="word_templates")
    name = models.CharField(_("Name"), max_length=120)
    version = models.PositiveIntegerField()
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    valid_from = models.DateField(_("gilt ab"))
    valid_until = models.DateField(_("gilt bis"), null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["name", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["service", "name", "version"], name="word_template_version_once"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("valid_from")),
                name="word_template_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"


class MailCertificate(Record):
    """By which mails to a recipient are encrypted. Public by its nature; never changed, only ended."""

    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="mail_certificates")
    address = models.EmailField(_("Adresse"))
    content = models.BinaryField()
    fingerprint = models.CharField(max_length=95)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-valid_until", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "address", "fingerprint"],
                condition=Q(ended_at__isnull=True),
                name="mail_certificate_once_in_force",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="mail_certificate_end_coherent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recipient_id}: {self.valid_until:%Y-%m-%d}"


class ReportMark(Record):
    """A journal entry that somebody took for relevant to reports."""

    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT, related_name="report_mark")
    marked_at = models.DateTimeField()
    marked_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.entry_id}"


class Report(Revised):
    """A report or a statement: written from the file, released by a second person, frozen, passed on by the gate.

    `body`: [{"id", "title", "sentences": [{"text", "class", "evidence": [{"kind", "id", "label"}]}]}].
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    template = models.CharField(max_length=60)
    template_version = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    role = models.CharField(max_length=10, choices=AuthorRole.choices, default=AuthorRole.ADVISER)
    recipient = models.ForeignKey(Recipient, on_delete=models.PROTECT, related_name="+")
    purpose = SealedTextField(_("Wozu?"), key="case.data_key_id", max_length=1000)
    consent = models.ForeignKey(Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    legal_basis = models.CharField(max_length=40, blank=True)
    # of a statement: what is asked, since when, until when it is answered
    question = SealedTextField(_("Frage"), key="case.data_key_id", max_length=2000, blank=True)
    asked_on = models.DateField(null=True, blank=True)
    deadline = models.ForeignKey(
        CaseDeadline, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    client_told_on = models.DateField(null=True, blank=True)
    body = SealedJSONField(key="case.data_key_id", max_length=400_000)
    # for the copy that the person gets, never in what goes out
    easy_words = SealedTextField(
        _("Was im Bericht steht, in Leichter Sprache"),
        key="case.data_key_id",
        max_length=MOST_EASY_WORDS,
        null=True,
        blank=True,
    )
    # holds something of the health record: only those who may open that may open this
    holds_health = models.BooleanField(default=False)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file = models.OneToOneField(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    transfer = models.ForeignKey(Transfer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    received_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-begun_at", "-id"]
        indexes = [models.Index(fields=["case", "state"], name="report_of_case")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["released", "sent"], file__isnull=False, released_at__isnull=False)
                | (~Q(state__in=["released", "sent"]) & Q(file__isnull=True, released_at__isnull=True)),
                name="report_frozen_with_file",
            ),
            models.CheckConstraint(
                condition=Q(consent__isnull=True) ^ Q(legal_basis=""), name="report_has_one_basis"
            ),
            models.CheckConstraint(
                condition=Q(released_by__isnull=True) | ~Q(released_by=models.F("submitted_by")),
                name="report_released_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", transfer__isnull=False)
                | (~Q(state="sent") & Q(transfer__isnull=True)),
                name="report_sent_by_transfer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.template}"


class ReportVersion(Record):
    """The body of a report as somebody saved it. Never changed."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    body = SealedJSONField(key=OF_REPORT, max_length=400_000)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="case_report_version_once")]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.number}"


class ReportComment(Record):
    """A remark beside a report, or why it was returned. Not part of what goes out."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="comments")
    kind = models.CharField(max_length=10, choices=CommentKind.choices, default=CommentKind.REMARK)
    section = models.CharField(max_length=40, blank=True)
    text = SealedTextField(_("Anmerkung"), key=OF_REPORT, max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.kind}"


class LetterRun(Record):
    """Many letters of one kind at once, with one file to print; the file goes after some days."""

    service = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="letter_runs")
    template = models.CharField(max_length=60)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    file = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    labels = models.OneToOneField(
        StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-id"]

    def __str__(self) -> str:
        return f"{self.service_id}: {self.template}"


class Letter(Record):
    """One letter of a run, as it was printed."""

    run = models.ForeignKey(LetterRun, on_delete=models.PROTECT, related_name="letters")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    content = SealedJSONField(key="case.data_key_id", max_length=60_000)
    # placeholders that had nothing to say
    missing = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["run", "case"], name="letter_once_in_a_run")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.case_id}"
