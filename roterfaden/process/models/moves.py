"""Where runs left their thread, and how they came to another version."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record
from roterfaden.process.choices import (
    DeviationKind,
    ReasonCategory,
)
from roterfaden.process.models.runs import Run, Task
from roterfaden.process.models.versions import ChainVersion


class Deviation(Record):
    """One move that left the drawn path, with its reason. Nothing here judges: it teaches the chain."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="deviations")
    move = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=DeviationKind.choices)
    from_task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    to_node = models.CharField(max_length=60, blank=True)
    # for a resumed run: the end it had reached before, "" if it had been left
    previous_end = models.CharField(max_length=60, blank=True)
    category = models.CharField(max_length=20, choices=ReasonCategory.choices)
    reason = SealedTextField(_("Grund"), key="run.data_key_id", max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["run_id", "move"]

    def __str__(self) -> str:
        return f"{self.kind} ({self.move})"


class BulkMove(Record):
    """One order to move all running cases of an organisation to another version; its single moves point to it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    to_version = models.ForeignKey(ChainVersion, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=20, choices=ReasonCategory.choices)
    reason = SealedTextField(_("Grund"), key="data_key_id", max_length=1000)
    mapping = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # somebody ordered to take it back; what went on since then stays moved
    back_reason = SealedTextField(_("Grund der Rücknahme"), key="data_key_id", max_length=1000, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)
    back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.to_version_id}"


class VersionMove(Record):
    """A run was moved to another version of its chain: which move of the run it was, from where to where.

    What became of open tasks stands in the tasks themselves; `mapping` holds what was corrected by hand.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="version_moves")
    move = models.PositiveIntegerField()
    from_version = models.ForeignKey(ChainVersion, on_delete=models.PROTECT, related_name="+")
    to_version = models.ForeignKey(ChainVersion, on_delete=models.PROTECT, related_name="+")
    mapping = models.JSONField(default=dict, blank=True)
    # what tasks of rebuilt parallel parts had as their frames before, by number
    frames = models.JSONField(default=dict, blank=True)
    bulk = models.ForeignKey(
        BulkMove, null=True, blank=True, on_delete=models.PROTECT, related_name="version_moves"
    )
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone = models.BooleanField(default=False)

    class Meta:
        ordering = ["run_id", "move"]
        constraints = [models.UniqueConstraint(fields=["run", "move"], name="version_move_once")]

    def __str__(self) -> str:
        return f"{self.run_id} ({self.move})"
