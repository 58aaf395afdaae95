"""Which elements and flows of BPMN say what a chain says, so that an engine of BPMN walks it like ours.

A parallel part whose branches all end at its join is a pair of parallel gateways. A part that may be given up on
the way, that may be walked again, or whose join opens with the first branch, is a subprocess: each round is an instance
of its own, and whoever leaves it does so by an escalation that interrupts it and so drops what is still open inside.
"The first branch" is a signal that the join waits for.
"""

from collections import Counter
from dataclasses import dataclass

from roterfaden.process.bpmn import names
from roterfaden.process.bpmn.extensions import timer_of
from roterfaden.process.engine.definition import Chain, Decision, End, NodeKind, Split, Start, Step

PREFIXES = {
    NodeKind.START: names.START,
    NodeKind.STEP: names.STEP,
    NodeKind.DECISION: names.QUESTION,
    NodeKind.END: names.END,
}
TAGS = {
    NodeKind.START: "startEvent",
    NodeKind.STEP: "userTask",
    NodeKind.DECISION: "exclusiveGateway",
    NodeKind.END: "endEvent",
}
START_EVENTS = {
    "message": "message",
    "document": "message",
    "chain": "message",
    "timer": "conditional",
    "event": "conditional",
}


@dataclass
class Element:
    """One flow node. `near` is the node of the chain that it stands for or belongs to."""

    id: str
    tag: str
    near: str
    container: str = ""
    name: str = ""
    event: str = ""
    refers_to: str = ""
    attached_to: str = ""
    interrupting: bool = True
    is_node: bool = False
    is_twin: bool = False


@dataclass(frozen=True)
class Flow:
    """A sequence flow; `label` is the answer that leads along it, `place` its number among them."""

    source: str
    target: str
    label: str = ""
    place: int = 0


@dataclass(frozen=True)
class Structure:
    elements: dict[str, Element]
    flows: list[Flow]

    def inside(self, container: str) -> list[Element]:
        """The elements directly in one container ("" is the process), in the order of the file."""
        return [element for element in self.elements.values() if element.container == container]

    def flows_inside(self, container: str) -> list[Flow]:
        return [flow for flow in self.flows if self.elements[flow.source].container == container]


def structure_of(chain: Chain) -> Structure:
    """All that BPMN needs to say `chain`."""
    return _Builder(chain).build()


class _Builder:
    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.elements: dict[str, Element] = {}
        self.flows: list[Flow] = []
        self.members = {
            split.id: frozenset().union(*(chain.inside[split.id, branch] for branch in split.branches))
            for split in chain.splits
        }
        self.todo: list[Element] = []

    def build(self) -> Structure:
        """Starts first, then what can be reached from them and from the standing rules."""
        for split in self.chain.splits:
            if self._is_subprocess(split):
                outer = self._container(self._outer(split.id))
                self._add(Element(f"{names.PART}{split.id}", "subProcess", split.split_from, outer))
        for split in self.chain.splits:
            self._begin(split)
        for node in self.chain.nodes:
            if self._opens_first(node) is None:
                self._place(node, self._container(self._scope(node)))
        while self.todo:
            self._lead_on(self.todo.pop(0))
        self._merge_before_joins()
        return Structure(self._sorted(), self.flows)

    def _scope(self, node: str) -> str:
        """The innermost parallel part in whose branches `node` lies."""
        parts = [split for split, members in self.members.items() if node in members]
        return min(parts, key=lambda split: len(self.members[split]), default="")

    def _outer(self, split: str) -> str:
        return self._scope(self.chain.split_by_id[split].split_from)

    def _container(self, scope: str) -> str:
        """The subprocess in which the nodes of a part stand; "" is the process itself."""
        while scope and not self._is_subprocess(self.chain.split_by_id[scope]):
            scope = self._outer(scope)
        return f"{names.PART}{scope}" if scope else ""

    def _is_subprocess(self, split: Split) -> bool:
        if split.mode != "all" or split.split_from in self.chain.reachable([split.joins_at]):
            return True
        members = self.members[split.id]
        return any(
            after not in members and after != split.joins_at
            for node in members
            for after in self.chain.successors(node)
        )

    def _opens_first(self, node: str) -> Split | None:
        """The at-least-one part whose join is `node`."""
        return next((s for s in self.chain.splits if s.joins_at == node and s.mode != "all"), None)

    def _add(self, element: Element) -> str:
        self.elements[element.id] = element
        return element.id

    def _place(self, node: str, container: str) -> str:
        """The element that stands for `node` in `container`.

        The join of an at-least-one part stands inside it, and once more outside if other ways lead to it.
        """
        part = self._opens_first(node)
        twin = part is not None and container != f"{names.PART}{part.id}"
        prefix = PREFIXES[self.chain.kind_of(node)]
        identifier = f"{names.TWIN if twin else ''}{prefix}{node}"
        if identifier not in self.elements:
            element = self._element(node, identifier, container)
            element.is_twin = twin
            self._add(element)
            self.todo.append(element)
            step = self.chain.step(node)
            if step and step.deadline and node not in self.chain.counting_back and not twin:
                self._add(
                    Element(
                        f"{names.TIMER}{node}", "boundaryEvent", node, container, event="timer",
                        refers_to=timer_of(step.deadline),
                        attached_to=identifier, interrupting=False,
                    )
                )  # fmt: skip
        return identifier

    def _element(self, node: str, identifier: str, container: str) -> Element:
        kind = self.chain.kind_of(node)
        element = Element(identifier, TAGS[kind], node, container, self.chain.title_of(node), is_node=True)
        match self.chain.nodes[node]:
            case Start() as start:
                element.event, element.refers_to = START_EVENTS[start.kind], start.id
            case End():
                element.event = "terminate"
        return element

    def _lead_on(self, element: Element) -> None:
        node, scope = element.near, self._scope(element.near)
        match self.chain.nodes[node]:
            case Start() as start:
                self._connect(element.id, start.enters_at, "")
            case Step() as step:
                split = self.chain.split_at.get(node)
                if split is None:
                    self._connect(element.id, step.next[0], scope)
                else:
                    self._flow(element.id, self._part(split))
            case Decision() as decision:
                for place, outcome in enumerate(decision.outcomes):
                    self._connect(element.id, outcome.next, scope, outcome.label, place)

    def _connect(self, source: str, node: str, scope: str, label: str = "", place: int = 0) -> None:
        self._flow(source, self._target(node, scope), label, place)

    def _target(self, node: str, scope: str) -> str:
        """Where a token arrives that comes from a part and goes to `node`; what the engine does in `Flow.enter`."""
        while scope:
            split = self.chain.split_by_id[scope]
            if node == split.joins_at:
                return self._arrival(split)
            if node in self.members[scope]:
                break
            scope = self._outer(scope)
        return self._place(node, self._container(scope))

    def _flow(self, source: str, target: str, label: str = "", place: int = 0) -> None:
        """A flow from one element to another; out of a subprocess by an escalation."""
        wanted = self.elements[target].container
        while self.elements[source].container != wanted:
            part = self.elements[source].container.removeprefix(names.PART)
            near = self.chain.split_by_id[part].split_from
            key = f"{part}.{target}"
            leave, left = f"{names.EXIT}{key}", f"{names.LEFT}{key}"
            known = leave in self.elements
            if not known:
                inner, outer = f"{names.PART}{part}", self.elements[f"{names.PART}{part}"].container
                self._add(Element(leave, "endEvent", near, inner, event="escalation", refers_to=key))
                self._add(
                    Element(
                        left, "boundaryEvent", near, outer, event="escalation", refers_to=key, attached_to=inner
                    )
                )  # fmt: skip
            self.flows.append(Flow(source, leave, label, place))
            if known:
                return
            source, label, place = left, "", 0
        self.flows.append(Flow(source, target, label, place))

    def _part(self, split: Split) -> str:
        """Where a parallel part begins: the subprocess that holds it, or its gateway."""
        return f"{names.PART if self._is_subprocess(split) else names.SPLIT}{split.id}"

    def _begin(self, split: Split) -> None:
        """The gateway from which the branches lead, and for an at-least-one part the way to its join."""
        near, inner = split.split_from, self._container(split.id)
        gateway = self._add(Element(f"{names.SPLIT}{split.id}", "parallelGateway", near, inner))
        if self._is_subprocess(split):
            begin = self._add(Element(f"{names.BEGIN}{split.id}", "startEvent", near, inner))
            self.flows.append(Flow(begin, gateway))
        for branch in split.branches:
            self._connect(gateway, branch, split.id)
        if split.mode != "all":
            first = f"{names.FIRST}{split.id}"
            self._add(
                Element(
                    first, "intermediateCatchEvent", near, inner, event="signal", refers_to=split.id
                )
            )  # fmt: skip
            self.flows.append(Flow(gateway, first))
            self.flows.append(Flow(first, self._place(split.joins_at, inner)))

    def _arrival(self, split: Split) -> str:
        """Where a branch ends."""
        near, inner = split.split_from, self._container(split.id)
        if split.mode != "all":
            arrived = f"{names.ARRIVED}{split.id}"
            if arrived not in self.elements:
                self._add(
                    Element(
                        arrived, "intermediateThrowEvent", near, inner, event="signal", refers_to=split.id
                    )
                )  # fmt: skip
                rest = self._add(Element(f"{names.REST}{split.id}", "endEvent", near, inner))
                self.flows.append(Flow(arrived, rest))
            return arrived
        join = f"{names.JOIN}{split.id}"
        if join not in self.elements:
            self._add(Element(join, "parallelGateway", near, inner))
            source = join
            if self._is_subprocess(split):
                done = self._add(Element(f"{names.DONE}{split.id}", "endEvent", near, inner))
                self.flows.append(Flow(join, done))
                source = inner
            self._connect(source, split.joins_at, self._outer(split.id))
        return join

    def _merge_before_joins(self) -> None:
        """A join waits for one token on each of its flows, so several ways of one branch are merged before it."""
        for split in self.chain.splits:
            join = f"{names.JOIN}{split.id}"
            arriving = [flow for flow in self.flows if flow.target == join]
            branches = Counter(self._branch(split, flow.source) for flow in arriving)
            for branch in (branch for branch, count in branches.items() if count > 1):
                near, container = split.split_from, self.elements[join].container
                merge = self._add(
                    Element(f"{names.MERGE}{split.id}.{branch}", "exclusiveGateway", near, container)
                )
                for flow in arriving:
                    if self._branch(split, flow.source) == branch:
                        at = self.flows.index(flow)
                        self.flows[at] = Flow(flow.source, merge, flow.label, flow.place)
                self.flows.append(Flow(merge, join))

    def _branch(self, split: Split, source: str) -> str:
        near = self.elements[source].near
        return next(branch for branch in split.branches if near in self.chain.inside[split.id, branch])

    def _sorted(self) -> dict[str, Element]:
        """The nodes in the order of the chain, then what only BPMN needs."""
        order = {node: place for place, node in enumerate(self.chain.nodes)}
        kept = sorted(
            self.elements.values(),
            key=lambda e: (not e.is_node, e.is_twin, order[e.near] if e.is_node else 0),
        )
        return {element.id: element for element in kept}
