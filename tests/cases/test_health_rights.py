"""Who may open the health record: by the table and the ties to the case, never by the role alone."""

from datetime import timedelta

import pytest

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.audit.models import Entry
from roterfaden.cases import participants
from roterfaden.cases.health_rights import health_right
from roterfaden.cases.models import Case
from roterfaden.cases.relations import relations_to
from roterfaden.people.health import GrantRefused, grant_health, revoke_health
from tests.fixtures import AT, TODAY, World


@pytest.mark.requirement("R-58", figure="rights by tie to the case")
def test_the_ties_to_the_case_decide(world: World, case: Case) -> None:
    assert relations_to(world.anna, case, on=TODAY) == {"caseworker", "team", "responsible"}
    assert relations_to(world.bela, case, on=TODAY) == {"caseworker", "team"}
    assert relations_to(world.lena, case, on=TODAY) == {"team_lead"}
    assert relations_to(world.fritz, case, on=TODAY) == set()
    opens = {u.username: health_right(u, case, on=TODAY).opens for u in (world.anna, world.bela, world.lena)}
    assert opens == {"anna": True, "bela": True, "lena": False}
    grants = {
        u.username: health_right(u, case, on=TODAY).grants for u in (world.anna, world.bela, world.lena)
    }
    assert grants == {"anna": True, "bela": False, "lena": False}


def test_outside_the_team_only_the_deputy_of_the_day_may(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(team=None)
    case.refresh_from_db()
    assert not health_right(world.bela, case, on=TODAY).opens
    members.name_deputy(
        absent=world.anna,
        deputy=world.bela,
        organisation=world.service,
        valid_from=TODAY,
        valid_until=TODAY,
        by=world.anna,
        at=AT,
    )
    assert health_right(world.bela, case, on=TODAY).grants
    assert not health_right(world.bela, case, on=TODAY + timedelta(days=1)).opens


def test_guests_may_not_and_those_who_left_may_not(world: World, case: Case) -> None:
    participants.add_participant(
        case=case, user=world.klara, organisation=world.agency, function="Sachbearbeitung",
        valid_from=TODAY, valid_until=None, agreed=True, by=world.anna, at=AT,
    )  # fmt: skip
    assert relations_to(world.klara, case, on=TODAY) == {"participant"}
    assert not health_right(world.klara, case, on=TODAY).opens
    membership = world.anna.memberships.get()
    members.end_membership(membership=membership, last_day=TODAY, by=None, at=AT)
    assert relations_to(world.anna, case, on=TODAY + timedelta(days=1)) == set()


def test_a_grant_opens_until_its_last_day_or_its_end(world: World, case: Case) -> None:
    grant = grant_health(
        person=case.person,
        user=world.lena,
        reason="Fallbesprechung",
        valid_until=TODAY + timedelta(days=7),
        scope=case,
        by=world.anna,
        at=AT,
    )
    assert health_right(world.lena, case, on=TODAY + timedelta(days=7)).opens
    assert not health_right(world.lena, case, on=TODAY).grants
    assert not health_right(world.lena, case, on=TODAY + timedelta(days=8)).opens
    entry = Entry.objects.get(action="people.health_granted")
    assert "lena" in (entry.payload or "")
    assert "Fallbesprechung" not in (entry.payload or "")
    for _ in range(2):
        revoke_health(grant=grant, scope=case, by=world.anna, at=AT)
    assert not health_right(world.lena, case, on=TODAY).opens
    assert Entry.objects.filter(action="people.health_revoked").count() == 1


@pytest.mark.parametrize(
    ("reason", "days", "sentence"),
    [(" ", 7, "warum"), ("Gespräch", -1, "Vergangenheit"), ("Gespräch", 400, "Höchstens ein Jahr")],
)
def test_a_grant_without_reason_or_end_is_refused(
    world: World, case: Case, reason: str, days: int, sentence: str
) -> None:
    with pytest.raises(GrantRefused, match=sentence):
        grant_health(
            person=case.person, user=world.lena, reason=reason, valid_until=TODAY + timedelta(days=days),
            scope=case, by=world.anna, at=AT,
        )  # fmt: skip


def test_a_lead_who_also_works_on_cases_of_the_team_may(world: World, case: Case) -> None:
    members.add_member(
        user=world.lena, organisation=world.service, role=Role.CASEWORKER, team=world.team,
        valid_from=TODAY, by=None, at=AT,
    )  # fmt: skip
    assert health_right(world.lena, case, on=TODAY).opens
