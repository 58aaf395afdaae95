"""The outbox: one mail per key, sent once, retried, stoppable; and regular duties, done once by whoever comes first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as sent
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse

from benchmarks.postbox import Postbox, running
from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.jobs import clock, outbox
from roterfaden.jobs.choices import MailState
from roterfaden.jobs.models import Mail
from tests.fixtures import AT, World
from tests.web.browsing import client_of, count_queries, text_of


def queue(world: World, key: str = "erinnerung-1", **more: Any) -> Mail:
    facts: dict[str, Any] = {
        "to": "anna@example.org",
        "subject": "Eine Frist läuft ab",
        "body": "Fall 7K3M9X2",
        "not_before": AT,
    } | more
    return outbox.queue_mail(key=key, organisation=world.service, by=world.anna, at=AT, **facts)


class BrokenServer:
    """A mail server that cannot be reached."""

    def __init__(self, *_args: Any, **_options: Any) -> None: ...

    def open(self) -> None:
        raise ConnectionRefusedError("anna@example.org refused")


BROKEN = override_settings(EMAIL_BACKEND="tests.jobs.test_outbox.BrokenServer")


def test_a_mail_goes_out_once_and_not_before_its_time(world: World) -> None:
    queue(world, not_before=AT + timedelta(hours=1))
    assert queue(world, subject="Anders") == Mail.objects.get(), "the same key is the same mail"
    assert outbox.send_waiting(at=AT) == 0
    assert outbox.send_waiting(at=AT + timedelta(hours=1)) == 1
    assert outbox.send_waiting(at=AT + timedelta(hours=2)) == 0
    assert [(m.to, m.subject) for m in sent.outbox] == [(["anna@example.org"], "Eine Frist läuft ab")]


@pytest.mark.requirement("R-40", figure="mail server away: 0 mails lost, asked again, then told to a person")
def test_a_server_that_is_down_is_asked_again_and_its_words_are_not_kept(world: World) -> None:
    row = queue(world)
    at = AT
    with BROKEN:
        for wait in outbox.WAITS:
            outbox.send_waiting(at=at)
            row.refresh_from_db()
            assert (row.state, row.problem) == (MailState.QUEUED, "ConnectionRefusedError")
            assert row.not_before == at + timedelta(minutes=wait)
            at = row.not_before
        outbox.send_waiting(at=at)
    row.refresh_from_db()
    assert row.state == MailState.FAILED


def test_a_mail_whose_worker_died_on_the_way_is_not_sent_again(world: World) -> None:
    row = queue(world)
    Mail.objects.update(state=MailState.SENDING, claimed_at=AT)
    outbox.send_waiting(at=AT + timedelta(minutes=5))
    row.refresh_from_db()
    assert row.state == MailState.SENDING, "it may be going out this moment"
    outbox.send_waiting(at=AT + timedelta(hours=1))
    row.refresh_from_db()
    assert row.state == MailState.UNSURE
    assert sent.outbox == []


def test_a_waiting_mail_can_be_stopped_and_a_sent_one_cannot(world: World) -> None:
    row = queue(world)
    outbox.stop_mail(row, by=world.anna, at=AT)
    assert outbox.send_waiting(at=AT) == 0
    second = queue(world, key="erinnerung-2")
    outbox.send_waiting(at=AT)
    with pytest.raises(outbox.MailRefused):
        outbox.stop_mail(second, by=world.anna, at=AT)


def test_line_breaks_in_the_head_are_refused_and_the_row_tells_nothing(world: World) -> None:
    for bad in ({"to": "a@b.c\nBcc: x@y.z"}, {"subject": "Hallo\rX: y"}):
        with pytest.raises(outbox.MailRefused):
            queue(world, **bad)
    row = queue(world)
    raw = b"".join(v.blob for v in Mail.objects.values_list("recipient", "subject", "body").get())
    assert b"anna" not in raw
    assert row.recipient == "anna@example.org"


def test_after_ninety_days_only_the_fact_of_a_mail_is_left(world: World) -> None:
    queue(world)
    queue(world, "wartet", not_before=AT + timedelta(days=80))
    outbox.send_waiting(at=AT)
    assert outbox.empty_old_mails(at=AT + timedelta(days=90)) == {"mails": 0}
    assert outbox.empty_old_mails(at=AT + timedelta(days=91)) == {"mails": 1}
    gone, waiting = Mail.objects.get(key="erinnerung-1"), Mail.objects.get(key="wartet")
    assert (gone.recipient, gone.body, gone.data_key.wrapped) == ("", "", None)
    assert waiting.body == "Fall 7K3M9X2"
    # the same mail is not written again
    assert queue(world).pk == gone.pk


@pytest.fixture
def duties() -> Iterator[list[datetime]]:
    called: list[datetime] = []

    def note(*, at: datetime) -> dict[str, int]:
        called.append(at)
        return {}

    def fail(*, at: datetime) -> dict[str, int]:
        raise RuntimeError

    known = dict(clock._duties)
    clock._duties.clear()
    clock.nightly("tests.note")(note)
    clock.hourly("tests.fail")(fail)
    yield called
    clock._duties.clear()
    clock._duties.update(known)


def test_a_nightly_duty_is_done_once_a_night_and_a_failing_one_does_not_stop_it(
    db: None, duties: list[datetime]
) -> None:
    evening = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    moments = [
        evening,
        evening + timedelta(hours=1),
        evening + timedelta(hours=7),
        evening + timedelta(hours=8),
    ]
    done = [clock.do_what_is_due(at=moment) for moment in moments]
    assert done == [["tests.note"], [], ["tests.note"], []]
    assert duties == [moments[0], moments[2]]


def test_the_worker_does_what_waits_and_ends(
    transactional_db: None, world: World, duties: list[datetime]
) -> None:
    queue(world)
    call_command("work", "--once")
    assert Mail.objects.get().state == MailState.SENT
    assert len(duties) == 1


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    with (
        running() as box,
        override_settings(
            EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
            EMAIL_HOST="127.0.0.1",
            EMAIL_PORT=box.port,
            EMAIL_USE_TLS=False,
            EMAIL_TIMEOUT=5,
        ),
    ):
        yield box


def test_a_server_that_took_a_mail_and_said_nothing_does_not_get_it_twice(
    world: World, postbox: Postbox
) -> None:
    row = queue(world)
    postbox.after_data = "vanish"
    assert outbox.send_waiting(at=AT) == 0
    row.refresh_from_db()
    assert (row.state, row.problem) == (MailState.UNSURE, "SMTPServerDisconnected")
    postbox.after_data = "take"
    for days in range(1, 4):
        outbox.send_waiting(at=AT + timedelta(days=days))
    assert postbox.taken == [str(row.uuid)]


def test_a_server_that_refused_a_mail_gets_it_again(world: World, postbox: Postbox) -> None:
    row = queue(world)
    postbox.after_data = "refuse"
    outbox.send_waiting(at=AT)
    row.refresh_from_db()
    assert (row.state, row.problem) == (MailState.QUEUED, "SMTPDataError")
    postbox.after_data = "take"
    assert outbox.send_waiting(at=row.not_before) == 1
    assert postbox.taken == [str(row.uuid)]


def test_a_person_has_a_mail_sent_again_or_settles_it(world: World, postbox: Postbox) -> None:
    row = queue(world)
    with pytest.raises(outbox.MailRefused):
        outbox.retry_mail(row, by=world.anna, at=AT)
    Mail.objects.update(state=MailState.UNSURE, attempts=7, problem="TimeoutError")
    outbox.retry_mail(row, by=world.anna, at=AT)
    assert outbox.send_waiting(at=AT) == 1
    row.refresh_from_db()
    assert (row.state, row.attempts, row.problem) == (MailState.SENT, 1, "")
    with pytest.raises(outbox.MailRefused):
        outbox.retry_mail(row, by=world.anna, at=AT)
    second = queue(world, "erinnerung-2")
    Mail.objects.filter(pk=second.pk).update(state=MailState.UNSURE)
    outbox.stop_mail(second, by=world.anna, at=AT)
    assert outbox.empty_old_mails(at=AT + timedelta(days=91)) == {"mails": 2}
    with pytest.raises(outbox.MailRefused):
        outbox.retry_mail(second, by=world.anna, at=AT)
    assert len(postbox.taken) == 1


def test_the_page_tells_administrators_how_mails_went_and_nothing_of_what_they_say(world: World) -> None:
    root = members.add_user(username="root", first_name="R", last_name="M", by=None, at=AT, password="geheim")
    members.add_member(
        user=root, organisation=world.service, role=Role.ADMINISTRATOR, valid_from=AT.date(), by=None, at=AT
    )
    row = queue(world, "reminder:1:2")
    Mail.objects.update(state=MailState.FAILED, attempts=7, problem="SMTPDataError")
    client, url = client_of(root), reverse("administration:outbox")
    page = text_of(client.get(url))
    for told in ("a…@example.org", "Erinnerung", "nicht zustellbar", "SMTPDataError", "7 Versuche"):
        assert told in page, told
    for kept in ("anna@", "Eine Frist läuft ab", "7K3M9X2"):
        assert kept not in page, kept
    assert client_of(world.lena).get(url).status_code == 403
    retry = reverse("administration:retry_mail", args=[row.uuid])
    assert client_of(world.lena).post(retry).status_code == 403
    assert client.post(retry).status_code == 302
    assert "Anhalten" in text_of(client.get(url + "?liste=waiting"))
    assert client.post(reverse("administration:stop_mail", args=[row.uuid])).status_code == 302
    assert Mail.objects.get().state == MailState.STOPPED
    assert "schon unterwegs" in text_of(
        client.post(reverse("administration:stop_mail", args=[row.uuid]), follow=True)
    )
    few = count_queries(client, url)
    for number in range(10):
        queue(world, f"reminder:{number}:3")
    Mail.objects.update(state=MailState.STOPPED)
    assert count_queries(client, url) <= few + 1
    assert client.get(url + "?liste=unsinn&page=99").status_code == 200
