"""News of a round table for bodies without a login: a link to exactly their part, the code by mail, the PIN once."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.consent import declarations
from roterfaden.consent.choices import Channel, DataClass, TransferState
from roterfaden.consent.gate import Item
from roterfaden.consent.models import Recipient
from roterfaden.cooperation import sharing
from roterfaden.cooperation.choices import RoundKind, SignatureWay
from roterfaden.cooperation.models import SharedWith, SharingRound, Signature
from roterfaden.jobs.models import Mail
from roterfaden.portal import news, own_news
from roterfaden.portal.choices import MessageKind
from roterfaden.portal.messages import NOTICE, receive
from roterfaden.portal.models import Guest
from roterfaden.portal.refusals import PortalRefused
from tests.cooperation.makers import Circle, set_circle
from tests.fixtures import TODAY, World
from tests.portal.makers import come_in, give_client, token
from tests.web.browsing import client_of, stop_clock, text_of

NEWS, SICK = "Das Praktikum beginnt im Mai.", "Die Krankheit ist wieder da."


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


@pytest.fixture
def circle(world: World, case: Case) -> Circle:
    made = set_circle(world, case)
    made.accept()
    return made


def inform(circle: Circle, number: int) -> SharingRound:
    items = [
        Item(data_class=DataClass.COURSE, title="Stand", text=NEWS),
        Item(data_class=DataClass.HEALTH, title="Stand", text=SICK),
    ]
    kind, running = RoundKind.INFORMATION, circle.running
    made = sharing.share(cooperation=running, kind=kind, items=items, token=token(number), **circle.who)
    made.cooperation = running
    return made


def share_of(made: SharingRound, recipient: Recipient) -> SharedWith:
    row = made.shares.select_related("round", "party__recipient").get(party__recipient=recipient)
    row.round = made
    return row


def code_in(mail: Mail) -> str:
    found = re.search(r"Code: ([0-9A-Z -]+)\n", mail.body)
    assert found is not None
    return found[1]


def enter(code: str, pin: str) -> Client:
    client = Client()
    assert client.post("/portal/", {"code": code, "pin": pin})["Location"] == "/portal/teil/"
    return client


def test_the_first_link_tells_a_pin_and_the_next_news_come_by_mail_alone(circle: Circle) -> None:
    first = inform(circle, 1)
    share = share_of(first, circle.doctor)
    issued = news.send_news(share=share, **circle.who)
    share.transfer.refresh_from_db()  # type: ignore[union-attr]
    assert share.transfer is not None
    assert (share.transfer.channel, share.transfer.state) == (Channel.LINK, TransferState.QUEUED)
    with pytest.raises(PortalRefused, match="nichts mehr"):
        news.send_news(share=share, **circle.who)
    assert sharing.let_out(round=first, **circle.who) == len(first.shares.all()) - 1, (
        "by hand: all the others"
    )
    share.transfer.refresh_from_db()
    assert share.transfer.state == TransferState.QUEUED, "it goes when it is opened"
    page = enter(issued.code, issued.pin).get("/portal/teil/").content.decode()
    share.transfer.refresh_from_db()
    assert share.transfer.state == TransferState.OUT
    assert (NEWS in page, SICK in page) == (True, False)

    second = inform(circle, 2)
    sent = news.send_all(round=second, **circle.who)
    assert (sent.mailed, len(sent.without_pin)) == (1, len(second.shares.all()) - 1)
    assert news.send_all(round=second, **circle.who).mailed == 0
    mail = Mail.objects.latest("pk")
    assert mail.recipient == circle.party(circle.doctor).email
    whole = f"{mail.subject} {mail.body} {mail.attachments}"
    for word in (NEWS, "Praktikum", "Aksoy", circle.case.file_number, circle.case.code, issued.pin):
        assert word not in whole
    again = enter(code_in(mail), issued.pin).get("/portal/teil/").content.decode()
    assert NEWS in again
    entries = str([entry.payload for entry in Entry.objects.all()])
    assert NEWS not in entries


def test_a_withdrawal_before_it_is_opened_stops_it(circle: Circle) -> None:
    issued = news.send_news(share=share_of(inform(circle, 1), circle.doctor), **circle.who)
    authority = circle.running.authority
    assert authority is not None
    declarations.withdraw(declaration=authority, scope=circle.case, **circle.who)
    assert Client().post("/portal/", {"code": issued.code, "pin": issued.pin}).status_code == 422
    assert not Guest.objects.get().visits.exists()


def test_a_body_reads_the_plan_behind_its_link_and_signs_it(circle: Circle) -> None:
    with pytest.raises(PortalRefused, match="nichts zu unterschreiben"):
        news.send_plan(cooperation=circle.running, party=circle.party(circle.agency), **circle.who)
    circle.plan()
    party = circle.party(circle.agency)
    issued = news.send_plan(cooperation=circle.running, party=party, **circle.who)
    client = come_in(issued)
    page = client.get("/portal/teil/unterschreiben/").content.decode()
    assert "Berufliche Abklärung" in page
    word = {
        "kind": "signed",
        "name": "Klara Muster",
        "note": "",
        "digest": re.findall(r'digest" value="(\w+)"', page)[0],
    }
    assert client.post("/portal/teil/unterschreiben/", word).status_code == 302
    signature = Signature.objects.get()
    assert (signature.party, signature.way) == (party, SignatureWay.PORTAL)
    with pytest.raises(PortalRefused, match="nichts zu unterschreiben"):
        news.send_plan(cooperation=circle.running, party=party, **circle.who)


def test_from_the_page_the_sheet_once_then_a_sentence(world: World, circle: Circle) -> None:
    staff, here = client_of(world.anna), reverse("cooperation:index", args=[circle.case.code])
    first = inform(circle, 1)
    page = staff.get(here).content.decode()
    assert page.count("Per Link geben") == len(first.shares.all())
    link = reverse("cooperation:send_link", args=[circle.case.code, share_of(first, circle.doctor).uuid])
    assert client_of(world.fritz).post(link).status_code == 404
    sheet = staff.post(link).content.decode()
    assert re.search(r'rf-pin">\d{6}<', sheet)
    assert "Link gegeben, noch nicht geöffnet" in staff.get(here).content.decode()
    assert "wartet nichts mehr" in staff.post(link, follow=True).content.decode()
    second = inform(circle, 2)
    links = reverse("cooperation:send_links", args=[circle.case.code, second.uuid])
    told = staff.post(links, follow=True).content.decode()
    assert "1 Link ist unterwegs." in told
    assert "Noch ohne PIN oder Adresse" in told
    version = circle.plan()
    sign = reverse("cooperation:version", args=[circle.case.code, version.number])
    assert "Link zum Unterschreiben" in staff.get(sign).content.decode()
    plan = reverse("cooperation:send_plan_link", args=[circle.case.code, circle.party(circle.doctor).uuid])
    answer = staff.post(plan, follow=True).content.decode()
    assert "Er öffnet sich mit der bisherigen PIN." in answer


def test_the_person_reads_the_news_in_their_portal_without_what_touches_health(circle: Circle) -> None:
    issued = give_client(circle.world, circle.case)
    running = circle.running
    asked = receive(
        guest=issued.guest, kind=MessageKind.MESSAGE, text="Wann beginnt es?", token=token(9), at=circle.now
    )
    items = [
        Item(data_class=DataClass.COURSE, title="Stand", text=NEWS),
        Item(data_class=DataClass.WORK, title="Befund", text=SICK, part=FieldClass.HEALTH),
    ]
    made = sharing.share(
        cooperation=running, kind=RoundKind.INFORMATION, items=items, token=token(1), **circle.who
    )
    made.cooperation = running
    told = {"round": made, "on": TODAY, **circle.who}
    message = own_news.tell_person(**told)
    assert message is not None
    assert own_news.tell_person(**told) == message, "once"
    assert own_news.told_to_person([made]) == {made.pk: message}
    page = come_in(issued).get("/portal/nachrichten/").content.decode()
    assert (NEWS in page, SICK in page) == (True, False)
    assert str(circle.doctor.name) in page
    assert "Was Ihre Gesundheit betrifft" in page
    (mail,) = [mail for mail in Mail.objects.all() if mail.subject == str(NOTICE)]
    assert NEWS not in mail.body
    asked.refresh_from_db()
    assert asked.taken_at is None, "news answer no question"


def test_the_page_tells_when_somebody_has_to_tell_the_person(circle: Circle) -> None:
    made = inform(circle, 1)
    browser = client_of(circle.world.anna)
    home = reverse("cooperation:index", args=[circle.case.code])
    tell = reverse("cooperation:tell_person", args=[circle.case.code, made.uuid])
    assert "hat keinen Zugang, bitte selbst sagen" in text_of(browser.get(home))
    assert "Bitte sagen Sie es ihr selbst" in text_of(browser.post(tell, follow=True))
    issued = give_client(circle.world, circle.case)
    assert "Ins Portal schreiben" in text_of(browser.get(home))
    browser.post(reverse("cooperation:send_links", args=[circle.case.code, made.uuid]))
    assert "im Portal geschrieben am 24.11.2026" in text_of(browser.get(home))
    assert issued.guest.messages.count() == 1


def test_from_the_page_a_person_without_access_is_asked_by_mail_to_call(circle: Circle) -> None:
    circle.reachable_person()
    made = inform(circle, 1)
    browser = client_of(circle.world.anna)
    home = reverse("cooperation:index", args=[circle.case.code])
    tell = reverse("cooperation:tell_person", args=[circle.case.code, made.uuid])
    assert "Per Mail um Anruf bitten" in text_of(browser.get(home))
    assert client_of(circle.world.fritz).post(tell).status_code == 404
    assert "Eine Mail bittet sie, sich zu melden" in text_of(browser.post(tell, follow=True))
    page = text_of(browser.get(home))
    assert "per Mail um einen Anruf gebeten am 24.11.2026" in page
    assert "Per Mail um Anruf bitten" not in page


def test_a_text_typed_by_hand_stands_in_the_part_that_its_writer_chose(circle: Circle) -> None:
    browser = client_of(circle.world.anna)
    address = reverse("cooperation:share", args=[circle.case.code, "stand"])
    for number, (chosen, part) in enumerate((("", "journal"), ("plan", "plan")), 1):
        typed = {"own_text": NEWS, "own_class": "course", "own_part": chosen, "share": "1"}
        assert browser.post(address, typed | {"token": token(number)}).status_code == 302
        share = share_of(SharingRound.objects.get(token=token(number)), circle.doctor)
        assert share.transfer is not None
        share.transfer.person = circle.case.person
        assert [item["part"] for item in share.transfer.content or ()] == [part]
    assert browser.post(address, typed | {"token": token(3), "own_part": "crisis"}).status_code == 422
