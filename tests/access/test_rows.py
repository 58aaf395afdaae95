"""The second line: PostgreSQL itself keeps the houses apart, even where the query layer forgets its filter (R-05)."""

import re
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.cases import participants
from roterfaden.cases.models import Case
from roterfaden.cases.second_line import shown_to
from roterfaden.common import rows
from roterfaden.operations import row_security
from roterfaden.operations.doctor import examine
from roterfaden.web.rows import WIDE
from tests.access.securing import secured, without_the_first_line
from tests.access.stage import CANARY, Arguments, clients, comparable, pages_for, url
from tests.access.urls import all_pages
from tests.fixtures import AT, World

needs_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row security")
CONTROLS = ("cases:thread", "casefile:journal", "casefile:person", "cooperation:index", "reports:index")
# every so many pages of a case is compared before and after: the rest is for `TEST_ROW_SECURITY=1`
EVERY = 10


def count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])


def counts() -> dict[str, int]:
    return {table: count(table) for table in row_security.TABLES}


def shown(user: User) -> dict[str, int]:
    with rows.showing(shown_to(user, on=AT.date())):
        return counts()


@needs_postgresql
@pytest.mark.requirement("R-05", figure="27 tables by plain SQL as a user of another house: 0 rows")
def test_by_plain_sql_another_house_has_no_row(
    world: World, arguments: Arguments, outsiders: list[User]
) -> None:
    everything = counts()
    filled = {table for table, number in everything.items() if number}
    assert len(filled) >= 15, "there is something to be seen"
    with secured():
        assert counts() == everything, "commands and the worker see all"
        with rows.showing(rows.NOTHING):
            nothing = counts()
        assert {table for table, number in nothing.items() if number} <= {row_security.KEYS}
        own = shown(world.anna)
        assert own == everything, "all of it is of her house"
        for stranger in (world.fritz, world.klara):
            seen = shown(stranger)
            assert {table: number for table, number in seen.items() if number} == {
                row_security.KEYS: nothing[row_security.KEYS]
            }
        assert not any(shown(outsiders[-1])[table] for table in filled - {row_security.KEYS}), (
            "left the house"
        )


@needs_postgresql
def test_no_key_of_another_house_is_handed_out(world: World, guarded: Case) -> None:
    keys = [guarded.data_key_id, guarded.person.data_key_id]
    question = f"SELECT count(*) FROM {row_security.KEYS} WHERE id = ANY (%s)"
    with secured(), connection.cursor() as cursor:
        for user, number in ((world.anna, 2), (world.fritz, 0)):
            with rows.showing(shown_to(user, on=AT.date())):
                cursor.execute(question, [keys])
                assert cursor.fetchone()[0] == number, user


@needs_postgresql
@pytest.mark.requirement("R-05", figure="every case page without the filter of the query layer: 0 canaries")
def test_without_the_query_layer_still_nothing_of_another_house(world: World, arguments: Arguments) -> None:
    pages = pages_for("case")
    [(_user, client)] = clients([world.fritz])
    with without_the_first_line():
        controls = [page for page in pages if page.name in CONTROLS]
        leaks = [p.name for p in controls if CANARY in client.get(url(p, arguments.real)).content.decode()]
        assert len(leaks) >= 3, "without both lines the pages tell everything"
        with secured():
            for page in pages:
                answer = client.get(url(page, arguments.real))
                assert answer.status_code in {404, 405}, page.name
                assert CANARY not in answer.content.decode(errors="replace"), page.name
            for page in pages_for("casework", "staff")[::3]:
                answer = client.get(url(page, arguments.real) + f"?q={CANARY}")
                told = answer.content.decode(errors="replace").replace(f'value="{CANARY}"', "")
                assert f"{CANARY}-" not in told, page.name


@needs_postgresql
def test_the_own_pages_are_the_same_with_the_second_line(
    world: World, arguments: Arguments, monkeypatch: pytest.MonkeyPatch
) -> None:
    # some pages print the minute, and a minute may end between the two readings
    moment = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: moment)
    pages = [*pages_for("case")[::EVERY], *pages_for("casework", "staff")[::EVERY]]
    [(_user, client)] = clients([world.anna])
    before = [client.get(url(page, arguments.real)) for page in pages]
    with secured():
        for page, old in zip(pages, before, strict=True):
            new = client.get(url(page, arguments.real))
            assert new.status_code == old.status_code, page.name
            if new.headers["Content-Type"].startswith("text/html"):
                assert without_tokens(new) == without_tokens(old), page.name


def without_tokens(response: Any) -> str:
    """The body without what is new in every answer."""
    return re.sub(r'value="[0-9a-f]{8}-[0-9a-f-]{27}"', "token", comparable(response))


@needs_postgresql
def test_who_takes_part_by_name_sees_the_one_case_and_as_long_as_they_do(world: World, case: Case) -> None:
    row = participants.add_participant(
        case=case, user=world.klara, organisation=world.agency, function="Sachbearbeitung",
        valid_from=AT.date(), valid_until=AT.date(), agreed=True, by=world.anna, at=AT,
    )  # fmt: skip
    with secured():
        seen = shown(world.klara)
        assert seen["cases_case"] == seen["people_person"] == 1
        for day in (-1, 1):
            on = AT.date() + timedelta(days=day)
            assert case.pk not in shown_to(world.klara, on=on).cases
        participants.end_participation(row=row, by=world.anna, at=AT)
        assert not shown(world.klara)["cases_case"]
        User.objects.filter(pk=world.anna.pk).update(is_active=False)
        assert shown_to(world.anna, on=AT.date()) == rows.NOTHING


@needs_postgresql
def test_nothing_is_carried_over_to_the_next_request(world: World, case: Case, monkeypatch: Any) -> None:
    page = reverse("cases:thread", kwargs={"code": case.code})
    with secured(), rows.showing(rows.NOTHING):
        for user, status in ((world.anna, 200), (world.fritz, 404), (world.anna, 200)):
            [(_user, client)] = clients([user])
            assert client.get(page).status_code == status
            assert told_to_the_connection() == ("", "", "")
        monkeypatch.setattr("roterfaden.web.cases.reading.cases_visible_to", broken)
        [(_user, client)] = clients([world.anna])
        assert client.get(page).status_code == 500
        assert told_to_the_connection() == ("", "", ""), "a page that broke leaves nothing behind"
        assert Client().get(page).status_code == 302
        assert told_to_the_connection() == ("", "", "")


def broken(user: User, **_when: Any) -> None:
    raise ZeroDivisionError


def told_to_the_connection() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(f'current_setting({name!r}, true)' for name in rows.SETTINGS)}")
        return tuple(cursor.fetchone())


@pytest.fixture
def pooled(settings: Any) -> Iterator[Any]:
    """A connection of a pool that holds one alone: whoever comes next gets the same."""
    own: Any = connection.copy("pooled")
    own.settings_dict = {
        **own.settings_dict,
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 1}},
    }
    settings.ROW_SECURITY = True
    yield own
    own.close()
    own.close_pool()


@needs_postgresql
@pytest.mark.django_db(transaction=True)
def test_a_connection_out_of_the_pool_has_forgotten_whose_it_was(pooled: Any) -> None:
    def look() -> tuple[int, str]:
        with pooled.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid(), current_setting('roterfaden.organisations', true)")
            return tuple(cursor.fetchone())

    with rows.showing(rows.Shown(organisations=(4711,))):
        first, told = look()
        assert told == "4711"
        pooled.close()
    with rows.showing(rows.NOTHING):
        assert look() == (first, ""), "the same connection, and nothing of before"


@needs_postgresql
def test_a_broken_transaction_brings_back_what_was_shown_before(world: World, case: Case) -> None:
    with secured(), rows.showing(shown_to(world.fritz, on=AT.date())):
        with pytest.raises(DatabaseError), transaction.atomic(), rows.showing(rows.EVERYTHING):
            connection.cursor().execute("SELECT 1 / 0")
        assert not Case.objects.exists()


@needs_postgresql
@pytest.mark.requirement("R-36", figure="superuser, BYPASSRLS, a table without its policy: named and refused")
def test_doctor_and_start_name_what_makes_the_second_line_void(world: World, settings: Any) -> None:
    def told() -> str:
        return " ".join(row_security.faults_of_rows(connection))

    if not django_settings.ROW_SECURITY:
        assert "Superuser" in told()
        assert "Ohne Zeilensicherheit sind 27 von 27" in told()
        assert any("Sie ist aus" in one.sentence for one in examine(at=timezone.now(), quick=True))
        with pytest.raises(CommandError, match="Superuser"):
            call_command("rows", "check")
    with secured():
        assert told() == ""
        out = StringIO()
        call_command("rows", "check", stdout=out)
        assert "27 Tabellen" in out.getvalue()
        findings = {one.about: one.level for one in examine(at=timezone.now(), quick=True)}
        assert findings["Zeilensicherheit"] == "gut"
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")
            for harm in (
                "DISABLE ROW LEVEL SECURITY",
                "ENABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY",
            ):
                cursor.execute(f"ALTER TABLE people_person {harm}")
                assert "1 von 27 Tabellen (people_person" in told()
            cursor.execute("ALTER TABLE people_person FORCE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY {row_security.POLICY} ON people_person")
            assert "1 von 27" in told()
        call_command("rows", "off", stdout=out)
        assert not row_security.is_on(connection)


def test_what_looks_beyond_the_houses_is_known_by_name() -> None:
    assert set(rows.EXCEPTIONS) == {
        "roterfaden.cases.closeness.declare_closeness",
        "roterfaden.complaints.receiving.receive",
        "roterfaden.jobs.work.run_queued",
        "roterfaden.people.conflicts._born_on",
        "roterfaden.statistics.extraction.fingerprints",
        "roterfaden.statistics.extraction.table_of",
    }
    assert all(len(why) > 20 for why in (*rows.EXCEPTIONS.values(), *WIDE.values()))
    names = {page.name for page in all_pages()}
    areas = {name.split(":")[0] for name in names}
    assert set(WIDE) <= names | areas
    assert not {"cases", "casefile", "caselist", "search", "worklist", "portal", "api"} & set(WIDE)


@pytest.mark.one_database
def test_without_row_security_nothing_is_said(
    world: World, case: Case, django_assert_num_queries: Any
) -> None:
    if django_settings.ROW_SECURITY:
        pytest.skip("switched on for the whole run")
    with django_assert_num_queries(0), rows.showing(rows.NOTHING):
        rows.show(rows.EVERYTHING)
        assert rows.current().everything
