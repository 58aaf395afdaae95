"""How long a run stood at each step: from the rows of its tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from roterfaden.process.choices import TaskState
from roterfaden.process.thread import Story


@dataclass(frozen=True)
class Stay:
    """All visits of one step or question: how often, how long together, and whether it lasts."""

    node: str
    title: str
    times: int
    days: int
    is_open: bool


def stays_of(story: Story, *, at: datetime) -> Sequence[Stay]:
    """The steps and questions at which the run stood, in the order of their first visit; whole days, rounded down.

    What was taken back does not count; what is open counts until `at`.
    """
    lasted: dict[str, timedelta] = {}
    times: dict[str, int] = {}
    open_now: set[str] = set()
    for visit in story.visits:
        task = visit.task
        if task.state == TaskState.VOID or visit.is_own:
            continue
        lasted[task.node] = lasted.get(task.node, timedelta()) + ((task.closed_at or at) - task.opened_at)
        times[task.node] = times.get(task.node, 0) + 1
        if visit.is_open:
            open_now.add(task.node)
    return [
        Stay(node, story.chain.title_of(node), times[node], max(lasted[node].days, 0), node in open_now)
        for node in lasted
    ]
