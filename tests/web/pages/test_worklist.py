"""The home page."""

from datetime import timedelta

import pytest
from django.test import Client

from roterfaden.accounts import members
from roterfaden.cases.models import Case
from roterfaden.process.models import Deadline
from tests.cases.makers import at_rest
from tests.fixtures import AT, TODAY, World, open_case, open_task, run_of, walk
from tests.web.browsing import HOSTILE, client_of, count_queries, text_of


def set_deadline(case: Case, days: int) -> None:
    task = open_task(run_of(case))
    due = TODAY + timedelta(days=days)
    Deadline.objects.create(
        run=task.run, task=task, title="Frist", due_on=due, computed="Test", opened_move=1
    )


def test_without_login_one_is_led_to_the_door(world: World) -> None:
    response = Client().get("/")
    assert (response.status_code, response["Location"]) == (302, "/konto/anmelden/?next=/")


def test_the_rows_stand_in_their_groups_and_lead_to_their_cases(world: World) -> None:
    late, undated = open_case(world, first_name="Henrik"), open_case(world, first_name="Ute")
    set_deadline(late, -3)
    response = client_of(world.anna).get("/")
    body = text_of(response)
    assert [section.group.value for section in response.context["sections"]] == ["overdue", "undated"]
    assert f'href="/faelle/{late.code}/"' in body
    assert body.index("Henrik Aksoy") < body.index("Ute Aksoy")
    assert "Überfällig" in body
    assert "seit 3 Tagen" in body or "3 Tage" in body
    assert response["Cache-Control"].startswith("max-age=0")
    assert undated.file_number in body


def test_a_row_says_chain_step_visit_and_need(world: World, case: Case) -> None:
    walk(case, "", by=world.anna)
    body = text_of(client_of(world.anna).get("/"))
    assert "Assessment / Anamnese" in body
    assert "V1 Vermittlung auf den allgemeinen Arbeitsmarkt, Schritt 2" in body
    assert "4 Unterlagen fehlen" in body
    assert "1 Schritt gegangen" in body


def test_own_cases_those_of_the_absent_and_those_of_the_team(world: World) -> None:
    open_case(world, first_name="Meine")
    open_case(world, first_name="Belas", responsible=world.bela)
    open_case(world, first_name="Lenas", responsible=world.lena)
    members.name_deputy(
        absent=world.bela,
        deputy=world.anna,
        organisation=world.service,
        valid_from=TODAY,
        valid_until=TODAY,
        by=world.bela,
        at=AT,
    )
    client = client_of(world.anna)
    seen = {
        scope: {
            name
            for name in ("Meine", "Belas", "Lenas")
            if f"{name} Aksoy" in text_of(client.get(f"/?scope={scope}"))
        }
        for scope in ("mine", "deputy", "team", "nonsense")
    }
    assert seen == {
        "mine": {"Meine"},
        "deputy": {"Belas"},
        "team": {"Meine", "Belas", "Lenas"},
        "nonsense": {"Meine"},
    }
    assert "L. Muster" in text_of(client.get("/?scope=team"))


def test_filters_narrow_and_stay_chosen(world: World) -> None:
    open_case(world, first_name="Vera")
    open_case(world, first_name="Silke", chain="S2", start="start_klient")
    resting = at_rest(open_case(world, first_name="Ruth"), by=world.anna)
    client = client_of(world.anna)
    by_chain = text_of(client.get("/?chain=S2"))
    assert "Silke Aksoy" in by_chain
    assert "Vera Aksoy" not in by_chain
    assert '<option value="S2" selected>' in by_chain
    by_need = text_of(client.get("/?need=onward"))
    assert resting.file_number in by_need
    assert "Vera Aksoy" not in by_need
    assert "Silke Aksoy" in text_of(client.get("/?commissioner=afa"))


def test_a_filter_that_is_not_on_offer_is_said_to_be_none(world: World, case: Case) -> None:
    response = client_of(world.anna).get("/?chain=V99")
    assert response.status_code == 422
    assert "Bitte wählen Sie etwas aus der Liste" in text_of(response)
    assert case.file_number in text_of(response)
    assert client_of(world.anna).get("/?commissioner=" + "x" * 5000).status_code == 422


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_hostile_filters_are_refused(world: World, typed: str) -> None:
    response = client_of(world.anna).get("/", {"chain": typed})
    assert response.status_code == 422


def test_long_lists_come_in_pages(world: World) -> None:
    for n in range(27):
        open_case(world, first_name=f"Nr{n:02}")
    client = client_of(world.anna)
    first, second = client.get("/"), client.get("/?page=2")
    assert [len(section.rows) for section in first.context["sections"]] == [25]
    assert first.context["sections"][0].total == 27
    assert [len(section.rows) for section in second.context["sections"]] == [2]
    assert client.get("/?page=99999999999999999999").status_code == 200


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    client = client_of(world.anna)
    open_case(world)
    at_rest(open_case(world), by=world.anna)
    set_deadline(open_case(world), 3)
    client.get("/")
    few = count_queries(client, "/")
    for n in range(30):
        made = open_case(world, first_name=f"Nr{n}")
        if n % 3 == 0:
            at_rest(made, by=world.anna)
        elif n % 3 == 1:
            walk(made, "", by=world.anna)
    assert count_queries(client, "/") == few


@pytest.mark.parametrize(
    ("who", "scope", "sentence"),
    [
        ("anna", "mine", "Sie haben noch keinen offenen Fall"),
        ("anna", "deputy", "Sie vertreten zurzeit niemanden"),
        ("anna", "team", "In Ihrem Team ist kein Fall offen"),
        ("quirin", "mine", "Mit Ihrer Rolle führen Sie keine Fälle"),
        ("klara", "mine", "Mit Ihrer Rolle führen Sie keine Fälle"),
    ],
)
def test_empty_lists_say_what_to_do(world: World, who: str, scope: str, sentence: str) -> None:
    assert sentence in text_of(client_of(getattr(world, who)).get(f"/?scope={scope}"))


def test_a_filter_without_hits_can_be_lifted(world: World, case: Case) -> None:
    body = text_of(client_of(world.anna).get("/?need=mandate"))
    assert "Nichts passt zu diesem Filter" in body


def test_strangers_see_nothing_of_it(world: World, case: Case) -> None:
    for who in (world.fritz, world.quirin, world.klara):
        for scope in ("mine", "deputy", "team"):
            assert "Aksoy" not in text_of(client_of(who).get(f"/?scope={scope}"))
