"""The drawing of every shipped chain: no box over another, every way drawn, nothing outside."""

import re
from itertools import combinations, pairwise

import pytest

from roterfaden.process.drawing import Drawing, draw
from roterfaden.process.engine.definition import Chain, Decision, NodeKind
from roterfaden.process.grid import grid_of
from roterfaden.process.layers import layers_of
from roterfaden.process.walk import Walk
from tests.catalogue.shipped import SHIPPED as CHAINS

every_chain = pytest.mark.parametrize("chain", CHAINS.values(), ids=CHAINS)
NUMBERS = re.compile(r"-?\d+")


def ways(chain: Chain) -> set[tuple[str, str]]:
    return {(node, after) for node in chain.nodes for after in chain.successors(node)}


@every_chain
def test_no_box_touches_another(chain: Chain) -> None:
    boxes = [place.box for place in draw(chain).places]
    assert len(boxes) == len(chain.nodes)
    for one, other in combinations(boxes, 2):
        assert one.right <= other.x or other.right <= one.x or one.bottom <= other.y or other.bottom <= one.y


@every_chain
def test_everything_lies_inside_the_picture(chain: Chain) -> None:
    drawing = draw(chain)
    for place in drawing.places:
        assert min(place.box.x, place.box.y) >= 0
        assert place.box.right <= drawing.width
        assert place.box.bottom <= drawing.height
    for line in drawing.lines:
        assert all(0 <= int(n) <= max(drawing.width, drawing.height) for n in NUMBERS.findall(line.path))


@every_chain
def test_every_way_is_drawn_with_its_answers(chain: Chain) -> None:
    drawing = draw(chain)
    assert len(drawing.lines) == len(ways(chain))
    shown = " / ".join(line.label for line in drawing.lines)
    for decision in chain.decisions:
        assert all(outcome.label in shown for outcome in decision.outcomes)


@every_chain
def test_the_list_beside_it_says_the_same(chain: Chain) -> None:
    for place in draw(chain).places:
        found = chain.nodes[place.node]
        expected = len(found.outcomes) if isinstance(found, Decision) else len(chain.successors(place.node))
        assert len(place.leads_to) == expected


@every_chain
def test_it_is_the_same_every_time(chain: Chain) -> None:
    assert draw(chain) == draw(chain)


def test_the_main_way_runs_straight_down() -> None:
    chain = CHAINS["V1"]
    column = grid_of(chain, list(chain.nodes), layers_of(chain)).column
    assert {column[node] for node in ("start_auftrag", "1", "2", "3", "4", "5", "7a", "7b", "8")} == {0}
    assert column["9"] < 0 < column["end_rueckgabe"]


def test_answers_to_the_same_place_share_one_line() -> None:
    labels = {line.label for line in draw(CHAINS["S2"]).lines}
    assert "ja / Stillhalten" in labels


def test_branches_say_whether_all_or_any_are_meant() -> None:
    assert [line.label for line in draw(CHAINS["IIZ"]).lines].count("und") == 2
    assert [line.label for line in draw(CHAINS["M3a"]).lines].count("und/oder") == 4


def walked(drawing: Drawing) -> dict[str, str]:
    return {place.node: place.state for place in drawing.places}


def test_a_walk_is_marked_and_lies_on_top() -> None:
    walk = Walk(
        times={"start_auftrag": 1, "1": 1, "2": 2},
        open=frozenset({"2"}),
        ways=frozenset({("start_auftrag", "1"), ("1", "2")}),
        detours=frozenset({("1", "7b")}),
    )
    drawing = draw(CHAINS["V1"], walk)
    states = walked(drawing)
    assert (states["1"], states["2"], states["3"]) == ("walked", "open", "ahead")
    assert [line.state for line in drawing.lines].count("walked") == 2
    assert [line.state for line in drawing.lines].count("detour") == 1
    assert drawing.lines[-1].state != "ahead"
    assert {p.node for p in drawing.places if p.kind == NodeKind.START} == {"start_auftrag"}
    assert next(place for place in drawing.places if place.node == "2").times == 2


def points_of(path: str) -> list[tuple[float, float]]:
    """Points along an SVG path made of M, H, V, Q and C."""
    found: list[tuple[float, float]] = []
    x = y = 0.0
    for command, text in re.findall(r"([MHVQC])([^MHVQC]*)", path):
        n = [float(value) for value in NUMBERS.findall(text)]
        ends = {"M": n, "H": [*n, y], "V": [x, *n]}.get(command, n)
        controls = [(x, y), *zip(ends[::2], ends[1::2], strict=True)]
        if command in "HV":
            controls = [(x, y), (ends[0], ends[1])]
        for step in range(41 if command != "M" else 1):
            t = step / 40
            layer = controls if command != "M" else controls[1:]
            while len(layer) > 1:
                pairs = pairwise(layer)
                layer = [(a + (c - a) * t, b + (d - b) * t) for (a, b), (c, d) in pairs]
            found.append(layer[0])
        x, y = controls[-1]
    return found


@every_chain
def test_no_line_runs_through_a_box(chain: Chain) -> None:
    drawing = draw(chain)
    for line in drawing.lines:
        for x, y in points_of(line.path):
            through = [
                place.node
                for place in drawing.places
                if place.box.x + 16 < x < place.box.right - 16 and place.box.y + 3 < y < place.box.bottom - 3
            ]
            assert not through, line.path
