"""Who may open the health record of the person of a case: a row of the access table, and the ties to the case."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from roterfaden.accounts.models import User
from roterfaden.cases.access import access_to, cases_open_to
from roterfaden.cases.access_table import Level, access_table
from roterfaden.cases.choices import FieldClass, Relation
from roterfaden.cases.models import Case


@dataclass(frozen=True)
class Right:
    """What one relation to the case allows: to open the health record, to open it to a colleague."""

    relation: str
    title: str
    opens: bool
    grants: bool


@dataclass(frozen=True)
class HealthRight:
    """What one user may do with the health record of a case's person."""

    opens: bool
    grants: bool


def health_rule() -> list[Right]:
    """The rule as it is shipped, for people who work on cases."""
    table = access_table()
    return [
        Right(
            relation,
            title,
            table.rights[relation][FieldClass.HEALTH] > Level.NOTHING,
            relation in table.health_granted_by,
        )
        for relation, title in table.relations.items()
        if relation not in (Relation.CLIENT, Relation.PARTNER, Relation.OUTSIDE)
    ]


def health_right(user: User, case: Case, *, on: date, at: datetime | None = None) -> HealthRight:
    """What `user`, who sees `case`, may do with the health record of its person on the day `on`."""
    access = access_to(user, case, on=on, at=at)
    opens = access.allows(FieldClass.HEALTH)
    return HealthRight(opens, opens and bool(access.relations & access_table().health_granted_by))


def may_open_health(user: User, case: Case, *, on: date) -> bool:
    """Read and write the health record of the person of a case that the user sees."""
    return health_right(user, case, on=on).opens


def cases_with_open_health(user: User, *, on: date) -> QuerySet[Case]:
    """The cases whose person's health record `user` may open on the day `on`: as `health_right` says of each."""
    return cases_open_to(user, FieldClass.HEALTH, on=on)
