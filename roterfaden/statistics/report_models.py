"""Reports with their versions, those that others sent, and analyses that somebody saved. No user is counted."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedJSONField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.statistics.choices import ReportState, Way


class Report(Revised):
    """One version of a report of an organisation over a period: numbers, words, and the two people who released it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    kind_version = models.CharField(max_length=20)
    first = models.DateField(_("von"))
    last = models.DateField(_("bis"))
    number = models.PositiveIntegerField(_("Fassung"), default=1)
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.DRAFT)
    # `content.content_of`: counts, among them small ones
    content = SealedJSONField(key="data_key_id", null=True, max_length=2_000_000)
    # {id of the part: words}
    texts = SealedJSONField(key="data_key_id", null=True, max_length=200_000)
    # added up from the reports of others instead of reckoned from cases
    is_gathered = models.BooleanField(default=False)
    reckoned_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-first", "kind", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "first", "last", "number"], name="report_version_once"
            ),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="report_ends_after_start"),
            models.CheckConstraint(
                condition=~Q(state=ReportState.RELEASED)
                | (
                    Q(released_by__isnull=False, proposed_by__isnull=False) & ~Q(released_by=F("proposed_by"))
                ),
                name="report_released_by_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}/{self.kind}/{self.first}/{self.number}"


class Publication(Record):
    """What of a released report was published: once, in one way, never changed. Later ones are held against it."""

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="publication")
    way = models.CharField(_("Wie"), max_length=10, choices=Way.choices)
    # `publication.for_publication`
    content = SealedJSONField(key="report.data_key_id", null=True, max_length=2_000_000)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.report_id}: {self.way}"


class ReceivedReport(Record):
    """A report that another body sent as a file: counts by its own name, never a person."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    kind_version = models.CharField(max_length=20)
    first = models.DateField()
    last = models.DateField()
    sender = models.CharField(max_length=40)
    sender_name = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    senders = models.PositiveIntegerField(default=1)
    content = SealedJSONField(key="data_key_id", null=True, max_length=2_000_000)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-first", "sender_name", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind", "first", "last", "sender", "number"], name="received_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.sender}/{self.kind}/{self.first}/{self.number}"


class SavedView(Revised):
    """A question to the figures that somebody keeps under a name; `is_shared`: for colleagues of the organisation."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("Name"), max_length=80)
    # the parameters of the page, as they were asked
    asked = models.JSONField()
    is_shared = models.BooleanField(_("auch für Kolleginnen und Kollegen"), default=False)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name
