"""Who may do what in consulting: those who do casework write, those who lead submit, the office decides."""

from datetime import date

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.employers.queries import keepers_of
from roterfaden.people.queries import LEADING_ROLES


def may_write_for(user: User, service: Organisation, *, on: date) -> bool:
    """Whether the user keeps the register of this service."""
    return keepers_of(user, on=on).filter(pk=service.pk).exists()


def may_submit(user: User, service: Organisation, *, on: date) -> bool:
    """Who leads the service answers for its framework agreement."""
    return organisations_of(user, on=on, roles=LEADING_ROLES).filter(pk=service.pk).exists()


def is_of_office(user: User, office: Organisation | None, *, on: date) -> bool:
    """Whether the user is a clerk of the office that decides."""
    return (
        office is not None
        and organisations_of(user, on=on, roles=(Role.CLERK,)).filter(pk=office.pk).exists()
    )
