"""Reads: whose rounds a user sees, and who may plan and close them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.surveys.models import OwnQuestionnaire, Round
from roterfaden.surveys.reader import Questionnaire, questionnaires

READERS = (Role.QUALITY_OFFICER, Role.TEAM_LEAD, Role.CASEWORKER)
PLANNERS = (Role.QUALITY_OFFICER,)


def rounds_visible_to(user: User, *, on: date) -> QuerySet[Round]:
    """Those of the services where `user` works."""
    rows = Round.objects.filter(organisation__in=organisations_of(user, on=on, roles=READERS))
    return rows.select_related("organisation", "data_key", "linked_to")


def told_in(user: User, organisation: Organisation, year: int, *, on: date) -> list[Round]:
    """The rounds of a service that ended in a year and tell something, of those that `user` sees; one query."""
    rows = rounds_visible_to(user, on=on).filter(organisation=organisation, enough=True)
    return list(rows.filter(closed_at__isnull=False, closes_on__year=year).order_by("closes_on", "pk"))


def planned_for(user: User, *, on: date) -> QuerySet[Organisation]:
    """The organisations whose surveys `user` plans and closes."""
    return organisations_of(user, on=on, roles=PLANNERS).order_by("name", "pk")


def known_questionnaires(places: Iterable[Organisation]) -> dict[str, Questionnaire]:
    """Those of the catalogue, and the newest version of each that the places wrote, by id and version."""
    own = OwnQuestionnaire.objects.filter(organisation__in=list(places)).order_by("title", "name", "number")
    newest = {row.name: row for row in own}
    found = [
        *questionnaires().values(),
        *(row.as_questionnaire() for row in newest.values() if row.questions),
    ]
    return {f"{one.id} {one.version}": one for one in found}


def questionnaires_visible_to(user: User, *, on: date) -> QuerySet[OwnQuestionnaire]:
    """All versions of the own ones of the services where `user` works, the newest of each first."""
    places = organisations_of(user, on=on, roles=READERS)
    return OwnQuestionnaire.objects.filter(organisation__in=places).select_related("organisation")


def places_read_by(user: User, *, on: date) -> QuerySet[Organisation]:
    """The organisations whose surveys `user` reads."""
    return organisations_of(user, on=on, roles=READERS).order_by("name", "pk")
