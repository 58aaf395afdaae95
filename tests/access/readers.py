"""Everybody whom something binds to a case, as one of the relations of `access.yml` or in one of its states."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.cases import narrowing, participants
from roterfaden.cases.access_table import Level, access_table
from roterfaden.cases.choices import CaseResult, CaseState, FieldClass, Relation
from roterfaden.cases.models import Case
from roterfaden.cases.openings import open_in_emergency
from roterfaden.people.health import grant_health
from tests.access.test_canaries import reader
from tests.fixtures import AT, TODAY, World

YEAR = timedelta(days=365)


def colleague(world: World, _case: Case) -> User:
    return reader(world, "carl", Role.CASEWORKER)


def lead(world: World, _case: Case) -> User:
    return reader(world, "nora", Role.TEAM_LEAD)


def deputy(world: World, case: Case) -> User:
    user = colleague(world, case)
    members.name_deputy(
        absent=world.anna, deputy=user, organisation=world.service, valid_from=TODAY,
        valid_until=TODAY + YEAR, by=world.anna, at=AT,
    )  # fmt: skip
    return user


def granted(world: World, case: Case) -> User:
    user = colleague(world, case)
    grant_health(
        person=case.person, user=user, reason="Vertretung", valid_until=TODAY + YEAR, scope=case,
        by=world.anna, at=AT,
    )  # fmt: skip
    return user


def participant(world: World, case: Case) -> User:
    participants.add_participant(
        case=case, user=world.klara, organisation=world.agency, function="Sachbearbeitung",
        valid_from=TODAY, valid_until=None, agreed=True, by=world.anna, at=AT,
    )  # fmt: skip
    return world.klara


def in_emergency(world: World, case: Case) -> User:
    """With nothing but the head of the case open until then."""
    user = colleague(world, case)
    shipped = access_table().rights[Relation.CASEWORKER]
    closed: dict[FieldClass, Level] = {
        part: Level.NOTHING
        for part in FieldClass
        if part != FieldClass.CORE and shipped[part] > Level.NOTHING
    }
    narrowing.narrow(service=world.service, relation=Relation.CASEWORKER, levels=closed, by=world.lena, at=AT)
    open_in_emergency(
        number=case.file_number, category=next(iter(access_table().reasons)),
        reason="Die Klientin steht vor der Tür und braucht Hilfe.", by=user, at=timezone.now(),
    )  # fmt: skip
    return user


def of_a_closed_case(world: World, case: Case) -> User:
    Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, closed_on=TODAY, result=CaseResult.ADVISED)
    return colleague(world, case)


def of_a_restricted_case(world: World, case: Case) -> User:
    Case.objects.filter(pk=case.pk).update(restricted_at=AT)
    return lead(world, case)


# who, and the relation that binds them besides that of their role
READERS: dict[str, tuple[Callable[[World, Case], User], Relation]] = {
    "own": (lambda world, _case: world.anna, Relation.RESPONSIBLE),
    "deputy": (deputy, Relation.DEPUTY),
    "team": (lambda world, _case: world.bela, Relation.TEAM),
    "granted": (granted, Relation.GRANTED),
    "colleague": (colleague, Relation.CASEWORKER),
    "lead": (lead, Relation.TEAM_LEAD),
    "coordination": (lambda world, _case: reader(world, "cora", Role.COORDINATOR), Relation.COORDINATOR),
    "participant": (participant, Relation.PARTICIPANT),
    "opened": (in_emergency, Relation.OPENED),
    "closed": (of_a_closed_case, Relation.CASEWORKER),
    "restricted": (of_a_restricted_case, Relation.TEAM_LEAD),
}
# by name, health and billing are what the shipped table closes to some of those who see a case
CLOSED_TO: dict[str, set[FieldClass]] = {
    "own": set(),
    "deputy": set(),
    "team": set(),
    "granted": {FieldClass.BILLING},
    "colleague": {FieldClass.HEALTH, FieldClass.BILLING},
    "lead": {FieldClass.HEALTH},
    "coordination": {FieldClass.HEALTH},
    "participant": {FieldClass.HEALTH, FieldClass.BILLING},
    "opened": {FieldClass.BILLING},
    "closed": {FieldClass.HEALTH, FieldClass.BILLING},
    "restricted": {FieldClass.HEALTH},
}
