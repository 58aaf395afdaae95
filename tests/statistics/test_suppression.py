"""An attack on what is published: linear programming over all sums finds the bounds of every hidden count.

Recovered is a count whose bounds leave one whole number. The matrices are those of networks, so that the bounds of the
program are whole. The suite attacks 2,500 hidden counts, `FULL=1` 10,000.
"""

import os
from random import Random

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

from roterfaden.statistics.suppression import FLOW_SIGNS, SMALLEST, Cell, Grid, TooFew, hidden_cells, rounded

pytestmark = pytest.mark.one_database
WANTED = 10_000 if os.environ.get("FULL") else 2_500


def a_flow(rng: Random) -> Grid:
    """Stock, in, out, stock by some slices, many of them small."""
    rows = []
    for _ in range(rng.randint(2, 9)):
        scale = rng.choice((0, 1, 2, 4, 30))
        start, came = rng.randint(0, scale), rng.randint(0, scale)
        went = rng.randint(0, start + came)
        rows.append([start, came, went, start + came - went])
    return Grid([*rows, [sum(column) for column in zip(*rows, strict=True)]], FLOW_SIGNS)


def a_cross(rng: Random) -> Grid:
    width = rng.randint(2, 7)
    rows = [[rng.choice((0, 0, 1, 2, 3, 8, 40)) for _ in range(width)] for _ in range(rng.randint(2, 8))]
    rows = [[*row, sum(row)] for row in rows]
    return Grid([*rows, [sum(column) for column in zip(*rows, strict=True)]], (*[1] * width, -1))


def a_list(rng: Random) -> Grid:
    rows = [[rng.choice((0, 1, 1, 2, 3, 9))] for _ in range(rng.randint(2, 9))]
    return Grid([*rows, [sum(row[0] for row in rows)]])


def published() -> tuple[list[tuple[Grid, list[Cell]]], int]:
    """Grids with what is hidden in them, until enough is hidden; and how many were withheld as a whole."""
    rng, found, withheld, count = Random(7), [], 0, 0
    while count < WANTED:
        grid = rng.choice((a_flow, a_cross, a_list))(rng)
        try:
            hidden = sorted(hidden_cells(grid, margin=grid.columns - 1 if len(grid.signs) > 4 else None))
        except TooFew:
            withheld += 1
            continue
        if hidden:
            found.append((grid, hidden))
            count += len(hidden)
    return found, withheld


def recovered(grids: list[tuple[Grid, list[Cell]]]) -> tuple[int, int]:
    """How many hidden counts have a single value that fits all sums, of how many. Grids do not touch each other, so one
    program answers for one count of each."""
    places = [(g, cell) for g, (_grid, hidden) in enumerate(grids) for cell in hidden]
    number = {place: n for n, place in enumerate(places)}
    equations: dict[tuple[int, str, int], dict[int, int]] = {}
    known: dict[tuple[int, str, int], int] = {}
    for g, (grid, hidden) in enumerate(grids):
        for r in range(len(grid.cells)):
            for c in range(grid.columns):
                for what in [(g, "column", c)] + ([(g, "row", r)] if grid.signs else []):
                    sign = grid.sign((r, c)) if grid.signs else (-1 if r == grid.total else 1)
                    if (r, c) in hidden:
                        equations.setdefault(what, {})[number[g, (r, c)]] = sign
                    else:
                        known[what] = known.get(what, 0) - sign * grid.cells[r][c]
    matrix, right = lil_matrix((len(equations), len(places))), np.zeros(len(equations))
    for n, (what, terms) in enumerate(equations.items()):
        right[n] = known.get(what, 0)
        for place, sign in terms.items():
            matrix[n, place] = sign
    matrix = matrix.tocsr()
    low, high = np.full(len(places), np.nan), np.full(len(places), np.nan)
    for turn in range(max(len(hidden) for _grid, hidden in grids)):
        asked = [number[g, hidden[turn]] for g, (_grid, hidden) in enumerate(grids) if turn < len(hidden)]
        for bounds, way in ((low, 1), (high, -1)):
            cost = np.zeros(len(places))
            cost[asked] = way
            answer = linprog(cost, A_eq=matrix, b_eq=right, bounds=(1, 10_000), method="highs")
            assert answer.status == 0, answer.message
            bounds[asked] = answer.x[asked]
    assert not np.isnan(low).any()
    true = np.array([grids[g][0].cells[r][c] for g, (r, c) in places])
    assert (low <= true + 1e-6).all()
    assert (high >= true - 1e-6).all()
    return int((high - low < 0.5).sum()), len(places)


@pytest.mark.requirement("R-61", figure="0 of 10,000 hidden cells recovered")
def test_an_attack_recovers_no_hidden_count() -> None:
    grids, withheld = published()
    assert recovered(grids)[1] >= WANTED
    assert recovered(grids)[0] == 0
    # what is published is still a table: most of it stays
    shown = sum(len(grid.cells) * grid.columns - len(hidden) for grid, hidden in grids)
    everything = sum(len(grid.cells) * grid.columns for grid, _hidden in grids)
    assert shown / everything > 0.4
    assert withheld < len(grids)


def test_the_attack_finds_what_is_hidden_carelessly() -> None:
    """Hiding the small ones alone is not enough: the same attack recovers many of them."""
    rng = Random(3)
    careless = []
    for _ in range(60):
        grid = a_flow(rng)
        small = [(r, c) for r in range(grid.total) for c in range(4) if 0 < grid.cells[r][c] < SMALLEST]
        if small:
            careless.append((grid, small))
    assert recovered(careless)[0] > 30


def test_what_cannot_be_hidden_stays_away() -> None:
    for cells in ([[1], [1]], [[1], [1], [2]], [[1], [1], [1], [3]]):
        with pytest.raises(TooFew):
            hidden_cells(Grid(cells))
    assert hidden_cells(Grid([[1], [2], [3]])) == {(0, 0), (1, 0)}
    assert hidden_cells(Grid([[0], [5], [5]])) == frozenset()
    assert [rounded(count) for count in (0, 1, 2, 3, 7, 8, 12, 13)] == [0, 0, 0, 5, 5, 10, 10, 15]
