"""SpiffWorkflow walks what we exported. A question waits at its gateway until somebody has answered it."""

from collections import Counter
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
from SpiffWorkflow.bpmn.specs.event_definitions.message import MessageEventDefinition
from SpiffWorkflow.bpmn.util import BpmnEvent
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from roterfaden.process.bpmn.names import END, PROCESS, QUESTION, STEP
from roterfaden.process.bpmn.structure import START_EVENTS
from roterfaden.process.bpmn.writer import answer_variable, write_bpmn
from roterfaden.process.engine.definition import Chain, Start


class Spiff:
    """One chain in the other engine."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        exported = write_bpmn(chain)
        parser = BpmnParser()
        parser.add_bpmn_str(exported)
        process = f"{PROCESS}{chain.id}"
        self.spec, self.inner = parser.get_spec(process), parser.get_subprocess_specs(process)
        # the other engine reads the duration of a timer as an expression
        durations = [str(found.text) for found in etree.fromstring(exported).iter("{*}timeDuration")]
        self.world: dict[str, Any] = {text: text for text in durations}
        self.places = {f"{QUESTION if chain.decision(node) else STEP}{node}": node for node in chain.places()}

    def begin(self, start: str) -> None:
        """A message comes in, or the condition of a start has come true."""
        node = self.chain.nodes[start]
        assert isinstance(node, Start)
        engine = PythonScriptEngine(TaskDataEnvironment(self.world | {"beginn": start}))
        self.workflow = BpmnWorkflow(self.spec, self.inner, script_engine=engine)
        self._settle()
        if START_EVENTS[node.kind] == "message":
            self.workflow.catch(BpmnEvent(MessageEventDefinition(start)))
        self._settle()

    def go(self, word: str) -> None:
        """Do an open step, or answer an open question."""
        node, _, label = word.partition("=")
        task = next(task for task in self._open() if self.places[task.task_spec.bpmn_id] == node)
        if label:
            task.data[answer_variable(node)] = label
        task.run()
        self._settle()

    def open_nodes(self) -> Counter[str]:
        return Counter(self.places[task.task_spec.bpmn_id] for task in self._open())

    def reached(self) -> list[str]:
        """The ends that were reached; none as long as the process runs."""
        if not self.workflow.is_completed():
            return []
        done = self.workflow.get_tasks(state=TaskState.COMPLETED)
        names = [str(task.task_spec.bpmn_id) for task in done]
        return [name.removeprefix(END) for name in names if name.startswith(END)]

    def _open(self) -> list[Any]:
        ready = self.workflow.get_tasks(state=TaskState.READY)
        return [task for task in ready if task.task_spec.bpmn_id in self.places and _waits(task)]

    def _settle(self) -> None:
        while True:
            waiting = {task.id for task in self._open()}
            ready = self.workflow.get_tasks(state=TaskState.READY)
            others = [task for task in ready if task.id not in waiting]
            if not others:
                return
            others[0].run()


def _waits(task: Any) -> bool:
    """A person is needed; the parts that the engine adds round a step bear its id as well."""
    return type(task.task_spec).__name__ in {"UserTask", "ExclusiveGateway"}
