"""Reads: into which services a user may import, and which imports they may see."""

from datetime import date

from django.db.models import QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.imports.models import Import, Template

IMPORT_ROLES = (Role.TEAM_LEAD, Role.COORDINATOR, Role.ADMINISTRATOR)


def importing_for(user: User, *, on: date) -> QuerySet[Organisation]:
    """The organisations into whose registers `user` may import on the day `on`."""
    return organisations_of(user, on=on, roles=IMPORT_ROLES)


def imports_visible_to(user: User, *, on: date) -> QuerySet[Import]:
    """The imports of the services in which `user` may import, newest first."""
    found = Import.objects.filter(organisation__in=importing_for(user, on=on))
    return found.select_related("organisation", "uploaded_by", "job").order_by("-uploaded_at", "-id")


def templates_for(organisation: Organisation, kind: str) -> QuerySet[Template]:
    """The templates of the service for this kind of import, by name."""
    return Template.objects.filter(organisation=organisation, kind=kind).order_by("name")
