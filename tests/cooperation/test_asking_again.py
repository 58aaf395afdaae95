"""Who has not signed is asked again: by mail after 4, 11 and 18 days, then somebody asks by hand."""

from datetime import timedelta

import pytest
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.common.days import local_day
from roterfaden.cooperation import reminders
from roterfaden.cooperation.choices import PlanSection, ReminderWay
from roterfaden.cooperation.models import Party, PlanVersion
from roterfaden.cooperation.reminder_records import Reminder
from roterfaden.deadlines.models import FollowUp
from roterfaden.jobs.models import Mail
from tests.cooperation.makers import Circle
from tests.web.browsing import client_of, text_of


@pytest.fixture
def issued(circle: Circle) -> PlanVersion:
    """A plan that all have signed but the agency."""
    circle.accept()
    circle.hold(circle.fix(circle.meeting()))
    version = circle.plan()
    for recipient in (None, circle.pension, circle.doctor):
        circle.sign(version, circle.party(recipient))
    return version


def nights(circle: Circle, days: int) -> list[tuple[int, int]]:
    """On which of the next days mails went, and how many; each night comes twice."""
    begun, told = circle.now, []
    for day in range(1, days + 1):
        circle.now = begun + timedelta(days=day)
        for _again in range(2):
            before = Mail.objects.filter(key__startswith="plan:").count()
            reminders.remind(at=circle.now)
            if mailed := Mail.objects.filter(key__startswith="plan:").count() - before:
                told.append((day, mailed))
    return told


def test_three_mails_then_a_follow_up_of_whoever_has_the_case(circle: Circle, issued: PlanVersion) -> None:
    assert nights(circle, 60) == [(4, 1), (11, 1), (18, 1)]
    rows = list(Reminder.objects.all())
    assert [(row.nth, row.way) for row in rows] == [(1, "mail"), (2, "mail"), (3, "mail"), (4, "hand")]
    follow_up = FollowUp.objects.get()
    assert rows[-1].follow_up == follow_up
    assert follow_up.assigned_to == circle.case.responsible
    assert follow_up.due_on == local_day(rows[-1].at) == local_day(issued.issued_at) + timedelta(days=25)
    assert "Klara Muster ist 3-mal erinnert" in follow_up.text
    assert Entry.objects.filter(action="cooperation.reminded", scope_uuid=circle.case.uuid).count() == 4


def test_without_an_address_nobody_counts_as_asked(circle: Circle, issued: PlanVersion) -> None:
    agency = circle.party(circle.agency)
    agency.email = ""
    agency.save(update_fields=["email"])
    circle.now += timedelta(days=4)
    assert reminders.remind(at=circle.now) == {"asked": 0, "by_hand": 1}
    assert reminders.remind(at=circle.now) == {"asked": 0, "by_hand": 0}
    assert "keine Mailadresse" in FollowUp.objects.get().text
    assert Reminder.objects.get().way == ReminderWay.HAND
    assert nights(circle, 30) == []


def test_whoever_signs_or_leaves_is_not_asked_again(circle: Circle, issued: PlanVersion) -> None:
    assert nights(circle, 4) == [(4, 1)]
    circle.sign(issued, circle.party(circle.agency))
    assert nights(circle, 20) == []
    Party.objects.filter(pk=circle.party(circle.agency).pk).update(left_on=local_day(circle.now))
    issued.signatures.filter(party=circle.party(circle.agency)).delete()
    assert nights(circle, 20) == []


def test_a_new_version_asks_anew(circle: Circle, issued: PlanVersion) -> None:
    nights(circle, 12)
    circle.write(PlanSection.GOALS, "Ein zweites Ziel")
    circle.issue("Ein Ziel kam dazu.")
    assert nights(circle, 11) == [(4, 3), (11, 3)]
    assert "Leyla Aksoy hat keine Mailadresse" in FollowUp.objects.get().text


def test_the_page_of_the_plan_shows_when_somebody_was_asked(circle: Circle, issued: PlanVersion) -> None:
    nights(circle, 26)
    page = client_of(circle.world.anna).get(
        reverse("cooperation:version", args=[circle.case.code, issued.number])
    )
    first, second, third, by_hand = Reminder.objects.all()
    for nth, row in enumerate((first, second, third), 1):
        assert f"{nth}. Erinnerung per Mail am {local_day(row.at):%d.%m.%Y}" in text_of(page)
    assert f"Wiedervorlage vom {local_day(by_hand.at):%d.%m.%Y}" in text_of(page)
