"""The times in which cases were with a service, from the rows themselves: a reopened case has several.

The same definition as `statistics.relations.cases`, read without the extract, so that every number also says which
cases are behind it; a test holds the two against each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import F
from django.db.models.functions import Coalesce, TruncDate

from roterfaden.accounts.models import Organisation
from roterfaden.cases.choices import EventKind
from roterfaden.cases.models import Case, CaseEvent
from roterfaden.statistics.sources import TURNS
from roterfaden.steering.periods import Period


@dataclass(frozen=True)
class Spell:
    """One time: its first day, the day on which it ended and how; `end` None: it lasts."""

    case: int
    start: date
    end: date | None
    result: str

    def is_open_on(self, day: date) -> bool:
        """Whether it counts in the stock at the end of `day`."""
        return self.start <= day and (self.end is None or self.end > day)


def spells_of(service: Organisation, period: Period) -> list[Spell]:
    """The spells that touch the period, by case and time; two queries."""
    rows = Case.objects.filter(service=service, opened_on__lte=period.reached).order_by("pk")
    gaps = _gaps(service)
    found = []
    for case, start, closed, result in rows.values_list("pk", "opened_on", "closed_on", "result"):
        begins = start
        for left, left_result, came_back in gaps.get(case, ()):
            found.append(Spell(case, begins, max(begins, left), left_result))
            begins = came_back
        found.append(Spell(case, begins, max(begins, closed) if closed else None, result))
    return [
        one for one in found if one.start <= period.reached and (one.end is None or one.end >= period.first)
    ]


def ends_in(spells: Sequence[Spell], period: Period) -> list[Spell]:
    """Those that ended in the period."""
    return [one for one in spells if one.end is not None and period.first <= one.end <= period.reached]


def _gaps(service: Organisation) -> dict[int, list[tuple[date, str, date]]]:
    """By case, when it was away: the day it went, the result then (as corrected), the day it came back."""
    turns = CaseEvent.objects.filter(case__service=service, kind__in=TURNS).order_by("case_id", "pk")
    rows = turns.values_list("case_id", "kind", Coalesce(F("day"), TruncDate("at")), "result")
    found: dict[int, list[tuple[date, str, date]]] = {}
    last: tuple[int, str, date, str] | None = None
    for row in rows:
        case, kind, day, _result = row
        away = last is not None and last[0] == case and last[1] != EventKind.REOPENED
        if kind == EventKind.REOPENED and last is not None and away and last[2] < day:
            found.setdefault(case, []).append((last[2], last[3], day))
        last = row
    return found
