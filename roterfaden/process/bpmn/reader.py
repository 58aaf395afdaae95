"""Read a BPMN file into a graph of flow nodes; refuse what no chain can say, each by the id of its element.

The file comes from strangers: no entities, no DTD, no network, limits on bytes, elements and depth. Nothing in it is
ever evaluated.
"""

from dataclasses import dataclass, field

from roterfaden.common.safe_xml import XmlRefused, read_xml
from roterfaden.process.bpmn.extensions import Xml
from roterfaden.process.bpmn.names import BPMN, BPMNDI, bpmn, local, ours
from roterfaden.process.bpmn.refusals import FILE, TASKS, BpmnFault, BpmnRefused, reason

MAX_NODES = 1_000
EVENT = "EventDefinition"
NODES = TASKS | {
    "startEvent",
    "endEvent",
    "callActivity",
    "exclusiveGateway",
    "parallelGateway",
    "inclusiveGateway",
    "boundaryEvent",
    "intermediateCatchEvent",
    "intermediateThrowEvent",
    "subProcess",
}
# only drawn or said beside the process: they stay in the BPMN file
ARTIFACTS = frozenset(("textAnnotation", "association", "group"))
WORDS = frozenset(("documentation", "extensionElements"))
PARTS_OF_NODE = WORDS | {"incoming", "outgoing"}
BESIDE_PROCESS = frozenset(
    ("message", "signal", "escalation", "error", "category", "itemDefinition", "resource", "interface")
)


@dataclass
class Flow:
    id: str
    source: str
    target: str
    name: str
    xml: Xml


@dataclass
class Node:
    """One flow node. `event` is the kind of its event definition, `refers_to` what that names."""

    id: str
    tag: str
    name: str
    xml: Xml
    container: str
    event: str = ""
    refers_to: str = ""
    attached_to: str = ""
    outgoing: list[Flow] = field(default_factory=list)
    incoming: list[Flow] = field(default_factory=list)
    lane: str = ""

    def own(self, tag: str) -> Xml | None:
        """The extension element of ours with this name."""
        return _own(self.xml, tag)

    @property
    def documentation(self) -> list[str]:
        return _documentation(self.xml)


@dataclass
class Graph:
    """One process. `lanes`: id, name, and code of ours if it has one; `notes`: what is read otherwise than written."""

    id: str
    name: str
    process: Xml
    nodes: dict[str, Node] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    lanes: dict[str, tuple[str, str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def documentation(self) -> list[str]:
        return _documentation(self.process)

    def own(self, tag: str) -> Xml | None:
        return _own(self.process, tag)


def read_tree(data: bytes) -> Xml:
    """The root of a file that is safe to read. Raises BpmnRefused."""
    try:
        root = read_xml(data)
    except XmlRefused as refusal:
        raise _refused(str(refusal)) from refusal
    if root.tag != bpmn("definitions"):
        raise _refused("Das ist keine BPMN-2.0-Datei: Sie beginnt nicht mit „definitions“.")
    return root


def read_graph(data: bytes) -> Graph:
    """The one process of the file. Raises BpmnRefused with all elements that no chain can say."""
    root = read_tree(data)
    return _Reader(root).read()


def _refused(message: str) -> BpmnRefused:
    return BpmnRefused([BpmnFault(FILE, message)])


def _own(xml: Xml, tag: str) -> Xml | None:
    return xml.find(f"{bpmn('extensionElements')}/{ours(tag)}")


def _documentation(xml: Xml) -> list[str]:
    found = (" ".join("".join(one.itertext()).split()) for one in xml.findall(bpmn("documentation")))
    return [text for text in found if text]


class _Reader:
    def __init__(self, root: Xml) -> None:
        self.root = root
        self.faults: list[BpmnFault] = []
        self.kept = 0

    def read(self) -> Graph:
        processes = self.root.findall(bpmn("process"))
        if not processes:
            raise _refused("Die Datei enthält keinen Prozess.")
        if len(processes) > 1:
            raise BpmnRefused(
                [
                    BpmnFault(_id(process), "Die Datei enthält mehrere Prozesse; eine Kette ist einer.")
                    for process in processes
                ]
            )
        process = processes[0]
        self.graph = Graph(_id(process), _name(process), process)
        self._around(process)
        self._content(process, "")
        self._check_ids()
        if len(self.graph.nodes) > MAX_NODES:
            self._fault(process, f"Der Prozess hat mehr als {MAX_NODES} Elemente.")
        if not self.faults:
            self._connect()
        if self.faults:
            raise BpmnRefused(self.faults)
        if self.kept:
            self.graph.notes.append(
                f"{self.kept} Anmerkungen oder Gruppen bleiben in der BPMN-Datei; die Kette kennt sie nicht."
            )
        return self.graph

    def _fault(self, xml: Xml, message: str) -> None:
        self.faults.append(BpmnFault(_id(xml), message))

    def _around(self, process: Xml) -> None:
        """What stands beside the process: drawings, the pool, names of messages and signals."""
        for child in self.root:
            tag = local(child.tag)
            if child.tag == bpmn("collaboration"):
                self._collaboration(child)
            elif child is process or child.tag.startswith(f"{{{BPMNDI}}}") or tag in WORDS | BESIDE_PROCESS:
                continue
            else:
                self._fault(child, reason(tag))

    def _collaboration(self, collaboration: Xml) -> None:
        pools = 0
        for child in collaboration:
            tag = local(child.tag)
            if tag == "participant":
                pools += 1
                if pools > 1:
                    self._fault(
                        child, "Ein zweiter Beteiligter mit eigenem Becken; eine Kette ist ein Prozess."
                    )
                if child.find(bpmn("participantMultiplicity")) is not None:
                    self._fault(
                        child, "Einen Beteiligten, der mehrfach vorkommt, gibt es in einer Kette nicht."
                    )
            elif tag in ARTIFACTS:
                self.kept += 1
            elif tag not in WORDS:
                self._fault(child, reason(tag))

    def _content(self, parent: Xml, container: str) -> None:
        for child in parent:
            tag = local(child.tag)
            if not child.tag.startswith(f"{{{BPMN}}}"):
                self._fault(child, reason(tag))
            elif tag == "laneSet":
                self._lanes(child)
            elif tag == "sequenceFlow":
                self._flow(child)
            elif tag in NODES:
                self._node(child, tag, container)
            elif tag in ARTIFACTS:
                self.kept += 1
            elif container and (tag in PARTS_OF_NODE):
                continue
            elif tag not in WORDS:
                self._fault(child, reason(tag))

    def _lanes(self, lane_set: Xml) -> None:
        for lane in lane_set.iter(bpmn("lane")):
            own = _own(lane, "lane")
            self.graph.lanes[_id(lane)] = (_name(lane), own.get("code", "") if own is not None else "")
            for child in lane:
                if local(child.tag) not in WORDS | {"flowNodeRef"}:
                    self._fault(lane, reason(local(child.tag)))

    def _flow(self, xml: Xml) -> None:
        source, target = xml.get("sourceRef", ""), xml.get("targetRef", "")
        self.graph.flows.append(Flow(_id(xml), source, target, _name(xml), xml))
        for child in xml:
            if local(child.tag) not in WORDS | {"conditionExpression"}:
                self._fault(xml, reason(local(child.tag)))

    def _node(self, xml: Xml, tag: str, container: str) -> None:
        node = Node(_id(xml), tag, _name(xml), xml, container, attached_to=xml.get("attachedToRef", ""))
        if node.id in self.graph.nodes:
            self._fault(xml, "Diese Kennung gibt es in der Datei mehrfach.")
        if not xml.get("id"):
            self._fault(xml, f"Ein Element „{tag}“ hat keine Kennung.")
        self.graph.nodes[node.id] = node
        if xml.get("isForCompensation") == "true":
            self._fault(xml, "Einen Schritt, der etwas rückgängig macht, gibt es in einer Kette nicht.")
        if tag == "subProcess":
            if node.own("part") is None or xml.get("triggeredByEvent") == "true":
                self._fault(xml, reason(tag))
            else:
                self._content(xml, node.id)
            return
        if tag == "inclusiveGateway" and node.own("parallel") is None:
            self._fault(xml, reason(tag))
        for child in xml:
            name = local(child.tag)
            if name.endswith(EVENT):
                self._event(node, child)
            elif name not in PARTS_OF_NODE or not child.tag.startswith(f"{{{BPMN}}}"):
                self._fault(xml, reason(name))

    def _event(self, node: Node, definition: Xml) -> None:
        kind = local(definition.tag).removesuffix(EVENT)
        if node.event:
            self._fault(node.xml, "Ein Ereignis mit mehreren Auslösern gibt es in einer Kette nicht.")
        node.event = kind
        node.refers_to = definition.get(f"{kind}Ref", "")
        if kind == "timer":
            node.refers_to = " ".join("".join(definition.itertext()).split())

    def _check_ids(self) -> None:
        """No id stands twice, and every reference leads somewhere."""
        nodes = self.graph.nodes
        seen = set(nodes)
        for flow in self.graph.flows:
            if flow.id in seen:
                self._fault(flow.xml, "Diese Kennung gibt es in der Datei mehrfach, oder sie fehlt.")
            seen.add(flow.id)
        # what was refused is no second time missing
        there = {xml.get("id") for xml in self.root.iter() if xml.get("id")}
        for flow in self.graph.flows:
            for end in (flow.source, flow.target):
                if end not in nodes and (end not in there or not self.faults):
                    self._fault(flow.xml, f"Der Pfeil führt zu „{end[:60]}“, das es nicht gibt.")
        for node in nodes.values():
            gone = node.attached_to not in nodes and (node.attached_to not in there or not self.faults)
            if node.tag == "boundaryEvent" and gone:
                self._fault(node.xml, f"Das Ereignis hängt an „{node.attached_to[:60]}“, das es nicht gibt.")

    def _connect(self) -> None:
        nodes = self.graph.nodes
        for flow in self.graph.flows:
            source, target = nodes[flow.source], nodes[flow.target]
            if source.container != target.container:
                self._fault(flow.xml, "Der Pfeil führt über die Grenze eines Unterprozesses.")
            source.outgoing.append(flow)
            target.incoming.append(flow)
        for lane in self.graph.process.iter(bpmn("lane")):
            for reference in lane.findall(bpmn("flowNodeRef")):
                name = (reference.text or "").strip()
                if name in nodes:
                    nodes[name].lane = _id(lane)


def _id(xml: Xml) -> str:
    """The id of an element, or of the nearest one around it that has one; at most 80 letters of it."""
    while xml is not None:
        if xml.get("id"):
            return str(xml.get("id"))[:80]
        xml = xml.getparent()
    return FILE


def _name(xml: Xml) -> str:
    return " ".join(xml.get("name", "").split())
