"""Chain versions and what happens on them: runs, tasks, arrivals, deadlines, deviations.

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
    DeviationKind,
    DocumentState,
    EditionKind,
    EditionState,
    ReasonCategory,
    RunState,
    TaskState,
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
