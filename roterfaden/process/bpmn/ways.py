"""Where the flows of a BPMN graph lead in the words of a chain: through merges, joins and subprocesses."""

from dataclasses import dataclass, field

from roterfaden.process.bpmn.reader import Flow, Graph, Node
from roterfaden.process.bpmn.refusals import REASONS, TASKS, BpmnFault

STEP_TAGS = TASKS | {"callActivity"}
# an inclusive one is ours: our own words beside it say that its branches all open and the first to arrive leads on
GATEWAYS = frozenset(("parallelGateway", "inclusiveGateway"))
END_EVENTS = frozenset(("", "terminate", "error", "message"))
START_EVENTS = frozenset(("", "message", "timer", "signal", "conditional"))


@dataclass
class Part:
    """A parallel part: its gateway, the node it begins after, the first node of each branch, and its join."""

    gateway: Node
    whole: Node | None = None
    origin: str = ""
    branches: list[str] = field(default_factory=list)
    join: Node | None = None
    joins_at: str = ""
    mode: str = "all"


class Ways:
    """Sorts the nodes of a graph into what a chain knows, and follows its flows. Faults are collected."""

    def __init__(self, graph: Graph, faults: list[BpmnFault]) -> None:
        self.graph, self.faults = graph, faults
        self.starts: list[Node] = []
        self.steps: list[Node] = []
        self.decisions: list[Node] = []
        self.ends: list[Node] = []
        self.parts: dict[str, Part] = {}
        self.signals: dict[tuple[str, str], Node] = {}
        self.left: dict[tuple[str, str], Node] = {}
        for node in graph.nodes.values():
            self._sort(node)

    def fault(self, node: Node, message: str) -> None:
        self.faults.append(BpmnFault(node.id, message))

    def _sort(self, node: Node) -> None:
        match node.tag:
            case "startEvent":
                self._sort_start(node)
            case "endEvent":
                self._sort_end(node)
            case "exclusiveGateway":
                self._sort_question(node)
            case tag if tag in GATEWAYS:
                self._sort_gateway(node)
            case "boundaryEvent":
                self._sort_boundary(node)
            case "intermediateCatchEvent" | "intermediateThrowEvent":
                if not node.container or node.event != "signal":
                    self.fault(
                        node,
                        "Ein Ereignis auf dem Weg gibt es in einer Kette nicht. Nehmen Sie einen Schritt.",
                    )
                elif node.tag == "intermediateCatchEvent":
                    self.signals[node.container, node.refers_to] = node
            case tag if tag in STEP_TAGS and node.own("twin") is None:
                self.steps.append(node)

    def _sort_start(self, node: Node) -> None:
        if node.container:
            return
        if node.event not in START_EVENTS:
            self.fault(node, "So kann eine Kette nicht beginnen. Nehmen Sie ein einfaches Startereignis.")
        self.starts.append(node)

    def _sort_end(self, node: Node) -> None:
        if node.container:
            if node.event not in {"", "escalation"}:
                self.fault(node, "So kann ein Unterprozess nicht enden.")
        elif node.event in END_EVENTS:
            self.ends.append(node)
        else:
            self.fault(node, "So kann eine Kette nicht enden. Nehmen Sie ein einfaches Endereignis.")
        if node.outgoing:
            self.fault(node, "Von einem Ende führt kein Weg weiter.")

    def _sort_question(self, node: Node) -> None:
        if not node.outgoing:
            self.fault(node, "Von hier führt kein Weg weiter.")
        elif len(node.outgoing) > 1 and node.own("twin") is None:
            self.decisions.append(node)

    def _sort_gateway(self, node: Node) -> None:
        if len(node.outgoing) > 1:
            if len(node.incoming) > 1:
                self.fault(node, "Ein paralleles Tor teilt auf oder führt zusammen, nicht beides zugleich.")
            own = node.own("parallel")
            drawn = own.get("mode", "all") if own is not None and node.tag == "inclusiveGateway" else "all"
            self.parts[node.id] = Part(node, mode=drawn)
        elif not node.outgoing:
            self.fault(node, "Von hier führt kein Weg weiter.")

    def _sort_boundary(self, node: Node) -> None:
        host = self.graph.nodes[node.attached_to]
        if host.tag == "subProcess" and node.event == "escalation":
            self.left[host.id, node.refers_to] = node
        elif host.tag in STEP_TAGS and node.event == "timer":
            if node.xml.get("cancelActivity", "true") == "true":
                self.fault(
                    node, "Eine Frist bricht keinen Schritt ab. Machen Sie das Ereignis nicht unterbrechend."
                )
            elif node.outgoing:
                self.fault(node, "Von einer Frist führt in einer Kette kein eigener Weg weiter.")
        else:
            self.fault(node, "Am Rand eines Schritts steht nur eine Frist (nicht unterbrechender Zeitgeber).")

    def follow(self, flow: Flow) -> str:
        """The node of the chain to which `flow` leads; "" where that cannot be said (with a fault)."""
        seen: set[str] = set()
        here: Flow | None = flow
        while here is not None:
            node = self.graph.nodes[here.target]
            if node.id in seen:
                self.fault(node, "Dieser Weg führt im Kreis, ohne an einem Schritt vorbeizukommen.")
                return ""
            seen.add(node.id)
            if self._is_place(node):
                twin = node.own("twin")
                return self._of_twin(twin.get("of", "")) if twin is not None else node.id
            here = self._on(node)
        return ""

    def _is_place(self, node: Node) -> bool:
        if node.tag == "exclusiveGateway":
            return len(node.outgoing) > 1
        return node.tag in STEP_TAGS or (node.tag == "endEvent" and not node.container)

    def _of_twin(self, chain_id: str) -> str:
        for node in (*self.steps, *self.decisions):
            if node.id.endswith(f"_{chain_id}"):
                return node.id
        return ""

    def _on(self, node: Node) -> Flow | None:
        """The flow by which a token leaves a node that only BPMN knows."""
        if node.id in self.parts or node.tag == "subProcess":
            self.fault(node, "Vor einer Verzweigung steht in einer Kette ein Schritt.")
            return None
        following: Node | None = node
        if node.tag == "endEvent":
            holder = self.graph.nodes[node.container]
            following = self.left.get((holder.id, node.refers_to)) if node.event else holder
        elif node.tag == "intermediateThrowEvent":
            following = self.signals.get((node.container, node.refers_to))
        if following is None or len(following.outgoing) != 1:
            self.fault(node, "Von hier führt kein eindeutiger Weg weiter.")
            return None
        return following.outgoing[0]

    def only_way(self, node: Node) -> str:
        """The node after a start or a step that does not split."""
        if len(node.outgoing) != 1:
            many = (
                "Aus einem Schritt führt ein Weg. Für mehrere nehmen Sie eine Frage oder ein paralleles Tor."
            )
            self.fault(node, many if node.outgoing else "Von hier führt kein Weg weiter.")
            return ""
        return self.follow(node.outgoing[0])

    def part_after(self, step: Node) -> Part | None:
        """The parallel part that begins when `step` is done."""
        if len(step.outgoing) != 1:
            return None
        target = self.graph.nodes[step.outgoing[0].target]
        if target.tag == "subProcess":
            return self._whole(target)
        return self.parts.get(target.id)

    def _whole(self, whole: Node) -> Part | None:
        """The part that a subprocess of ours holds."""
        for part in self.parts.values():
            begin = part.gateway.incoming and self.graph.nodes[part.gateway.incoming[0].source]
            if begin and begin.tag == "startEvent" and begin.container == whole.id:
                part.whole = whole
                own = whole.own("part")
                part.mode = own.get("mode", "all") if own is not None else "all"
                return part
        self.fault(whole, REASONS["subProcess"])
        return None

    def fill(self, part: Part) -> None:
        """Find the branches and the join of a part."""
        for flow in part.gateway.outgoing:
            target = self.graph.nodes[flow.target]
            if part.whole is not None and part.mode != "all" and target.tag == "intermediateCatchEvent":
                part.joins_at = self.follow(target.outgoing[0]) if len(target.outgoing) == 1 else ""
                if not part.joins_at:
                    self.fault(target, "Von hier führt kein eindeutiger Weg weiter.")
            else:
                part.branches.append(self.follow(flow))
        if part.whole is not None and part.mode != "all":
            if not part.joins_at:
                self.fault(part.gateway, "Hier fehlt, womit die Zweige zusammengeführt werden.")
            return
        part.join = self._join(part)
        if part.join is None:
            self.fault(
                part.gateway, "Zu dieser Verzweigung fehlt das parallele Tor, das alle Zweige zusammenführt."
            )
        elif len(part.join.incoming) != len(part.gateway.outgoing):
            self.fault(
                part.join, "Hier kommen nicht gleich viele Wege zusammen, wie die Verzweigung Zweige hat."
            )
        else:
            part.joins_at = self.follow(part.join.outgoing[0])

    def _join(self, part: Part) -> Node | None:
        """The first gateway that brings all branches together."""
        reached = [self._reached(flow.target, part.gateway.id) for flow in part.gateway.outgoing]
        for identifier in reached[0]:
            node = self.graph.nodes[identifier]
            joins = node.tag in GATEWAYS and node.tag == part.gateway.tag and len(node.incoming) > 1
            if joins and all(identifier in branch for branch in reached):
                return node
        return None

    def between(self, part: Part) -> list[Node]:
        """What lies on ways from the gateway of a part that do not pass its join."""
        join = part.join.id if part.join else ""
        found: dict[str, None] = {}
        for flow in part.gateway.outgoing:
            found |= self._reached(flow.target, join)
        return [self.graph.nodes[identifier] for identifier in found]

    def _reached(self, first: str, without: str) -> dict[str, None]:
        """The nodes behind `first`, nearest first; through subprocesses and their ways out."""
        seen: dict[str, None] = {}
        todo = [first]
        for identifier in todo:
            if identifier in seen or identifier == without:
                continue
            seen[identifier] = None
            node = self.graph.nodes[identifier]
            todo += [flow.target for flow in node.outgoing]
            if node.tag == "subProcess":
                todo += [
                    flow.target
                    for left in self.left.values()
                    if left.attached_to == node.id
                    for flow in left.outgoing
                ]
        return seen
