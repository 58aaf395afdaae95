"""SQLite is told how many rows its indexes lead to; a list then takes the index of the colleague, not of the house."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.queries import memberships_of
from roterfaden.operations.upkeep import count_rows
from roterfaden.people.queries import CASE_ROLES
from tests.fixtures import AT, TODAY, World, open_case


@pytest.mark.django_db
def test_statistics_are_there_after_a_night(world: World) -> None:
    open_case(world)
    if connection.vendor != "sqlite":
        assert count_rows(at=AT) == {}
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1")
        assert count_rows(at=AT)["indexes"] > 1
        cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'cases_case'")
        assert cursor.fetchone()[0] > 1


@pytest.mark.django_db
def test_a_membership_of_tomorrow_does_not_count_today_after_a_night(world: World) -> None:
    """With numbers for the index over user, organisation, role and day SQLite 3.40 finds it."""
    tomorrow = TODAY + timedelta(days=1)
    users = [
        members.add_user(username=f"neu-{n}", first_name="Neu", last_name="Muster", by=None, at=AT)
        for n in range(30)
    ]
    for user in users:
        members.add_member(
            user=user,
            organisation=world.service,
            role=Role.TEAM_LEAD,
            valid_from=tomorrow,
            by=None,
            at=AT,
        )
    count_rows(at=AT)
    for user in users:
        there = memberships_of(user, on=TODAY, roles=CASE_ROLES).filter(organisation=world.service)
        assert not there.exists()
        assert list(there.values_list("role", "team_id")) == []
        assert memberships_of(user, on=tomorrow, roles=CASE_ROLES).filter(organisation=world.service).exists()


@pytest.mark.one_database
@pytest.mark.django_db
def test_an_upgrade_counts_anew(world: World) -> None:
    open_case(world)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("DELETE FROM sqlite_stat1")
        call_command("migrate", verbosity=0)
        cursor.execute("SELECT COUNT(*) FROM sqlite_stat1 WHERE tbl = 'cases_case'")
        assert cursor.fetchone()[0] > 1


@pytest.mark.django_db
def test_a_database_of_before_the_first_release_is_not_gone_on_with() -> None:
    MigrationRecorder(connection).record_applied("cases", "0007_a_step_that_is_gone")
    with pytest.raises(CommandError, match="make clean"):
        call_command("prepare")
