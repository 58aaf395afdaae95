"""Write a chain onto the BPMN file it came from: foreign extensions, layout and notes of that file stay."""

from copy import deepcopy

from lxml import etree

from roterfaden.process.bpmn import names
from roterfaden.process.bpmn.extensions import Xml
from roterfaden.process.bpmn.names import BPMN, BPMNDI, DC, DI, OURS, XSI, bpmn
from roterfaden.process.bpmn.reader import ARTIFACTS, read_tree
from roterfaden.process.bpmn.rebuild import Imported, Missing, read_bpmn
from roterfaden.process.bpmn.structure import PREFIXES
from roterfaden.process.bpmn.writer import write_bpmn
from roterfaden.process.engine.definition import Chain

REFERENCES = ("sourceRef", "targetRef", "attachedToRef", "bpmnElement", "processRef", "default", "id")
NATIVE = frozenset(("", BPMN, BPMNDI, DC, DI, OURS, XSI))
# what is new in a drawing that somebody arranged stands below it
BELOW = 80


def write_onto(chain: Chain, original: bytes) -> bytes:
    """`chain` as BPMN, with all that `original` holds besides. If it says the same chain, it is returned as it is.

    Raises BpmnRefused if `original` cannot be read.
    """
    missing = Missing(chain.valid_from, chain.version, chain.source, chain.core_process, chain.subject)
    known = read_bpmn(original, missing=missing)
    if known.chain == chain:
        return original
    old, new = read_tree(original), read_tree(write_bpmn(chain))
    _Merge(chain, known, old, new).merge()
    etree.indent(new)
    return bytes(etree.tostring(new, xml_declaration=True, encoding="UTF-8"))


class _Merge:
    def __init__(self, chain: Chain, known: Imported, old: Xml, new: Xml) -> None:
        self.chain, self.known, self.old, self.new = chain, known, old, new
        self.old_by_id = {xml.get("id"): xml for xml in old.iter() if xml.get("id") and _is_bpmn(xml)}
        self.new_by_id = {xml.get("id"): xml for xml in new.iter() if xml.get("id") and _is_bpmn(xml)}
        self.pairs = self._pairs()

    def merge(self) -> None:
        self._rename({mine: theirs for theirs, mine in self.pairs.items()})
        for theirs in self.pairs:
            _keep_foreign(self.old_by_id[theirs], self.new_by_id[self.pairs[theirs]])
        self._keep_artifacts()
        self._keep_layout()

    def _pairs(self) -> dict[str, str]:
        """For each element of the file that still says something: the element that says it now."""
        pairs = {}
        for theirs, identifier in self.known.ids.items():
            mine = f"{names.SPLIT}{identifier}"
            if identifier in self.chain.nodes:
                mine = f"{PREFIXES[self.chain.kind_of(identifier)]}{identifier}"
            pairs[theirs] = mine
        pairs |= {theirs: f"{names.LANE}{code}" for theirs, code in self.known.lanes.items()}
        for tag in ("process", "participant", "collaboration"):
            theirs, mine = self.old.find(f".//{bpmn(tag)}"), self.new.find(f".//{bpmn(tag)}")
            if theirs is not None and theirs.get("id"):
                pairs[theirs.get("id")] = mine.get("id")
        pairs = {t: m for t, m in pairs.items() if t in self.old_by_id and m in self.new_by_id}
        return pairs | self._flow_pairs(pairs)

    def _flow_pairs(self, pairs: dict[str, str]) -> dict[str, str]:
        mine = {
            (flow.get("sourceRef"), flow.get("targetRef"), flow.get("name", "")): flow.get("id")
            for flow in self.new.iter(bpmn("sequenceFlow"))
        }
        found = {}
        for flow in self.old.iter(bpmn("sequenceFlow")):
            source, target = pairs.get(flow.get("sourceRef")), pairs.get(flow.get("targetRef"))
            match = mine.pop((source, target, flow.get("name", "")), None)
            if match and flow.get("id"):
                found[flow.get("id")] = match
        return found

    def _rename(self, names_: dict[str, str]) -> None:
        """The ids of the file are kept, so that what refers to them from outside still finds them."""
        for xml in self.new.iter():
            for attribute in REFERENCES:
                value = xml.get(attribute)
                if value in names_ and (attribute != "id" or _is_bpmn(xml)):
                    xml.set(attribute, names_[value])
            if xml.tag in {bpmn("flowNodeRef"), bpmn("incoming"), bpmn("outgoing")} and xml.text in names_:
                xml.text = names_[xml.text]

    def _keep_artifacts(self) -> None:
        """Notes and groups, as long as what they point at is still there."""
        there = {xml.get("id") for xml in self.new.iter() if xml.get("id")}
        kept = [xml for xml in self.old.iter() if names.local(xml.tag) in ARTIFACTS and _is_bpmn(xml)]
        there |= {xml.get("id") for xml in kept}
        process = self.new.find(bpmn("process"))
        for xml in kept:
            if all(xml.get(end, "") in there | {""} for end in ("sourceRef", "targetRef")):
                process.append(deepcopy(xml))
        for category in self.old.findall(bpmn("category")):
            self.new.insert(list(self.new).index(process), deepcopy(category))

    def _keep_layout(self) -> None:
        """Shapes stand where they stood; new ones below them, their flows straight."""
        old, new = _drawn(self.old), _drawn(self.new)
        if not old:
            return
        lowest = max((_bottom(xml) for xml in old.values()), default=0.0)
        highest = min((_top(xml) for key, xml in new.items() if key not in old), default=0.0)
        plane = self.new.find(f".//{{{BPMNDI}}}BPMNPlane")
        moved = set()
        for key, xml in new.items():
            if key in old:
                plane.replace(xml, deepcopy(old[key]))
            elif names.local(xml.tag) == "BPMNShape":
                for bounds in xml.iter(f"{{{DC}}}Bounds"):
                    bounds.set("y", f"{float(bounds.get('y', '0')) - highest + lowest + BELOW:g}")
                moved.add(key)
        there = {xml.get("id") for xml in self.new.iter() if xml.get("id")}
        for key, xml in old.items():
            if key not in new and key in there:
                plane.append(deepcopy(xml))
        shapes = _drawn(self.new)
        for flow in self.new.iter(bpmn("sequenceFlow")):
            if flow.get("id") not in old and flow.get("id") in shapes:
                _straighten(shapes, flow)


def _is_bpmn(xml: Xml) -> bool:
    return isinstance(xml.tag, str) and xml.tag.startswith(f"{{{BPMN}}}")


def _namespace(name: str) -> str:
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def _keep_foreign(old: Xml, new: Xml) -> None:
    """Attributes and extension elements of other tools."""
    for name, value in old.attrib.items():
        if _namespace(name) not in NATIVE:
            new.set(name, value)
    theirs = old.find(bpmn("extensionElements"))
    foreign = [xml for xml in theirs if _namespace(xml.tag) not in NATIVE] if theirs is not None else []
    if not foreign:
        return
    mine = new.find(bpmn("extensionElements"))
    if mine is None:
        mine = etree.Element(bpmn("extensionElements"))
        new.insert(len(new.findall(bpmn("documentation"))), mine)
    for xml in foreign:
        mine.append(deepcopy(xml))


def _drawn(root: Xml) -> dict[str, Xml]:
    """Shapes and edges by the element that they draw."""
    plane = root.find(f".//{{{BPMNDI}}}BPMNPlane")
    return (
        {xml.get("bpmnElement"): xml for xml in plane if xml.get("bpmnElement")} if plane is not None else {}
    )


def _number(xml: Xml, name: str) -> float:
    try:
        return float(xml.get(name, "0"))
    except ValueError:
        return 0.0


def _top(xml: Xml) -> float:
    return min((_number(bounds, "y") for bounds in xml.iter(f"{{{DC}}}Bounds")), default=0.0)


def _bottom(xml: Xml) -> float:
    found = (_number(bounds, "y") + _number(bounds, "height") for bounds in xml.iter(f"{{{DC}}}Bounds"))
    return max(found, default=0.0)


def _straighten(shapes: dict[str, Xml], flow: Xml) -> None:
    edge = shapes[flow.get("id")]
    ends = [shapes.get(flow.get(name)) for name in ("sourceRef", "targetRef")]
    if any(end is None for end in ends):
        return
    for child in list(edge):
        edge.remove(child)
    for end in ends:
        bounds = end.find(f"{{{DC}}}Bounds") if end is not None else None
        if bounds is not None:
            x = _number(bounds, "x") + _number(bounds, "width") / 2
            y = _number(bounds, "y") + _number(bounds, "height") / 2
            etree.SubElement(edge, f"{{{DI}}}waypoint", x=f"{x:g}", y=f"{y:g}")
