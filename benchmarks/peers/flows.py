"""The twelve steps for django-viewflow."""

from types import SimpleNamespace
from typing import Any

from viewflow import this
from viewflow.workflow import STATUS, flow
from viewflow.workflow.flow import utils, views
from viewflow.workflow.models import Process, Task

from benchmarks.twelve import LENGTH, NOTE
from roterfaden.accounts.models import User


def _nodes() -> dict[str, Any]:
    """A start from code, twelve user tasks in a row, an end."""
    nodes: dict[str, Any] = {"start": flow.StartHandle().Next(this.step_1), "end": flow.End()}
    for number in range(1, LENGTH + 1):
        view = flow.View(views.UpdateProcessView.as_view(fields=[]))
        nodes[f"step_{number}"] = view.Next(
            this.end if number == LENGTH else getattr(this, f"step_{number + 1}")
        )
    return nodes


TwelveStepFlow: Any = type("TwelveStepFlow", (flow.Flow,), {"__module__": __name__, **_nodes()})


class BareViewflowWalk:
    """A process of Viewflow, its activation driven by hand: assign, start and execute in one transaction."""

    def __init__(self, worker: User) -> None:
        self.worker = worker
        self.process: Process = TwelveStepFlow.start.run()
        self.task = Task()

    def prepare(self) -> None:
        self.task = Task.objects.get(process=self.process, status=STATUS.NEW)

    def step(self) -> None:
        with self.task.activation() as activation:
            activation.assign(self.worker)
            activation.start(None)
            activation.task.data = {"note": NOTE}
            activation.execute()


class ViewflowWalk(BareViewflowWalk):
    """A process of Viewflow as its documentation has people work: they assign the task to themselves, then
    execute it.

    Each of the two is a POST to the task's view, in a transaction of its own. What was said is saved in the
    process, as the form of `UpdateProcessView` does. Nothing else: no page, no session.
    """

    def step(self) -> None:
        node, place = self.task.flow_task, {"process_pk": self.process.pk, "task_pk": self.task.pk}
        utils.wrap_task_view(node, _assign, permission=node.can_assign)(self._post(), **place)
        utils.wrap_view(node, _execute)(self._post(), **place)

    def _post(self) -> Any:
        return SimpleNamespace(method="POST", user=self.worker)


def _assign(request: Any, **_place: int) -> None:
    request.activation.assign(request.user)


def _execute(request: Any, **_place: int) -> None:
    request.activation.process.data = {"note": NOTE}
    request.activation.process.save()
    request.activation.execute()
