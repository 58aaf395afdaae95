"""Reads: who belongs where on a given day."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Deputy, Membership, Organisation, Team, User
from roterfaden.common.built_once import built_once
from roterfaden.common.only_reading import found_once, is_reading
from roterfaden.common.prepared import Prepared
from roterfaden.languages.shipped import shipped


@built_once
def memberships_of(user: User, *, on: date, roles: Iterable[Role] | None = None) -> QuerySet[Membership]:
    """The memberships of `user` that hold on the day `on`, in any of `roles` (default: all)."""
    found = Membership.objects.filter(valid_on(on), user=user, user__is_active=True)
    return found if roles is None else found.filter(role__in=list(roles))


def valid_on(on: date) -> Q:
    return Q(valid_from__lte=on) & (Q(valid_until__isnull=True) | Q(valid_until__gte=on))


@built_once
def organisations_of(user: User, *, on: date, roles: Iterable[Role] | None = None) -> QuerySet[Organisation]:
    # of any world: whoever practises belongs to nothing outside of it
    return Organisation.everywhere.filter(id__in=organisation_ids_of(user, on=on, roles=roles))


def organisation_ids_of(
    user: User, *, on: date, roles: Iterable[Role] | None = None
) -> Collection[int] | QuerySet[Membership, Any]:
    """For a condition on organisations: of those in which `user` has one of `roles` (default: any) the ids.

    While somebody reads they are known after one query; otherwise they are a question, asked with the condition.
    """
    if not is_reading():
        return memberships_of(user, on=on, roles=roles).values("organisation_id")
    wanted = None if roles is None else set(roles)
    held = memberships_held(user, on=on)
    return sorted({one.organisation_id for one in held if wanted is None or one.role in wanted})


def teams_of(user: User, *, on: date) -> QuerySet[Team]:
    return Team.objects.filter(id__in=team_ids_of(user, on=on))


def team_ids_of(user: User, *, on: date) -> set[int]:
    return {one.team_id for one in memberships_held(user, on=on) if one.team_id}


def memberships_held(user: User, *, on: date) -> list[Membership]:
    """Every membership of `user` on a day with its organisation, by name. One query, in a reading page only once."""

    def find() -> list[Membership]:
        ever = _MEMBERSHIPS.rows(user.pk)
        return [one for one in ever if one.valid_from <= on <= (one.valid_until or on)]

    return found_once(("memberships", user.pk, user.is_active, on), find)


# asked with every page
_MEMBERSHIPS = Prepared(
    Membership.objects.filter(user__is_active=True)
    .select_related("organisation__kind")
    .order_by("organisation__name", "id"),
    by="user",
)


def has_role(user: User, *, on: date, roles: Collection[Role]) -> bool:
    """Whether `user` has one of `roles` anywhere on the day `on`."""
    return any(one.role in roles for one in memberships_held(user, on=on))


def absent_colleagues_of(user: User, *, on: date) -> QuerySet[User]:
    """Those for whom `user` stands in on the day `on`."""
    return User.objects.filter(id__in=absent_colleague_ids_of(user, on=on))


def absent_colleague_ids_of(user: User, *, on: date) -> list[int]:
    def find() -> list[int]:
        ever = _STANDS_IN_FOR.rows(user.pk)
        return sorted({one.absent_id for one in ever if one.valid_from <= on <= one.valid_until})

    return found_once(("absent colleagues", user.pk, on), find)


_STANDS_IN_FOR = Prepared(
    Deputy.objects.only("absent_id", "valid_from", "valid_until").order_by(), by="deputy"
)


def colleagues_in(organisation: Organisation, *, on: date, roles: Iterable[Role]) -> QuerySet[User]:
    """The active users who work for `organisation` in one of `roles` on the day `on`, by name."""
    rows = Membership.objects.filter(valid_on(on), organisation=organisation, role__in=list(roles))
    return User.objects.filter(id__in=rows.values("user_id"), is_active=True).order_by(
        "last_name", "first_name"
    )


def kind_label(organisation: Organisation, *, seen_from: Organisation) -> str:
    """The label of `organisation`'s kind as the tenant of `seen_from` calls it (Integrations- or Inklusionsamt)."""
    current: Organisation | None = seen_from
    while current is not None:
        label = current.kind_labels.get(organisation.kind.code)
        if label:
            return shipped(str(label))
        current = current.parent
    return shipped(str(organisation.kind))


def organisations_led_by(user: User, *, on: date) -> QuerySet[Organisation]:
    """Where `user` leads a team or coordinates on the day `on`."""
    return organisations_of(user, on=on, roles=[Role.TEAM_LEAD, Role.COORDINATOR])


def deputies_visible_to(user: User, *, on: date) -> QuerySet[Deputy]:
    """Present and coming deputyships: of the user, for the user, and in the organisations that the user leads."""
    mine = Q(absent=user) | Q(deputy=user) | Q(organisation__in=organisations_led_by(user, on=on))
    rows = Deputy.objects.filter(mine, valid_until__gte=on).order_by("valid_from", "id")
    return rows.select_related("absent", "deputy", "organisation")


def labels_seen_from(organisation: Organisation) -> dict[str, str]:
    """The names that the tenant of `organisation` chose for kinds of offices, by kind; the nearest choice counts."""
    labels: dict[str, str] = {}
    current: Organisation | None = organisation
    while current is not None:
        labels = {**current.kind_labels, **labels}
        current = current.parent
    return labels


def members_elsewhere(organisation: Organisation, *, on: date, roles: Iterable[Role]) -> QuerySet[Membership]:
    """Who works in one of `roles` for any other organisation on the day `on`, by organisation and name."""
    here = Q(organisation__practice=organisation.practice_id)
    rows = Membership.objects.filter(here, valid_on(on), role__in=list(roles), user__is_active=True)
    others = rows.exclude(organisation=organisation).select_related("user", "organisation")
    return others.order_by(
        "organisation__name", "organisation_id", "user__last_name", "user__first_name", "id"
    )


def find_users(text: str, *, on: date) -> QuerySet[User]:
    """Users whose name or user name holds every word of `text`, with their memberships of the day in `present`."""
    found = User.objects.order_by("last_name", "first_name", "username")
    for word in text.split():
        found = found.filter(
            Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(username__icontains=word)
        )
    present = Membership.objects.filter(valid_on(on)).select_related("organisation").order_by("id")
    return found.prefetch_related(Prefetch("memberships", queryset=present, to_attr="present"))


def below(tops: Iterable[Organisation]) -> set[int]:
    """These organisations and all below them, as ids; one query per level of the tree."""
    found = {top.pk for top in tops}
    edge = set(found)
    while edge:
        edge = set(Organisation.objects.filter(parent__in=edge).values_list("pk", flat=True)) - found
        found |= edge
    return found
