"""A chain as a BPMN 2.0 file: semantics, our extensions, and the drawing."""

from collections.abc import Sequence

from lxml import etree

from roterfaden.process.bpmn import extensions, names
from roterfaden.process.bpmn.extensions import Xml
from roterfaden.process.bpmn.layout import Bounds, Layout, lay_out
from roterfaden.process.bpmn.names import BPMNDI, DC, DI, bpmn
from roterfaden.process.bpmn.structure import Element, Flow, Structure, structure_of
from roterfaden.process.engine.definition import Chain, Decision, End, Start, Step

EVENTS = {"message": "messageRef", "signal": "signalRef", "escalation": "escalationRef"}
ROOTS = {"message": "Message_", "signal": "Signal_", "escalation": "Escalation_"}


def write_bpmn(chain: Chain) -> bytes:
    """The file; `read_bpmn` makes an equal chain of it."""
    return _Writer(chain).write()


class _Writer:
    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.structure: Structure = structure_of(chain)
        self.places = {node: place for place, node in enumerate(chain.places())}
        self.lane_role = self._lanes()
        used = set(self.lane_role.values())
        self.roles = [role for role in chain.roles if role in used]

    def write(self) -> bytes:
        root = etree.Element(bpmn("definitions"), nsmap=names.NAMESPACES)
        root.set("id", f"Definitions_{self.chain.id}")
        root.set("name", f"{self.chain.id} {self.chain.title}")
        root.set("targetNamespace", names.OURS)
        root.set("expressionLanguage", "https://www.python.org/")
        root.set("exporter", "Roter Faden")
        self._roots(root)
        pool = etree.SubElement(root, bpmn("collaboration"), id=f"Collaboration_{self.chain.id}")
        process = f"{names.PROCESS}{self.chain.id}"
        etree.SubElement(
            pool,
            bpmn("participant"),
            id=f"{names.POOL}{self.chain.id}",
            name=self.chain.title,
            processRef=process,
        )
        self._process(root, process)
        self._diagram(root)
        return bytes(etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8"))

    def _lanes(self) -> dict[str, str]:
        """The role in whose lane each element of the process stands."""
        lanes: dict[str, str] = {}
        before: dict[str, str] = {}
        for flow in self.structure.flows:
            before.setdefault(flow.target, flow.source)
        first = next((role for element in self.structure.inside("") if (role := self._role(element))), "")
        for element in self.structure.inside(""):
            here: Element | None = element
            seen: set[str] = set()
            role = self._role(element)
            while not role and here is not None and here.id not in seen:
                seen.add(here.id)
                source = before.get(here.attached_to or here.id)
                here = self.structure.elements.get(source or "")
                role = self._role(here) if here else ""
            lanes[element.id] = role or first
        return lanes if first else {}

    def _role(self, element: Element) -> str:
        match self.chain.nodes[element.near]:
            case Step() | Decision() as node:
                return node.responsible[0] if node.responsible else ""
            case Start() as start:
                after = self.chain.nodes[start.enters_at]
                return (
                    after.responsible[0] if isinstance(after, Step | Decision) and after.responsible else ""
                )
        return ""

    def _roots(self, root: Xml) -> None:
        """Messages, signals and escalations are named once, beside the process."""
        known = set()
        for element in self.structure.elements.values():
            if element.event in ROOTS:
                identifier = f"{ROOTS[element.event]}{element.refers_to}"
                if identifier in known:
                    continue
                known.add(identifier)
                found = etree.SubElement(root, bpmn(element.event), id=identifier, name=element.refers_to)
                if element.event == "escalation":
                    found.set("escalationCode", element.refers_to)

    def _process(self, root: Xml, identifier: str) -> None:
        process = etree.SubElement(
            root, bpmn("process"), id=identifier, name=self.chain.title, isExecutable="true"
        )
        etree.SubElement(process, bpmn("documentation")).text = self.chain.summary
        extensions.write_chain(etree.SubElement(process, bpmn("extensionElements")), self.chain)
        if self.roles:
            lanes = etree.SubElement(process, bpmn("laneSet"), id=f"Lanes_{self.chain.id}")
            for role in self.roles:
                meaning = self.chain.roles[role]
                lane = etree.SubElement(lanes, bpmn("lane"), id=f"{names.LANE}{role}", name=meaning)
                extensions.put(etree.SubElement(lane, bpmn("extensionElements")), "lane", code=role)
                for element in self.structure.inside(""):
                    if self.lane_role[element.id] == role:
                        etree.SubElement(lane, bpmn("flowNodeRef")).text = element.id
        self._content(process, "")

    def _content(self, parent: Xml, container: str) -> None:
        for element in self.structure.inside(container):
            self._element(parent, element)
        for number, flow in enumerate(self.structure.flows):
            if self.structure.elements[flow.source].container == container:
                self._flow(parent, flow, number)

    def _element(self, parent: Xml, element: Element) -> None:
        made = etree.SubElement(parent, bpmn(element.tag), id=element.id)
        if element.name:
            made.set("name", element.name)
        if element.attached_to:
            made.set("attachedToRef", element.attached_to)
            made.set("cancelActivity", "true" if element.interrupting else "false")
        self._words(made, element)
        for number, flow in enumerate(self.structure.flows):
            if flow.target == element.id:
                etree.SubElement(made, bpmn("incoming")).text = f"Flow_{number}"
        for number, flow in enumerate(self.structure.flows):
            if flow.source == element.id:
                etree.SubElement(made, bpmn("outgoing")).text = f"Flow_{number}"
        if element.tag == "parallelGateway":
            outgoing = sum(flow.source == element.id for flow in self.structure.flows)
            made.set("gatewayDirection", "Diverging" if outgoing > 1 else "Converging")
        if element.tag == "subProcess":
            self._content(made, element.id)
        self._event(made, element)

    def _words(self, made: Xml, element: Element) -> None:
        """Documentation and extensions of what stands for a node of the chain."""
        node = self.chain.nodes[element.near] if element.is_node else None
        if isinstance(node, Step | Decision) and not element.is_twin:
            for hint in node.hints:
                etree.SubElement(made, bpmn("documentation")).text = hint
        mine = etree.Element(bpmn("extensionElements"))
        if element.is_twin:
            extensions.put(mine, "twin", of=element.near)
        else:
            self._own_words(mine, element)
        if len(mine):
            made.append(mine)

    def _own_words(self, mine: Xml, element: Element) -> None:
        match self.chain.nodes[element.near] if element.is_node else None:
            case Step() as step:
                extensions.write_step(
                    mine,
                    step,
                    place=self.places[step.id],
                    responsible=self._unlike_lane(step, element),
                    following=self._following(step),
                )
            case Decision() as decision:
                place, responsible = self.places[decision.id], self._unlike_lane(decision, element)
                extensions.write_question(mine, decision, place=place, responsible=responsible)
            case Start() as start:
                extensions.write_start(mine, start)
            case End() as end:
                extensions.write_end(mine, end)
            case _ if element.id.startswith(names.SPLIT):
                extensions.put(mine, "parallel", id=element.id.removeprefix(names.SPLIT))
            case _ if element.tag == "subProcess":
                part = self.chain.split_by_id[element.id.removeprefix(names.PART)]
                extensions.put(mine, "part", id=part.id, mode=part.mode)

    def _following(self, step: Step) -> str:
        split = self.chain.split_at.get(step.id)
        return " ".join(step.next) if split is not None and split.branches != step.next else ""

    def _unlike_lane(self, node: Step | Decision, element: Element) -> str | None:
        """The responsible roles, where the lane does not say them."""
        role = self.lane_role.get(element.id)
        return None if node.responsible == ((role,) if role else ()) else " ".join(node.responsible)

    def _event(self, made: Xml, element: Element) -> None:
        if not element.event:
            return
        definition = etree.SubElement(made, bpmn(f"{element.event}EventDefinition"))
        definition.set("id", f"Event_{element.id}")
        if element.event in EVENTS:
            definition.set(EVENTS[element.event], f"{ROOTS[element.event]}{element.refers_to}")
        elif element.event == "timer":
            _expression(definition, "timeDuration", element.refers_to)
        elif element.event == "conditional":
            _expression(definition, "condition", f'beginn == "{element.refers_to}"')

    def _flow(self, parent: Xml, flow: Flow, number: int) -> None:
        made = etree.SubElement(
            parent, bpmn("sequenceFlow"), id=f"Flow_{number}", sourceRef=flow.source, targetRef=flow.target
        )
        source = self.structure.elements[flow.source]
        decision = self.chain.decision(source.near) if source.is_node else None
        if decision is None:
            return
        outcome = decision.outcomes[flow.place]
        made.set("name", outcome.label)
        mine = etree.SubElement(made, bpmn("extensionElements"))
        extensions.put(mine, "outcome", label=outcome.label, note=outcome.note)
        _expression(made, "conditionExpression", condition(decision.id, outcome.label))

    def _diagram(self, root: Xml) -> None:
        places = {role: place for place, role in enumerate(self.roles)}
        lane_of = {element: places.get(role, 0) for element, role in self.lane_role.items()}
        layout = lay_out(self.structure, lane_of, [self.chain.roles[role] for role in self.roles])
        diagram = etree.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", id=f"Diagram_{self.chain.id}")
        plane = etree.SubElement(
            diagram,
            f"{{{BPMNDI}}}BPMNPlane",
            id=f"Plane_{self.chain.id}",
            bpmnElement=f"Collaboration_{self.chain.id}",
        )
        _shape(plane, f"{names.POOL}{self.chain.id}", layout.pool, isHorizontal="true")
        for role, bounds in zip(self.roles, layout.lanes, strict=True):
            _shape(plane, f"{names.LANE}{role}", bounds, isHorizontal="true")
        self._shapes(plane, layout, "")

    def _shapes(self, plane: Xml, layout: Layout, container: str) -> None:
        for element in self.structure.inside(container):
            more = {"isExpanded": "true"} if element.tag == "subProcess" else {}
            if element.tag == "exclusiveGateway":
                more = {"isMarkerVisible": "true"}
            _shape(plane, element.id, layout.shapes[element.id], label=layout.labels.get(element.id), **more)
            if element.tag == "subProcess":
                self._shapes(plane, layout, element.id)
        for number, flow in enumerate(self.structure.flows):
            if self.structure.elements[flow.source].container == container:
                _edge(plane, f"Flow_{number}", layout.ways[number], layout.way_labels.get(number))


def condition(decision: str, label: str) -> str:
    """When an answer leads on, in the language of expressions; the variable holds what was answered."""
    escaped = label.replace("\\", "\\\\").replace('"', '\\"')
    return f'{answer_variable(decision)} == "{escaped}"'


def answer_variable(decision: str) -> str:
    """The variable that holds the answer to a question: its id, with every other sign as its number."""
    return "antwort_" + "".join(c if c.isalnum() and c.isascii() else f"_{ord(c):x}_" for c in decision)


def _expression(parent: Xml, tag: str, text: str) -> None:
    made = etree.SubElement(parent, bpmn(tag))
    made.set(f"{{{names.XSI}}}type", "bpmn:tFormalExpression")
    made.text = text


def _shape(plane: Xml, element: str, bounds: Bounds, *, label: Bounds | None = None, **more: str) -> None:
    made = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", id=f"Shape_{element}", bpmnElement=element)
    for name, value in more.items():
        made.set(name, value)
    _bounds(made, bounds)
    if label is not None:
        _bounds(etree.SubElement(made, f"{{{BPMNDI}}}BPMNLabel"), label)


def _edge(plane: Xml, element: str, points: Sequence[tuple[int, int]], label: Bounds | None) -> None:
    made = etree.SubElement(plane, f"{{{BPMNDI}}}BPMNEdge", id=f"Edge_{element}", bpmnElement=element)
    for x, y in points:
        etree.SubElement(made, f"{{{DI}}}waypoint", x=str(x), y=str(y))
    if label is not None:
        _bounds(etree.SubElement(made, f"{{{BPMNDI}}}BPMNLabel"), label)


def _bounds(parent: Xml, bounds: Bounds) -> None:
    etree.SubElement(
        parent,
        f"{{{DC}}}Bounds",
        x=str(bounds.x),
        y=str(bounds.y),
        width=str(bounds.width),
        height=str(bounds.height),
    )
