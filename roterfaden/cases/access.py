"""Which parts of a case are open to a user: the access table, what the service took away, the ties to the case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from roterfaden.accounts.models import User
from roterfaden.cases.access_records import Narrowing
from roterfaden.cases.access_table import AccessTable, Level, PagePart, access_table
from roterfaden.cases.choices import CaseState, FieldClass, Relation
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from roterfaden.cases.relations import relations_to, ways
from roterfaden.common.only_reading import found_once

# one of them binds everybody who sees a case
STAFF = (Relation.CASEWORKER, Relation.TEAM_LEAD, Relation.COORDINATOR, Relation.PARTICIPANT)


@dataclass(frozen=True)
class Access:
    """What is open of one case to one user. `bound` is what the relations give, `levels` what the case's state leaves."""  # noqa: E501

    relations: frozenset[Relation]
    bound: Mapping[FieldClass, Level]
    levels: Mapping[FieldClass, Level]

    def allows(self, part: FieldClass, verb: Level = Level.READ) -> bool:
        return self.levels[part] >= verb

    def allows_page(self, name: str, *, writing: bool) -> bool:
        """Whether the page with this URL name is open. That a closed case is not written on, its functions say."""
        page = access_table().page(name)
        wanted = Level.WRITE if writing and not page.reads else Level.READ
        return all(self.bound[part] >= wanted for part in _parts_of(page))

    @property
    def whole(self) -> bool:
        """Every part that belongs to the file can be read."""
        return all(self.levels[part] >= Level.READ for part in access_table().file)


def access_to(user: User, case: Case, *, on: date, at: datetime | None = None) -> Access:
    """What is open to `user` of `case` on the day `on`; with the time `at` also by a running emergency access.

    With six queries at most.
    """
    relations = relations_to(user, case, on=on, at=at)
    taken = {
        (relation, part): Level(level)
        for relation, part, level in Narrowing.objects.filter(service=case.service_id).values_list(
            "relation", "part", "level"
        )
    }
    return access_of(
        relations,
        taken=taken,
        closed=case.state == CaseState.CLOSED,
        restricted=case.restricted_at is not None,
    )


def access_of(
    relations: Iterable[Relation],
    *,
    taken: Mapping[tuple[str, str], Level] | None = None,
    closed: bool = False,
    restricted: bool = False,
    table: AccessTable | None = None,
) -> Access:
    """What these relations open: the most that one of them gives, after what the service took away, in this state."""
    table, taken = table or access_table(), taken or {}
    held = frozenset(relations)
    if restricted:
        held &= table.restricted_to
    bound = {
        part: max(
            (min(table.rights[one][part], taken.get((one, part), Level.WRITE)) for one in held),
            default=Level.NOTHING,
        )
        for part in FieldClass
    }
    levels = dict(bound)
    for part in FieldClass:
        if (closed and part in table.closed_read) or (restricted and part not in table.restricted_write):
            levels[part] = min(levels[part], Level.READ)
    return Access(held, bound, levels)


def guest_access(case: Case, relation: Relation) -> Access:
    """What is open of `case` to the person themselves, or to another body with a link, who have no account.

    With one query. A body gets of it only what passed the gate (`consent.gate`) as well.
    """
    rows = Narrowing.objects.filter(service=case.service_id, relation=relation)
    taken = {(str(relation), part): Level(level) for part, level in rows.values_list("part", "level")}
    return access_of(
        [relation],
        taken=taken,
        closed=case.state == CaseState.CLOSED,
        restricted=case.restricted_at is not None,
    )


def may(
    user: User, case: Case, part: FieldClass, verb: Level, *, on: date, at: datetime | None = None
) -> bool:
    """May `user` read or write this part of the case? For more than one part of a case ask `access_to` once."""
    return access_to(user, case, on=on, at=at).allows(part, verb)


def cases_open_to(user: User, *parts: FieldClass, on: date) -> QuerySet[Case]:
    """The visible cases of which `user` may read all of `parts` on the day `on`. One query beforehand."""
    return only_open(cases_visible_to(user, on=on), user, *parts, on=on)


def only_open(visible: QuerySet[Case], user: User, *parts: FieldClass, on: date) -> QuerySet[Case]:
    """Those of `visible` cases of which `user` may read all of `parts`. One query beforehand."""
    table = access_table()
    taken = _taken_away(parts)
    if not taken and all(table.rights[one][part] >= Level.READ for one in STAFF for part in parts):
        return visible
    bound = ways(user, on=on)
    for part in parts:
        open_ways = [
            way & ~Q(service__in=taken.get((relation, part), ()))
            for relation, way in bound.items()
            if table.rights[relation][part] >= Level.READ
        ]
        visible = visible.filter(reduce(or_, open_ways, Q(pk__in=[])))
    return visible


def cases_with_whole_file(user: User, *, on: date) -> QuerySet[Case]:
    """The visible cases of which `user` may read the whole file: in others no words are looked for."""
    return cases_open_to(user, *access_table().file, on=on)


def _taken_away(parts: Iterable[FieldClass]) -> dict[tuple[str, str], list[int]]:
    """For each relation and part the services that closed it."""
    asked = frozenset(parts)

    def find() -> dict[tuple[str, str], list[int]]:
        found: dict[tuple[str, str], list[int]] = {}
        rows = Narrowing.objects.filter(part__in=list(asked), level=Level.NOTHING)
        for relation, part, service in rows.values_list("relation", "part", "service_id"):
            found.setdefault((relation, part), []).append(service)
        return found

    return found_once(("taken away", asked), find)


def _parts_of(page: PagePart) -> tuple[FieldClass, ...]:
    return access_table().file if page.part is None else (page.part,)
