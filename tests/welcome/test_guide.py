"""The guide of the first days, and what is shipped to greet people."""

import pytest
from django.urls import reverse

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.audit.models import Entry
from roterfaden.common.catalogue_file import CatalogueFile
from roterfaden.portal.plain import faults_of
from roterfaden.process.places import region_names
from roterfaden.web.navigation import USER_MENU
from roterfaden.welcome import guide, shipped
from roterfaden.welcome.models import Tick
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import client_of


def test_everybody_has_the_steps_of_their_roles_and_ticks_only_those(world: World) -> None:
    mine = {line.step.id for line in guide.guide_of(world.anna, on=TODAY).lines}
    assert {"secure", "intake", "help"} <= mine
    assert "people" not in mine
    with pytest.raises(guide.GuideRefused):
        guide.tick_step(key="people", by=world.anna, at=AT, on=TODAY)
    guide.tick_step(key="secure", by=world.anna, at=AT, on=TODAY)
    guide.tick_step(key="secure", by=world.anna, at=AT, on=TODAY)
    found = guide.guide_of(world.anna, on=TODAY)
    assert (found.done, "secure" in {step.id for step in found.open}) == (1, False)
    assert guide.guide_of(world.bela, on=TODAY).done == 0
    assert Entry.objects.filter(action="welcome.step_ticked").count() == 1


def test_it_is_shown_until_it_is_put_away_or_done_and_can_begin_anew(world: World) -> None:
    assert guide.guide_of(world.anna, on=TODAY).is_shown
    guide.put_away(by=world.anna, at=AT)
    assert not guide.guide_of(world.anna, on=TODAY).is_shown
    guide.take_up(by=world.anna, at=AT)
    assert guide.guide_of(world.anna, on=TODAY).is_shown
    for line in guide.guide_of(world.anna, on=TODAY).lines:
        guide.tick_step(key=line.step.id, by=world.anna, at=AT, on=TODAY)
    assert not guide.guide_of(world.anna, on=TODAY).is_shown
    guide.take_up(by=world.anna, at=AT)
    guide.take_up(by=world.anna, at=AT)
    assert Tick.objects.count() == 0
    assert Entry.objects.filter(action="welcome.guide_taken_up").count() == 2


@pytest.mark.parametrize("role", list(Role))
def test_each_step_leads_to_a_page_that_its_role_may_open(world: World, role: Role) -> None:
    user = User.objects.create(username="neu", email="")
    members.add_member(user=user, organisation=world.service, role=role, valid_from=TODAY, by=None, at=AT)
    client = client_of(user)
    lines = guide.guide_of(user, on=TODAY).lines
    assert len(lines) >= 2
    for line in lines:
        address = reverse(line.step.page)
        assert client.get(address, follow=True).status_code == 200, address


def test_every_land_has_a_body_that_enforces_and_every_canton_an_answer() -> None:
    for region in region_names():
        body = shipped.body_for(region)
        assert body is not None, region
        assert body.region == (region if region.startswith("DE") else "CH")
    assert shipped.body_for("FR-75") is None


def test_what_is_shipped_can_be_read_and_every_area_of_a_page_has_its_help() -> None:
    assert shipped.statement().barriers
    assert [faults_of(line) for part in shipped.easy().parts for line in part.lines if faults_of(line)] == []
    assert not shipped.easy().checked, "say who has checked it, here and in docs/unfinished.md"
    named = {part.id for part in shipped.helps()}
    assert {"worklist", "agenda", "cases", "employers", "chains", "handbook", "administration"} <= named
    roles = {role for step in shipped.steps() for role in step.roles}
    assert roles == set(Role.values)


def test_every_area_of_the_menu_has_its_entry_in_the_help() -> None:
    named = {part.id for part in shipped.helps()}
    areas = {entry.area.key for group in USER_MENU for entry in group.entries}
    assert areas - named <= {"first_days"}, "the guide explains itself"


def test_a_role_that_does_not_exist_is_refused() -> None:
    text = (shipped.FOLDER / "first_days.yaml").read_text(encoding="utf-8").replace("clerk", "pope", 1)
    file = CatalogueFile(shipped.FOLDER / "first_days.yaml", text)
    with pytest.raises(Exception, match="pope"):
        shipped.read_steps(file)
