"""A proposal walks chain Q1 with the engine of all chains."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.deadlines.choices import Frequency
from roterfaden.deadlines.reminders import choose_reminder
from roterfaden.jobs.models import Mail
from roterfaden.process.catalogue import version_in_force
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.models import Run, Task
from roterfaden.process.runs import RunMovedOn, RunRefused
from roterfaden.quality import boxes, committee, proposals
from roterfaden.quality.choices import BoxKind, BoxMode, EntryKind
from roterfaden.quality.entries import entry
from roterfaden.quality.models import Proposal
from roterfaden.quality.passing_on import next_bodies, pass_on
from roterfaden.quality.proposal_rules import count_unread_answers, proposals_visible_to, waiting_for_editors
from roterfaden.quality.proposals import About, Outcome, Texts
from tests.fixtures import AT, TODAY, World

TEXTS = Texts(what="Schritt 5 nennt keine Frist.", why="Betriebe warten.", wording="innerhalb von 14 Tagen")


@pytest.fixture
def proposal(world: World) -> Proposal:
    version = version_in_force("V1", on=TODAY)
    return proposals.propose(
        organisation=world.service,
        about=About(chain_version=version, node="5"),
        texts=TEXTS,
        token=UUID(int=1),
        by=world.anna,
        at=AT,
    )


def go(proposal: Proposal, by: User, **said: Any) -> Run:
    run = Run.objects.get(pk=proposal.run_id)
    proposal = Proposal.objects.select_related("run", "organisation").get(pk=proposal.pk)
    task = Task.objects.get(run=run, state=TaskState.OPEN)
    proposals.move_on(
        proposal=proposal, seen_moves=run.moves, number=task.number, said=Outcome(**said), by=by, at=AT
    )
    return Run.objects.get(pk=run.pk)


def test_handing_in_is_the_first_step(proposal: Proposal, world: World) -> None:
    done, opened = Task.objects.filter(run=proposal.run).order_by("number")
    assert (done.node, done.state, opened.node) == ("1", TaskState.DONE, "2")
    assert proposal.run.start_node == "start_ifd"
    assert list(waiting_for_editors(world.quirin, on=TODAY)) == [proposal]


def test_sent_twice_it_is_one(proposal: Proposal, world: World) -> None:
    again = proposals.propose(
        organisation=world.service,
        about=About(chapter="krise"),
        texts=TEXTS,
        token=UUID(int=1),
        by=world.anna,
        at=AT,
    )
    assert again == proposal
    assert Proposal.objects.count() == 1


def test_no_is_answered_with_a_sentence(proposal: Proposal, world: World) -> None:
    go(proposal, world.quirin)
    go(proposal, world.quirin, outcome="nein")
    with pytest.raises(proposals.ProposalRefused, match="Satz"):
        go(proposal, world.quirin)
    run = go(proposal, world.quirin, answer="Steht schon in Schritt 4.")
    assert (run.state, run.end_node) == (RunState.ENDED, "end_abgelehnt")
    assert count_unread_answers(world.anna) == 1
    proposal.refresh_from_db()
    proposals.note_answer_read(proposal=proposal, by=world.bela, at=AT)
    assert count_unread_answers(world.anna) == 1
    proposals.note_answer_read(proposal=proposal, by=world.anna, at=AT)
    assert count_unread_answers(world.anna) == 0


def test_yes_goes_through_editors_and_committee_to_the_publication(proposal: Proposal, world: World) -> None:
    committee.give_seat(organisation=world.service, user=world.lena, valid_from=TODAY, by=world.quirin, at=AT)
    go(proposal, world.quirin)
    for said in ({"outcome": "ja"}, {}, {}, {"outcome": "ja"}, {}):
        go(proposal, world.quirin, **said)
    with pytest.raises(proposals.ProposalRefused, match="entscheiden andere"):
        go(proposal, world.quirin, outcome="ja")
    go(proposal, world.lena, outcome="ja")
    with pytest.raises(proposals.ProposalRefused, match="was daraus geworden ist"):
        go(proposal, world.quirin, answer="Ist drin.")
    krise = entry(EntryKind.CHAPTER, "krise")
    assert krise is not None
    box = boxes.write_box(
        organisation=world.service,
        entry=krise,
        box=BoxKind.AIDS,
        mode=BoxMode.ADDS,
        text="Neu.",
        revision=0,
        by=world.quirin,
        at=AT,
    )
    run = go(proposal, world.quirin, answer="Ist drin.", became_box=box.versions.get())
    assert run.end_node == "end_ergaenzt"
    proposal.refresh_from_db()
    assert (proposal.answer, proposal.became_box) == ("Ist drin.", box.versions.get())


def test_nobody_decides_in_the_committee_about_their_own(proposal: Proposal, world: World) -> None:
    committee.give_seat(organisation=world.service, user=world.anna, valid_from=TODAY, by=world.quirin, at=AT)
    go(proposal, world.quirin)
    for said in ({"outcome": "ja"}, {}, {}, {"outcome": "ja"}, {}):
        go(proposal, world.quirin, **said)
    with pytest.raises(proposals.ProposalRefused):
        go(proposal, world.anna, outcome="ja")


def test_two_editors_and_a_wrong_answer(proposal: Proposal, world: World) -> None:
    seen, number = proposal.run.moves, Task.objects.get(run=proposal.run, state=TaskState.OPEN).number
    go(proposal, world.quirin)
    with pytest.raises(RunMovedOn):
        proposals.move_on(
            proposal=proposal, seen_moves=seen, number=number, said=Outcome(), by=world.quirin, at=AT
        )
    with pytest.raises(RunRefused):
        go(proposal, world.quirin, outcome="vielleicht")


def test_the_proposer_takes_it_back_and_others_may_not(proposal: Proposal, world: World) -> None:
    said: dict[str, Any] = {"seen_moves": proposal.run.moves, "reason": "Schon erledigt.", "at": AT}
    with pytest.raises(proposals.ProposalRefused):
        proposals.withdraw(proposal=proposal, by=world.quirin, **said)
    proposals.withdraw(proposal=proposal, by=world.anna, **said)
    assert Run.objects.get(pk=proposal.run_id).state == RunState.LEFT


def test_editors_take_the_last_move_back(proposal: Proposal, world: World) -> None:
    moves = go(proposal, world.quirin).moves
    said: dict[str, Any] = {"seen_moves": moves, "reason": "Verklickt.", "at": AT}
    with pytest.raises(proposals.ProposalRefused):
        proposals.undo(proposal=proposal, by=world.anna, **said)
    proposals.undo(proposal=proposal, by=world.quirin, **said)
    assert Task.objects.get(run=proposal.run_id, state=TaskState.OPEN).node == "2"


def test_who_sees_it(proposal: Proposal, world: World) -> None:
    for user, sees in ((world.anna, True), (world.quirin, True), (world.bela, False), (world.fritz, False)):
        assert proposals_visible_to(user, on=TODAY).exists() is sees, user
    committee.give_seat(
        organisation=world.service, user=world.klara, valid_from=TODAY, by=world.quirin, at=AT
    )
    assert proposals_visible_to(world.klara, on=TODAY).exists()
    assert not proposals_visible_to(world.klara, on=TODAY - timedelta(days=1)).exists()


@pytest.mark.parametrize("about", [About(), About(chapter="mond")])
def test_nothing_real_to_propose_about(world: World, about: About) -> None:
    with pytest.raises(proposals.ProposalRefused, match="Kapitel"):
        proposals.propose(
            organisation=world.service, about=about, texts=TEXTS, token=UUID(int=2), by=world.anna, at=AT
        )


def test_only_editors_name_the_committee(world: World) -> None:
    with pytest.raises(committee.SeatRefused):
        committee.give_seat(
            organisation=world.service, user=world.anna, valid_from=TODAY, by=world.anna, at=AT
        )


def test_the_proposer_is_told_by_mail_and_the_mail_tells_no_text(proposal: Proposal, world: World) -> None:
    choose_reminder(
        user=world.anna, frequency=Frequency.NEVER, email="anna@ifd.example", by=world.anna, at=AT
    )
    go(proposal, world.quirin)
    go(proposal, world.quirin, outcome="nein")
    assert not Mail.objects.exists()
    go(proposal, world.quirin, answer="Steht schon in Schritt 4.")
    mail = Mail.objects.get()
    assert (mail.recipient, mail.subject) == ("anna@ifd.example", "Roter Faden: Nachricht zu Ihrem Vorschlag")
    assert "Er ist beantwortet." in mail.body
    for text in (TEXTS.what, TEXTS.why, "Schritt 4"):
        assert text not in mail.body


def test_it_travels_on_to_the_land_and_both_ends_know(proposal: Proposal, world: World) -> None:
    choose_reminder(
        user=world.anna, frequency=Frequency.NEVER, email="anna@ifd.example", by=world.anna, at=AT
    )
    members.add_member(
        user=world.klara,
        organisation=world.office,
        role=Role.COORDINATOR,
        valid_from=TODAY,
        by=None,
        at=AT,
    )
    assert next_bodies(world.service) == [world.office]
    said: dict[str, Any] = {
        "reason": "Das betrifft das ganze Land.",
        "seen_moves": proposal.run.moves,
        "at": AT,
    }
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"by": world.anna, "to": world.office}, "Redaktion"),
        ({"by": world.quirin, "to": world.agency}, "nicht weiter"),
        ({"by": world.quirin, "to": world.office, "reason": " "}, "Satz"),
    ]
    for other, because in wrong:
        with pytest.raises(proposals.ProposalRefused, match=because):
            pass_on(proposal=proposal, **(said | other))
    with pytest.raises(RunMovedOn):
        pass_on(proposal=proposal, **(said | {"by": world.quirin, "to": world.office, "seen_moves": 1}))
    made = pass_on(proposal=proposal, to=world.office, by=world.quirin, **said)
    assert (made.by, made.organisation, made.passed_from) == (world.anna, world.office, proposal)
    assert (made.what, made.why, made.wording) == (TEXTS.what, TEXTS.why, TEXTS.wording)
    assert made.data_key != proposal.data_key
    assert made.run.chain_version.key == "Q1"
    assert Task.objects.get(run=made.run, state=TaskState.OPEN).node == "2"
    left = Proposal.objects.get(pk=proposal.pk)
    assert left.run.state == RunState.LEFT
    assert (
        pass_on(proposal=left, to=world.office, by=world.quirin, **(said | {"seen_moves": left.run.moves}))
        == made
    )
    assert list(waiting_for_editors(world.klara, on=TODAY)) == [made]
    assert set(proposals_visible_to(world.anna, on=TODAY)) == {left, made}
    assert list(proposals_visible_to(world.quirin, on=TODAY)) == [left]
    go(made, world.klara)
    go(made, world.klara, outcome="nein")
    go(made, world.klara, answer="Das regelt jedes Amt selbst.")
    assert [mail.body.split("\n")[0].partition(": ")[2] for mail in Mail.objects.order_by("pk")] == [
        "Er ging weiter an: Integrationsamt Nordland.",
        "Er ist beantwortet.",
    ]
