"""Contacts: case and company apart, earlier versions kept, time summed per case; own notes; text blocks."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from roterfaden.accounts.models import User
from roterfaden.cases import journal, personal_notes, text_blocks
from roterfaden.cases.choices import ContactKind, Information
from roterfaden.cases.finding import find_cases
from roterfaden.cases.journal import CompanyPart, ContactFacts, EntryRefused
from roterfaden.cases.journal_reading import effort_of, entries_of, total, years_of
from roterfaden.cases.journal_records import PersonalNote
from roterfaden.cases.models import Case, JournalEntry, JournalVersion
from roterfaden.cases.text_blocks import BlockText
from roterfaden.common.crypto import keyring
from roterfaden.drafts.keys import personal_key_of
from tests.fixtures import AT, TODAY, World

COMPANY = CompanyPart(company="Möbelhaus Nord", text="Zwei Stellen im Lager werden frei.")


def contact(case: Case, by: User, **other: Any) -> JournalEntry:
    said: dict[str, Any] = {
        "kind": ContactKind.COMPANY,
        "happened_at": AT,
        "text": "Sie fühlt sich im Lager wohl.",
        "company": None,
    }
    return journal.write_contact(case=case, **said | other, by=by, at=AT)


def test_case_and_company_information_become_two_linked_entries(world: World, case: Case) -> None:
    entry = contact(case, world.anna, company=COMPANY, facts=ContactFacts(minutes=60, people="Herr Brandt"))
    other = JournalEntry.objects.get(information=Information.COMPANY)
    assert (other.told_with, other.text, other.company) == (entry, COMPANY.text, COMPANY.company)
    assert (entry.text, entry.minutes, entry.people) == ("Sie fühlt sich im Lager wohl.", 60, "Herr Brandt")
    assert (other.minutes, other.people) == (None, "")
    again = contact(case, world.anna, company=COMPANY, facts=ContactFacts(minutes=60, people="Herr Brandt"))
    assert (again, JournalEntry.objects.count()) == (entry, 2)


def test_company_information_alone_is_one_entry(world: World, case: Case) -> None:
    entry = contact(case, world.anna, text="", company=COMPANY, facts=ContactFacts(minutes=30))
    assert (entry.information, entry.minutes) == (Information.COMPANY, 30)
    assert list(entries_of(case, information=Information.CASE)) == []


@pytest.mark.parametrize("where", ["text", "company", "result", "people", "next_step"])
def test_company_information_never_names_the_client(world: World, case: Case, where: str) -> None:
    told = {"company": COMPANY.company, "text": COMPANY.text}
    facts: dict[str, Any] = {}
    if where in told:
        told[where] += " Frau Aksoy kommt."
    else:
        facts[where] = "Gespräch mit Leyla."
    with pytest.raises(EntryRefused, match="gehört in die Fallinformation"):
        contact(case, world.anna, text="", company=CompanyPart(**told), facts=ContactFacts(**facts))
    assert not JournalEntry.objects.exists()


def test_a_correction_of_company_information_does_not_bring_the_name_in(world: World, case: Case) -> None:
    entry = contact(case, world.anna, text="", company=COMPANY)
    with pytest.raises(EntryRefused):
        journal.correct_entry(
            entry=entry,
            kind=ContactKind.CALL,
            happened_at=AT,
            text="Für Aksoy.",
            revision=1,
            by=world.anna,
            at=AT,
        )


def test_company_information_belongs_to_a_company(world: World, case: Case) -> None:
    with pytest.raises(EntryRefused, match="nennen Sie den Betrieb"):
        contact(case, world.anna, company=CompanyPart(company=" ", text="Frei."))
    assert not JournalEntry.objects.exists()


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"minutes": 1441}, "24 Stunden"),
        ({"travel_minutes": 5000}, "24 Stunden"),
        ({"next_on": TODAY}, "Zu welchem nächsten Schritt"),
    ],
)
def test_impossible_facts_are_refused(world: World, case: Case, facts: dict[str, Any], sentence: str) -> None:
    with pytest.raises(EntryRefused, match=sentence):
        contact(case, world.anna, facts=ContactFacts(**facts))


def test_the_earlier_version_keeps_its_facts(world: World, case: Case) -> None:
    entry = contact(case, world.anna, facts=ContactFacts(minutes=60, result="Probearbeit vereinbart."))
    journal.correct_entry(
        entry=entry,
        kind=ContactKind.CALL,
        happened_at=AT,
        text="Anders.",
        revision=1,
        by=world.bela,
        at=AT,
        facts=ContactFacts(minutes=45),
    )
    facts = JournalVersion.objects.get().facts
    assert facts is not None
    assert (facts["minutes"], facts["result"], facts["kind"]) == ("60", "Probearbeit vereinbart.", "company")
    stored = JournalEntry.objects.get()
    assert (stored.minutes, stored.result) == (45, "")


def test_results_and_companies_are_found_by_the_search_and_sealed(world: World, case: Case) -> None:
    contact(case, world.anna, company=COMPANY, facts=ContactFacts(result="Schnuppertag vereinbart."))
    for word in ("Schnuppertag", "Möbelhaus"):
        assert list(find_cases(word, user=world.bela, on=TODAY)) == [case]
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, company, result FROM cases_journalentry")
        stored = b" ".join(bytes(value) for row in cursor.fetchall() for value in row)
    assert b"Schnuppertag" not in stored
    assert b"belhaus" not in stored


def test_time_is_summed_per_kind_of_contact_for_all_who_worked_on_the_case(world: World, case: Case) -> None:
    contact(case, world.anna, facts=ContactFacts(minutes=60, travel_minutes=40, travel_km=Decimal("12.5")))
    contact(case, world.bela, text="Noch einmal.", facts=ContactFacts(minutes=30, travel_km=Decimal("7.5")))
    contact(case, world.bela, kind=ContactKind.CALL, text="Kurz.", happened_at=AT - timedelta(days=400))
    efforts = {row.kind: row for row in effort_of(entries_of(case))}
    company = efforts["Betriebsbesuch"]
    assert (company.contacts, company.minutes, company.travel_minutes, company.travel_km) == (
        2,
        90,
        40,
        Decimal(20),
    )
    assert total(efforts.values()).contacts == 3
    assert not hasattr(company, "written_by")
    assert years_of(case) == [2026, 2025]
    assert [entry.text for entry in entries_of(case, year=2025)] == ["Kurz."]


def test_a_personal_note_is_read_by_its_author_alone(world: World, case: Case) -> None:
    personal_notes.write_note(case=case, text="Ruhig bleiben, beim Chef nachfassen.", by=world.anna, at=AT)
    assert [note.text for note in personal_notes.notes_of(world.anna, case)]
    for other in (world.bela, world.lena, world.quirin):
        assert not personal_notes.notes_of(other, case).exists()
    assert list(find_cases("nachfassen", user=world.anna, on=TODAY)) == []


def test_personal_notes_open_with_the_key_of_their_author_not_with_that_of_the_case(
    world: World, case: Case
) -> None:
    note = personal_notes.write_note(case=case, text="Nur für mich.", by=world.anna, at=AT)
    keyring.destroy(case.data_key, at=AT)
    assert PersonalNote.objects.get().text == "Nur für mich."
    keyring.destroy(personal_key_of(world.anna), at=AT)
    with pytest.raises(keyring.KeyDestroyed):
        assert PersonalNote.objects.get(pk=note.pk).text


def test_a_discarded_note_comes_back_for_a_day_and_is_gone_then(world: World, case: Case) -> None:
    note = personal_notes.write_note(case=case, text="Weg damit.", by=world.anna, at=AT)
    personal_notes.discard_note(note=note, by=world.anna, at=AT)
    assert not personal_notes.notes_of(world.anna, case).exists()
    personal_notes.restore_note(note=note, by=world.anna, at=AT)
    assert personal_notes.notes_of(world.anna, case).exists()
    personal_notes.discard_note(note=note, by=world.anna, at=AT)
    personal_notes.forget_discarded_notes(at=AT + timedelta(hours=25))
    assert not PersonalNote.objects.exists()


def test_text_blocks_of_the_service_are_for_all_there_and_own_ones_for_oneself(world: World) -> None:
    shared = BlockText(title="Erstgespräch", text="Anlass:\nWünsche:", kind="meeting")
    text_blocks.add_block(said=shared, service=world.service, by=world.anna, at=AT)
    text_blocks.add_block(said=BlockText(title="Meiner", text="…"), service=None, by=world.anna, at=AT)

    def titles(user: User) -> list[str]:
        return [block.title for block in text_blocks.blocks_for(user, on=TODAY)]

    assert titles(world.anna) == ["Erstgespräch", "Meiner"]
    assert titles(world.bela) == ["Erstgespräch"]
    assert titles(world.fritz) == []
