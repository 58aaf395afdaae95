"""Make tables safe to publish: small counts are hidden, and as many others as it takes that none can be reckoned back.

Pure. A grid is a table of counts with its margin: every column adds up to its total, and every row balances, too
(stock at the start + in - out = stock at the end; parts of a cross table = their sum). Who reads it knows these sums,
that hidden counts are at least one, and how hiding works. A hidden count is safe if the sums allow it another value.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

SMALLEST = 3
BASE = 5
Cell = tuple[int, int]
# stock at the start + in - out - stock at the end = 0
FLOW_SIGNS = (1, 1, -1, -1)


class TooFew(ValueError):
    """A total is too small itself, or nothing can be hidden well enough: the whole table stays away."""


@dataclass(frozen=True)
class Grid:
    """Counts by row and column. The last row is the total. `signs`: how the columns of a row sum up to nothing.

    Without `signs` the columns have nothing to do with each other.
    """

    cells: Sequence[Sequence[int]]
    signs: Sequence[int] = ()

    @property
    def total(self) -> int:
        return len(self.cells) - 1

    @property
    def columns(self) -> int:
        return len(self.cells[0])

    def sign(self, cell: Cell) -> int:
        row, column = cell
        return (-1 if row == self.total else 1) * (self.signs[column] if self.signs else 1)


def hidden_cells(
    grid: Grid,
    *,
    smallest: int = SMALLEST,
    margin: int | None = None,
    forced: frozenset[Cell] = frozenset(),
    carried: frozenset[Cell] = frozenset(),
    closed: frozenset[int] = frozenset(),
) -> frozenset[Cell]:
    """The cells to leave out: all counts from 1 to below `smallest`, and what protects them. Totals stay.

    `margin` is the column of sums of a cross table; its counts stay unless they are small themselves. `forced` are
    hidden in any case. Columns that are `closed` are known from elsewhere: nothing else of them is hidden, and they
    protect nothing. `carried` are protected by what moves elsewhere. Raises TooFew.
    """
    total = grid.cells[grid.total]
    if any(0 < count < smallest for count in total):
        raise TooFew("Die Summe selbst ist zu klein.")
    hidden = set(small_cells(grid, smallest)) | forced
    if any(c in closed for _r, c in hidden - forced):
        raise TooFew("Eine kleine Zahl steht schon in einem anderen Bericht.")
    while bare := _bare(grid, hidden, carried, closed):
        more = _cheapest(grid, _open(hidden, closed), bare, margin, closed)
        if not more:
            raise TooFew("Es gibt zu wenig, womit sich kleine Zahlen verdecken lassen.")
        hidden |= more
    return frozenset(hidden)


def small_cells(grid: Grid, smallest: int = SMALLEST) -> frozenset[Cell]:
    """The counts from 1 to below `smallest`."""
    columns = range(grid.columns)
    return frozenset((r, c) for r in range(grid.total) for c in columns if 0 < grid.cells[r][c] < smallest)


def _open(hidden: Iterable[Cell], closed: frozenset[int]) -> set[Cell]:
    return {cell for cell in hidden if cell[1] not in closed}


def _bare(grid: Grid, hidden: set[Cell], carried: frozenset[Cell], closed: frozenset[int]) -> Cell | None:
    """The first hidden cell that nothing protects."""
    movable = _open(hidden, closed)
    return next((cell for cell in sorted(movable - carried) if not is_safe(grid, movable, cell)), None)


def is_safe(grid: Grid, hidden: set[Cell], cell: Cell) -> bool:
    """Whether the published rest allows `cell` another whole value: along a ring of hidden cells that give and take."""
    return _can_move(grid, hidden, cell, up=True) or _can_move(grid, hidden, cell, up=False)


def rounded(count: int, *, base: int = BASE) -> int:
    """The nearest multiple of `base`; every number by itself, sums too, so that differences tell nothing."""
    return base * ((2 * count + base) // (2 * base))


def _can_move(grid: Grid, hidden: set[Cell], cell: Cell, *, up: bool) -> bool:
    """A search through the hidden cells: what one takes another one of its column gives, and so on along the rows."""
    if not up and grid.cells[cell[0]][cell[1]] <= 1:
        return False
    if not grid.signs:
        return any(_may(grid, other, up=not up) for other in hidden if other[1] == cell[1] and other != cell)
    # signed, so that every row and every column sums up to nothing
    rising = up == (grid.sign(cell) > 0)
    # after a rise in its column something falls there; each step leaves along row or column in turn
    seen = {(cell, True)}
    queue = deque([(cell, rising, True)])
    while queue:
        here, rises, by_column = queue.popleft()
        for other in hidden:
            same = other[1] == here[1] if by_column else other[0] == here[0]
            if not same or other == here:
                continue
            if other == cell:
                # along a row back where it began: the ring is closed
                if not by_column:
                    return True
                continue
            falls = not rises
            if (other, not by_column) in seen or not _may(grid, other, up=falls == (grid.sign(other) > 0)):
                continue
            seen.add((other, not by_column))
            queue.append((other, falls, not by_column))
    return False


def _may(grid: Grid, cell: Cell, *, up: bool) -> bool:
    return up or grid.cells[cell[0]][cell[1]] > 1


def _cheapest(
    grid: Grid, hidden: set[Cell], bare: Cell, margin: int | None, closed: frozenset[int]
) -> set[Cell]:
    """The additions that make `bare` safe and cost the fewest counts; nothing if there are none."""
    best: tuple[tuple[int, int], set[Cell]] | None = None
    for ring in _rings(grid, bare):
        more = {cell for cell in ring if cell not in hidden}
        if not more or any(grid.cells[r][c] == 0 or c in closed for r, c in more):
            continue
        price = sum(grid.cells[r][c] * (100 if c == margin else 1) for r, c in more)
        cost = (price, len(more))
        if (best is None or cost < best[0]) and is_safe(grid, hidden | more, bare):
            best = (cost, more)
    return best[1] if best else _everything(grid, hidden, bare, closed)


def _rings(grid: Grid, bare: Cell) -> Iterator[set[Cell]]:
    row, column = bare
    for other in range(grid.total):
        if other == row:
            continue
        if not grid.signs:
            yield {(other, column)}
            continue
        for beside in range(grid.columns):
            if beside != column:
                yield {(other, column), (row, beside), (other, beside)}


def _everything(grid: Grid, hidden: set[Cell], bare: Cell, closed: frozenset[int]) -> set[Cell]:
    """All that is left to hide of the grid, if that is enough."""
    rest = {
        (r, c)
        for r in range(grid.total)
        for c in range(grid.columns)
        if grid.cells[r][c] and (r, c) not in hidden and c not in closed
    }
    return rest if rest and is_safe(grid, hidden | rest, bare) else set()
