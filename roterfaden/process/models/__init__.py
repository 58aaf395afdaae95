"""Chain versions, what happens on them, and how it changed."""

from roterfaden.process.models.moves import BulkMove, Deviation, VersionMove
from roterfaden.process.models.runs import Arrival, Deadline, DeadlineChange, Joining, Run, Task, TaskDocument
from roterfaden.process.models.versions import ChainVersion, Edition, EditionAside, MeasureMatrix

__all__ = [
    "Arrival",
    "BulkMove",
    "ChainVersion",
    "Deadline",
    "DeadlineChange",
    "Deviation",
    "Edition",
    "EditionAside",
    "Joining",
    "MeasureMatrix",
    "Run",
    "Task",
    "TaskDocument",
    "VersionMove",
]
