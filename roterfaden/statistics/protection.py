"""Keep hidden counts hidden beside what was published before: other versions, and the years before and after.

Pure. Whoever compares knows that counts seldom change: so a count that another version shows is taken as known, and the
stock at the end of a year as the stock at the start of the next. A hidden count is safe if all tables together allow it
another value. Where that cannot be shown the table stays away.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

from roterfaden.statistics.suppression import (
    SMALLEST,
    Cell,
    Grid,
    TooFew,
    hidden_cells,
    is_safe,
    small_cells,
)

LEAST_TO_GIVE = 2
Pair = frozenset[int]


@dataclass(frozen=True)
class Twin:
    """The same table as another version published it, with its rows in the order of ours (a row it lacks is nought)."""

    cells: Sequence[Sequence[int]]
    hidden: frozenset[Cell]


@dataclass(frozen=True)
class Side:
    """A neighbouring year: our `column` is a stock that it tells, too; its counts in the rows in which it hides them.

    `later`: it was first published after us and fits to us; otherwise we fit to it.
    """

    column: int
    hidden: Mapping[int, int]
    later: bool = False

    @property
    def rows(self) -> frozenset[int]:
        return frozenset(self.hidden)


def hidden_beside(
    grid: Grid,
    *,
    twins: Sequence[Twin] = (),
    sides: Sequence[Side] = (),
    smallest: int = SMALLEST,
    margin: int | None = None,
) -> frozenset[Cell]:
    """The cells to leave out so that neither this table nor all of them together tell a hidden count. Raises TooFew."""
    if twins:
        return _as_before(grid, twins, sides, smallest)
    forced, carriers, carried = _carried_on(grid, sides)
    return hidden_cells(
        grid,
        smallest=smallest,
        margin=margin,
        forced=forced | carriers,
        carried=carried,
        closed=frozenset(side.column for side in sides),
    )


def _as_before(grid: Grid, twins: Sequence[Twin], sides: Sequence[Side], smallest: int) -> frozenset[Cell]:
    """The pattern of the earlier versions, if it still protects: then each move is one in all versions at once."""
    pattern = twins[0].hidden
    if any(twin.hidden != pattern for twin in twins) or not small_cells(grid, smallest) <= pattern:
        raise TooFew("Eine frühere Fassung zeigt, was diese verdecken müsste.")
    total = grid.cells[grid.total]
    if any(0 < count < smallest for count in total):
        raise TooFew("Die Summe selbst ist zu klein.")
    # what can be given away in every version
    least = [
        [min(count, *(twin.cells[r][c] for twin in twins)) for c, count in enumerate(row)]
        for r, row in enumerate(grid.cells)
    ]
    if any(least[r][c] == 0 for r, c in pattern):
        raise TooFew("Eine verdeckte Zahl ist in einer Fassung null.")
    least_grid = Grid(least, grid.signs)
    earlier = [side for side in sides if not side.later]
    for side in sides:
        if side.rows != {r for r, c in pattern if c == side.column}:
            raise TooFew("Ein Bericht über das Jahr daneben zeigt, was hier verdeckt ist.")
        if any(least[r][side.column] >= LEAST_TO_GIVE > count for r, count in side.hidden.items()):
            raise TooFew("Ein Bericht über das Jahr daneben zählt weniger, als hier verdeckt ist.")
    _forced, _carriers, carried = _carried_on(least_grid, earlier, among=pattern)
    closed = {side.column for side in earlier}
    movable = {cell for cell in pattern if cell[1] not in closed}
    if not all(is_safe(least_grid, movable, cell) for cell in movable - carried):
        raise TooFew("Was eine frühere Fassung verdeckt, ist hier nicht mehr geschützt.")
    return pattern


def _carried_on(
    grid: Grid, sides: Sequence[Side], *, among: frozenset[Cell] | None = None
) -> tuple[frozenset[Cell], frozenset[Cell], frozenset[Cell]]:
    """The cells that neighbours hide; those that carry their moves on within our rows; which of these surely move.

    If the neighbour can move a count from one row to another, some other column must be able to take that up in both
    rows. `among`: only these cells may carry.
    """
    forced = frozenset((row, side.column) for side in sides for row in side.rows)
    if any(grid.cells[r][c] == 0 for r, c in forced):
        raise TooFew("Eine verdeckte Zahl ist in diesem Jahr null.")
    others = set(range(grid.columns)) - {side.column for side in sides}
    carriers: set[Cell] = set()
    carried: set[Cell] = set()
    for side in sides:
        ways = _ways(grid, side, others, among)
        for pair, column in ways.items():
            carriers |= {(row, column) for row in pair}
        carried |= _surely(ways)
    return forced, frozenset(carriers), frozenset(carried)


def _ways(grid: Grid, side: Side, others: set[int], among: frozenset[Cell] | None) -> dict[Pair, int]:
    """For each two rows between which the neighbour may move a count the column that carries it: one for all if it can
    be, else for each two the cheapest.
    """
    moves = [
        (up, down) for up, down in permutations(sorted(side.rows), 2) if side.hidden[down] >= LEAST_TO_GIVE
    ]
    if any(grid.cells[down][side.column] < LEAST_TO_GIVE for _up, down in moves):
        raise TooFew("Das Jahr daneben zählt mehr, als hier verdeckt werden kann.")
    able: dict[Pair, set[int]] = {}
    for up, down in moves:
        columns = {c for c in others if _carries(grid, side.column, c, up, down, among)}
        pair = frozenset((up, down))
        able[pair] = able.get(pair, columns) & columns
    if not all(able.values()):
        raise TooFew("Der Bericht über das Jahr daneben würde verraten, was hier verdeckt ist.")

    def price(column: int, rows: Collection[int]) -> tuple[int, int]:
        return sum(grid.cells[row][column] for row in rows), column

    for_all = set(others).intersection(*able.values()) if able else set()
    if for_all:
        best = min(for_all, key=lambda column: price(column, side.rows))
        return dict.fromkeys(able, best)
    found = {}
    for pair, columns in able.items():
        _price, found[pair] = min(price(column, pair) for column in columns)
    return found


def _carries(grid: Grid, column: int, other: int, up: int, down: int, among: frozenset[Cell] | None) -> bool:
    """Whether `other` can take up one more of `column` in the row `up` and one less in the row `down`."""
    if among is not None and not {(up, other), (down, other)} <= among:
        return False
    # more at the start is less inflow, more outflow or more at the end
    falls, rises = (up, down) if grid.signs[other] == grid.signs[column] else (down, up)
    return grid.cells[falls][other] >= LEAST_TO_GIVE and grid.cells[rises][other] > 0


def _surely(ways: dict[Pair, int]) -> set[Cell]:
    """The carrying cells that move whenever the neighbour does: all moves of their row, or of one that moves only with
    it, go through them.
    """
    by_row: dict[int, dict[Pair, int]] = {}
    for pair, column in ways.items():
        for row in pair:
            by_row.setdefault(row, {})[pair] = column
    found = set()
    for pair, column in ways.items():
        for row in pair:
            (partner,) = pair - {row}
            if set(by_row[row].values()) == {column} or len(by_row[partner]) == 1:
                found.add((row, column))
    return found
