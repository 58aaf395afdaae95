"""May this user do this with requirements? Seeing is decided in queries."""

from datetime import date

from roterfaden.accounts.models import Organisation, User
from roterfaden.standards.queries import places_written_by


def may_assess(user: User, place: Organisation, *, on: date) -> bool:
    """Rate, add evidence, begin and close rounds, write own requirements, plan an introduction: who looks after the
    quality of the place or of one above it.
    """
    return place.pk in places_written_by(user, on=on)
