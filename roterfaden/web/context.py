"""What every page knows: the day, where its reader works, whether the administration is open to them."""

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Membership
from roterfaden.accounts.queries import memberships_of
from roterfaden.imports.queries import IMPORT_ROLES
from roterfaden.people.queries import LEADING_ROLES


class _Reader:
    """The memberships of one request's user; read with one query, when a template first asks."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def memberships(self) -> list[Membership]:
        user = getattr(self.request, "user", None)
        if user is None or not user.is_authenticated:
            return []
        found = memberships_of(user, on=timezone.localdate()).select_related("organisation")
        return list(found.order_by("organisation__name", "id"))

    def workplace(self) -> str:
        """`IFD Neuhafen`, or several, separated by commas."""
        return ", ".join(dict.fromkeys(row.organisation.name for row in self.memberships))

    def administers(self) -> bool:
        return any(row.role == Role.ADMINISTRATOR for row in self.memberships)

    def leads(self) -> bool:
        return any(row.role in LEADING_ROLES for row in self.memberships)

    def imports_data(self) -> bool:
        return any(row.role in IMPORT_ROLES for row in self.memberships)


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `today`, `header_note` (the user's workplace), `administers`, `leads`, `imports_data`, `practice`."""
    reader = _Reader(request)
    return {
        "today": timezone.localdate(),
        "header_note": SimpleLazyObject(reader.workplace),
        "administers": SimpleLazyObject(reader.administers),
        "leads": SimpleLazyObject(reader.leads),
        "imports_data": SimpleLazyObject(reader.imports_data),
        "practice": getattr(request, "practice", None),
    }
