"""Mails that nobody gets are told to whoever had them written, once, and without what they said."""

from datetime import timedelta
from pathlib import Path
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.test import override_settings

from benchmarks.postbox import Postbox
from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.jobs import outbox
from roterfaden.jobs.choices import MailState
from roterfaden.jobs.models import Mail
from roterfaden.jobs.undelivered import FILE, read_bounds, tell_undelivered
from roterfaden.operations.doctor import Level, examine
from tests.fixtures import AT, World
from tests.jobs.test_outbox import BROKEN, postbox, queue

__all__ = ["postbox"]

HOUR = timedelta(hours=1)


class Refusing:
    """A mail server that knows no such address."""

    def __init__(self, *_args: Any, **_options: Any) -> None: ...

    def open(self) -> None: ...

    def close(self) -> None: ...

    def send_messages(self, messages: list[Any]) -> None:
        raise SMTPRecipientsRefused({messages[0].to[0]: (550, b"anna@example.org is unknown")})


REFUSING = override_settings(EMAIL_BACKEND="tests.jobs.test_undelivered.Refusing")


@pytest.fixture
def root(world: World) -> User:
    User.objects.filter(pk=world.anna.pk).update(email="anna@dienst.example.org")
    user = members.add_user(username="root", first_name="R", last_name="M", by=None, at=AT, password="geheim")
    User.objects.filter(pk=user.pk).update(email="root@dienst.example.org")
    members.add_member(
        user=user, organisation=world.service, role=Role.ADMINISTRATOR, valid_from=AT.date(), by=None, at=AT
    )
    return user


def notices() -> list[tuple[str, str]]:
    rows = Mail.objects.filter(key__startswith="undelivered:").order_by("pk")
    return [(row.recipient, row.body) for row in rows]


def until_given_up() -> Any:
    at = AT
    for _ in range(len(outbox.WAITS) + 1):
        outbox.send_waiting(at=at)
        at = max(at, *Mail.objects.values_list("not_before", flat=True))
    return at


@pytest.mark.requirement(
    "R-40", figure="a mail that bounces or waits too long: its writer is told once, else who administers"
)
def test_whoever_had_it_written_is_told_that_it_bounced(world: World, root: User) -> None:
    queue(world, "appointment:1", to="leyla@example.org", subject="Termin", body="Geheimes Wort")
    with REFUSING:
        at = until_given_up()
        assert Mail.objects.get().state == MailState.FAILED
        assert tell_undelivered(at=at) == tell_undelivered(at=at + HOUR) == {"mails": 1}
    [(to, body)] = notices()
    assert to == "anna@dienst.example.org"
    assert all(word in body for word in ("„Termin“", "l…@example.org", "nicht zustellbar"))
    assert not any(word in body for word in ("leyla", "Geheimes"))
    with REFUSING:
        outbox.send_waiting(at=at + HOUR)
        Mail.objects.filter(key__startswith="undelivered:").update(state=MailState.FAILED)
        tell_undelivered(at=at + HOUR)
    assert len(notices()) == 1, "nobody is told that the telling failed"
    told = [one for one in examine(at=at, quick=True) if "kommen nicht an (Termin 1)" in one.sentence]
    assert [one.level for one in told] == [Level.WARNING]


def test_what_waits_too_long_is_told_by_its_topic_and_not_before(world: World, root: User) -> None:
    queue(world, "emergency:1", to="lena@example.org")
    queue(world, "reminder:1", to="bela@example.org")
    queue(world, "appointment:later", to="a@example.org", not_before=AT + 48 * HOUR)
    with BROKEN:
        for minutes in range(0, 16 * 60, 5):
            outbox.send_waiting(at=AT + timedelta(minutes=minutes))
            tell_undelivered(at=AT + timedelta(minutes=minutes))
            assert len(notices()) == (minutes > 60), minutes
        tell_undelivered(at=AT + timedelta(hours=16, minutes=5))
    assert ["l…@example.org" in notices()[0][1], "b…@example.org" in notices()[1][1]] == [True, True]


def test_where_no_person_had_it_written_who_administers_is_told(world: World, root: User) -> None:
    queue(world, "reminder:1", to="anna@dienst.example.org")
    outbox.queue_mail(
        key="duties:1", to="x@example.org", subject="s", body="b", not_before=AT, by=None, at=AT,
        organisation=world.service,
    )  # fmt: skip
    Mail.objects.update(state=MailState.UNSURE)
    tell_undelivered(at=AT + HOUR)
    assert {to for to, _body in notices()} == {"root@dienst.example.org"}
    assert len(notices()) == 2


def test_an_address_that_is_none_stops_nobody_elses_mail(world: World, root: User, postbox: Postbox) -> None:
    queue(world, "table:1", to="a@example.org, b@example.org")
    row = queue(world, "table:2", to="c@example.org")
    assert outbox.send_waiting(at=AT) == 1
    assert postbox.taken == [str(row.uuid)]
    assert Mail.objects.get(key="table:1").state == MailState.FAILED
    tell_undelivered(at=AT)
    assert [to for to, _body in notices()] == ["anna@dienst.example.org"]


@pytest.mark.one_database
def test_the_bounds_are_data_and_their_faults_are_named() -> None:
    text = Path(FILE).read_text("utf-8")
    assert read_bounds(text, name="t").topics["emergency"] == 1
    with pytest.raises(FileFaults, match="handelt keine Mail"):
        read_bounds(text.replace("id: portal", "id: brieftaube"), name="t")
