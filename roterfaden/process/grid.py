"""Where the nodes of a chain stand in its drawing: rows from top to bottom, and a column in each.

The main way runs straight down in column 0. What leads back stands on its left, other ways off it on its right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from roterfaden.process.engine.definition import Chain, End, NodeKind
from roterfaden.process.layers import Layers

SWEEPS = 8
GOOD_ENDS = frozenset({"success", "handover"})


@dataclass(frozen=True)
class Grid:
    """The rows from left to right, and each node's column, in widths of a box: 1 or more apart within a row."""

    rows: Sequence[Sequence[str]]
    column: Mapping[str, float]


def grid_of(chain: Chain, nodes: Sequence[str], layers: Layers) -> Grid:
    """Lay out the part of `chain` that consists of `nodes`."""
    row_of = dict(layers.of)
    for start in chain.starts:
        if start.id in row_of:
            row_of[start.id] = max(row_of[start.enters_at] - 1, 0)
    spine = set(_main_way(chain, nodes, layers))
    side = _sides(chain, nodes, layers, spine)
    near: dict[str, list[str]] = {node: [] for node in nodes}
    for node in nodes:
        for after in layers.ahead(node):
            near[node].append(after)
            near[after].append(node)
    rows: list[list[str]] = [[] for _ in range(max(row_of.values()) + 1)]
    for node in nodes:
        rows[row_of[node]].append(node)
    rows = [row for row in rows if row]
    column = {node: float(side[node]) for node in nodes}
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else reversed(rows):
            wanted = {node: _mean([column[n] for n in near[node]], column[node]) for node in row}
            for direction in (-1, 1):
                there = sorted((n for n in row if side[n] == direction), key=lambda n: direction * wanted[n])
                spread = _spread([direction * wanted[n] for n in there])
                column.update((node, direction * at) for node, at in zip(there, spread, strict=True))
    return Grid([sorted(row, key=column.__getitem__) for row in rows], column)


def _main_way(chain: Chain, nodes: Sequence[str], layers: Layers) -> list[str]:
    """From the first start the way that takes most nodes to a good end (to any end, if there is no good one)."""
    best: dict[str, tuple[int, int, str]] = {}
    for node in sorted(nodes, key=lambda n: -layers.of[n]):
        found = chain.nodes[node]
        good = int(isinstance(found, End) and found.kind in GOOD_ENDS)
        ways = [(best[after][0], best[after][1] + 1, after) for after in layers.ahead(node)]
        # of equal ways the first answer of the file
        best[node] = max(ways, key=lambda way: way[:2], default=(good, 0, ""))
    way = [nodes[0]]
    while best[way[-1]][2]:
        way.append(best[way[-1]][2])
    return way


def _sides(chain: Chain, nodes: Sequence[str], layers: Layers, spine: set[str]) -> dict[str, int]:
    """-1 for what stands on the left of the main way, 1 for the right, 0 for the main way itself."""
    side = dict.fromkeys(spine, 0)
    starts = [node for node in nodes if chain.kind_of(node) == NodeKind.START and node not in spine]
    side |= {node: -1 if index % 2 else 1 for index, node in enumerate(starts)}
    parents: dict[str, list[str]] = {node: [] for node in nodes}
    for node in nodes:
        for after in layers.ahead(node):
            parents[after].append(node)
    for node in sorted(nodes, key=layers.of.__getitem__):
        if node not in side:
            aside = [side[parent] for parent in parents[node] if side[parent]]
            side[node] = aside[0] if aside else -1 if _leads_back(node, layers, spine) else 1
    return side


def _leads_back(node: str, layers: Layers, spine: set[str]) -> bool:
    """Whether a way back begins here, or further on before the main way is met again."""
    seen: set[str] = set()
    todo = [node]
    while todo:
        here = todo.pop()
        if here in seen or here in spine:
            continue
        seen.add(here)
        if any((here, after) in layers.back for after in layers.following[here]):
            return True
        todo += layers.ahead(here)
    return False


def _spread(wanted: Sequence[float]) -> list[float]:
    """Ascending positions from 1 on, at least 1 apart, as near to the ascending `wanted` as can be (least squares)."""
    blocks: list[tuple[float, int]] = []
    for index, want in enumerate(wanted):
        mean, count = want - index, 1
        while blocks and blocks[-1][0] > mean:
            before, size = blocks.pop()
            mean, count = (before * size + mean * count) / (size + count), size + count
        blocks.append((mean, count))
    flat = [mean for mean, count in blocks for _ in range(count)]
    return [max(mean + index, index + 1) for index, mean in enumerate(flat)]


def _mean(values: Sequence[float], default: float) -> float:
    return sum(values) / len(values) if values else default
