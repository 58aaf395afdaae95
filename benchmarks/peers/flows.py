"""The twelve steps for django-viewflow."""

from typing import Any

from viewflow import this
from viewflow.workflow import STATUS, flow
from viewflow.workflow.flow import views
from viewflow.workflow.models import Process, Task

from benchmarks.twelve import LENGTH, NOTE
from roterfaden.accounts.models import User


def _nodes() -> dict[str, Any]:
    """A start from code, twelve user tasks in a row, an end."""
    nodes: dict[str, Any] = {"start": flow.StartHandle().Next(this.step_1), "end": flow.End()}
    for number in range(1, LENGTH + 1):
        view = flow.View(views.UpdateProcessView.as_view(fields=[]))
        nodes[f"step_{number}"] = view.Next(this.end if number == LENGTH else getattr(this, f"step_{number + 1}"))
    return nodes


TwelveStepFlow: Any = type("TwelveStepFlow", (flow.Flow,), {"__module__": __name__, **_nodes()})


class ViewflowWalk:
    """A process of Viewflow: each step assigns, starts and executes the open task in one transaction."""

    def __init__(self, worker: User) -> None:
        self.worker = worker
        self.process: Process = TwelveStepFlow.start.run()
        self.task: Task | None = None

    def prepare(self) -> None:
        self.task = Task.objects.get(process=self.process, status=STATUS.NEW)

    def step(self) -> None:
        assert self.task is not None
        with self.task.activation() as activation:
            activation.assign(self.worker)
            activation.start(None)
            activation.task.data = {"note": NOTE}
            activation.execute()
