"""What was recorded without a network comes in once, within its day, through the functions of the forms."""

import json
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roterfaden.audit.models import Entry
from roterfaden.cases.choices import CaseResult, CaseState
from roterfaden.cases.filing import Upload
from roterfaden.cases.journal import CaseIsClosed, ContactFacts, EntryRefused
from roterfaden.cases.journal_records import JournalAttachment
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.common.revisions import Conflict
from roterfaden.deadlines.appointments import change_appointment, record_outcome
from roterfaden.deadlines.choices import AppointmentState, Attendance
from roterfaden.documents.refusals import UploadRefused
from roterfaden.fieldwork import arriving
from roterfaden.fieldwork.arriving import Recorded, RecordRefused, take_record
from roterfaden.fieldwork.models import Arrival
from tests.deadlines.makers import facts
from tests.fieldwork.makers import begun, outcome_of, photo, recorded
from tests.fixtures import AT, World

FACTS = ContactFacts(result="Vertrag liegt vor.", minutes=40, travel_minutes=25, travel_km=Decimal("12.5"))


def take(case: Case, world: World, record: Recorded) -> bool:
    return take_record(case=case, recorded=record, by=world.anna, at=AT)


def test_an_outcome_with_facts_and_a_photo_becomes_one_entry(world: World, case: Case) -> None:
    row = begun(case, world)
    record = recorded(outcome=outcome_of(row), facts=FACTS, photos=[photo()])
    assert take(case, world, record)
    row.refresh_from_db()
    entry = JournalEntry.objects.get(case=case)
    assert (row.state, row.attendance, row.entry_id) == (AppointmentState.OVER, Attendance.ATTENDED, entry.pk)
    assert (entry.minutes, entry.travel_minutes, entry.travel_km) == (40, 25, Decimal("12.5"))
    assert entry.happened_at == row.starts_at
    assert JournalAttachment.objects.filter(entry=entry).count() == 1
    told = Entry.objects.get(action="fieldwork.record_taken")
    assert json.loads(told.payload or "") == {"recorded_at": AT.isoformat(), "photos": 1}


def test_photos_and_minutes_of_a_meeting_without_a_word_stay_on_the_device(world: World, case: Case) -> None:
    row = begun(case, world, with_client=False)
    came = outcome_of(row, Attendance.NOT_ASKED)
    for more in ({"photos": [photo()]}, {"facts": FACTS}):
        with pytest.raises(RecordRefused, match="in einem Satz"):
            take(case, world, recorded(text="", outcome=came, **more))
    assert not JournalEntry.objects.filter(case=case).exists()
    row.refresh_from_db()
    assert row.state == AppointmentState.PLANNED
    assert take(case, world, recorded(text="", outcome=came))


def test_sent_twice_it_is_there_once(world: World, case: Case) -> None:
    record = recorded(photos=[photo()])
    assert take(case, world, record)
    assert not take(case, world, record)
    assert JournalEntry.objects.filter(case=case).count() == 1
    assert JournalAttachment.objects.count() == 1


def test_whoever_records_it_first_is_not_written_over(world: World, case: Case) -> None:
    row = begun(case, world)
    seen = outcome_of(row)
    record_outcome(
        appointment=row, attendance=Attendance.EXCUSED, text="Krank.", revision=1, by=world.bela, at=AT
    )
    fresh = case.appointments.get(pk=row.pk)
    stale = arriving.Outcome(appointment=fresh, attendance=Attendance.ATTENDED, revision=seen.revision)
    with pytest.raises(Conflict):
        take(case, world, recorded(outcome=stale))
    assert JournalEntry.objects.filter(case=case).count() == 1
    assert not Arrival.objects.exists()


def test_an_appointment_that_was_moved_meanwhile_is_a_conflict(world: World, case: Case) -> None:
    row = begun(case, world)
    moved = facts(world.anna, starts_at=row.starts_at - timedelta(minutes=30))
    stale = row.revision
    change_appointment(appointment=row, facts=moved, revision=stale, by=world.anna, at=AT)
    late = arriving.Outcome(appointment=row, attendance=Attendance.ATTENDED, revision=stale)
    with pytest.raises(Conflict):
        take(case, world, recorded(outcome=late))


def test_nothing_is_written_into_a_closed_case(world: World, case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.CLOSED, result=CaseResult.ADVISED, closed_on=AT.date()
    )
    with pytest.raises(CaseIsClosed):
        take(case, world, recorded())
    assert not Arrival.objects.exists()


def test_what_is_no_picture_takes_nothing_along(world: World, case: Case) -> None:
    bad = Upload(name="foto-1.jpg", stream=BytesIO(b"MZ kein Bild"), kind="other")
    with pytest.raises(UploadRefused):
        take(case, world, recorded(photos=[photo(), bad]))
    assert not JournalEntry.objects.filter(case=case).exists()
    assert not JournalAttachment.objects.exists()


def test_an_outcome_before_the_beginning_and_an_empty_note_are_refused(world: World, case: Case) -> None:
    row = begun(case, world)
    early = recorded(outcome=outcome_of(row), recorded_at=AT - timedelta(hours=2))
    with pytest.raises(RecordRefused):
        take(case, world, early)
    with pytest.raises(EntryRefused):
        take(case, world, recorded(text="  "))


@given(minutes=st.integers(-3 * 24 * 60, 3 * 24 * 60))
def test_the_clock_of_the_device_is_believed_within_a_day_alone(minutes: int) -> None:
    record = recorded(recorded_at=AT + timedelta(minutes=minutes))
    if -24 * 60 <= minutes <= 5:
        arriving._check(record, at=AT)
        return
    with pytest.raises(RecordRefused):
        arriving._check(record, at=AT)
