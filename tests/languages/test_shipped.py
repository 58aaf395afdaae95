"""Titles of the catalogue and sentences of refusals in the language of the page; what people typed never changes."""

import pytest
from django.utils import translation

from roterfaden.cases.models import Case
from roterfaden.languages.shipped import said, shipped, written_here
from roterfaden.process.catalogue import chain_of
from roterfaden.process.spoken import spoken
from roterfaden.web.templatetags.rf_languages import rf_german
from tests.fixtures import World, run_of
from tests.web.browsing import client_of, stop_clock, text_of
from tests.web.cases.along import complete

TITLE = "Information und Klärung der Unterstützung"


@pytest.mark.parametrize("language", ["fr", "it"])
def test_a_title_of_the_catalogue_is_said_in_the_language(language: str) -> None:
    with translation.override(language):
        assert shipped(TITLE) not in {"", TITLE}
        assert shipped("Was Frau Aksoy geschrieben hat") == "Was Frau Aksoy geschrieben hat"
        assert shipped("") == ""


def test_german_stays_as_it_is_and_swiss_german_goes_by_rule() -> None:
    with translation.override("de"):
        assert shipped("Großeltern") == "Großeltern"
        assert written_here("Maßnahmen im Garten") == "Maßnahmen im Garten"
    with translation.override("de-ch"):
        assert shipped("Großeltern") == "Grosseltern"
        assert shipped("Frau Groß") == "Frau Groß"
        assert written_here("Maßnahmen im Garten") == "Massnahmen im Garten"
    with translation.override("fr"):
        assert written_here("Maßnahmen im Garten") == "Maßnahmen im Garten"


@pytest.mark.parametrize("language", ["fr", "it"])
def test_a_refusal_is_said_in_the_language_and_its_values_stay(language: str) -> None:
    german = "Die Art „Sonderstelle {x}“ gibt es nicht."
    with translation.override(language):
        answer = said(german)
        assert "Sonderstelle {x}" in answer
        assert answer != german
        assert said("Das hat jemand selbst geschrieben.") == "Das hat jemand selbst geschrieben."


@pytest.mark.django_db
def test_a_chain_in_other_words_has_the_same_places_and_answers(case: Case) -> None:
    chain = chain_of(run_of(case).chain_version)
    with translation.override("fr"):
        words = spoken(chain)
        assert words is spoken(chain)
    assert set(words.nodes) == set(chain.nodes)
    assert [d.outcomes for d in words.decisions] == [d.outcomes for d in chain.decisions]
    assert [s.documents for s in words.steps] == [s.documents for s in chain.steps]
    assert [s.title for s in words.steps] != [s.title for s in chain.steps]
    assert spoken(chain) is chain


@pytest.mark.django_db
def test_a_step_done_in_french_leaves_the_same_rows_as_in_german(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    world.anna.language = "fr"
    world.anna.save()
    client = client_of(world.anna)
    page = text_of(client.get(f"/faelle/{case.code}/"))
    assert TITLE not in page
    assert 'lang="fr"' in page
    assert complete(world.anna, case, client=client, note="Tout est clair.").status_code == 303
    assert complete(world.anna, case, "ja", client=client).status_code == 303
    tasks = list(run_of(case).tasks.order_by("number"))
    assert [task.node for task in tasks][:2] == ["1", "2"]
    assert {task.title for task in tasks} == {""}
    assert "ja" in {task.outcome for task in tasks}


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["fr", "it"])
def test_what_to_do_at_a_step_is_said_in_the_language_and_what_somebody_added_is_marked_german(
    language: str,
) -> None:
    hint = "Auf Dauer platzieren, Problemen vorbeugen"
    with translation.override(language):
        assert written_here(hint) != hint
        assert rf_german(hint) == ""
        assert rf_german("Bei uns immer zuerst Frau Muster fragen") == ' lang="de"'
    assert written_here(hint) == hint
