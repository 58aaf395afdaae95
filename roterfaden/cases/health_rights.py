"""Who may open the health record of the person of a case: by the table of the catalogue and the ties to the case."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache, reduce
from operator import or_
from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Deputy, User
from roterfaden.accounts.queries import memberships_of
from roterfaden.cases.models import Case
from roterfaden.cases.queries import participations_of
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.people.health import holds_grant
from roterfaden.people.models import HealthGrant
from roterfaden.people.queries import CASE_ROLES

RIGHTS_FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "rights" / "health-record-2026-11.yaml"
RELATIONS = (
    "responsible", "deputy", "team", "granted", "caseworker", "team_lead", "coordinator", "participant",
)  # fmt: skip


@dataclass(frozen=True)
class Right:
    """What one relation to the case allows: to read and write the health record, to open it to a colleague."""

    relation: str
    title: str
    opens: bool
    grants: bool


@dataclass(frozen=True)
class HealthRight:
    """What one user may do with the health record of a case's person."""

    opens: bool
    grants: bool


def parse_rights(text: str, *, name: str) -> dict[str, Right]:
    """The table of one file, by relation. Raises FileFaults: a relation that is unknown, missing or there twice."""
    faults = Faults(name)
    fields = Fields(read_tree(text, path=name), faults)
    fields.choice("kind", ("rights",))
    fields.choice("id", ("health-record",))
    fields.choice("language", ("de",))
    for key in ("version", "source"):
        fields.text(key)
    fields.day("valid_from")
    rights: dict[str, Right] = {}
    for one in fields.many("relations", named="relation", least=1):
        right = Right(
            one.choice("relation", RELATIONS), one.text("title"), one.flag("opens"), one.flag("grants")
        )
        if right.relation in rights:
            one.refuse("relation", "Diese Beziehung steht hier zweimal.")
        rights[right.relation] = right
        one.close()
    for relation in RELATIONS:
        if relation not in rights:
            fields.refuse("relations", f"Die Beziehung „{relation}“ fehlt.")
    fields.close()
    if faults.found:
        raise FileFaults(faults.found)
    return rights


@lru_cache(maxsize=4)
def load_rights(path: Path = RIGHTS_FILE) -> dict[str, Right]:
    """The shipped table, read once per process."""
    return parse_rights(read_file(path), name=str(path))


def health_right(user: User, case: Case, *, on: date) -> HealthRight:
    """What `user`, who sees `case`, may do with the health record of its person on the day `on`; with four queries."""
    table = load_rights()
    held = [table[relation] for relation in relations_to(user, case, on=on)]
    return HealthRight(any(right.opens for right in held), any(right.grants for right in held))


def may_open_health(user: User, case: Case, *, on: date) -> bool:
    """Read and write the health record of the person of a case that the user sees."""
    return health_right(user, case, on=on).opens


def cases_with_open_health(user: User, *, on: date) -> QuerySet[Case]:
    """The cases whose person's health record `user` may open on the day `on`: as `health_right` says of each."""
    table = load_rights()
    ways = {relation: way for relation, way in _ways(user, on=on).items() if table[relation].opens}
    return Case.objects.filter(reduce(or_, ways.values(), Q(pk__in=[])))


def _ways(user: User, *, on: date) -> dict[str, Q]:
    """For each relation the condition under which it binds `user` to a case."""
    rows = memberships_of(user, on=on, roles=CASE_ROLES)
    works_there = Q(service__in=rows.values("organisation_id"))
    guest = Q(pk__in=participations_of(user, on=on).values("case_id")) & ~works_there
    grants = HealthGrant.objects.filter(user=user, revoked_at__isnull=True, valid_until__gte=on)
    absent = Deputy.objects.filter(deputy=user, valid_from__lte=on, valid_until__gte=on)
    in_role = {role: Q(service__in=rows.filter(role=role).values("organisation_id")) for role in CASE_ROLES}
    return {
        "responsible": works_there & Q(responsible=user),
        "deputy": works_there & Q(responsible__in=absent.values("absent_id")),
        "team": Q(team__in=rows.filter(role=Role.CASEWORKER).values("team_id")) & works_there,
        "granted": (works_there | guest) & Q(person__in=grants.values("record__person_id")),
        "caseworker": in_role[Role.CASEWORKER],
        "team_lead": in_role[Role.TEAM_LEAD],
        "coordinator": in_role[Role.COORDINATOR],
        "participant": guest,
    }


def relations_to(user: User, case: Case, *, on: date) -> set[str]:
    """What binds `user` to `case` on the day `on`. Who works for the service no longer is bound by nothing."""
    found = set()
    roles = {
        Role.CASEWORKER: "caseworker",
        Role.TEAM_LEAD: "team_lead",
        Role.COORDINATOR: "coordinator",
    }
    rows = memberships_of(user, on=on, roles=roles).filter(organisation=case.service_id)
    for role, team in rows.values_list("role", "team_id"):
        found.add(roles[Role(role)])
        if role == Role.CASEWORKER and team is not None and team == case.team_id:
            found.add("team")
    if found:
        found |= _by_responsibility(user, case, on=on)
    elif participations_of(user, on=on).filter(case=case).exists():
        found.add("participant")
    if found and holds_grant(user, case.person, on=on):
        found.add("granted")
    return found


def _by_responsibility(user: User, case: Case, *, on: date) -> set[str]:
    if case.responsible_id == user.pk:
        return {"responsible"}
    stands_in = Deputy.objects.filter(
        absent=case.responsible_id, deputy=user, valid_from__lte=on, valid_until__gte=on
    )
    return {"deputy"} if stands_in.exists() else set()
