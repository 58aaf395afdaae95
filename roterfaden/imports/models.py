"""Imports: a file of a service, what its columns mean, what the dry run said of each row, and what each row made."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedJSONField, SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.imports.choices import Decision, Kind, Outcome, State, Verdict
from roterfaden.jobs.models import Job


class Import(Revised):
    """One file on its way into the registers of a service.

    The table lies under a key of its own (`table_key`), which is destroyed when the run is over; the findings and the
    name of the file under `data_key`.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="imports")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    table_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    file_name = SealedTextField(key="data_key_id", max_length=200)
    # how the file was read: format, encoding, separator, sheet (imports.uploading)
    source = SealedJSONField(key="data_key_id")
    # [{"heading", "samples", "values"}], one for each column; `values` is None where there are too many
    columns = SealedJSONField(key="table_key_id")
    # {"columns": {field: index}, "values": {field: {text: option}}, "fixed": {field: option}, "years": …}
    mapping = SealedJSONField(key="table_key_id")
    rows_total = models.PositiveIntegerField()
    all_or_nothing = models.BooleanField(_("alles oder nichts"), default=False)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-uploaded_at", "-id"]
        indexes = [models.Index(fields=["organisation", "-uploaded_at"], name="import_newest")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"


class TablePart(Record):
    """A portion of the rows of a file: `[[row number, [cells]], …]`. One portion is imported in one transaction."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    rows = SealedJSONField(key="of.table_key_id")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="import_part_once")]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.number}"


class ImportRow(Record):
    """One row of the file: what the dry run said, what a person decided, what became of it."""

    of = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    part = models.PositiveIntegerField()
    # as the spreadsheet numbers it
    number = models.PositiveIntegerField()
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    # [[heading, sentence], …]; no values of cells
    findings = SealedJSONField(key="of.data_key_id", null=True)
    # the likeliest of those who are known already, by its number in its register; and why, in a few words
    candidate = models.BigIntegerField(null=True, blank=True)
    # an earlier row of the file that says the same
    twin = models.PositiveIntegerField(null=True, blank=True)
    decision = models.CharField(max_length=10, choices=Decision.choices, default=Decision.OPEN, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="import_row_once")]
        indexes = [
            models.Index(fields=["of", "part"], name="import_row_by_part"),
            models.Index(fields=["of", "verdict", "number"], name="import_row_by_verdict"),
        ]

    def __str__(self) -> str:
        return f"{self.of_id}: {self.number}"


class Made(Record):
    """One record that a row made or found; `created` says which. Undoing takes back what it created."""

    row = models.ForeignKey(ImportRow, on_delete=models.CASCADE, related_name="made")
    # "person", "case", "employer", "contact": see imports.registers
    register = models.CharField(max_length=10)
    # no foreign keys: what is taken back is gone
    record_id = models.BigIntegerField()
    code = models.CharField(max_length=40, blank=True)
    created = models.BooleanField()
    # what the record was like when the row was done: the number of its versions
    revision = models.PositiveIntegerField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    # why it could not be taken back
    kept_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["register", "record_id"], condition=Q(created=True), name="import_made_once"
            )
        ]
        indexes = [models.Index(fields=["register", "record_id"], name="import_made_record")]

    def __str__(self) -> str:
        return f"{self.register} {self.record_id}"


class Template(Revised):
    """How a service reads files with these headings: which column is what, and what the words in it mean."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="import_templates")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(_("Name"), max_length=80)
    # as Import.mapping, but columns by their headings
    content = models.JSONField()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "name"], name="import_template_once")
        ]

    def __str__(self) -> str:
        return self.name
