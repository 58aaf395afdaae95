"""SQLite is told how many rows its indexes lead to; a list then takes the index of the colleague, not of the house."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from roterfaden.operations.upkeep import count_rows
from tests.fixtures import AT, World, open_case


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
