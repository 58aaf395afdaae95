"""May this user do this to a person's record?"""

from datetime import date

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.accounts.queries import organisations_of
from roterfaden.people.models import Person
from roterfaden.people.queries import persons_visible_to


def may_correct_person(user: User, person: Person, *, on: date) -> bool:
    """Those who do casework in the organisation that keeps the record; never a guest of another organisation."""
    return persons_visible_to(user, on=on).filter(pk=person.pk).exists()


def may_merge_persons(user: User, person: Person, *, on: date) -> bool:
    """Team lead and coordination of the organisation that keeps the record; also for undoing it."""
    leading = organisations_of(user, on=on, roles=[Role.TEAM_LEAD, Role.COORDINATOR])
    return leading.filter(pk=person.organisation_id).exists()
