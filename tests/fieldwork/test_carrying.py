"""The folder on a device: who may have one, what its key is worth, and each way in which it ends."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.login_models import LoginSession
from roterfaden.accounts.sessions import begin_session
from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring
from roterfaden.common.revisions import Conflict
from roterfaden.fieldwork import carrying
from roterfaden.fieldwork.choices import Ending
from roterfaden.fieldwork.models import Carrying
from roterfaden.fieldwork.queries import carrying_on, is_on_anywhere, portable_agenda_of, rule_of
from tests.fieldwork.makers import DEVICE, begun, folder, switch
from tests.fixtures import AT, World

LATER = AT + timedelta(hours=24)


def test_off_until_an_organisation_switches_it_on(world: World) -> None:
    assert not rule_of(world.service).is_on
    assert not is_on_anywhere()
    with pytest.raises(carrying.CarryingRefused):
        folder(world.anna)
    switch(world.service)
    assert len(folder(world.anna).secret) == 44
    with pytest.raises(carrying.CarryingRefused):
        folder(world.fritz, device=uuid4())
    entry = Entry.objects.get(action="fieldwork.rule_changed")
    assert json.loads(entry.payload or "") == {"before": False, "after": True}


def test_the_second_of_two_administrators_is_told(world: World) -> None:
    switch(world.service)
    with pytest.raises(Conflict):
        switch(world.service, on=False, revision=1)
    assert rule_of(world.service).is_on


def test_each_folder_has_a_secret_of_its_own_and_the_same_one_stays(world: World) -> None:
    switch(world.service)
    first = folder(world.anna)
    assert folder(world.anna, at=AT + timedelta(hours=3)).secret == first.secret
    assert carrying_on(DEVICE).ends_at == AT + timedelta(hours=27)  # type: ignore[union-attr]
    assert folder(world.bela, device=uuid4()).secret != first.secret
    with pytest.raises(carrying.CarryingRefused):
        folder(world.bela)


def test_a_login_gives_the_key_back_to_its_owner_alone(world: World) -> None:
    switch(world.service)
    kept = folder(world.anna)
    given = carrying.release_key(device=DEVICE, session_key="", by=world.anna, at=AT + timedelta(hours=23))
    assert given.secret == kept.secret
    for user, device, at in (
        (world.bela, DEVICE, AT),
        (world.anna, uuid4(), AT),
        (world.anna, DEVICE, LATER),
    ):
        with pytest.raises(carrying.CarryingGone):
            carrying.release_key(device=device, session_key="", by=user, at=at)


def test_after_24_hours_the_key_is_destroyed(world: World) -> None:
    switch(world.service)
    folder(world.anna)
    assert carrying.end_old_carryings(at=LATER - timedelta(seconds=1)) == {"ended": 0, "gone": 0}
    assert carrying.end_old_carryings(at=LATER) == {"ended": 1, "gone": 0}
    row = Carrying.objects.get()
    assert row.ending == Ending.OVER
    with pytest.raises(keyring.KeyDestroyed):
        keyring.key_for(row.data_key_id)
    assert carrying.end_old_carryings(at=LATER + timedelta(days=31)) == {"ended": 0, "gone": 1}


def test_another_password_or_a_locked_access_ends_it(world: World) -> None:
    switch(world.service)
    members.add_member(
        user=world.lena,
        organisation=world.service,
        role=Role.ADMINISTRATOR,
        valid_from=AT.date(),
        by=None,
        at=AT,
    )
    for change in (
        lambda: members.give_start_password(user=world.anna, by=world.lena, at=AT),
        lambda: members.lock_user(user=world.anna, by=world.lena, at=AT),
    ):
        device = uuid4()
        folder(world.anna, device=device)
        change()
        found = carrying_on(device)
        assert found is not None
        assert not carrying.runs(found, at=AT)
        assert carrying.reason_to_end(found, at=AT) == Ending.CREDENTIALS
        with pytest.raises(carrying.CarryingGone):
            carrying.release_key(device=device, session_key="", by=world.anna, at=AT)


def test_a_revoked_session_ends_its_folder_and_one_that_time_ended_does_not(world: World) -> None:
    switch(world.service)
    sessions = [
        begin_session(user=world.anna, session_key=key, agent="", by=world.anna, at=AT) for key in "ab"
    ]
    kept, lost = uuid4(), uuid4()
    for key, device in (("a", kept), ("b", lost)):
        carrying.take_along(device=device, session_key=key, by=world.anna, at=AT)
    LoginSession.objects.get(session_key="a").delete()
    carrying.end_carryings_of(session=sessions[1], by=world.anna, at=AT)
    assert Carrying.objects.get(device=kept).ending == ""
    assert Carrying.objects.get(device=lost).ending == Ending.REVOKED


def test_switched_off_all_folders_of_the_service_end(world: World) -> None:
    switch(world.service)
    switch(world.other_service)
    folder(world.anna)
    other = folder(world.fritz, device=uuid4())
    switch(world.service, on=False, revision=2)
    assert Carrying.objects.get(user=world.anna).ending == Ending.SWITCHED_OFF
    assert Carrying.objects.get(pk=other.pk).ending == ""


def test_only_appointments_until_tomorrow_noon_of_services_that_allow_it(world: World, case: Case) -> None:
    row = begun(case, world)
    begun(case, world, at=AT + timedelta(days=2))
    assert list(portable_agenda_of(world.anna, at=AT)) == []
    switch(world.service)
    assert list(portable_agenda_of(world.anna, at=AT)) == [row]
    assert list(portable_agenda_of(world.fritz, at=AT)) == []
