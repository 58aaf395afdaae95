"""A complaint walks chain QB; whom it concerns neither handles nor sees it."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.complaints import handling, officers, receiving
from roterfaden.complaints.choices import Channel, Complainant
from roterfaden.complaints.handling import Said
from roterfaden.complaints.models import Complaint
from roterfaden.complaints.procedure import faults_with, procedure
from roterfaden.complaints.queries import (
    complaints_visible_to,
    lessons_for,
    office_of,
    possible_handlers,
    taken_in_by,
)
from roterfaden.complaints.receiving import ComplaintRefused, Told
from roterfaden.deadlines.choices import Frequency
from roterfaden.deadlines.reminders import choose_reminder
from roterfaden.jobs.models import Mail
from roterfaden.process.catalogue import chain_of, version_in_force
from roterfaden.process.choices import DocumentState, RunState, TaskState
from roterfaden.process.models import Deadline, Run, Task, TaskDocument
from roterfaden.process.runs import RunMovedOn
from roterfaden.steering.choices import SourceKind
from roterfaden.steering.models import Improvement
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import client_of, text_of

SECRET = "Termine fallen aus, ohne dass jemand Bescheid sagt."
TOLD = Told(Complainant.CLIENT, Channel.IN_PERSON, text=SECRET, name="Leyla Aksoy", contact="per Brief")


def receive(world: World, told: Told = TOLD, **more: Any) -> Complaint:
    values: dict[str, Any] = {
        "organisation": world.service,
        "by": world.bela,
        "at": AT,
        "token": UUID(int=1),
    } | more
    return receiving.receive(told=told, **values)


def go(complaint: Complaint, by: User, seen: int | None = None, **said: Any) -> Run:
    fresh = Complaint.objects.select_related("run", "organisation", "case", "handler").get(pk=complaint.pk)
    task = Task.objects.filter(run=fresh.run, state=TaskState.OPEN).earliest("number")
    handling.move_on(
        complaint=fresh,
        seen_moves=fresh.run.moves if seen is None else seen,
        number=task.number,
        said=Said(**said),
        by=by,
        at=AT,
    )
    return Run.objects.get(pk=fresh.run_id)


def sees(user: User) -> list[Complaint]:
    return list(complaints_visible_to(user, on=TODAY))


def add_user(world: World, name: str, role: Role) -> User:
    user = members.add_user(username=name, first_name=name, last_name="Muster", by=None, at=AT)
    members.add_member(
        user=user, organisation=world.service, role=role, valid_from=date(2020, 1, 1), by=None, at=AT
    )
    return user


def test_the_procedure_fits_its_chain(world: World) -> None:
    version = version_in_force(procedure().chain, on=TODAY)
    assert version is not None
    assert faults_with(chain_of(version)) == []
    assert set(procedure().starts) == set(Complainant.values)


def check_improvement(world: World, made: Complaint) -> None:
    """What the complaint asks for is one improvement of the service, and the complaint leads to it."""
    improved = Improvement.objects.get()
    assert (improved.source_kind, improved.source_code) == (SourceKind.COMPLAINT, made.code)
    assert (improved.what, improved.organisation) == ("Steht künftig im Kapitel.", world.service)
    page = text_of(client_of(world.quirin).get(f"/beschwerden/{made.uuid}/"))
    assert f"/qualitaet/verbesserungen/{improved.uuid}/" in page


def test_the_whole_way_from_the_words_of_the_person_to_the_lesson(world: World, case: Case) -> None:
    choose_reminder(
        user=world.lena, frequency=Frequency.DAILY, email="lena@example.org", by=world.lena, at=AT
    )
    officers.name_officer(
        organisation=world.service, user=world.quirin, valid_from=TODAY, by=world.lena, at=AT
    )
    made = receive(world, case=case, concerned=[world.anna])
    assert receive(world) == made
    assert Complaint.objects.count() == 1
    assert [task.node for task in Task.objects.filter(run=made.run, state=TaskState.OPEN)] == ["2"]
    due = Deadline.objects.get(run=made.run)
    assert (due.due_on, made.answer_due_on) == (TODAY + timedelta(days=1), TODAY + timedelta(weeks=4))
    assert SECRET not in Mail.objects.get().body
    # who wrote it down knows how it stands, and no more
    assert sees(world.bela) == sees(world.anna) == sees(world.fritz) == sees(world.klara) == []
    assert list(taken_in_by(world.bela)) == [made]
    assert sees(world.lena) == sees(world.quirin) == [made]
    for stranger in (world.anna, world.bela):
        with pytest.raises(ComplaintRefused, match="handeln andere"):
            go(made, stranger)
    go(made, world.quirin)
    with pytest.raises(ComplaintRefused, match="unabhängige Person"):
        go(made, world.quirin)
    with pytest.raises(ComplaintRefused, match="nicht unabhängig"):
        go(made, world.quirin, handler=world.anna)
    go(made, world.quirin, handler=world.bela)
    assert sees(world.bela) == [made]
    with pytest.raises(ComplaintRefused, match="handeln andere"):
        go(made, world.quirin, outcome="berechtigt")
    with pytest.raises(RunMovedOn):
        go(made, world.bela, seen=1, outcome="berechtigt")
    go(made, world.bela, outcome="berechtigt")
    go(made, world.bela)
    with pytest.raises(ComplaintRefused, match="zuerst die Antwort"):
        go(made, world.bela, outcome="ja")
    made = Complaint.objects.get(pk=made.pk)
    handling.write_answer(
        complaint=made, text="Es tut uns leid.", revision=made.revision, by=world.bela, at=AT
    )
    with pytest.raises(Conflict):
        handling.write_answer(complaint=made, text="Nein.", revision=1, by=world.bela, at=AT)
    go(made, world.bela, outcome="ja")
    with pytest.raises(ComplaintRefused, match="zu lernen"):
        go(made, world.quirin, outcome="ja")
    go(made, world.quirin, outcome="ja", lesson="Absagen einen Tag vorher.")
    run = go(made, world.quirin, improvement="Steht künftig im Kapitel.", chapter="erreichbarkeit")
    assert (run.state, run.end_node) == (RunState.ENDED, "end_gelernt")
    made = Complaint.objects.get(pk=made.pk)
    assert made.answered_at == AT
    assert made.proposal is not None
    assert made.proposal.what == "Steht künftig im Kapitel."
    check_improvement(world, made)
    # everybody learns, also whom it concerned; nobody of another service
    assert [one.lesson for one in lessons_for(world.anna, on=TODAY)] == ["Absagen einen Tag vorher."]
    assert not lessons_for(world.fritz, on=TODAY).exists()
    told = " ".join(str(entry.payload) for entry in Entry.objects.all())
    assert SECRET not in told
    assert str(world.anna.uuid) not in told


def test_the_lead_about_whom_it_is_does_not_see_it_and_somebody_else_has_to_be_named(world: World) -> None:
    root = add_user(world, "root", Role.ADMINISTRATOR)
    choose_reminder(user=root, frequency=Frequency.DAILY, email="root@example.org", by=root, at=AT)
    made = receive(world, concerned=[world.lena])
    assert sees(world.lena) == []
    assert office_of(made, on=TODAY) == []
    assert "niemand bearbeiten darf" in Mail.objects.get().body
    for who in (world.lena, root):
        with pytest.raises(ComplaintRefused):
            go(made, who)
    officers.name_officer(organisation=world.service, user=world.quirin, valid_from=TODAY, by=root, at=AT)
    assert sees(world.quirin) == [made]
    assert world.lena not in possible_handlers(made, on=TODAY)
    with pytest.raises(officers.OfficerRefused):
        officers.name_officer(
            organisation=world.service, user=world.anna, valid_from=TODAY, by=world.anna, at=AT
        )


def test_without_a_name_and_from_the_portal(world: World) -> None:
    nameless = receive(world, Told(Complainant.OTHER, Channel.LETTER, text="Es zieht."))
    assert [task.node for task in Task.objects.filter(run=nameless.run, state=TaskState.OPEN)] == ["3"]
    go(nameless, world.lena, handler=world.bela)
    go(nameless, world.bela, outcome="nicht berechtigt")
    go(nameless, world.bela, outcome="keine Rückmeldung")
    answer = TaskDocument.objects.get(task__run=nameless.run, title="Antwort")
    assert (answer.state, answer.reason) == (DocumentState.EXCUSED, handling.UNREACHABLE)
    portal = receive(world, Told(Complainant.CLIENT, Channel.PORTAL, text="x"), by=None, token=UUID(int=2))
    assert [task.node for task in Task.objects.filter(run=portal.run, state=TaskState.OPEN)] == ["1"]
    go(portal, world.lena, outcome="ja")
    assert receive(world, by=None, token=UUID(int=2)) == portal


def test_who_turns_out_to_be_concerned_loses_sight_of_it_at_once(world: World) -> None:
    made = receive(world)
    go(made, world.lena)
    go(made, world.lena, handler=world.bela)
    made = Complaint.objects.select_related("organisation", "run").get(pk=made.pk)
    receiving.concern(complaint=made, users=[world.bela], by=world.lena, at=AT)
    assert sees(world.bela) == []
    assert not taken_in_by(world.bela).exists()
    assert Complaint.objects.get(pk=made.pk).handler is None
    handling.undo(
        complaint=made, seen_moves=made.run.moves, reason="Bela ist betroffen.", by=world.lena, at=AT
    )
    go(made, world.lena, handler=world.anna)
    made = Complaint.objects.select_related("organisation", "run").get(pk=made.pk)
    moves = made.run.moves
    handling.withdraw(complaint=made, seen_moves=moves, reason="Hat sich geklärt.", by=world.anna, at=AT)
    assert [task.node for task in Task.objects.filter(run=made.run, state=TaskState.OPEN)] == ["8"]


def test_a_mistaken_mark_is_taken_back_with_its_reason_and_a_trace(world: World, case: Case) -> None:
    officers.name_officer(
        organisation=world.service, user=world.quirin, valid_from=TODAY, by=world.lena, at=AT
    )
    made = receive(world, case=case, concerned=[world.anna, world.quirin])
    why = "Verwechselt mit dem Kollegen gleichen Namens."
    for by, reason in ((world.quirin, why), (world.anna, why), (world.bela, why), (world.lena, "  ")):
        with pytest.raises(ComplaintRefused):
            handling.not_concerned(complaint=made, user=world.quirin, reason=reason, by=by, at=AT)
    assert sees(world.quirin) == []
    for _again in range(2):
        handling.not_concerned(complaint=made, user=world.quirin, reason=why, by=world.lena, at=AT)
    assert sees(world.quirin) == [made]
    assert sees(world.anna) == []
    assert [(one.user, one.by, one.reason) for one in made.taken_back.all()] == [
        (world.quirin, world.lena, why)
    ]
    entry = Entry.objects.get(action="complaints.concern_taken_back")
    assert (entry.actor_id, str(world.quirin.uuid) in str(entry.payload)) == (world.lena.pk, False)
    assert why not in str(entry.payload)
    receiving.concern(complaint=made, users=[world.quirin], by=world.lena, at=AT)
    assert sees(world.quirin) == []


def test_what_is_refused_when_it_is_taken_in(world: World, case: Case) -> None:
    for more in ({"by": world.fritz}, {"told": Told(Complainant.CLIENT, Channel.PHONE, text="  ")}):
        with pytest.raises(ComplaintRefused):
            receive(world, **more)
    with pytest.raises(ComplaintRefused, match="anderen Dienst"):
        receive(world, organisation=world.other_service, by=world.fritz, case=case)
    assert not Complaint.objects.exists()


def test_a_list_takes_as_many_queries_for_many_as_for_one(world: World) -> None:
    from roterfaden.web.complaints.page import lines  # noqa: PLC0415

    receive(world)
    counted = []
    for number in (2, 9):
        for token in range(number, number * 2):
            receive(world, token=UUID(int=token))
        with CaptureQueriesContext(connection) as found:
            lines(complaints_visible_to(world.lena, on=TODAY))
        counted.append(len(found))
    assert counted[0] == counted[1]
