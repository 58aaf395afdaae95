"""What of data protection waits for somebody: on the start page and in a mail that names nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.archive import destroying, filing
from roterfaden.archive.models import Destruction
from roterfaden.cases.models import Case
from roterfaden.deadlines.choices import Frequency
from roterfaden.deadlines.reminders import choose_reminder
from roterfaden.jobs.models import Mail
from roterfaden.privacy import papers, requests
from roterfaden.privacy.choices import Outcome
from roterfaden.quality.duties import duties_of, send_duties
from tests.cases.makers import closed
from tests.fixtures import AT, TODAY, World
from tests.privacy.test_papers import breach
from tests.privacy.test_requests import receive
from tests.privacy.test_trail_keeping import administrator
from tests.web.browsing import client_of, text_of

pytestmark = pytest.mark.django_db
FAR = timedelta(days=60)
LATER = datetime(2032, 1, 2, 9, tzinfo=UTC)


def told(user: User, on: date = TODAY) -> dict[str, tuple[str, date]]:
    return {str(duty.what): (duty.place, duty.due_on) for duty in duties_of(user, on=on, ahead=FAR)}


def test_a_request_and_a_breach_wait_until_they_are_settled(world: World, case: Case) -> None:
    keeper = administrator(world.service)
    asked = receive(case)
    request, report = "Antrag einer Person zum Datenschutz beantworten", "Verletzung des Datenschutzes melden"
    assert told(world.lena) == {request: (world.service.name, asked.due_on)}
    row = breach(world.service, keeper)
    assert told(keeper) == {report: (world.service.name, TODAY + timedelta(days=3))}
    page = text_of(client_of(keeper).get("/"))
    assert reverse("privacy:breach", args=[world.service.code, row.uuid]) in page
    for stranger in (world.anna, world.fritz, world.klara):
        assert told(stranger) == {}
    papers.report_breach(breach=row, by=keeper, reported_at=AT, late_because="", revision=1, at=AT)
    assert told(keeper) == {}
    refused = {"outcome": Outcome.REFUSED, "reason": "Schon beantwortet.", "revision": 1}
    requests.decide(request=asked, case=case, **refused, by=world.lena, at=AT)  # type: ignore[arg-type]
    assert told(world.lena) == {}


def test_what_is_over_waits_for_two_people_and_is_mailed_without_names(
    world: World, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed(case, by=world.anna)
    case.refresh_from_db()
    filing.file_away(case=case, revision=case.revision, by=world.lena, at=AT)
    assert told(world.lena, LATER.date()) == {}, "the night has not listed it yet"
    destroying.list_due(at=LATER)
    listed = {"Fälle nach Ablauf der Aufbewahrung prüfen": (world.service.name, date(2031, 12, 31))}
    assert told(world.lena, LATER.date()) == listed
    assert told(world.anna, LATER.date()) == told(world.fritz, LATER.date()) == {}
    choose_reminder(
        user=world.lena, frequency=Frequency.DAILY, email="l@example.org", by=world.lena, at=LATER
    )
    assert send_duties(at=LATER) == {"queued": 1}
    mail = Mail.objects.get(key__startswith="duties:")
    assert "Fälle nach Ablauf der Aufbewahrung prüfen: 31.12.2031" in mail.body
    assert not any(name in mail.body for name in (case.file_number, case.code, world.service.name))
    monkeypatch.setattr(timezone, "now", lambda: LATER)
    assert "/archiv/loeschen/" in text_of(client_of(world.lena).get("/"))
    row = Destruction.objects.get()
    destroying.propose(row=row, revision=row.revision, by=world.lena, at=LATER)
    assert told(world.lena, LATER.date()) == {}, "who proposed does not confirm"
