"""How one worker uses the measures, for that worker alone: favourites and blind spots, no comparison with others."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from roterfaden.accounts.models import User
from roterfaden.process.choices import TaskState
from roterfaden.process.matrix import Cells, Measure, shipped_matrix
from roterfaden.process.models import Task

ELSEWHERE = ""  # measures that were begun outside of a field of activity
FAVOURITES = 3
# how far up a called measure looks for the field that it serves: a measure called from a measure
_CALLERS = ("called_from__run", "called_from__run__called_from__run")


@dataclass(frozen=True)
class OwnUse:
    """`uses`: in how many runs of a measure, by field, the user did a step. `fields`: where the user works at all."""

    uses: dict[tuple[str, str], int]
    fields: frozenset[str]

    def of(self, measure: str) -> int:
        """All uses of a measure. A run that stands in two fields counts once for each."""
        return sum(count for (used, _field), count in self.uses.items() if used == measure)

    def favourites(self) -> list[tuple[Measure, int]]:
        """The measures used most, most first; of equals the earlier in the matrix."""
        rows = [(measure, self.of(measure.id)) for measure in shipped_matrix().measures]
        used = [row for row in rows if row[1]]
        return sorted(used, key=lambda row: -row[1])[:FAVOURITES]

    def blind_spots(self, cells: Cells) -> list[tuple[Measure, list[str]]]:
        """The measures usual in a field in which the user works, and never used there."""
        found = []
        for measure in shipped_matrix().measures:
            missing = [
                field.id
                for field in shipped_matrix().fields
                if field.id in self.fields
                and field.id in cells[measure.id]
                and not self.uses.get((measure.id, field.id))
            ]
            if missing:
                found.append((measure, missing))
        return found


def own_use(user: User, *, since: datetime | None) -> OwnUse:
    """What `user` did, from the steps that this user closed (since the moment `since`). One query.

    There is no function that tells this of somebody else's work to anybody, and no page: for self-reflection only.
    """
    keys = ["run__chain_version__key", *(f"run__{way}__chain_version__key" for way in _CALLERS)]
    done = Task.objects.filter(closed_by=user, state=TaskState.DONE)
    if since is not None:
        done = done.filter(closed_at__gte=since)
    matrix, uses, fields = shipped_matrix(), Counter[tuple[str, str]](), set[str]()
    for _run, key, *callers in done.order_by().values_list("run_id", *keys).distinct():
        fields |= {field.id for field in matrix.fields_of(key)}
        measure = matrix.measure_of(key)
        if measure is None:
            continue
        served = next((found for caller in callers if (found := matrix.fields_of(caller or ""))), [])
        uses.update((measure.id, field.id) for field in served)
        if not served:
            uses[(measure.id, ELSEWHERE)] += 1
    return OwnUse(dict(uses), frozenset(fields))
