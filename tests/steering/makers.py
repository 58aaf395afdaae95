"""Cases, offices and agreements as the tests of steering need them."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.cases.choices import CaseResult, CaseState
from roterfaden.cases.models import Case
from roterfaden.steering.models import TypedFigure
from tests.fixtures import AT, TODAY, World, open_case


def closed_case(world: World, number: int, *, opened: date, closed: date | None, result: str = "") -> Case:
    """A case as it stands in the database, so that it can lie in the past."""
    case = open_case(world, first_name=f"P{number}", last_name=f"Nr{number}")
    state = CaseState.CLOSED if closed else CaseState.OPEN
    result = result or (CaseResult.RETURNED if closed else "")
    Case.objects.filter(pk=case.pk).update(opened_on=opened, closed_on=closed, state=state, result=result)
    return case


def typed(world: World, name: str, value: str, month: date = date(2020, 1, 1)) -> None:
    TypedFigure.objects.create(
        service=world.service, name=name, month=month, value=Decimal(value), written_by=world.quirin
    )


def clerk_of_the_office(world: World, role: Role = Role.CLERK, name: str = "olga") -> User:
    user = members.add_user(username=name, first_name=name.title(), last_name="Muster", by=None, at=AT)
    members.add_member(
        user=user,
        organisation=world.office,
        role=role,
        valid_from=TODAY - timedelta(days=900),
        by=None,
        at=AT,
    )
    return user


def later(days: int) -> datetime:
    return AT + timedelta(days=days)
