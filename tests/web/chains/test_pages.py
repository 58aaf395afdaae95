"""The catalogue of chains, to read."""

from datetime import date

import pytest
from django.urls import reverse

from roterfaden.process.models import ChainVersion
from tests.fixtures import World
from tests.web.browsing import client_of, count_queries, text_of

KEYS = [
    "A1",
    "B1",
    "CH-AUFBAU",
    "CH-COACHING",
    "IIZ",
    "M1",
    "M11",
    "M12",
    "M16",
    "M2",
    "M3a",
    "M3b",
    "M3c",
    "M5",
    "M7",
    "M8",
    "PROGRAMM-S",
    "Q1",
    "S2",
    "T4",
    "T6",
    "T7",
    "T9",
    "V1",
    "V2",
    "V3a",
    "V3b",
    "V4",
    "Z1",
]


def test_all_chains_stand_under_their_core_process(world: World) -> None:
    page = text_of(client_of(world.anna).get(reverse("chains:index")))
    assert "51 Ketten" in page
    assert (
        page.index(">Vermittlung<")
        < page.index("V1</strong>")
        < page.index(">Sicherung<")
        < page.index("S2</strong>")
    )


@pytest.mark.parametrize(
    ("q", "found"), [("sicherung", ["S2"]), ("WFBM übergang", ["V3a", "V3b"]), ("iiz", ["IIZ"]), ("xyz", [])]
)
def test_words_narrow_the_list(world: World, q: str, found: list[str]) -> None:
    page = text_of(client_of(world.anna).get(reverse("chains:index"), {"q": q}))
    assert [key for key in KEYS if f"<strong>{key}</strong>" in page] == found
    assert ("Keine Kette gefunden" in page) is not bool(found)


@pytest.mark.parametrize("q", ["\0", "a" * 100_000, "\u202e", "%"])
def test_nonsense_finds_nothing_and_breaks_nothing(world: World, q: str) -> None:
    assert client_of(world.anna).get(reverse("chains:index"), {"q": q}).status_code == 200


@pytest.mark.parametrize("key", KEYS)
def test_every_chain_has_its_page(world: World, key: str) -> None:
    answer = client_of(world.quirin).get(reverse("chains:detail", args=[key]))
    assert answer.status_code == 200
    page = text_of(answer)
    assert page.count("<h1") == 1
    assert 'role="img"' in page
    ids = [part.split('"', 1)[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids)), "every id once"


def test_the_page_tells_the_four_questions_of_each_step(world: World) -> None:
    page = text_of(client_of(world.anna).get(reverse("chains:detail", args=["V1"])))
    for words in (
        "Alle brauchbaren Medien nutzen",
        "Gilt in jedem Schritt der Kette",
        "Anforderungsprofil Arbeitsplatz",
        "6 Monate",
        reverse("chains:detail", args=["S2"]),
        "Rückgabe nach zweimaligem unentschuldigtem Fernbleiben",
        "18 Stellen nachlesen",
        "Fachkraft des Integrationsfachdienstes",
        "Zeichen im Prozessbild",
        "Dicker Rand: Hier übergibt die Kette an eine andere.",
    ):
        assert words in page, words
    assert "Rot: der gegangene Weg" not in page


def test_an_older_version_stays_readable(world: World) -> None:
    newest = ChainVersion.objects.get(key="V1")
    older = ChainVersion.objects.create(
        key="V1",
        version="2019-01",
        checksum="0" * 64,
        title=newest.title,
        subject=newest.subject,
        core_process=newest.core_process,
        valid_from=date(2019, 1, 1),
        retired_on=date(2020, 1, 1),
        source_text=newest.source_text.replace(f'"{newest.version}"', '"2019-01"', 1),
    )
    page = text_of(client_of(world.anna).get(reverse("chains:version", args=["V1", older.version])))
    assert "2019-01, gilt ab 01.01.2019 bis 01.01.2020" in page
    detail = text_of(client_of(world.anna).get(reverse("chains:detail", args=["V1"])))
    assert f"{newest.version}, gilt ab" in detail


@pytest.mark.parametrize(
    "path", ["/prozesse/XY/", "/prozesse/V1/1999/", "/prozesse/%00/", "/prozesse/V1/%00/"]
)
def test_what_the_catalogue_does_not_have_is_a_missing_page(world: World, path: str) -> None:
    assert client_of(world.anna).get(path).status_code == 404


def test_a_page_costs_few_queries(world: World) -> None:
    url = reverse("chains:detail", args=["V1"])
    client_of(world.anna).get(url)
    assert count_queries(client_of(world.anna), url) <= 11
