"""The way in: two factors, once, at once over, and nothing to be learned from a refusal."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.test import Client

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.jobs.models import Mail
from roterfaden.portal import codes, entering, granting, tidying
from roterfaden.portal.choices import CodeWay
from roterfaden.portal.models import EntryCode, FailedEntry, Guest, Visit
from roterfaden.portal.refusals import NotLetIn, PortalRefused, TooManyTries
from tests.fixtures import AT, World
from tests.portal.makers import come_in, give_client, later
from tests.web.browsing import client_of, stop_clock

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    stop_clock(monkeypatch)


def enter(
    code: str, pin: str, at: object = AT, address: str = "10.0.0.1", **more: object
) -> entering.Entered:
    tried = entering.Try(code=code, pin=pin, address=address, **more)  # type: ignore[arg-type]
    return entering.enter(tried=tried, at=at)  # type: ignore[arg-type]


def test_a_code_opens_once_and_only_with_its_pin(world: World, case: Case) -> None:
    issued = give_client(world, case)
    guest, stored = issued.guest, EntryCode.objects.get()
    assert issued.code not in stored.code_hash
    assert issued.pin not in guest.pin_hash
    assert check_password(issued.pin, guest.pin_hash)
    assert len(issued.code) == 10
    assert not set(issued.code) & set("0OIL")
    with pytest.raises(NotLetIn):
        enter(issued.code, "000000")
    entered = enter(codes.grouped(issued.code).lower(), f"{issued.pin[:3]} {issued.pin[3:]}")
    assert entering.guest_of_visit(entered.token, at=AT) == guest
    with pytest.raises(NotLetIn):
        enter(issued.code, issued.pin)
    labels = set(Entry.objects.filter(action="portal.entered").values_list("actor_label", "actor_id"))
    assert labels == {(f"client:{guest.number}", None)}


def test_wrong_spent_expired_revoked_and_missing_look_the_same(world: World, case: Case) -> None:
    issued = give_client(world, case)
    said: set[str] = set()

    def refused(code: str, pin: str, at: object = AT) -> None:
        with pytest.raises(NotLetIn) as refusal:
            enter(code, pin, at, address=f"10.0.1.{len(said)}")
        said.add(str(refusal.value))

    refused("ABCDE", issued.pin)
    refused(codes.fresh_code(10), issued.pin)
    refused(issued.code, "")
    refused(issued.code, issued.pin, AT + timedelta(days=14, minutes=1))
    granting.revoke(guest=issued.guest, by=world.anna, at=AT)
    refused(issued.code, issued.pin)
    assert len(said) == 1
    answers = [
        Client().post("/portal/", {"code": code, "pin": pin})
        for code, pin in ((issued.code, issued.pin), (codes.fresh_code(10), "123456"))
    ]
    assert [answer.status_code for answer in answers] == [422, 422]
    bodies = {re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in answers}
    assert len(bodies) == 1


def test_guessing_is_slowed_but_the_owner_is_not_shut_out(world: World, case: Case) -> None:
    issued = give_client(world, case)
    first = enter(issued.code, issued.pin, remember=True)
    fresh = granting.issue_code(guest=issued.guest, way=CodeWay.PRINTED, by=world.anna, at=AT)
    for _number in range(5):
        with pytest.raises(NotLetIn):
            enter(fresh, "999999", address="6.6.6.6")
    with pytest.raises(NotLetIn):
        enter(fresh, issued.pin, address="6.6.6.6")
    # the known device of the owner, another address and a later hour are not counted with the stranger
    at_home = entering.Try(pin=issued.pin, address="6.6.6.6", device=first.device)
    assert entering.enter(tried=at_home, at=AT).guest == issued.guest
    assert enter(fresh, issued.pin, address="10.0.0.1").guest == issued.guest
    for number in range(40):
        with pytest.raises((NotLetIn, TooManyTries)):
            enter(codes.fresh_code(10), "999999", address="7.7.7.7", at=AT + number * timedelta(seconds=1))
    with pytest.raises(TooManyTries):
        enter(fresh, issued.pin, address="7.7.7.7", at=AT + MINUTE)
    assert tidying.forget_failures(at=AT + timedelta(days=2))["failures"] == 3 * (5 + 1 + 40)
    assert not FailedEntry.objects.exists()


def test_a_sitting_ends_by_rest_by_time_by_leaving_and_by_revocation(world: World, case: Case) -> None:
    issued = give_client(world, case)
    token = enter(issued.code, issued.pin).token
    assert entering.guest_of_visit(token, at=AT + 50 * MINUTE) is not None
    assert entering.guest_of_visit(token, at=AT + 105 * MINUTE) is not None
    assert entering.guest_of_visit(token, at=AT + 166 * MINUTE) is None
    code = granting.issue_code(guest=issued.guest, way=CodeWay.PRINTED, by=world.anna, at=AT)
    client = come_in(granting.Issued(issued.guest, code, issued.pin))
    assert client.get("/portal/start/").status_code == 200
    granting.revoke(guest=issued.guest, by=world.anna, at=AT)
    assert client.get("/portal/start/")["Location"] == "/portal/"
    assert not Visit.objects.filter(closed_at__isnull=True).exists()


def test_a_new_code_by_mail_needs_number_and_pin_and_tells_nothing(world: World, case: Case) -> None:
    issued = give_client(world, case)
    asked = {"number": issued.guest.number, "pin": issued.pin}
    wrong = Client().post("/portal/code/", asked | {"pin": "111111"})
    assert not Mail.objects.exists()
    right = Client().post("/portal/code/", asked)
    assert (wrong.status_code, wrong["Location"]) == (right.status_code, right["Location"])
    mail = Mail.objects.get()
    assert "Aksoy" not in mail.subject + mail.body
    assert case.file_number not in mail.body
    assert issued.pin not in mail.body
    with pytest.raises(NotLetIn):
        enter(issued.code, issued.pin)


def test_a_new_pin_ends_everything_that_was_open(world: World, case: Case) -> None:
    issued = give_client(world, case)
    entered = enter(issued.code, issued.pin, remember=True)
    pin = granting.change_pin(guest=issued.guest, by=world.anna, at=AT)
    assert entering.guest_of_visit(entered.token, at=AT) is None
    assert not entering.knows_device(entered.device, at=AT)
    assert pin != issued.pin


def test_portal_and_staff_keep_to_themselves(world: World, case: Case) -> None:
    """A sitting of the portal opens no page of the staff, a login none of the portal; the cookies are apart."""
    issued = give_client(world, case)
    client = come_in(issued, remember="on")
    cookies = client.cookies
    assert {cookies[name]["path"] for name in ("rf_portal", "rf_portal_device")} == {"/portal/"}
    assert all(cookies[name]["httponly"] for name in ("rf_portal", "rf_portal_device"))
    assert "sessionid" not in cookies
    assert client.get(f"/faelle/{case.code}/")["Location"].startswith("/konto/")
    assert client.get("/")["Location"].startswith("/konto/")
    assert {client.head(f"/portal/{name}/").status_code for name in ("abmelden", "sprache")} == {405}
    assert client.get("/portal/start/").status_code == 200
    staff = client_of(world.anna)
    assert staff.get("/portal/start/")["Location"] == "/portal/"
    staff.cookies["rf_portal"] = staff.cookies["sessionid"].value
    assert staff.get("/portal/start/")["Location"] == "/portal/"
    page = client.get("/portal/start/")
    assert "script-src 'none'" in page["Content-Security-Policy"]
    assert "no-store" in page["Cache-Control"]


def test_what_was_typed_is_shown_when_the_sitting_is_over(world: World, case: Case) -> None:
    client = come_in(give_client(world, case))
    Visit.objects.update(closed_at=AT)
    answer = client.post("/portal/nachrichten/", {"text": "Ich habe lange geschrieben.", "token": "x"})
    assert answer.status_code == 403
    assert "Ich habe lange geschrieben." in answer.content.decode()
    assert "Aksoy" not in answer.content.decode()


def test_granting_refuses_with_a_sentence(world: World, case: Case) -> None:
    for changes in (
        {"name": " "},
        {"valid_until": later(-1)},
        {"valid_until": later(5000)},
        {"way": CodeWay.MAILED, "email": ""},
    ):
        with pytest.raises(PortalRefused):
            give_client(world, case, **changes)
    give_client(world, case)
    with pytest.raises(PortalRefused, match="schon einen Zugang"):
        give_client(world, case)
    assert Guest.objects.count() == 1
