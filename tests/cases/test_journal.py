"""The journal: what happened, corrected in the open."""

from datetime import timedelta
from typing import Any

import pytest

from roterfaden.accounts.models import User
from roterfaden.cases import journal
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.finding import find_cases
from roterfaden.cases.journal import CaseIsClosed, EntryRefused
from roterfaden.cases.models import Case, JournalEntry, JournalVersion
from roterfaden.common.revisions import Conflict
from tests.cases.makers import closed
from tests.fixtures import AT, TODAY, World


@pytest.fixture
def entry(world: World, case: Case) -> JournalEntry:
    return journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text="Ruft Mittwoch zurück.", by=world.anna, at=AT
    )


def correct(entry: JournalEntry, text: str, *, revision: int, by: User) -> None:
    journal.correct_entry(
        entry=entry, kind=ContactKind.NOTE, happened_at=AT, text=text, revision=revision, by=by, at=AT
    )


def test_a_correction_keeps_the_earlier_wording_and_finds_the_new_one(
    world: World, case: Case, entry: JournalEntry
) -> None:
    correct(entry, "Ruft Donnerstag zurück.", revision=1, by=world.bela)
    stored = JournalEntry.objects.get()
    version = JournalVersion.objects.get()
    assert (stored.text, stored.kind, stored.written_by) == ("Ruft Donnerstag zurück.", "note", world.anna)
    assert (version.text, version.revision, version.replaced_by) == ("Ruft Mittwoch zurück.", 1, world.bela)
    assert list(find_cases("Donnerstag", user=world.anna, on=TODAY)) == [case]
    assert list(find_cases("Mittwoch", user=world.anna, on=TODAY)) == []


def test_the_second_of_two_editors_is_told(world: World, entry: JournalEntry) -> None:
    correct(entry, "Erste Berichtigung.", revision=1, by=world.bela)
    stale = JournalEntry.objects.get()
    with pytest.raises(Conflict):
        correct(stale, "Zweite Berichtigung.", revision=1, by=world.anna)
    assert JournalEntry.objects.get().text == "Erste Berichtigung."
    assert JournalVersion.objects.count() == 1


def test_what_lies_ahead_has_not_happened(world: World, case: Case) -> None:
    with pytest.raises(EntryRefused, match="Zukunft"):
        journal.write_entry(
            case=case,
            kind=ContactKind.CALL,
            happened_at=AT + timedelta(minutes=1),
            text="Wird anrufen.",
            by=world.anna,
            at=AT,
        )


def test_an_empty_entry_is_refused(world: World, entry: JournalEntry) -> None:
    with pytest.raises(EntryRefused, match="was war"):
        correct(entry, " \n ", revision=1, by=world.anna)


def test_nothing_is_written_into_a_closed_case(world: World, case: Case, entry: JournalEntry) -> None:
    closed(case, by=world.anna)
    with pytest.raises(CaseIsClosed):
        correct(entry, "Zu spät.", revision=1, by=world.anna)
    assert JournalEntry.objects.get().text == "Ruft Mittwoch zurück."


def test_the_same_words_sent_twice_are_one_entry(world: World, case: Case, entry: JournalEntry) -> None:
    again: dict[str, Any] = {"case": case, "kind": ContactKind.CALL, "happened_at": AT, "at": AT}
    twice = journal.write_entry(**again, text="Ruft Mittwoch zurück.", by=world.anna)
    assert twice == entry
    journal.write_entry(**again, text="Ruft Mittwoch zurück.", by=world.bela)
    journal.write_entry(**again, text="Ruft nicht zurück.", by=world.anna)
    assert JournalEntry.objects.count() == 3
