"""Memberships and deputies: what is refused, what ends when."""

from datetime import timedelta
from typing import Any

import pytest

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.members import MembershipRefused
from roterfaden.accounts.models import Deputy, Membership
from roterfaden.accounts.queries import (
    absent_colleagues_of,
    deputies_visible_to,
    find_users,
    labels_seen_from,
    memberships_of,
)
from roterfaden.accounts.rules import may_administer, may_end_deputy, may_name_deputy
from roterfaden.accounts.tree import branches_at, places_in_tree
from roterfaden.audit.models import Entry
from tests.fixtures import AT, TODAY, World


def test_the_same_task_is_not_given_twice_at_the_same_time(world: World) -> None:
    again: dict[str, Any] = {"organisation": world.service, "role": Role.CASEWORKER, "by": None, "at": AT}
    with pytest.raises(MembershipRefused, match="schon"):
        members.add_member(user=world.anna, valid_from=TODAY, **again)
    first = Membership.objects.get(user=world.anna)
    members.end_membership(membership=first, last_day=TODAY, by=None, at=AT)
    members.add_member(user=world.anna, valid_from=TODAY + timedelta(days=1), **again)


def test_the_last_administrator_stays(world: World) -> None:
    rows = [
        members.add_member(
            user=user, organisation=world.service, role=Role.ADMINISTRATOR, valid_from=TODAY, by=None, at=AT
        )
        for user in (world.lena, world.quirin)
    ]
    members.end_membership(membership=rows[0], last_day=TODAY, by=world.quirin, at=AT)
    with pytest.raises(MembershipRefused, match="niemand mehr"):
        members.end_membership(membership=rows[1], last_day=TODAY, by=world.quirin, at=AT)
    assert may_administer(world.quirin, on=TODAY + timedelta(days=1))
    assert not may_administer(world.lena, on=TODAY + timedelta(days=1))


def name(world: World, *, days: int = 0) -> Deputy:
    return members.name_deputy(
        absent=world.bela,
        deputy=world.anna,
        organisation=world.service,
        valid_from=TODAY + timedelta(days=days),
        valid_until=TODAY + timedelta(days=days + 5),
        by=world.bela,
        at=AT,
    )


def test_a_running_deputyship_ends_with_the_last_day(world: World) -> None:
    row = name(world)
    members.end_deputy(row=row, last_day=TODAY, by=world.bela, at=AT)
    assert list(absent_colleagues_of(world.anna, on=TODAY)) == [world.bela]
    assert not absent_colleagues_of(world.anna, on=TODAY + timedelta(days=1)).exists()


def test_one_that_has_not_begun_never_takes_effect(world: World) -> None:
    members.end_deputy(row=name(world, days=3), last_day=TODAY, by=world.bela, at=AT)
    assert not Deputy.objects.exists()
    assert Entry.objects.filter(action="accounts.deputy_ended").exists()


def test_who_sees_and_who_may_end_a_deputyship(world: World) -> None:
    row = name(world)
    seen = {
        u.username
        for u in (world.anna, world.bela, world.lena, world.quirin, world.fritz)
        if deputies_visible_to(u, on=TODAY).exists()
    }
    assert seen == {"anna", "bela", "lena"}
    assert [may_end_deputy(u, row, on=TODAY) for u in (world.bela, world.lena, world.anna)] == [
        True,
        True,
        False,
    ]
    assert not may_name_deputy(world.anna, world.bela, world.service, on=TODAY)
    assert not may_name_deputy(world.anna, world.anna, world.other_service, on=TODAY)


def test_the_tree_tells_depth_and_members(world: World) -> None:
    world.service.parent = world.office
    world.service.save(update_fields=["parent"])
    tree = {
        branch.organisation.code: (branch.depth, branch.members)
        for branch in branches_at(places_in_tree(), on=TODAY)
    }
    assert tree == {"ifd-altstadt": (0, 1), "ina": (0, 0), "ifd-neuhafen": (1, 4), "afa": (0, 1)}


def test_users_are_found_by_every_word_with_what_they_do_today(world: World) -> None:
    [anna] = find_users("ann must", on=TODAY)
    assert [row.organisation for row in vars(anna)["present"]] == [world.service]
    assert not find_users("anna bela", on=TODAY).exists()


def test_the_nearest_label_counts(world: World) -> None:
    world.service.parent = world.office
    world.office.kind_labels = {"rav": "Oben", "clinic": "Klinik"}
    world.service.kind_labels = {"rav": "Unten"}
    assert labels_seen_from(world.service) == {"rav": "Unten", "clinic": "Klinik"}


def test_start_passwords_are_long_and_differ() -> None:
    found = {members.new_start_password() for _ in range(50)}
    assert len(found) == 50
    assert {len(password) for password in found} == {19}


def test_a_locked_access_is_closed_at_once_and_opens_again(world: World) -> None:
    members.add_member(
        user=world.quirin,
        organisation=world.service,
        role=Role.ADMINISTRATOR,
        valid_from=TODAY,
        by=None,
        at=AT,
    )
    members.lock_user(user=world.anna, by=world.quirin, at=AT)
    members.lock_user(user=world.anna, by=world.quirin, at=AT)
    assert not memberships_of(world.anna, on=TODAY).exists()
    assert Entry.objects.filter(action="accounts.user_locked").count() == 1
    members.unlock_user(user=world.anna, by=world.quirin, at=AT)
    assert memberships_of(world.anna, on=TODAY).exists()
    with pytest.raises(MembershipRefused, match="Sich selbst"):
        members.lock_user(user=world.quirin, by=world.quirin, at=AT)
    with pytest.raises(MembershipRefused, match="niemand mehr"):
        members.lock_user(user=world.quirin, by=world.lena, at=AT)


def test_a_given_password_replaces_the_old_one(world: World) -> None:
    password = members.give_start_password(user=world.anna, by=world.quirin, at=AT)
    assert world.anna.check_password(password)
    assert not world.anna.check_password("geheim")
    entry = Entry.objects.get(action="accounts.password_given")
    assert password not in (entry.payload or "")
