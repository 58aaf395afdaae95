"""The twelve steps for SpiffWorkflow: specification parsed once, state pruned and stored without it."""

from functools import cache
from itertools import pairwise
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import DEFAULT_CONFIG, BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.serializer.default.workflow import BpmnWorkflowConverter, WorkflowConverter

from benchmarks.peers.models import SpiffState
from benchmarks.twelve import LENGTH, NOTE
from roterfaden.accounts.models import User

KEY = "twelve"


def bpmn() -> str:
    """The twelve user tasks as BPMN 2.0."""
    names = ["begin", *(f"step_{number}" for number in range(1, LENGTH + 1)), "end"]
    tasks = "".join(f'<userTask id="{name}" name="{name}"/>' for name in names[1:-1])
    flows = "".join(
        f'<sequenceFlow id="flow_{number}" sourceRef="{source}" targetRef="{target}"/>'
        for number, (source, target) in enumerate(pairwise(names))
    )
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="urn:benchmark">'
        f'<process id="{KEY}" isExecutable="true"><startEvent id="begin"/>{tasks}<endEvent id="end"/>{flows}'
        "</process></definitions>"
    )


@cache
def spec() -> Any:
    parser = BpmnParser()
    parser.add_bpmn_str(bpmn().encode())
    return parser.get_spec(KEY)


class _WithoutSpec(BpmnWorkflowConverter):  # type: ignore[misc]
    """Leaves the specification out of the state, and takes it from the cache when the state is restored."""

    def to_dict(self, workflow: Any) -> dict[str, Any]:
        state: dict[str, Any] = WorkflowConverter.to_dict(self, workflow)
        return state

    def from_dict(self, dct: dict[str, Any]) -> Any:
        workflow = self.target_class(spec(), deserializing=True)
        workflow.tasks = self.mapping_from_dict(dct["tasks"], UUID, workflow=workflow)
        workflow.task_tree = workflow.tasks[UUID(dct["root"])]
        self.set_default_attributes(workflow, dct)
        return workflow


@cache
def serializer() -> BpmnWorkflowSerializer:
    config = {**DEFAULT_CONFIG, BpmnWorkflow: _WithoutSpec}
    return BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure(config))


def prune(workflow: Any) -> None:
    """Drop the finished tasks: the open task becomes the root of the tree."""
    ready = workflow.get_tasks(state=TaskState.READY, manual=True)
    if len(ready) != 1:
        return
    root = ready[0]
    keep = {task.id for task in workflow.get_tasks(root)}
    root.parent = None
    workflow.task_tree, workflow.last_task = root, None
    workflow.tasks = {identity: task for identity, task in workflow.tasks.items() if identity in keep}


class SpiffWalk:
    """A workflow of SpiffWorkflow: each step loads the row, restores the state, completes the task, prunes and
    saves, in one transaction. The note goes into the workflow's data in the clear; nothing else is recorded.
    """

    def __init__(self, worker: User) -> None:
        self.worker = worker
        workflow = BpmnWorkflow(spec())
        workflow.do_engine_steps()
        prune(workflow)
        row = SpiffState.objects.create(
            spec=KEY,
            state=serializer().serialize_json(workflow),
            changed_at=timezone.now(),
            changed_by=worker,
        )
        self.pk = row.pk

    def prepare(self) -> None:
        """Everything is part of the step."""

    def step(self) -> None:
        with transaction.atomic():
            row = SpiffState.objects.select_for_update().get(pk=self.pk)
            workflow = serializer().deserialize_json(row.state)
            task = workflow.get_next_task(state=TaskState.READY, manual=True)
            task.set_data(note=NOTE)
            task.run()
            workflow.do_engine_steps()
            prune(workflow)
            row.state = serializer().serialize_json(workflow)
            row.completed, row.changed_at, row.changed_by = workflow.completed, timezone.now(), self.worker
            row.save(update_fields=["state", "completed", "changed_at", "changed_by"])
