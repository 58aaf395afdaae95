"""Links of a round that go by themselves: on their day, once, to whom a basis still stands; the rest is told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.consent import declarations
from roterfaden.consent.choices import Channel, DataClass, TransferState
from roterfaden.consent.gate import Item
from roterfaden.consent.models import Consent
from roterfaden.cooperation import sharing
from roterfaden.cooperation.choices import RoundKind
from roterfaden.cooperation.models import SharingRound
from roterfaden.cooperation.refusals import CooperationRefused
from roterfaden.deadlines.models import FollowUp
from roterfaden.jobs.models import Mail
from roterfaden.portal import news, own_news
from roterfaden.portal.models import Guest
from roterfaden.portal.sending import send_due
from tests.cooperation.makers import Circle, set_circle
from tests.fixtures import AT, TODAY, World
from tests.portal.makers import give_client, token
from tests.portal.test_news import NEWS, share_of
from tests.web.browsing import client_of, stop_clock, text_of

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def circle(world: World, case: Case) -> Circle:
    """The doctor has read once behind a link, so their PIN is known."""
    made = set_circle(world, case)
    made.accept()
    news.send_news(share=share_of(inform(made, 1), made.doctor), **made.who)
    Mail.objects.all().delete()
    return made


def inform(circle: Circle, number: int, *, days: int | None = None) -> SharingRound:
    items = [Item(data_class=DataClass.COURSE, title="Stand", text=NEWS)]
    day = TODAY + timedelta(days=days) if days is not None else None
    made = sharing.share(
        cooperation=circle.running, kind=RoundKind.INFORMATION, items=items, token=token(number),
        send_on=day, **circle.who,
    )  # fmt: skip
    made.cooperation = circle.running
    return made


def authority(circle: Circle) -> Consent:
    found = circle.running.authority
    assert found is not None
    return found


def test_on_its_day_a_round_goes_once_and_the_rest_is_told(circle: Circle) -> None:
    give_client(circle.world, circle.case)
    made = inform(circle, 2, days=2)
    assert send_due(at=AT + DAY) == {"rounds": 0, "mailed": 0}, "the day has not come"
    assert send_due(at=AT + 2 * DAY) == {"rounds": 1, "mailed": 1}
    assert send_due(at=AT + 2 * DAY) == {"rounds": 0, "mailed": 0}, "once"
    transfer = share_of(made, circle.doctor).transfer
    assert transfer is not None
    assert (transfer.channel, transfer.state) == (Channel.LINK, TransferState.QUEUED), "goes when opened"
    mails = [mail for mail in Mail.objects.all() if mail.recipient == circle.party(circle.doctor).email]
    assert len(mails) == 1
    assert NEWS not in mails[0].subject + mails[0].body
    assert Guest.objects.latest("pk").granted_by == circle.world.anna, "who chose the day"
    (told,) = FollowUp.objects.filter(case=circle.case)
    assert "Noch ohne PIN oder Adresse" in told.text
    assert "keinen Zugang" not in told.text
    (entry,) = Entry.objects.filter(action="portal.round_sent")
    assert entry.payload == f'{{"by_hand":{len(made.shares.all()) - 1},"mailed":1}}'


def test_the_day_of_somebody_without_access_to_the_portal_becomes_a_follow_up(circle: Circle) -> None:
    inform(circle, 2, days=0)
    assert send_due(at=AT)["mailed"] == 1
    (told,) = FollowUp.objects.filter(case=circle.case)
    assert "Die Person hat keinen Zugang" in told.text
    assert told.assigned_to == circle.world.anna


def test_a_person_without_access_is_asked_by_mail_to_call_and_reads_nothing_in_it(circle: Circle) -> None:
    person = circle.reachable_person()
    made = inform(circle, 2, days=0)
    send_due(at=AT)
    (mail,) = [mail for mail in Mail.objects.all() if mail.recipient == person.email]
    said = f"{mail.subject} {mail.body}"
    assert mail.subject == "Bitte melden Sie sich bei uns"
    assert "Es gibt Neues für Sie." in mail.body
    for kept in (NEWS, circle.case.file_number, circle.case.code, "Runder Tisch", "Plan", "http"):
        assert kept not in said, kept
    (told,) = FollowUp.objects.filter(case=circle.case)
    assert "Eine Mail bittet sie, sich zu melden." in told.text
    assert Entry.objects.filter(action="portal.asked_to_call").count() == 1
    assert own_news.ask_to_call(round=made, **circle.who) == mail, "once"
    assert Entry.objects.filter(action="portal.asked_to_call").count() == 1
    assert own_news.asked_to_call([made]) == {made.pk: mail}


def test_nobody_is_asked_to_call_for_what_nobody_gets(circle: Circle) -> None:
    circle.reachable_person()
    made = inform(circle, 2, days=1)
    declarations.withdraw(declaration=authority(circle), scope=circle.case, **circle.who)
    send_due(at=AT + DAY)
    assert own_news.asked_to_call([made]) == {}
    (told,) = FollowUp.objects.filter(case=circle.case)
    assert "Bitte sagen Sie es ihr selbst" in told.text


def test_what_was_withdrawn_or_held_back_does_not_go(circle: Circle) -> None:
    held = inform(circle, 2, days=0)
    assert sharing.hold_back(round=held, **circle.who)
    assert not sharing.hold_back(round=held, **circle.who), "once"
    assert send_due(at=AT) == {"rounds": 0, "mailed": 0}
    inform(circle, 3, days=1)
    declarations.withdraw(declaration=authority(circle), scope=circle.case, **circle.who)
    assert send_due(at=AT + DAY) == {"rounds": 1, "mailed": 0}
    assert not [mail for mail in Mail.objects.all() if mail.recipient == circle.party(circle.doctor).email]


def test_what_has_lapsed_until_its_day_is_stopped_and_told_why(circle: Circle) -> None:
    made = inform(circle, 2, days=0)
    last = authority(circle).valid_until
    Guest.objects.update(valid_until=last + 9 * DAY)
    assert send_due(at=AT + (last - TODAY) + DAY)["mailed"] == 0
    transfer = share_of(made, circle.doctor).transfer
    assert transfer is not None
    assert transfer.state == TransferState.STOPPED
    assert transfer.stopped_because == "Die Einwilligung ist abgelaufen."


def test_a_restricted_case_sends_nothing_until_it_is_free_again(circle: Circle) -> None:
    inform(circle, 2, days=0)
    Case.objects.filter(pk=circle.case.pk).update(restricted_at=AT)
    assert send_due(at=AT) == {"rounds": 0, "mailed": 0}
    Case.objects.filter(pk=circle.case.pk).update(restricted_at=None)
    assert send_due(at=AT)["mailed"] == 1


def test_a_day_that_is_past_is_refused(circle: Circle) -> None:
    with pytest.raises(CooperationRefused, match="schon vorbei"):
        inform(circle, 2, days=-1)


def test_from_the_page_a_day_is_chosen_and_held_back(circle: Circle) -> None:
    browser = client_of(circle.world.anna)
    address = reverse("cooperation:share", args=[circle.case.code, "stand"])
    typed = {"own_text": NEWS, "own_class": "course", "own_part": "", "share": "1", "token": token(2)}
    answer = browser.post(address, typed | {"send_on": "2026-11-26"}, follow=True)
    assert "Die Links gehen ab 26.11.2026." in text_of(answer)
    assert "Die Links gehen von selbst ab 26.11.2026." in text_of(answer)
    made = SharingRound.objects.get(token=token(2))
    hold = reverse("cooperation:hold_back", args=[circle.case.code, made.uuid])
    assert client_of(circle.world.fritz).post(hold).status_code == 404
    assert "Angehalten." in text_of(browser.post(hold, follow=True))
    assert "Die Links sind schon gegangen" in text_of(browser.post(hold, follow=True))
    made.refresh_from_db()
    assert made.send_on is None
