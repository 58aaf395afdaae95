"""Chains as BPMN: read back as equal, valid for the OMG's schema and others, walked by another engine the same way."""

import json
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnValidator

from roterfaden.process.bpmn.names import BPMN, BPMNDI
from roterfaden.process.bpmn.rebuild import Missing, read_bpmn
from roterfaden.process.bpmn.writer import write_bpmn
from roterfaden.process.engine.definition import Chain
from roterfaden.process.paths import kept_paths
from roterfaden.process.schema import parse_chain
from roterfaden.process.walking import walk
from tests.catalogue.shipped import SHIPPED
from tests.process.bpmn.spiff import Spiff
from tests.process.files import GOOD
from tests.process.making import fork, line, nested
from tests.process.wandering import wander

pytestmark = pytest.mark.one_database

MODES = ("all", "at_least_one")
# parts that can be left on the way, parts within parts, joins that open with the first branch
HARD: dict[str, Chain] = {
    "gut": parse_chain(GOOD, name="gut").chain,
    "line": line(),
    **{f"fork {mode}": fork(mode) for mode in MODES},
    **{f"nested {inner} in {outer}": nested(inner, outer) for inner in MODES for outer in MODES},
}
ALL = SHIPPED | HARD
MISSING = Missing(date(2026, 1, 1))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_chain_comes_back_equal(name: str) -> None:
    read = read_bpmn(write_bpmn(SHIPPED[name]), missing=MISSING)
    assert read.chain == SHIPPED[name]
    assert list(read.chain.roles) == list(SHIPPED[name].roles)
    assert read.notes == ()


@pytest.mark.parametrize("name", HARD)
def test_a_chain_that_is_hard_to_say_comes_back_equal(name: str) -> None:
    made = HARD[name]
    with_paths = replace(made, paths=kept_paths(made)[0])
    assert read_bpmn(write_bpmn(with_paths), missing=MISSING).chain == with_paths


@pytest.mark.parametrize("name", ALL)
def test_the_export_is_valid_for_the_schema_of_the_omg(name: str) -> None:
    BpmnValidator().validate(etree.fromstring(write_bpmn(ALL[name])))


def test_bpmn_moddle_reads_every_export_without_a_warning(tmp_path: Path) -> None:
    for number, made in enumerate(ALL.values()):
        (tmp_path / f"{number}.bpmn").write_bytes(write_bpmn(made))
    script = Path(__file__).with_name("moddle.mjs")
    done = subprocess.run(["node", script, tmp_path], capture_output=True, check=True, timeout=60)
    found = json.loads(done.stdout)
    assert len(found) == len(ALL)
    assert {name: said for name, said in found.items() if said["warnings"]} == {}


@pytest.mark.parametrize("name", ALL)
def test_every_element_is_drawn_once_and_inside_the_pool(name: str) -> None:
    root: Any = etree.fromstring(write_bpmn(ALL[name]))
    flow_nodes = root.xpath("//b:process//b:*[b:incoming or b:outgoing]/@id", namespaces={"b": BPMN})
    shapes = root.xpath("//d:BPMNShape/@bpmnElement", namespaces={"d": BPMNDI})
    assert Counter(shapes).most_common(1)[0][1] == 1
    assert set(flow_nodes) <= set(shapes)
    flows = root.xpath("//b:sequenceFlow/@id", namespaces={"b": BPMN})
    assert sorted(flows) == sorted(root.xpath("//d:BPMNEdge/@bpmnElement", namespaces={"d": BPMNDI}))
    pool, *others = (_bounds(shape) for shape in root.iter(f"{{{BPMNDI}}}BPMNShape"))
    assert all(
        pool[0] <= x and pool[1] <= y and x + w <= pool[0] + pool[2] and y + h <= pool[1] + pool[3]
        for x, y, w, h in others
    )


def test_no_two_boxes_of_a_drawing_overlap() -> None:
    for made in ALL.values():
        root: Any = etree.fromstring(write_bpmn(made))
        kinds = root.xpath(
            "//b:userTask/@id | //b:exclusiveGateway/@id | //b:endEvent/@id", namespaces={"b": BPMN}
        )
        shapes = [_bounds(s) for s in root.iter(f"{{{BPMNDI}}}BPMNShape") if s.get("bpmnElement") in kinds]
        for at, (x, y, w, h) in enumerate(shapes):
            for x2, y2, w2, h2 in shapes[at + 1 :]:
                assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y, made.id


@pytest.mark.parametrize("name", SHIPPED)
def test_spiffworkflow_walks_every_path_with_the_same_open_steps_to_the_same_end(name: str) -> None:
    made = SHIPPED[name]
    other = Spiff(made)
    for path in made.paths:
        for place, walked in enumerate(walk(made, path.walk)):
            if place == 0:
                other.begin(walked.word)
            elif walked.word != walked.state.ended:
                other.go(walked.word)
            assert other.open_nodes() == Counter(visit.node for visit in walked.state.open), walked.word
        assert other.reached() == [path.walk[-1]]


@pytest.mark.parametrize("name", HARD)
def test_spiffworkflow_walks_at_random_as_our_engine_does(name: str) -> None:
    made = HARD[name]
    other = Spiff(made)
    for number in range(25):
        for place, (word, state) in enumerate(wander(made, Random(f"{name}/{number}"))):
            if place == 0:
                other.begin(word)
            else:
                other.go(word)
            assert other.open_nodes() == Counter(visit.node for visit in state.open), word
        assert other.reached() == [state.ended]


def _bounds(shape: Any) -> tuple[float, ...]:
    found = shape.find("{*}Bounds")
    return tuple(float(found.get(key, "0")) for key in ("x", "y", "width", "height"))
