"""Other bodies without an account: exactly the part that passed the gate, and what they may do with it."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.cases.models import Case, JournalEntry
from roterfaden.consent import declarations
from roterfaden.consent.choices import DataClass, TransferState
from roterfaden.consent.models import Transfer
from roterfaden.consent.transfers import TransferRefused
from roterfaden.cooperation.choices import SignatureWay
from roterfaden.cooperation.models import Signature
from roterfaden.portal import granting
from roterfaden.portal.models import Message
from roterfaden.portal.partners import DATE, PLAN
from roterfaden.portal.refusals import PortalRefused
from tests.access.stage import CANARY, Arguments, arguments, guarded, pages_for, url
from tests.cooperation.makers import Circle, set_circle
from tests.deadlines.makers import appointment
from tests.fixtures import AT, World
from tests.portal.makers import come_in, give_partner, later, token
from tests.web.browsing import client_of, stop_clock

__all__ = ["arguments", "guarded"]


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def agreed(world: World, case: Case) -> Circle:
    circle = set_circle(world, case)
    circle.accept()
    return circle


def test_a_partner_reads_its_part_adds_answers_and_signs(world: World, case: Case) -> None:
    circle = agreed(world, case)
    consent = circle.running.authority
    assert consent is not None
    row = appointment(case, world, starts_at=AT + timedelta(days=2), place="Raum 3")
    other = appointment(case, world, starts_at=AT + timedelta(days=3))
    circle.write("goals", "Gesund bleiben", data_class=DataClass.HEALTH)  # type: ignore[arg-type]
    version = circle.plan()
    lines = [
        f"{PLAN}{entry['key']}"
        for part in ("goals", "items", "obligations")
        for entry in version.content[part]
    ]
    parts = ["name", "concern", *lines, f"{DATE}{row.uuid}"]
    issued = give_partner(
        world, case, circle.doctor, consent, parts=parts, party=circle.party(circle.doctor), may_sign=True
    )
    transfer = Transfer.objects.get()
    assert transfer.state == TransferState.QUEUED
    client = come_in(issued)
    transfer.refresh_from_db()
    assert transfer.state == TransferState.OUT
    page = client.get("/portal/teil/").content.decode()
    assert "Sucht eine ruhige Arbeit im Büro." in page
    assert "Berufliche Abklärung" in page
    assert "Gesund bleiben" not in page, "health was not consented to"
    for name in ("start", "plan", "known", "messages", "dates", "complaint", "sign_plan"):
        assert client.get(reverse(f"portal:{name}")).status_code == 404, name
    _adds(world, case, client)
    answer = reverse("portal:answer", args=[row.uuid])
    assert client.post(answer, {"coming": "yes", "note": "", "token": str(token(8))}).status_code == 302
    assert client.get(reverse("portal:answer", args=[other.uuid])).status_code == 404
    meeting = circle.meeting()
    replies = {f"day_{option.uuid.hex}": "no" for option in meeting.options.all()} | {"revision": "0"}
    assert client.post(reverse("portal:days", args=[meeting.uuid]), replies).status_code == 302
    assert meeting.date_answers.get().party == circle.party(circle.doctor)
    sign = client.get("/portal/teil/unterschreiben/").content.decode()
    assert "1 weitere Zeilen des Plans gehören nicht zu Ihrem Teil." in sign
    digest = re.findall(r'name="digest" value="(\w+)"', sign)[0]
    word = {"kind": "signed", "name": "Dr. Sommer", "note": "", "digest": digest}
    assert client.post("/portal/teil/unterschreiben/", word).status_code == 302
    signature = Signature.objects.get()
    assert (signature.party, signature.way) == (circle.party(circle.doctor), SignatureWay.PORTAL)
    again = come_in(issued)
    assert again.get("/portal/teil/").status_code == 200, "a link opens until its last day"


def _adds(world: World, case: Case, client: Client) -> None:
    said = {"text": "Belastbar sind vier Stunden am Tag.", "token": str(token(7))}
    assert client.post("/portal/teil/angabe/", said).status_code == 302
    assert not JournalEntry.objects.filter(case=case).exists(), "it waits for the service"
    message = Message.objects.get(token=token(7))
    take = reverse("guests:take", args=[case.code, message.uuid])
    assert client_of(world.anna).post(take).status_code == 302
    entry = JournalEntry.objects.get(case=case)
    assert "Belastbar sind vier Stunden am Tag." in entry.text
    assert "Dr. Sommer (Praxis Dr. Sommer)" in entry.text


def test_withdrawal_revocation_and_time_end_a_link_at_once(world: World, case: Case) -> None:
    circle = agreed(world, case)
    consent = circle.running.authority
    assert consent is not None
    first = give_partner(world, case, circle.doctor, consent, parts=["name"])
    inside = come_in(first)
    waits = give_partner(world, case, circle.agency, consent, parts=["name"])
    revoked = give_partner(world, case, circle.pension, consent, parts=["name"])
    granting.revoke(guest=revoked.guest, by=world.anna, at=AT)
    declarations.withdraw(declaration=consent, scope=case, by=world.anna, at=AT)
    assert inside.get("/portal/teil/")["Location"] == "/portal/"
    bodies = set()
    for issued in (first, waits, revoked):
        answer = Client().post("/portal/", {"code": issued.code, "pin": issued.pin})
        assert answer.status_code == 422
        bodies.add(re.sub(r'value="[^"]*"', "", answer.content.decode()))
    assert len(bodies) == 1
    states = list(Transfer.objects.order_by("pk").values_list("state", flat=True))
    assert states == [TransferState.OUT, TransferState.STOPPED, TransferState.STOPPED]


@pytest.mark.requirement("R-47", figure="by link: 0 pass")
def test_the_gate_decides_before_anybody_gets_a_link(world: World, case: Case) -> None:
    circle = agreed(world, case)
    consent = circle.running.authority
    assert consent is not None
    appointment(case, world, starts_at=AT + timedelta(days=2))
    with pytest.raises(TransferRefused):
        give_partner(world, case, circle.doctor, consent, parts=[])
    with pytest.raises(TransferRefused):
        give_partner(world, case, circle.doctor, consent, parts=["name"], purpose=" ")
    seat = circle.party(circle.agency)
    with pytest.raises(PortalRefused, match="anderen Stelle"):
        give_partner(world, case, circle.doctor, consent, parts=["name"], party=seat)
    with pytest.raises(PortalRefused, match="erst, wenn es einen Plan gibt"):
        give_partner(world, case, circle.agency, consent, parts=["name"], party=seat, may_sign=True)
    with pytest.raises(PortalRefused):
        give_partner(world, case, circle.doctor, consent, parts=["name"], until=later(-1))
    assert not Transfer.objects.exists()
    reading = give_partner(world, case, circle.doctor, consent, parts=["name"], may_add=False)
    client = come_in(reading)
    assert client.get("/portal/teil/angabe/").status_code == 404
    assert client.get("/portal/teil/unterschreiben/").status_code == 404


def test_staff_sees_the_preview_first_and_then_gives_the_link(world: World, case: Case) -> None:
    circle = agreed(world, case)
    consent = circle.running.authority
    assert consent is not None
    staff, address = client_of(world.anna), reverse("guests:give_partner", args=[case.code])
    typed = {
        "recipient": str(circle.doctor.uuid), "name": "Dr. Sommer", "purpose": "Abstimmen", "basis": str(consent.uuid),
        "parts": ["name", "concern"], "may_add": "on", "way": "printed", "email": "", "valid_until": "2027-01-31",
    }  # fmt: skip
    assert staff.post(address, typed | {"parts": []}).status_code == 422
    preview = staff.post(address, typed).content.decode()
    assert "Das liest die Stelle" in preview
    assert not Transfer.objects.exists()
    handed = staff.post(address, typed | {"give": "1"}).content.decode()
    code = re.findall(r'rf-letter__code">([0-9A-Z-]+)<', handed)[0]
    pin = re.findall(r'rf-pin">(\d{6})<', handed)[0]
    assert Client().post("/portal/", {"code": code, "pin": pin})["Location"] == "/portal/teil/"
    assert client_of(world.fritz).get(address).status_code == 404
    page = staff.get(reverse("guests:index", args=[case.code])).content.decode()
    assert "Praxis Dr. Sommer" in page


def test_a_partner_sees_no_canary_beyond_its_part(world: World, guarded: Case, arguments: Arguments) -> None:
    circle_consent = guarded.cooperations.get().authority
    assert circle_consent is not None
    doctor = circle_consent.recipients.get(name="Praxis Dr. Sommer")
    issued = give_partner(world, guarded, doctor, circle_consent, parts=["name"])
    client = come_in(issued)
    seen = set()
    for page in pages_for("guest", "public"):
        if page.name.startswith("portal:"):
            body = client.get(url(page, arguments.real)).content.decode(errors="replace")
            seen |= set(re.findall(rf"{CANARY}-(\w+)", body))
    assert seen == {"Vorname", "Nachname"}
