"""May this user do this with complaints? Seeing is decided in queries."""

from datetime import date

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import memberships_of
from roterfaden.complaints.choices import Actor
from roterfaden.complaints.models import Complaint
from roterfaden.complaints.procedure import procedure
from roterfaden.complaints.queries import office_of
from roterfaden.people.queries import LEADING_ROLES
from roterfaden.process.catalogue import chain_of

NAMING = (Role.QUALITY_OFFICER, Role.ADMINISTRATOR, *LEADING_ROLES)


def may_take_in(user: User, organisation: Organisation, *, on: date) -> bool:
    """Everybody who works there, in whatever role."""
    return memberships_of(user, on=on).filter(organisation=organisation).exists()


def may_name_officers(user: User, organisation: Organisation, *, on: date) -> bool:
    """Quality officers, team leads, coordination and administration of this very organisation."""
    return memberships_of(user, on=on, roles=NAMING).filter(organisation=organisation).exists()


def is_concerned(user: User, complaint: Complaint) -> bool:
    return complaint.concerned.filter(user=user).exists()


def in_office(user: User, complaint: Complaint, *, on: date) -> bool:
    """Named for the complaints of the organisation, or leading it; never when it concerns the user."""
    return any(one.pk == user.pk for one in office_of(complaint, on=on))


def may_act_on(user: User, complaint: Complaint, node: str, *, on: date) -> bool:
    """Whether `user` does what is open at `node`."""
    if is_concerned(user, complaint):
        return False
    chain = chain_of(complaint.run.chain_version)
    place = chain.step(node) or chain.decision(node)
    actors = {procedure().actors[role] for role in (place.responsible if place else ())}
    if Actor.HANDLER in actors and complaint.handler_id == user.pk:
        return True
    return bool(actors & {Actor.OFFICE, Actor.LEAD, Actor.TAKER}) and in_office(user, complaint, on=on)
