"""What every page knows: the day, where its reader works, whether the administration is open to them."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Membership
from roterfaden.accounts.queries import memberships_held
from roterfaden.cooperation.office_costs import KIND as COORDINATION_OFFICE
from roterfaden.imports.queries import IMPORT_ROLES
from roterfaden.people.queries import CASE_ROLES, LEADING_ROLES
from roterfaden.statistics.rules import GATHERING_KINDS, STAFF


class _Reader:
    """The memberships of one request's user; read with one query, when a template first asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def memberships(self) -> list[Membership]:
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return []
        return memberships_held(user, on=timezone.localdate())

    def workplace(self) -> str:
        """`IFD Neuhafen`, or several, separated by commas."""
        return ", ".join(dict.fromkeys(row.organisation.name for row in self.memberships))

    def administers(self) -> bool:
        return any(row.role == Role.ADMINISTRATOR for row in self.memberships)

    def leads(self) -> bool:
        return any(row.role in LEADING_ROLES for row in self.memberships)

    def works(self) -> bool:
        return any(row.role != Role.ADMINISTRATOR for row in self.memberships)

    def works_on_cases(self) -> bool:
        return any(row.role in CASE_ROLES for row in self.memberships)

    def reads_figures(self) -> bool:
        return any(row.role in STAFF for row in self.memberships)

    def reports(self) -> bool:
        """Whether there are figures or at least reports to see."""
        gathers = [row.organisation.kind.code for row in self.memberships if row.role == Role.CLERK]
        return self.reads_figures() or bool(set(gathers) & set(GATHERING_KINDS))

    def coordinates(self) -> bool:
        """Whether the user works in a coordination office."""
        return any(row.organisation.kind.code == COORDINATION_OFFICE for row in self.memberships)

    def imports_data(self) -> bool:
        return any(row.role in IMPORT_ROLES for row in self.memberships)


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `today`, `header_note` (the user's workplace), the practice, what they may."""
    reader = _Reader(request)
    return {
        "today": timezone.localdate(),
        "header_note": SimpleLazyObject(reader.workplace),
        "administers": SimpleLazyObject(reader.administers),
        "leads": SimpleLazyObject(reader.leads),
        "coordinates": SimpleLazyObject(reader.coordinates),
        "imports_data": SimpleLazyObject(reader.imports_data),
        "works_on_cases": SimpleLazyObject(reader.works_on_cases),
        "works": SimpleLazyObject(reader.works),
        "reads_figures": SimpleLazyObject(reader.reads_figures),
        "reports": SimpleLazyObject(reader.reports),
        "practice": getattr(request, "practice", None),
    }
