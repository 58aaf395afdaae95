"""Which elements and flows of the exported BPMN a run has walked: for the viewer."""

from collections import deque
from collections.abc import Iterable, Mapping

from roterfaden.process.bpmn.structure import PREFIXES, Structure, structure_of
from roterfaden.process.engine.definition import Chain

Way = tuple[str, str]


def element_ids(chain: Chain) -> Mapping[str, str]:
    """The element that stands for each node of the chain."""
    return {node: f"{PREFIXES[chain.kind_of(node)]}{node}" for node in chain.nodes}


def flow_ids(chain: Chain, ways: Iterable[Way]) -> list[str]:
    """The sequence flows that lead along the drawn `ways` between nodes, through what only BPMN needs."""
    structure = structure_of(chain)
    ids = element_ids(chain)
    found: dict[int, None] = {}
    for origin, target in sorted(ways):
        if origin in ids and target in ids:
            found |= dict.fromkeys(_path(structure, ids[origin], ids[target]))
    return [f"Flow_{number}" for number in found]


def _path(structure: Structure, origin: str, target: str) -> list[int]:
    """The shortest way between two nodes that passes no other node; the numbers of its flows."""
    on: dict[str, list[tuple[int | None, str]]] = {}
    for place, flow in enumerate(structure.flows):
        on.setdefault(flow.source, []).append((place, flow.target))
    for element in structure.elements:
        on.setdefault(element, []).extend((None, further) for further in _further(structure, element))
    todo: deque[tuple[str, tuple[int, ...]]] = deque([(origin, ())])
    seen = {origin}
    while todo:
        here, path = todo.popleft()
        for number, after in on.get(here, ()):
            longer = path if number is None else (*path, number)
            if after == target:
                return list(longer)
            if after not in seen and not structure.elements[after].is_node:
                seen.add(after)
                todo.append((after, longer))
    return []


def _further(structure: Structure, element: str) -> list[str]:
    """Where a token goes on without a flow: into a subprocess, and out of it by an escalation or its end."""
    here = structure.elements[element]
    inside = structure.inside(element) if here.tag == "subProcess" else []
    found = [other.id for other in inside if other.tag == "startEvent"]
    catching = {
        ("endEvent", "escalation"): "boundaryEvent",
        ("intermediateThrowEvent", "signal"): "intermediateCatchEvent",
    }
    wanted = catching.get((here.tag, here.event))
    found += [o.id for o in structure.elements.values() if o.tag == wanted and o.refers_to == here.refers_to]
    if here.tag == "endEvent" and not here.event and here.container:
        found.append(here.container)
    return found
