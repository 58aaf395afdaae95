"""The people of an audit: a coordinator and an auditor from outside, an auditor of the provider, and a programme."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.auditing import planning
from roterfaden.auditing.choices import AuditKind, Side
from roterfaden.auditing.models import Audit, Programme
from roterfaden.auditing.planning import Order, Plan
from tests.fixtures import AT, World

HELD_ON = AT.date() + timedelta(days=30)


@dataclass(frozen=True)
class Cast:
    """Who acts in an audit beside the people of the service."""

    paul: User  # auditor of the Integrationsamt
    clara: User  # its clerk
    sven: User  # trains auditors
    bodo: User  # releases programmes


def join(name: str, organisation: Organisation, role: Role) -> User:
    user = members.add_user(
        username=name, first_name=name.title(), last_name="Prüf", by=None, at=AT, password="geheim"
    )
    members.add_member(
        user=user, organisation=organisation, role=role, valid_from=date(2020, 1, 1), by=None, at=AT
    )
    return user


def cast_for(world: World) -> Cast:
    return Cast(
        paul=join("paul", world.office, Role.AUDITOR),
        clara=join("clara", world.office, Role.CLERK),
        sven=join("sven", world.office, Role.COORDINATOR),
        bodo=join("bodo", world.office, Role.QUALITY_OFFICER),
    )


def programme_for(world: World, cast: Cast) -> Programme:
    return planning.plan_programme(
        organisation=world.service,
        plan=Plan(
            title="Auditprogramm 2026",
            begins_on=date(2026, 1, 1),
            ends_on=date(2027, 12, 31),
            scope="V1 und S2",
            coordinator=world.quirin,
            office=cast.clara,
            trainer=cast.sven,
            releaser=cast.bodo,
        ),
        by=world.quirin,
        at=AT,
    )


def plan(
    world: World,
    programme: Programme,
    *,
    kind: AuditKind = AuditKind.SINGLE_CASE,
    side: Side = Side.EXTERNAL,
    held_on: date = HELD_ON,
    prepared_by: Audit | None = None,
    token: int = 1,
) -> Audit:
    order = Order(
        kind=kind, side=side, held_on=held_on, provider=world.lena, staff=world.bela, prepared_by=prepared_by
    )
    return planning.plan_audit(
        programme=programme,
        organisation=world.service,
        order=order,
        token=UUID(int=token),
        by=world.quirin,
        at=AT,
    )


def appoint(world: World, cast: Cast, user: User, *, at: datetime = AT) -> None:
    planning.appoint(
        organisation=world.office,
        user=user,
        side=Side.EXTERNAL,
        training="Schulung Qualitätsaudit, Mappe 3",
        trained_on=date(2026, 3, 2),
        by=cast.bodo,
        at=at,
    )
