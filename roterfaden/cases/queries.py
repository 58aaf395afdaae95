"""Reads: which cases a user may see, and how lists of them are narrowed."""

from datetime import date

from django.db.models import Q, QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import absent_colleagues_of, organisations_of, teams_of
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case, CaseParticipant
from roterfaden.people.queries import CASE_ROLES


def services_of(user: User, *, on: date) -> QuerySet[Organisation]:
    """The organisations in which `user` works on cases on the day `on`."""
    return organisations_of(user, on=on, roles=CASE_ROLES)


def participations_of(user: User, *, on: date) -> QuerySet[CaseParticipant]:
    """Where `user` takes part by name on the day `on`."""
    still = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return CaseParticipant.objects.filter(still, user=user, valid_from__lte=on)


def cases_visible_to(user: User, *, on: date) -> QuerySet[Case]:
    """The cases of the user's own services, and those in which the user takes part by name, on the day `on`."""
    takes_part = Q(pk__in=participations_of(user, on=on).values("case_id")) if user.is_active else Q(pk__in=[])
    return Case.objects.filter(Q(service__in=services_of(user, on=on)) | takes_part)


def own_cases(user: User, *, on: date) -> QuerySet[Case]:
    return cases_visible_to(user, on=on).filter(state=CaseState.OPEN, responsible=user)


def deputised_cases(user: User, *, on: date) -> QuerySet[Case]:
    """Open cases of those colleagues for whom `user` stands in today."""
    absent = absent_colleagues_of(user, on=on)
    return cases_visible_to(user, on=on).filter(state=CaseState.OPEN, responsible__in=absent)


def team_cases(user: User, *, on: date) -> QuerySet[Case]:
    return cases_visible_to(user, on=on).filter(state=CaseState.OPEN, team__in=teams_of(user, on=on))
