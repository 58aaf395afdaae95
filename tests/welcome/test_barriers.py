"""Reports of barriers: sealed, without an author, mailed without content, answered once, forgotten after a year."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.audit.models import Entry
from roterfaden.common.revisions import Conflict
from roterfaden.jobs.models import Mail
from roterfaden.welcome.barriers import (
    MOST_A_DAY,
    BarrierRefused,
    answer_barrier,
    forget_barriers,
    readable_reports,
    report_barrier,
)
from roterfaden.welcome.choices import ReportState
from roterfaden.welcome.models import BarrierReport
from tests.fixtures import AT, World


@pytest.fixture
def ida(world: World) -> User:
    """She administers, and has an address."""
    user = User.objects.create(username="ida", first_name="Ida", last_name="Verwey", email="ida@example.org")
    members.add_member(
        user=user, organisation=world.service, role=Role.ADMINISTRATOR, valid_from=AT.date(), by=user, at=AT
    )
    return user


def sent(**more: object) -> BarrierReport:
    said = {"place": "Termine", "text": "Der Kalender ist stumm.", "contact": "0100 7", "token": uuid4()}
    return report_barrier(**{"at": AT, **said, **more})  # type: ignore[arg-type]


def test_a_report_is_sealed_has_no_author_and_is_told_without_content(ida: User) -> None:
    report = sent()
    with connection.cursor() as cursor:
        cursor.execute("select * from welcome_barrierreport")
        assert "stumm" not in str(cursor.fetchall())
    assert Entry.objects.get(action="welcome.barrier_reported").actor_id is None
    mail = Mail.objects.get()
    assert mail.recipient == ida.email
    assert "stumm" not in mail.subject + mail.body
    assert BarrierReport.objects.get(pk=report.pk).text == "Der Kalender ist stumm."


def test_the_same_form_sent_twice_is_one_report(ida: User) -> None:
    token = uuid4()
    assert sent(token=token) == sent(token=token)
    assert Mail.objects.count() == 1


def test_nothing_and_a_flood_are_refused(world: World) -> None:
    with pytest.raises(BarrierRefused, match="was nicht geht"):
        sent(text="  \n ")
    for _ in range(MOST_A_DAY):
        sent()
    with pytest.raises(BarrierRefused, match="sehr viele"):
        sent()
    sent(at=AT + timedelta(days=1, minutes=1))


def test_only_administrators_answer_and_nobody_overwrites_anybody(world: World, ida: User) -> None:
    report = sent()
    with pytest.raises(BarrierRefused, match="Verwaltung"):
        answer_barrier(report=report, answer="Ja", revision=1, by=world.lena, at=AT)
    with pytest.raises(BarrierRefused, match="was getan wurde"):
        answer_barrier(report=report, answer=" ", revision=1, by=ida, at=AT)
    answer_barrier(report=report, answer="Beschriftet.", revision=1, by=ida, at=AT)
    with pytest.raises(Conflict):
        answer_barrier(report=report, answer="Anders.", revision=1, by=ida, at=AT)
    row = BarrierReport.objects.get()
    assert (row.state, row.answer, row.answered_by) == (ReportState.ANSWERED, "Beschriftet.", ida)


def test_answered_reports_are_unreadable_after_a_year_and_open_ones_stay(ida: User) -> None:
    done, open_one = sent(), sent()
    answer_barrier(report=done, answer="Erledigt.", revision=1, by=ida, at=AT)
    assert forget_barriers(at=AT + timedelta(days=365)) == {"reports": 0}
    assert forget_barriers(at=AT + timedelta(days=366)) == {"reports": 1}
    assert forget_barriers(at=AT + timedelta(days=367)) == {"reports": 0}
    assert list(readable_reports()) == [open_one]
    with pytest.raises(BarrierRefused, match="vernichtet"):
        answer_barrier(report=done, answer="Noch.", revision=2, by=ida, at=AT + timedelta(days=366))
