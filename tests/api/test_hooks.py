"""Messages to other programs: only what their owner may see, never contents, signed, again until they arrive."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from roterfaden.accounts.models import Membership
from roterfaden.api import hooks
from roterfaden.api.choices import DeliveryState, HookKind
from roterfaden.api.models import Delivery, Hook
from roterfaden.audit.models import Entry
from roterfaden.cases import narrowing
from roterfaden.cases.access_table import Level
from roterfaden.cases.choices import ContactKind, FieldClass, Relation
from roterfaden.cases.journal import write_entry
from roterfaden.cases.models import Case
from roterfaden.jobs import clock
from tests.fixtures import AT, TODAY, World, open_case, walk
from tests.web.browsing import client_of, text_of

ALL = list(HookKind)


class Receiver(HTTPServer):
    """A program that notes what it is told and answers as the test wants."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Noting)
        self.status = 204
        self.told: list[tuple[str, bytes]] = []

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Noting(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((self.headers[hooks.SIGNATURE], body))
        self.send_response(self.server.status)
        self.send_header("Location", f"http://{self.server.place}/anderswo")
        self.end_headers()

    def log_message(self, *_args: Any) -> None:
        """Nothing on the console of the tests."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    server = Receiver()
    Thread(target=server.serve_forever, daemon=True).start()
    with override_settings(HOOK_HOSTS=[server.place]):
        yield server
    server.shutdown()
    server.server_close()


def listen(world: World, receiver: Receiver, **more: Any) -> tuple[Hook, str]:
    said: dict[str, Any] = {
        "user": world.anna, "organisation": world.service, "url": f"http://{receiver.place}/meldung",
        "kinds": ALL, "by": world.anna, "at": timezone.now(),
    }  # fmt: skip
    return hooks.make_hook(**(said | more))


def write(case: Case, world: World, text: str) -> None:
    write_entry(case=case, kind=ContactKind.CALL, happened_at=AT, text=text, by=world.bela, at=AT)


def test_what_happens_is_told_once_signed_and_without_contents(
    world: World, case: Case, receiver: Receiver
) -> None:
    hook, secret = listen(world, receiver)
    assert secret not in str(Hook.objects.values_list("url", "kinds"))
    write(case, world, "Streng vertraulich.")
    walk(case, "", by=world.anna)
    at = timezone.now()
    assert "api.tell_programs" in clock.do_what_is_due(at=at)
    assert "api.tell_programs" not in clock.do_what_is_due(at=at), "once in a minute"
    assert hooks.tell_programs(at=at) == {"sent": 0}, "nothing twice"
    messages = [json.loads(body) for _signature, body in receiver.told]
    assert {one["kind"] for one in messages} == {"journal.written", "thread.moved"}
    assert {one["case"] for one in messages} == {case.code}
    assert {frozenset(one) for one in messages} == {frozenset(("id", "kind", "case", "at"))}
    assert len({one["id"] for one in messages}) == len(messages) == Delivery.objects.count()
    signature, body = receiver.told[0]
    seconds, digest = (part.partition("=")[2] for part in signature.split(","))
    assert abs(int(seconds) - at.timestamp()) < 2
    assert digest == hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
    assert hooks.forget_deliveries(at=at + timedelta(days=29)) == {"deliveries": 0}
    assert hooks.forget_deliveries(at=at + timedelta(days=31)) == {"deliveries": len(messages)}
    hooks.end_hook(hook=hook, by=world.anna, at=at)
    hooks.end_hook(hook=hook, by=world.anna, at=at)
    write(case, world, "Nach dem Ende.")
    assert hooks.tell_programs(at=at + timedelta(minutes=1)) == {"sent": 0}


def test_who_does_not_answer_is_told_again_for_half_a_day(
    world: World, case: Case, receiver: Receiver
) -> None:
    listen(world, receiver, kinds=[HookKind.JOURNAL_WRITTEN])
    write(case, world, "Rief an.")
    at, receiver.status = timezone.now(), 500
    waited = []
    for _nth in range(len(hooks.WAITS) + 1):
        assert hooks.tell_programs(at=at) == {"sent": 0}
        row = Delivery.objects.get()
        waited.append(int((row.not_before - at).total_seconds() / 60))
        assert hooks.tell_programs(at=at) == {"sent": 0}, "not before its time"
        at = row.not_before
    assert waited == [*hooks.WAITS, 0]
    assert len(receiver.told) == len(hooks.WAITS) + 1
    assert (row.state, row.problem) == (DeliveryState.FAILED, "Antwort 500")
    assert len({body for _signature, body in receiver.told}) == 1, "the same number each time"
    assert len({signature for signature, _body in receiver.told}) > 1, "signed anew"
    # a redirect is no answer: nobody else is told
    write(case, world, "Noch einmal.")
    receiver.status = 307
    hooks.tell_programs(at=at)
    newest = Delivery.objects.latest("pk")
    assert (newest.state, newest.problem) == (DeliveryState.WAITING, "Antwort 307")
    # a worker that died while sending: taken up again
    Delivery.objects.filter(pk=newest.pk).update(state=DeliveryState.SENDING, not_before=at)
    receiver.status = 200
    assert hooks.send_waiting(at=at + timedelta(minutes=9)) == 0
    assert hooks.send_waiting(at=at + timedelta(minutes=11)) == 1
    # the operator takes the host back, or nobody listens there
    write(case, world, "Zum dritten.")
    with override_settings(HOOK_HOSTS=[]):
        hooks.tell_programs(at=at + timedelta(minutes=20))
    assert Delivery.objects.latest("pk").problem == "Rechner nicht mehr freigegeben"
    receiver.shutdown()
    receiver.server_close()
    assert hooks.send_waiting(at=at + timedelta(minutes=30)) == 0
    assert Delivery.objects.latest("pk").problem


def test_nobody_is_told_of_what_they_may_not_see(world: World, case: Case, receiver: Receiver) -> None:
    Case.objects.filter(pk=case.pk).update(team=None)
    shut = dict.fromkeys((FieldClass.JOURNAL, FieldClass.COMPANY), Level.NOTHING)
    narrowing.narrow(service=world.service, relation=Relation.CASEWORKER, levels=shut, by=world.lena, at=AT)
    listen(world, receiver, user=world.bela, by=world.bela)
    listen(world, receiver, user=world.fritz, organisation=world.other_service, by=world.fritz)
    write(case, world, "Rief an.")
    walk(case, "", by=world.anna)
    hooks.tell_programs(at=timezone.now())
    assert {row.kind for row in Delivery.objects.all()} == {"thread.moved"}
    assert {row.hook.user for row in Delivery.objects.select_related("hook__user")} == {world.bela}
    Delivery.objects.all().delete()
    Case.objects.filter(pk=case.pk).update(restricted_at=AT)
    other = open_case(world, last_name="Neu")
    hooks.tell_programs(at=timezone.now())
    assert {(row.code, row.kind) for row in Delivery.objects.all()} == {
        (other.code, "case.opened"), (other.code, "mandate.changed"),
    }  # fmt: skip
    Delivery.objects.all().delete()
    Membership.objects.filter(user=world.bela).update(valid_until=timezone.localdate() - timedelta(days=1))
    open_case(world, last_name="Danach")
    hooks.tell_programs(at=timezone.now())
    assert not Delivery.objects.exists(), "who left the service is told nothing"


def test_addresses_are_those_that_the_operator_named(world: World, receiver: Receiver) -> None:
    with override_settings(HOOK_HOSTS=["amt.example.org", "127.0.0.1:1"]):
        for url in (
            "http://amt.example.org/x", "https://169.254.169.254/", "https://amt.example.org@evil.example.org/",
            "https://amt.example.org:8443/", "ftp://amt.example.org/", "https://[::1", "https://ämt.example.org/",
            "javascript:alert(1)", "https://amt.example.org/ x", "file:///etc/passwd", "amt.example.org", "",
        ):  # fmt: skip
            with pytest.raises(hooks.HookRefused):
                listen(world, receiver, url=url)
        assert listen(world, receiver, url="https://amt.example.org/meldung?an=uns")[0].pk
    for more, sentence in (
        ({"organisation": world.other_service}, "arbeiten Sie nicht"),
        ({"kinds": []}, "wovon"),
    ):
        with pytest.raises(hooks.HookRefused, match=sentence):
            listen(world, receiver, **more)
    browser = Client()
    browser.force_login(world.anna)
    form = {
        "url": f"http://{receiver.place}/meldung",
        "organisation": "ifd-neuhafen",
        "kinds": ["case.opened"],
    }
    refused = browser.post(reverse("tokens:new_hook"), form | {"url": "https://evil.example.org/"})
    assert (refused.status_code, "evil.example.org" in refused.text) == (422, True)
    assert browser.post(reverse("tokens:new_hook"), form | {"kinds": []}).status_code == 422
    made = browser.post(reverse("tokens:new_hook"), form)
    assert made.context["secret"] in made.text
    listed = browser.get(reverse("tokens:index")).text
    assert receiver.place in listed
    hook = Hook.objects.latest("pk")
    stranger = Client()
    stranger.force_login(world.lena)
    end = reverse("tokens:end_hook", args=[hook.uuid])
    assert stranger.post(end).status_code == 404
    assert browser.post(end).status_code == 302
    assert receiver.place not in browser.get(reverse("tokens:index")).text
    for _nth in range(4):
        listen(world, receiver)
    with pytest.raises(hooks.HookRefused, match="fünf"):
        listen(world, receiver)


def test_what_never_arrived_is_shown_and_sent_again(world: World, case: Case, receiver: Receiver) -> None:
    hook, _secret = listen(world, receiver, kinds=[HookKind.JOURNAL_WRITTEN])
    page, browser = reverse("tokens:index"), client_of(world.anna)
    write(case, world, "Rief an.")
    write(case, world, "Rief noch einmal an.")
    hooks.note_news(hook, at=timezone.now())
    assert "kamen nicht an" not in text_of(browser.get(page)), "what waits is not lost"
    Delivery.objects.update(state=DeliveryState.FAILED, attempts=7, problem="Antwort 500")
    shown = text_of(browser.get(page))
    assert "2 Meldungen kamen nicht an" in shown
    assert "Antwort 500" in shown
    assert case.code not in shown
    again = reverse("tokens:send_again", args=[hook.uuid])
    assert client_of(world.bela).post(again).status_code == 404, "another's"
    numbers = set(Delivery.objects.values_list("uuid", flat=True))
    assert browser.post(again)["Location"] == page
    assert browser.post(again)["Location"] == page, "a second press does nothing"
    assert "kamen nicht an" not in text_of(browser.get(page))
    assert hooks.send_waiting(at=timezone.now()) == 2
    assert {UUID(json.loads(body)["id"]) for _signature, body in receiver.told} == numbers
    assert Entry.objects.filter(action="api.sent_again").count() == 1


def test_what_the_owner_sees_no_more_is_not_sent_again(world: World, case: Case, receiver: Receiver) -> None:
    hook, _secret = listen(world, receiver, kinds=[HookKind.JOURNAL_WRITTEN])
    write(case, world, "Rief an.")
    hooks.note_news(hook, at=timezone.now())
    Delivery.objects.update(state=DeliveryState.FAILED)
    world.anna.memberships.update(valid_until=TODAY - timedelta(days=1))
    assert hooks.send_again(hook=hook, by=world.anna, at=timezone.now()) == 0
    assert not Delivery.objects.exists()
