"""Chain versions, and the editions in which they come to be."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from roterfaden.accounts.models import Organisation
from roterfaden.common.models import Record, Revised
from roterfaden.process.choices import (
    EditionKind,
    EditionState,
)


class ChainVersion(Record):
    """One version of one process chain, immutable: same key and version always mean the same content.

    Without `region` and `organisation` it is a shipped base. With one of them it is what the layers of that place
    make of the base (`layering`); `layers` says which these are, `origins` which line comes from which.
    """

    key = models.CharField(max_length=40)
    version = models.CharField(max_length=60)
    region = models.CharField(max_length=6, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # over the checksums of all layers: the same layers are merged once
    stack = models.CharField(max_length=64, blank=True)
    layers = models.JSONField(default=list, blank=True)
    origins = models.JSONField(default=list, blank=True)
    checksum = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    subject = models.CharField(max_length=20)
    core_process = models.CharField(max_length=40)
    valid_from = models.DateField()
    # the catalogue file as it was loaded
    source_text = models.TextField()
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["key", "version"]
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="chain_version_once"),
            models.CheckConstraint(
                condition=Q(region="") | Q(organisation__isnull=True), name="chain_version_of_one_place"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}@{self.version}"


class MeasureMatrix(Revised):
    """The crosses that a service set in the matrix of measures and fields of activity; without a row the shipped count."""  # noqa: E501

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="measure_matrix")
    # measure -> fields of activity, e.g. {"M7": ["T2", "T4"]}
    cells = models.JSONField(default=dict)

    def __str__(self) -> str:
        return str(self.organisation_id)


class Edition(Revised):
    """What a Land or a service makes of a chain: the text of an overlay or of a whole chain, from draft to retired."""

    key = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=EditionKind.choices)
    region = models.CharField(max_length=6, blank=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    checksum = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=10, choices=EditionState.choices, default=EditionState.DRAFT)
    shipped = models.BooleanField(default=False)
    # released: from this day on; the day may lie ahead
    valid_from = models.DateField(null=True, blank=True)
    # from this day on it holds no longer
    retired_on = models.DateField(null=True, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    edited_at = models.DateTimeField()
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["key", "-edited_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(region="") ^ Q(organisation__isnull=True), name="edition_of_one_place"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                ^ Q(state__in=[EditionState.RELEASED, EditionState.RETIRED]),
                name="edition_released_has_a_day",
            ),
        ]
        indexes = [models.Index(fields=["key", "state"])]

    def __str__(self) -> str:
        return f"{self.key}: {self.title or self.version}"


class EditionAside(Record):
    """What lies beside the text of an edition and is read rarely."""

    edition = models.OneToOneField(Edition, on_delete=models.CASCADE, related_name="aside")
    # the BPMN file that was uploaded or drawn last: its layout and foreign words are kept in what is fetched
    original = models.TextField(blank=True)
    # the text before the last change, so that it can be taken back
    before = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"neben {self.edition_id}"
