"""For which of the reader's organisations the handbook is read."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from roterfaden.accounts.models import Organisation
from roterfaden.quality.queries import places_of
from roterfaden.quality.rules import writes_for
from roterfaden.web.components import Link
from roterfaden.web.guards import user_of

PARAMETER = "stelle"


@dataclass(frozen=True)
class ReadingPlace:
    """The organisation as which one reads, all one could choose, and those in whose name one may write."""

    place: Organisation
    all: list[Organisation]
    writes: list[Organisation]

    @property
    def may_write(self) -> bool:
        return any(organisation.pk == self.place.pk for organisation in self.writes)

    @property
    def links(self) -> list[Link]:
        """The choice between several organisations; empty where there is none."""
        if len(self.all) == 1:
            return []
        return [
            Link(title=one.name, url=f"?{PARAMETER}={one.code}", current=one.pk == self.place.pk)
            for one in self.all
        ]


def reading_place(request: HttpRequest) -> ReadingPlace:
    """The organisation named in the address if the reader works there, else the first. Who works nowhere is refused."""
    user, today = user_of(request), timezone.localdate()
    places = places_of(user, on=today)
    if not places:
        raise PermissionDenied
    asked = request.GET.get(PARAMETER, "")
    place = next((one for one in places if one.code == asked), places[0])
    return ReadingPlace(place, places, writes_for(user, on=today))
