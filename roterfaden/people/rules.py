"""May this user do this to a person's record?"""

from datetime import date

from roterfaden.accounts.models import User
from roterfaden.people.models import Person
from roterfaden.people.queries import persons_visible_to


def may_correct_person(user: User, person: Person, *, on: date) -> bool:
    """Those who do casework in the organisation that keeps the record; never a guest of another organisation."""
    return persons_visible_to(user, on=on).filter(pk=person.pk).exists()
