"""What leaves the house: calendar feed and mails name no client; each only for whom it is, and once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from roterfaden.cases.models import Case
from roterfaden.deadlines import case_deadlines, feed, reminders
from roterfaden.deadlines.choices import AppointmentKind, Frequency
from roterfaden.deadlines.models import CalendarFeed
from roterfaden.deadlines.reminders import ReminderRefused, letter_for, send_reminders
from roterfaden.jobs.models import Mail
from tests.deadlines.makers import appointment, by_rule, follow_up, on_day
from tests.fixtures import AT, TODAY, World, open_case

MORNING = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)  # half past two of a Tuesday
SOON = AT + timedelta(hours=5)


@pytest.fixture
def busy(world: World, case: Case) -> Case:
    """A case with something of every kind."""
    appointment(case, world, starts_at=SOON, subject="Diagnose besprechen", place="Wohnung Aksoy")
    by_rule(case, world.anna, subject="Kündigung wegen Krankheit")
    on_day(case, world.anna, TODAY, "Attest")
    follow_up(case, world.anna, text="Therapie nachfragen")
    return case


def test_the_feed_tells_times_and_file_numbers_only(world: World, busy: Case) -> None:
    appointment(
        None, world, starts_at=SOON, kind=AppointmentKind.INTERNAL, with_client=False, subject="Supervision"
    )
    body = feed.calendar_of(world.anna, today=TODAY)
    events = Calendar.from_ical(body).walk("VEVENT")
    titles = sorted(str(event["SUMMARY"]) for event in events)
    number = busy.file_number
    assert titles == [f"Frist {number}"] * 2 + [
        "Interner Termin",
        f"Termin {number}",
        f"Wiedervorlage {number}",
    ]
    world.anna.language = "fr"
    french = Calendar.from_ical(feed.calendar_of(world.anna, today=TODAY)).walk("VEVENT")
    assert sorted(str(event["SUMMARY"]) for event in french) == [f"Délai {number}"] * 2 + [
        f"Rappel {number}",
        f"Rendez-vous {number}",
        "Rendez-vous interne",
    ]
    world.anna.language = ""
    text = body.decode()
    for secret in ("Aksoy", "Leyla", "Diagnose", "Kündigung", "Krank", "Attest", "Therapie", "Supervision"):
        assert secret not in text
    assert feed.calendar_of(world.anna, today=TODAY) == body, "equal content, equal bytes"
    assert f"Termin {number}" not in feed.calendar_of(world.bela, today=TODAY).decode()


def test_a_resting_deadline_and_a_done_one_leave_the_feed(world: World, case: Case) -> None:
    row = by_rule(case, world.anna).deadline
    assert b"Frist" in feed.calendar_of(world.anna, today=TODAY)
    case_deadlines.let_rest(
        case=case,
        deadline=row,
        first_on=TODAY,
        last_on=None,
        reason="x",
        revision=1,
        by=world.anna,
        at=AT,
    )
    assert b"Frist" not in feed.calendar_of(world.anna, today=TODAY)


def test_a_token_opens_one_feed_until_it_is_replaced_or_revoked(world: World) -> None:
    first = feed.make_feed(user=world.anna, by=world.anna, at=AT)
    assert feed.user_of_feed(first) == world.anna
    assert first not in repr(list(CalendarFeed.objects.values()))
    second = feed.make_feed(user=world.anna, by=world.anna, at=AT)
    assert (feed.user_of_feed(first), feed.user_of_feed(second)) == (None, world.anna)
    feed.revoke_feed(user=world.anna, by=world.anna, at=AT)
    assert feed.user_of_feed(second) is None
    third = feed.make_feed(user=world.anna, by=world.anna, at=AT)
    world.anna.is_active = False
    world.anna.save(update_fields=["is_active"])
    assert feed.user_of_feed(third) is None


def choose(world: World, who: str = "anna", frequency: Frequency = Frequency.DAILY) -> None:
    user = getattr(world, who)
    reminders.choose_reminder(user=user, frequency=frequency, email=f"{who}@ifd.example", by=user, at=AT)


def test_a_reminder_goes_out_once_a_day_and_names_nobody(world: World, busy: Case) -> None:
    choose(world)
    assert send_reminders(at=MORNING) == {"queued": 1}
    send_reminders(at=MORNING + timedelta(hours=3))
    mail = Mail.objects.get()
    assert mail.recipient == "anna@ifd.example"
    assert mail.not_before == datetime(2026, 11, 24, 5, 30, tzinfo=UTC)
    for part in ("Termine heute", "Heute fällig", f"{busy.file_number}: Wiedervorlage 24.11.2026"):
        assert part in mail.body
    for secret in ("Aksoy", "Leyla", "Diagnose", "Kündigung", "Attest", "Therapie"):
        assert secret not in mail.body + mail.subject
    assert busy.file_number not in mail.subject
    send_reminders(at=MORNING + timedelta(days=1))
    assert Mail.objects.count() == 2


def test_only_those_who_want_it_on_the_days_they_want_it(world: World, busy: Case) -> None:
    send_reminders(at=MORNING)
    assert not Mail.objects.exists()
    choose(world, frequency=Frequency.WEEKLY)
    send_reminders(at=MORNING)
    assert not Mail.objects.exists()
    send_reminders(at=MORNING + timedelta(days=6))
    assert Mail.objects.count() == 1
    choose(world, frequency=Frequency.DAILY)
    send_reminders(at=MORNING + timedelta(days=4))  # Saturday
    assert Mail.objects.count() == 1
    choose(world, "fritz")
    send_reminders(at=MORNING + timedelta(days=7))
    assert {mail.recipient for mail in Mail.objects.all()} == {"anna@ifd.example"}
    with pytest.raises(ReminderRefused):
        reminders.choose_reminder(user=world.bela, frequency=Frequency.DAILY, email="", by=world.bela, at=AT)


def test_the_lead_hears_of_what_is_long_overdue_in_the_team(world: World, case: Case) -> None:
    by_rule(case, world.anna, started_on=date(2026, 10, 1))  # was due on 2.11., escalates a day later
    assert "Im Team überfällig (Hinweis an die Leitung)" in letter_for(world.lena, today=TODAY).parts
    assert "Im Team überfällig (Hinweis an die Leitung)" not in letter_for(world.anna, today=TODAY).parts
    assert "Überfällig" in letter_for(world.anna, today=TODAY).parts


def test_the_number_of_queries_does_not_grow(world: World, busy: Case) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            letter_for(world.lena, today=TODAY)
            feed.calendar_of(world.anna, today=TODAY)
        return len(queries)

    few = count()
    for _ in range(4):
        more = open_case(world)
        appointment(more, world, starts_at=SOON)
        by_rule(more, world.anna)
        follow_up(more, world.anna)
    assert count() == few
