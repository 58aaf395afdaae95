"""The tree of organisations, as it is read by those who administer it."""

from collections import defaultdict
from collections.abc import Iterator
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


def organisation_tree(*, on: date) -> list[Branch]:
    """All organisations, each followed by those below it, by name; with three queries."""
    members = dict(
        Membership.objects.filter(valid_on(on), Q(user__is_active=True))
        .values_list("organisation_id")
        .annotate(n=Count("user", distinct=True))
    )
    below: dict[int | None, list[Organisation]] = defaultdict(list)
    named = Organisation.objects.only("code", "name", "region", "parent_id", "kind_id")
    for organisation in named.prefetch_related("kind").order_by("name"):
        below[organisation.parent_id].append(organisation)

    def walk(parent: int | None, depth: int) -> Iterator[Branch]:
        for organisation in below[parent]:
            yield Branch(organisation, depth, members.get(organisation.pk, 0))
            yield from walk(organisation.pk, depth + 1)

    return list(walk(None, 0))
