"""The case page: what it tells, to whom, and at what cost."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases import closing, journal
from roterfaden.cases.choices import CaseResult, ContactKind
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.process import deviations
from tests.fixtures import AT, World, run_of, walk
from tests.process.walking_cases import call, deviate, finish
from tests.web.browsing import HOSTILE, MISSING, assert_hidden_from, client_of, count_queries, text_of
from tests.web.cases.along import HTMX, page_of


def test_the_page_tells_what_was_where_it_stands_and_what_comes(world: World, case: Case) -> None:
    walk(case, "", "ja", "", "", "ja", "nein", by=world.anna)
    page = text_of(page_of(world.anna, case))
    for words in (
        "Leyla Aksoy",
        "V1 Vermittlung auf den allgemeinen Arbeitsmarkt",
        "Schlaufe: zurück zu 2 Assessment / Anamnese",
        "Schritt 2 · 2. Mal",
        "Was ist zu tun?",
        "Auf welcher Grundlage?",
        "Was ist festzuhalten?",
        "Wie geht es weiter und bis wann?",
        "Vermittlung möglich?",
        "nur bei Ja",
        "Übergabe an S2 oder Beendigung nach bestandener Probezeit",
    ):
        assert words in page, words
    assert page.count('aria-current="step"') == 1


def test_reading_is_recorded_and_nothing_else_is_written(world: World, case: Case) -> None:
    before = Entry.objects.count()
    page_of(world.bela, case)
    entry = Entry.objects.latest("seq")
    assert Entry.objects.count() == before + 1
    assert (entry.action, entry.actor_id, entry.scope_uuid) == ("cases.read", world.bela.pk, case.uuid)


def test_a_stranger_finds_nothing(world: World, case: Case) -> None:
    for user in (world.fritz, world.quirin, world.klara):
        assert_hidden_from(user, reverse("cases:thread", args=[case.code]), case.code)
        assert_hidden_from(user, reverse("cases:quick_note", args=[case.code]), case.code, text="Hallo")


def test_the_cost_does_not_grow_with_the_case(world: World, case: Case) -> None:
    walk(case, "", by=world.anna)
    short = count_queries(client_of(world.anna), reverse("cases:thread", args=[case.code]))
    for round_ in range(6):
        walk(case, "ja", "", "", "ja", "nein", by=world.anna)
        for day in range(5):
            journal.write_entry(
                case=case,
                kind=ContactKind.CALL,
                happened_at=AT - timedelta(days=day),
                text=f"Anruf {round_}.{day}",
                by=world.bela,
                at=AT,
            )
    assert run_of(case).tasks.count() > 30
    assert count_queries(client_of(world.anna), reverse("cases:thread", args=[case.code])) == short
    assert short <= 47


def test_a_long_thread_is_folded_and_nothing_is_lost(world: World, case: Case) -> None:
    walk(case, "", *(("ja", "", "", "ja", "nein") * 8), by=world.anna)
    page = text_of(page_of(world.anna, case))
    assert "Schritte, " in page
    assert page.count('class="rf-knot rf-knot--bundle"') == 1
    assert page.count("Schlaufe: zurück zu 2") == 8


def test_a_detour_shows_its_reason(world: World, case: Case) -> None:
    deviate(case, deviations.skip, by=world.anna)
    page = text_of(page_of(world.anna, case))
    assert "Vom Faden abgewichen:" in page
    assert "„1 Information und Klärung der Unterstützung“ übersprungen" in page
    assert "Wunsch der Klientin, des Klienten" in page
    assert "Frau Aksoy möchte das so." in page


def test_a_called_chain_is_told_inside_the_thread_and_its_step_stands_beside_the_others(
    world: World, case: Case
) -> None:
    walk(case, "", by=world.anna)
    run = call(case, "M2", "start_arbeitslosigkeit", by=world.anna)
    page = text_of(page_of(world.anna, case))
    assert "Teilkette M2 Erarbeitung realisierbarer beruflicher Ziele" in page
    assert "2 Schritte laufen nebeneinander" in page
    assert page.count('class="rf-now"') == 2
    finish(case, run, "1", by=world.anna)
    assert "läuft, 1 Schritt gegangen" in text_of(page_of(world.anna, case))


def test_every_id_is_there_once_and_every_link_within_the_page_finds_its_place(
    world: World, case: Case
) -> None:
    walk(case, "", *(("ja", "", "", "ja", "nein") * 2), by=world.anna)
    call(case, "M2", "start_arbeitslosigkeit", by=world.anna)
    page = text_of(page_of(world.anna, case))
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(ids) == sorted(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
    named = re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', page)
    assert set(" ".join(named).split()) <= set(ids)


def test_a_hand_over_continues_the_same_thread(world: World, case: Case) -> None:
    walk(case, "", "ja", "", "", "nein", "", "ja", "ja", by=world.anna)
    page = text_of(page_of(world.anna, case))
    assert "Weiter in Kette S2" in page
    assert "An diesem Faden ist nichts mehr offen." in page
    client_of(world.anna).post(reverse("cases:go_on", args=[case.code, 1]))
    page = text_of(page_of(world.anna, case))
    assert "Weiter in Kette S2" not in page
    tied, goes_on, now = (
        page.index("Übergabe an Kette S2"),
        page.index("Kontaktaufnahme durch den IFD"),
        page.index("Jetzt"),
    )
    assert tied < goes_on < now


def test_a_closed_case_can_be_read_and_not_worked_on(world: World, case: Case) -> None:
    walk(case, "", "nein", by=world.anna)
    case.refresh_from_db()
    closing.close_case(
        case=case,
        result=CaseResult.RETURNED,
        reason="Zurück an die Agentur.",
        closed_on=AT.date(),
        revision=case.revision,
        by=world.anna,
        at=AT,
    )
    page = text_of(page_of(world.anna, case))
    assert "Der Fall ist abgeschlossen." in page
    assert "Rückgabe an Auftraggeber" in page
    # the search and the menu are forms, too; nothing else is
    assert "/notiz/" not in page
    assert "wieder-aufnehmen" not in page
    assert 'name="outcome"' not in page


@pytest.fixture
def entries(world: World, case: Case) -> None:
    for number in range(5):
        journal.write_entry(
            case=case,
            kind=ContactKind.CALL,
            happened_at=AT - timedelta(minutes=9 - number),
            text=f"Anruf Nummer {number}",
            by=world.bela,
            at=AT,
        )


@pytest.mark.usefixtures("entries")
def test_the_latest_of_the_journal_stands_beside(world: World, case: Case) -> None:
    page = text_of(page_of(world.anna, case))
    assert "Anruf Nummer 4" in page
    assert "Anruf Nummer 1" not in page
    assert "Alle 5" in page


class TestQuickNote:
    """The note beside the thread."""

    def send(self, world: World, case: Case, text: str, *, htmx: bool = False, kind: str = "call") -> Any:
        address = reverse("cases:quick_note", args=[case.code])
        sent = {"notiz-kind": kind, "notiz-text": text}
        return client_of(world.anna).post(address, sent, headers=HTMX if htmx else None)

    def test_a_note_goes_into_the_journal(self, world: World, case: Case) -> None:
        answer = self.send(world, case, "Herr Möller ruft zurück.")
        assert answer.status_code == 303
        entry = JournalEntry.objects.get(case=case)
        assert (entry.text, entry.kind, entry.written_by) == ("Herr Möller ruft zurück.", "call", world.anna)

    def test_htmx_gets_an_empty_form_and_the_new_journal(self, world: World, case: Case) -> None:
        page = text_of(self.send(world, case, "Herr Möller ruft zurück.", htmx=True))
        assert "<html" not in page
        assert page.count("Herr Möller ruft zurück.") == 1
        assert 'id="fall-journal" hx-swap-oob="true"' in page
        assert "Die Notiz steht im Journal." in page

    @pytest.mark.parametrize("text", [*HOSTILE.values(), ""], ids=[*HOSTILE, "nothing"])
    @pytest.mark.parametrize("htmx", [False, True])
    def test_what_harms_is_refused_and_kept(self, world: World, case: Case, text: str, htmx: bool) -> None:
        answer = self.send(world, case, text, htmx=htmx)
        assert answer.status_code == 422
        assert "Bitte prüfen Sie Ihre Eingabe" in text_of(answer)
        assert text[:500] in text_of(answer)
        assert not JournalEntry.objects.exists()

    def test_an_unknown_kind_is_refused(self, world: World, case: Case) -> None:
        assert self.send(world, case, "Hallo", kind="gossip").status_code == 422


def test_who_is_refused_costs_the_cases_one_question_as_a_missing_case_does(world: World, case: Case) -> None:
    client = client_of(world.fritz)
    asked = []
    for code in (case.code, MISSING):
        with CaptureQueriesContext(connection) as statements:
            assert client.get(reverse("cases:thread", args=[code])).status_code == 404
        asked.append([row["sql"].replace(code, "…") for row in statements if "cases_" in row["sql"]])
    assert [len(one) for one in asked] == [2, 2]
    assert sum('FROM "cases_case" ' in sql for sql in asked[0]) == 1
    assert sum('FROM "cases_opening" ' in sql for sql in asked[0]) == 1
