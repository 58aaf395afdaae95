"""Reads: whose rounds a user sees, and who may plan and close them."""

from datetime import date

from django.db.models import QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.surveys.models import Round

READERS = (Role.QUALITY_OFFICER, Role.TEAM_LEAD, Role.CASEWORKER)
PLANNERS = (Role.QUALITY_OFFICER,)


def rounds_visible_to(user: User, *, on: date) -> QuerySet[Round]:
    """Those of the services where `user` works."""
    rows = Round.objects.filter(organisation__in=organisations_of(user, on=on, roles=READERS))
    return rows.select_related("organisation", "data_key")


def planned_for(user: User, *, on: date) -> QuerySet[Organisation]:
    """The organisations whose surveys `user` plans and closes."""
    return organisations_of(user, on=on, roles=PLANNERS).order_by("name", "pk")
