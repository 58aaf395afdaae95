"""The whole chain as a drawing, with the way that the case took, and as a list."""

import re

from django.urls import reverse

from roterfaden.cases.models import Case
from roterfaden.process import deviations
from tests.fixtures import World, walk
from tests.process.walking_cases import call, deviate
from tests.web.browsing import assert_hidden_from, client_of, text_of
from tests.web.cases.along import page_of


def test_the_drawing_shows_the_walked_way_and_where_the_case_stands(world: World, case: Case) -> None:
    walk(case, "", "ja", "", "", "ja", "nein", by=world.anna)
    page = text_of(page_of(world.anna, case, "drawing"))
    assert 'role="img"' in page
    assert "der gegangene Weg in Rot" in page
    picture, signs = page.split("rf-signs")
    assert len(re.findall(r'<g class="rf-way is-walked"', picture)) == 10
    assert len(re.findall(r'<g class="rf-place rf-place--step\s+is-open"', picture)) == 1
    assert "Rot: der gegangene Weg" in signs
    assert page.count('aria-current="step"') == 1
    assert "2 Mal" in page


def test_the_list_says_all_that_the_drawing_shows(world: World, case: Case) -> None:
    page = text_of(page_of(world.anna, case, "drawing"))
    listed = page.split('<ol class="rf-places">')[1]
    for words in (
        "Akquise von geeigneten Arbeitsplätzen",
        "<strong>Nein:</strong> weiter mit 2 Assessment / Anamnese",
        "Übergabe an Kette S2",
        "jetzt",
    ):
        assert words in listed, words


def test_a_detour_is_drawn(world: World, case: Case) -> None:
    deviate(case, deviations.jump, to="7b", by=world.anna)
    page = text_of(page_of(world.anna, case, "drawing"))
    assert page.split("rf-signs")[0].count('class="rf-way is-detour"') == 1
    assert "übersprungen" in page


def test_every_chain_of_the_case_has_its_drawing(world: World, case: Case) -> None:
    walk(case, "", by=world.anna)
    call(case, "M2", "start_arbeitslosigkeit", by=world.anna)
    page = text_of(page_of(world.anna, case, "drawing"))
    assert "V1 Vermittlung auf den allgemeinen Arbeitsmarkt (Hauptprozesskette)</h2>" in page
    assert reverse("cases:drawing", args=[case.code, 2]) in page
    assert "M2 Erarbeitung realisierbarer beruflicher Ziele</h2>" in text_of(
        page_of(world.anna, case, "drawing", 2)
    )


def test_what_the_case_does_not_have_is_a_missing_page(world: World, case: Case) -> None:
    for run in (2, 10**30):
        assert client_of(world.anna).get(reverse("cases:drawing", args=[case.code, run])).status_code == 404
    assert_hidden_from(world.fritz, reverse("cases:drawing", args=[case.code]), case.code)
