"""All cases that one may see."""

from datetime import timedelta

import pytest

from roterfaden.accounts.models import User
from roterfaden.archive.choices import RestrictionGround
from roterfaden.archive.restricting import restrict
from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case
from roterfaden.cases.participants import add_participant
from tests.cases.makers import closed
from tests.fixtures import AT, TODAY, World, open_case, walk
from tests.web.browsing import HOSTILE, client_of, count_queries, text_of


def names(world: World, query: str) -> set[str]:
    body = text_of(client_of(world.anna).get(f"/faelle/{query}"))
    return {name for name in ("Anton", "Berta", "Cesar") if f"{name} Aksoy" in body}


@pytest.fixture
def three(world: World) -> list[Case]:
    return [
        open_case(world, first_name="Anton", at=AT - timedelta(days=30)),
        open_case(world, first_name="Berta", responsible=world.bela, chain="S2", start="start_klient"),
        closed(open_case(world, first_name="Cesar"), by=world.anna),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Anton", "Berta"}),
        ("?state=closed", {"Cesar"}),
        ("?state=all", {"Anton", "Berta", "Cesar"}),
        ("?chain=S2", {"Berta"}),
        ("?responsible=bela", {"Berta"}),
        ("?commissioner=afa&state=all", {"Anton", "Berta", "Cesar"}),
        ("?q=berta", {"Berta"}),
        ("?q=cesar", {"Cesar"}),
        ("?q=aksoy+anton", {"Anton"}),
        ("?q=ruhiges+Arbeiten", {"Anton", "Berta", "Cesar"}),
        ("?q=Zirkus", set()),
    ],
)
def test_filters_and_search(world: World, three: list[Case], query: str, found: set[str]) -> None:
    assert names(world, query) == found


def test_the_team_is_a_filter(world: World, three: list[Case]) -> None:
    Case.objects.filter(pk=three[1].pk).update(team=None)
    assert names(world, f"?team={world.team.pk}") == {"Anton"}


def test_words_of_the_journal_are_found_though_they_are_sealed(world: World, three: list[Case]) -> None:
    journal.write_entry(
        case=three[0],
        kind=ContactKind.NOTE,
        happened_at=AT,
        text="Besuch der Gärtnerei.",
        by=world.anna,
        at=AT,
    )
    assert names(world, "?q=Gärtnereien") == {"Anton"}


def test_the_states_are_counted_under_the_same_filters(world: World, three: list[Case]) -> None:
    response = client_of(world.anna).get("/faelle/?responsible=anna")
    assert [(link.title, link.count) for link in response.context["states"]] == [
        ("offen", 1),
        ("abgeschlossen", 1),
        ("im Archiv", 0),
        ("alle", 2),
    ]
    assert "responsible=anna" in response.context["states"][1].url


@pytest.mark.parametrize(
    ("sort", "first"), [("", "Berta"), ("oldest", "Anton"), ("name", "Anton"), ("number", "Anton")]
)
def test_the_list_is_sorted(world: World, three: list[Case], sort: str, first: str) -> None:
    response = client_of(world.anna).get(f"/faelle/?sort={sort}")
    assert response.context["rows"][0].case.person.first_name == first


def test_names_are_sorted_as_in_a_telephone_book(world: World) -> None:
    for name in ("Ott", "Zander", "Ödland", "aksoy", "Nagel"):
        open_case(world, last_name=name)
    rows = client_of(world.anna).get("/faelle/?sort=name").context["rows"]
    assert [row.case.person.last_name for row in rows] == ["aksoy", "Nagel", "Ödland", "Ott", "Zander"]


def test_by_name_the_same_cases_stand_in_the_list(world: World, three: list[Case]) -> None:
    anton, berta, _cesar = three
    restrict(
        case=anton,
        ground=RestrictionGround.DISPUTED,
        reason="Bestreitet die Angaben.",
        revision=anton.revision,
        by=world.lena,
        at=AT,
    )
    add_participant(
        case=berta,
        user=world.klara,
        organisation=world.agency,
        function="Sachbearbeitung",
        valid_from=TODAY,
        valid_until=None,
        agreed=True,
        by=world.anna,
        at=AT,
    )

    def listed(user: User, query: str) -> list[str]:
        rows = client_of(user).get(f"/faelle/{query}").context["rows"]
        return [row.case.person.first_name for row in rows]

    assert listed(world.anna, "?sort=name") == ["Berta"]
    assert listed(world.anna, "?sort=name&state=all") == ["Berta", "Cesar"]
    assert listed(world.lena, "?sort=name&state=all") == ["Anton", "Berta", "Cesar"]
    assert listed(world.klara, "?sort=name") == listed(world.klara, "") == ["Berta"]


@pytest.mark.parametrize("typed", ["{}", " {} ", "{lower}", "{bare}"])
def test_a_whole_file_number_leads_to_its_case(world: World, case: Case, typed: str) -> None:
    number = case.file_number
    typed = typed.format(number, lower=number.lower(), bare=number.replace("-", ""))
    response = client_of(world.anna).get("/faelle/", {"q": typed})
    assert (response.status_code, response["Location"]) == (302, f"/faelle/{case.code}/")


def test_a_file_number_of_somebody_else_finds_nothing(world: World, case: Case) -> None:
    response = client_of(world.fritz).get("/faelle/", {"q": case.file_number})
    assert response.status_code == 200
    assert "Kein Fall passt dazu" in text_of(response)
    assert "Aksoy" not in text_of(response)


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
def test_hostile_searches_are_refused_with_a_sentence(world: World, case: Case, typed: str) -> None:
    response = client_of(world.anna).get("/faelle/", {"q": typed})
    assert response.status_code == 422
    assert "Bitte prüfen Sie Ihre Eingabe" in text_of(response)
    assert typed[:100] in text_of(response)


def test_choices_that_are_not_on_offer_are_refused(world: World, case: Case) -> None:
    for query in ("?sort=worst", "?state=lost", "?team=9999", "?responsible=nobody"):
        assert client_of(world.anna).get(f"/faelle/{query}").status_code == 422


def test_the_number_of_queries_does_not_grow(world: World) -> None:
    client = client_of(world.anna)
    walk(open_case(world), "", by=world.anna)
    client.get("/faelle/?state=all")
    few = count_queries(client, "/faelle/?state=all")
    for n in range(30):
        made = open_case(world, first_name=f"Nr{n}")
        if n % 5 == 0:
            closed(made, by=world.anna)
    assert count_queries(client, "/faelle/?state=all") == few
    assert len(client.get("/faelle/?state=all").context["rows"]) == 25


def test_without_cases_the_page_says_so(world: World) -> None:
    assert "Hier steht noch kein Fall" in text_of(client_of(world.anna).get("/faelle/"))
    assert "Noch ist kein Fall abgeschlossen" in text_of(client_of(world.anna).get("/faelle/?state=closed"))
    assert "Neuen Fall eröffnen" not in text_of(client_of(world.quirin).get("/faelle/"))
