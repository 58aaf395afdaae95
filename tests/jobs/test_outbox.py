"""The outbox: one mail per key, sent once, retried, stoppable; and regular duties, done once by whoever comes first."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail as sent
from django.core.management import call_command
from django.test import override_settings

from roterfaden.jobs import clock, outbox
from roterfaden.jobs.choices import MailState
from roterfaden.jobs.models import Mail
from tests.fixtures import AT, World


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

    def send_messages(self, _messages: Any) -> int:
        raise ConnectionRefusedError("anna@example.org refused")


BROKEN = override_settings(EMAIL_BACKEND="tests.jobs.test_outbox.BrokenServer")


def test_a_mail_goes_out_once_and_not_before_its_time(world: World) -> None:
    queue(world, not_before=AT + timedelta(hours=1))
    assert queue(world, subject="Anders") == Mail.objects.get(), "the same key is the same mail"
    assert outbox.send_waiting(at=AT) == 0
    assert outbox.send_waiting(at=AT + timedelta(hours=1)) == 1
    assert outbox.send_waiting(at=AT + timedelta(hours=2)) == 0
    assert [(m.to, m.subject) for m in sent.outbox] == [(["anna@example.org"], "Eine Frist läuft ab")]


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
