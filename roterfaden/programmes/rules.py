"""May this user change a programme?"""

from datetime import date

from django.db.models import QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import memberships_of, organisations_of
from roterfaden.programmes.models import Plan, PlanLine
from roterfaden.programmes.reader import SPEAKERS


def speaks_for(user: User, organisation_id: int | None, *, on: date) -> bool:
    """Whether `user` leads, coordinates, looks after quality or is a clerk there."""
    if organisation_id is None:
        return False
    return memberships_of(user, on=on, roles=SPEAKERS).filter(organisation=organisation_id).exists()


def may_steer(user: User, plan: Plan, *, on: date) -> bool:
    """Give measures to offices, set terms, record values: whoever speaks for the body that runs the programme."""
    return speaks_for(user, plan.organisation_id, on=on)


def may_report_on(user: User, line: PlanLine, *, on: date) -> bool:
    """Say how far a measure is: also whoever speaks for the office that carries it out."""
    return may_steer(user, line.plan, on=on) or speaks_for(user, line.office_id, on=on)


def bodies_that_hold_events(user: User, plan: Plan, *, on: date) -> QuerySet[Organisation]:
    """The user's own bodies in the region, where the user speaks for them or does casework: who may tell of events."""
    own = organisations_of(user, on=on, roles=(*SPEAKERS, Role.CASEWORKER))
    return own.filter(region=plan.organisation.region).order_by("name", "pk")
