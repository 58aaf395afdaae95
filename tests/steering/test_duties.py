"""Days of quality work: each for whom it waits, on the start page and by a mail that names nobody."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.auditing import correcting, finding
from roterfaden.auditing.choices import Effect, FindingKind
from roterfaden.auditing.correcting import Correction
from roterfaden.deadlines.choices import Frequency
from roterfaden.deadlines.reminders import choose_reminder
from roterfaden.jobs.models import Mail
from roterfaden.process.choices import TaskState
from roterfaden.process.models import Deadline, Task
from roterfaden.quality.duties import duties_of, send_duties
from roterfaden.steering import agreements, improvements
from roterfaden.steering.agreement_records import Agreement
from roterfaden.steering.choices import SourceKind
from tests.auditing.makers import HELD_ON, appoint, cast_for, plan, programme_for
from tests.fixtures import AT, TODAY, World
from tests.standards.makers import prove
from tests.steering.makers import clerk_of_the_office, later
from tests.web.browsing import client_of, text_of

FAR = timedelta(days=400)


def told(user: User, *, on: date = TODAY, ahead: timedelta = FAR) -> dict[str, date]:
    return {str(duty.what): duty.due_on for duty in duties_of(user, on=on, ahead=ahead)}


def begun(world: World, olga: User) -> Agreement:
    return agreements.begin(
        service=world.service, office=world.office, begins_on=date(2026, 12, 1), by=olga, at=AT
    )


@pytest.mark.parametrize(
    ("node", "what", "due"),
    [
        ("6", "Zielvereinbarung unterschreiben", date(2026, 12, 24)),
        ("7", "Zwischenbilanz der Zielvereinbarung", date(2027, 6, 1)),
        ("x1", "Abschlussbilanz der Zielvereinbarung", date(2027, 12, 1)),
    ],
)
def test_the_days_of_an_agreement_wait_for_both_sides(world: World, node: str, what: str, due: date) -> None:
    olga = clerk_of_the_office(world)
    made = begun(world, olga)
    task = Task.objects.get(run=made.run, state=TaskState.OPEN)
    Task.objects.filter(pk=task.pk).update(node=node)
    Deadline.objects.filter(task=task).delete()
    if node == "6":
        Deadline.objects.create(run=made.run, task=task, title="Monat", due_on=due, computed="Ein Monat.")
    for user in (olga, world.lena, world.quirin):
        assert told(user) == {what: due}
    for stranger in (world.anna, world.klara, world.fritz):
        assert told(stranger) == {}
    Deadline.objects.filter(task=task).update(closed_at=AT)
    assert (what in told(olga)) == (node != "6")


def test_the_days_of_an_audit_wait_for_who_acts(world: World) -> None:
    cast = cast_for(world)
    audit = plan(world, programme_for(world, cast))
    appoint(world, cast, cast.paul)
    type(audit).objects.filter(pk=audit.pk).update(auditor=cast.paul)
    audit.refresh_from_db()
    assert told(cast.paul)["Auditfragen ankündigen"] <= HELD_ON - timedelta(days=14)
    type(audit).objects.filter(pk=audit.pk).update(announced_on=TODAY)
    audit.refresh_from_db()
    assert told(cast.paul) == {"Audit durchführen": HELD_ON}
    row = finding.write_finding(audit=audit, kind=FindingKind.DEVIATION, text="Fehlt.", by=cast.paul, at=AT)
    due = TODAY + timedelta(days=60)
    said = Correction(statement="", cause="", correction="Liste", responsible=world.anna, due_on=due)
    correcting.correct(finding=row, said=said, revision=1, by=world.lena, at=AT)
    assert told(world.anna) == {"Korrektur aus einem Audit umsetzen": due}
    assert "Korrektur aus einem Audit nachprüfen" not in told(cast.paul)
    correcting.report_done(finding=row, note="Getan.", revision=2, by=world.anna, at=AT)
    assert told(world.anna) == {}
    assert told(cast.paul)["Korrektur aus einem Audit nachprüfen"] == due
    correcting.recheck(
        finding=row, effect=Effect.EFFECTIVE, note="Gesehen.", again_by=None, revision=3, by=cast.paul, at=AT
    )
    assert told(cast.paul) == {"Audit durchführen": HELD_ON}
    assert told(world.fritz) == told(world.klara) == {}


def test_evidence_and_improvements_wait_for_who_keeps_them(world: World) -> None:
    until = TODAY + timedelta(days=20)
    prove(world, "kassys:P61-01", until=until)
    row = improvements.propose(
        organisation=world.service, source_kind=SourceKind.IDEA, source_code="", what="Schneller.",
        token=world.service.uuid, by=world.anna, at=AT,
    )  # fmt: skip
    improvements.agree(
        improvement=row, responsible=world.lena, due_on=TODAY, revision=1, by=world.quirin, at=AT
    )
    assert told(world.lena) == {
        "Verbesserung umsetzen": TODAY,
        "Nachweis zu einer Anforderung erneuern": until,
    }
    assert told(world.lena, ahead=timedelta(days=7)) == {"Verbesserung umsetzen": TODAY}
    assert told(world.quirin) == told(world.anna) == told(world.fritz) == {}


def test_the_start_page_shows_them_and_the_mail_names_nobody(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: AT)
    row = prove(world, "kassys:P61-01", until=TODAY + timedelta(days=5), title="Zeugnis von Leyla Aksoy")
    page = text_of(client_of(world.lena).get("/"))
    assert "Nachweis zu einer Anforderung erneuern" in page
    assert f"/anforderungen/{world.service.code}/nachweise/" in page
    assert "Im Qualitätsmanagement" not in text_of(client_of(world.anna).get("/"))
    for user, often in ((world.lena, Frequency.DAILY), (world.quirin, Frequency.DAILY)):
        choose_reminder(user=user, frequency=often, email=f"{user.username}@example.org", by=user, at=AT)
    for _twice in range(2):
        send_duties(at=AT)
    mail = Mail.objects.get(key__startswith="duties:")
    assert "Nachweis zu einer Anforderung erneuern: 29.11.2026" in mail.body
    for secret in ("Aksoy", "Zeugnis", world.service.name, str(row.uuid)):
        assert secret not in mail.subject + mail.body
    assert send_duties(at=later(4)) == {"queued": 0}, "not on a Saturday"
    assert send_duties(at=later(6)) == {"queued": 1}, "again while it is overdue"
