"""The tree of organisations, as it is read by those who administer it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from roterfaden.accounts.models import Membership, Organisation
from roterfaden.accounts.queries import valid_on


@dataclass(frozen=True)
class Branch:
    """One organisation, how deep it lies in the tree, and how many people work there."""

    organisation: Organisation
    depth: int
    members: int


@dataclass(frozen=True)
class Place:
    """Where in the tree an organisation stands."""

    pk: int
    depth: int


def places_in_tree() -> list[Place]:
    """All organisations, each followed by those below it, by name; with one query."""
    below: dict[int | None, list[int]] = defaultdict(list)
    for pk, parent in Organisation.objects.order_by("name").values_list("pk", "parent_id"):
        below[parent].append(pk)

    def walk(parent: int | None, depth: int) -> Iterator[Place]:
        for pk in below[parent]:
            yield Place(pk, depth)
            yield from walk(pk, depth + 1)

    return list(walk(None, 0))


def branches_at(places: Iterable[Place], *, on: date) -> list[Branch]:
    """What stands at these places, in their order; with three queries."""
    places = list(places)
    ids = [place.pk for place in places]
    rows = Membership.objects.filter(valid_on(on), Q(user__is_active=True), organisation__in=ids)
    members = dict(rows.values_list("organisation_id").annotate(n=Count("user", distinct=True)))
    known = Organisation.objects.prefetch_related("kind").in_bulk(ids)
    return [
        Branch(known[place.pk], place.depth, members.get(place.pk, 0))
        for place in places
        if place.pk in known
    ]
