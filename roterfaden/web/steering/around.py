"""What stands around every page of steering: which service, which year, the tabs."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.steering.periods import Period, year_of
from roterfaden.steering.queries import services_steered_by, works_in
from roterfaden.web.components import Link
from roterfaden.web.guards import user_of

YEARS = 5


@dataclass(frozen=True)
class Around:
    """The chosen service and year. `inside`: the reader works there and is not only its office."""

    services: list[Organisation]
    service: Organisation
    year: int
    today: date
    inside: bool

    @property
    def period(self) -> Period:
        return year_of(self.year, today=self.today)

    @property
    def query(self) -> str:
        return urlencode({"dienst": self.service.code, "jahr": self.year})

    @property
    def years(self) -> list[int]:
        return [self.today.year - back for back in range(YEARS)]


def around(request: HttpRequest) -> Around:
    """The service and year that the address asks for, else the first and the running one. 404 without any service."""
    user, today = user_of(request), timezone.localdate()
    services = services_steered_by(user, on=today)
    wanted = request.GET.get("dienst", "")
    service = next((one for one in services if one.code == wanted), None)
    if not services or (wanted and service is None):
        raise Http404
    chosen = service or services[0]
    asked = request.GET.get("jahr", "")
    years = {str(today.year - back): today.year - back for back in range(YEARS)}
    return Around(services, chosen, years.get(asked, today.year), today, works_in(user, chosen, on=today))


def page(current: str, **more: Any) -> dict[str, Any]:
    """The context that all pages of steering share."""
    tabs = (
        ("index", _("Kennzahlen")),
        ("goal_table", _("Ziele im Fall")),
        ("agreements", _("Zielvereinbarungen")),
        ("improvements", _("Verbesserungen")),
        ("data", _("Daten prüfen")),
    )
    links = [
        Link(title=title, url=reverse(f"steering:{name}"), current=name == current) for name, title in tabs
    ]
    return {"nav": "steering", "tabs": links, "today": timezone.localdate(), **more}
