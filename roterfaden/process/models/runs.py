"""What happens on chain versions: runs, tasks, arrivals, deadlines, documents.

The engine's state is these rows and nothing else: open tasks, waiting arrivals, two counters of the run.
Each change of a run is one *move* with a number; rows say by which move they were opened and closed, so the last
move can be taken back from the rows alone.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import Organisation
from roterfaden.common.crypto.fields import SealedTextField
from roterfaden.common.models import DataKey, Record, Revised
from roterfaden.documents.models import StoredFile
from roterfaden.process.choices import (
    DeadlineChangeKind,
    DocumentState,
    RunState,
    TaskState,
)
from roterfaden.process.models.versions import ChainVersion


class Run(Revised):
    """One walk along one version of a chain. It stays on its version for ever unless it is moved explicitly."""

    chain_version = models.ForeignKey(ChainVersion, on_delete=models.PROTECT, related_name="runs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    start_node = models.CharField(max_length=60)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end_node = models.CharField(max_length=60, blank=True)
    # how many tasks were ever opened, and how many moves were made
    tasks_opened = models.PositiveIntegerField(default=0)
    moves = models.PositiveIntegerField(default=0)
    called_from = models.ForeignKey(
        "Task", null=True, blank=True, on_delete=models.PROTECT, related_name="called_runs"
    )
    handed_over_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="handed_over_to"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=RunState.RUNNING, ended_at__isnull=True)
                | (~Q(state=RunState.RUNNING) & Q(ended_at__isnull=False)),
                name="run_end_coherent",
            ),
            models.CheckConstraint(
                condition=Q(state=RunState.ENDED) ^ Q(end_node=""), name="run_ended_at_an_end"
            ),
        ]
        indexes = [models.Index(fields=["chain_version", "state"])]

    def __str__(self) -> str:
        return f"{self.chain_version_id}/{self.pk}"


class Joining(Record):
    """A run that ended in a hand-over and gave its result to a run that waited for it, instead of beginning one."""

    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="joining")
    into = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="joined_by")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(run=F("into")), name="joining_leads_to_another_run")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} > {self.into_id}"


class Task(Record):
    """One visit of one step or decision by one run: what is to be done, or was done, when, by whom, how it came out."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="tasks")
    number = models.PositiveIntegerField()
    node = models.CharField(max_length=60)
    kind = models.CharField(max_length=10)  # the engine's NodeKind: step or decision
    title = models.CharField(max_length=200, blank=True)  # only for own steps that the chain does not know
    state = models.CharField(max_length=10, choices=TaskState.choices, default=TaskState.OPEN)
    opened_at = models.DateTimeField()
    opened_move = models.PositiveIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_move = models.PositiveIntegerField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    outcome = models.CharField(max_length=120, blank=True)
    note = SealedTextField(_("Ergebnis in einem Satz"), key="run.data_key_id", max_length=4000, blank=True)
    # the engine's bookkeeping for parallel parts
    frames = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ["run_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="task_number_once"),
            models.CheckConstraint(
                condition=Q(state=TaskState.OPEN, closed_at__isnull=True, closed_move__isnull=True)
                | (~Q(state=TaskState.OPEN) & Q(closed_at__isnull=False, closed_move__isnull=False)),
                name="task_close_coherent",
            ),
        ]
        indexes = [
            models.Index(fields=["run", "state"]),
            models.Index(fields=["state", "opened_at"], condition=Q(state="open"), name="task_open"),
        ]

    def __str__(self) -> str:
        return f"{self.node} ({self.number})"


class Arrival(Record):
    """One finished branch of a parallel part that waits until the others arrive at the join."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="arrivals")
    content = models.JSONField()  # the engine's Arrival as plain values
    opened_move = models.PositiveIntegerField()
    closed_move = models.PositiveIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.run_id}: {self.content}"


class Deadline(Revised):
    """A day by which something is due, with the sentences how it was computed.

    It belongs to a run, or (without one) to a case as a whole. `terms` holds how it counts, so that it can be counted
    anew when it rests or is extended; it is empty for a day that somebody just named.
    """

    run = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="deadlines")
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="deadlines")
    title = models.CharField(max_length=200)
    due_on = models.DateField()
    computed = models.CharField(max_length=4000)
    # the rule of the catalogue with the version of the law, and the event from which it counts
    rule = models.CharField(max_length=60, blank=True)
    law_version = models.CharField(max_length=40, blank=True)
    event = models.CharField(max_length=200, blank=True)
    started_on = models.DateField(null=True, blank=True)
    region = models.CharField(max_length=6, blank=True)
    terms = models.JSONField(default=dict, blank=True)
    # from this day on it is near; from that day on the team lead is told
    warn_on = models.DateField(null=True, blank=True)
    escalate_on = models.DateField(null=True, blank=True)
    # it rests since this day, and is not due as long as it does
    suspended_since = models.DateField(null=True, blank=True)
    opened_move = models.PositiveIntegerField(default=0)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_move = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["due_on"]
        indexes = [models.Index(fields=["due_on"], condition=Q(closed_at__isnull=True), name="deadline_open")]

    def __str__(self) -> str:
        return f"{self.title}: {self.due_on}"


class DeadlineChange(Record):
    """A deadline rested for a time (Hemmung), or was extended; with the reason. Rows are applied in their order."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="changes")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=DeadlineChangeKind.choices)
    # of a rest: first and last day
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField(null=True, blank=True)
    # of an extension: by a span, or to a day
    amount = models.PositiveIntegerField(null=True, blank=True)
    unit = models.CharField(max_length=12, blank=True)
    until = models.DateField(null=True, blank=True)
    reason = SealedTextField(_("Grund"), key="data_key_id", max_length=2000)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["deadline_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["deadline"],
                condition=Q(kind=DeadlineChangeKind.SUSPENSION, last_on__isnull=True),
                name="deadline_rests_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id}: {self.kind}"


class TaskDocument(Revised):
    """What became of one required or possible document of a task: present (with or without a file) or excused."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=DocumentState.choices)
    reason = SealedTextField(_("Begründung"), key="task.run.data_key_id", max_length=1000, blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["title", "id"]
        constraints = [models.UniqueConstraint(fields=["task", "title"], name="task_document_once")]

    def __str__(self) -> str:
        return self.title
