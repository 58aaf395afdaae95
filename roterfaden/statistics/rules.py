"""Whose figures may this user see?"""

from datetime import date

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import has_role, organisations_of

STAFF = (Role.CASEWORKER, Role.TEAM_LEAD, Role.COORDINATOR, Role.QUALITY_OFFICER)
ACROSS = (Role.QUALITY_OFFICER, Role.COORDINATOR)
WHO_REFRESHES = (Role.TEAM_LEAD, Role.COORDINATOR, Role.QUALITY_OFFICER)


def organisations_shown_to(user: User, *, on: date) -> list[Organisation]:
    """The services whose figures `user` may see: where the user works with cases or on their quality, and for quality
    officers and coordinators everything below. By name; one query per level of the tree.
    """
    found = {one.pk: one for one in organisations_of(user, on=on, roles=STAFF)}
    above = set(organisations_of(user, on=on, roles=ACROSS).values_list("pk", flat=True))
    while above:
        below = Organisation.objects.filter(parent__in=above).exclude(pk__in=list(found))
        rows = {one.pk: one for one in below}
        found |= rows
        above = set(rows)
    return sorted(found.values(), key=lambda one: (one.name, one.pk))


def may_refresh(user: User, *, on: date) -> bool:
    """Have the figures summed up now, instead of waiting for the night."""
    return has_role(user, on=on, roles=WHO_REFRESHES)


# bodies without cases of their own that gather the reports of others: there their clerks report
GATHERING_KINDS = ("integration_office", "canton", "association")
WHO_REPORTS = (Role.TEAM_LEAD, Role.COORDINATOR, Role.QUALITY_OFFICER)


def reporting_for(user: User, *, on: date) -> list[Organisation]:
    """For which organisations `user` makes reports: services and gathering bodies where the user leads, coordinates or
    looks after quality, and gathering bodies where the user is a clerk. By name.
    """
    led = organisations_of(user, on=on, roles=WHO_REPORTS).select_related("kind")
    clerk = organisations_of(user, on=on, roles=[Role.CLERK]).select_related("kind")
    found = {one.pk: one for one in led if one.kind.runs_cases or one.kind.code in GATHERING_KINDS}
    found |= {one.pk: one for one in clerk if one.kind.code in GATHERING_KINDS}
    return sorted(found.values(), key=lambda one: (one.name, one.pk))


def may_report_for(user: User, organisation: Organisation, *, on: date) -> bool:
    """Begin, write, propose and release reports of `organisation`."""
    return organisation in reporting_for(user, on=on)
