"""Propose a change of a step or a chapter, and lead the proposal along its chain (Q1) with the engine of all chains.

The proposal has no state of its own: how it stands is what its run says. What the places of the chain mean (here the
proposer is answered, there the change is named) is data: catalogue/handbook/procedure.yaml.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.crypto import keyring
from roterfaden.common.days import local_day
from roterfaden.process import deviations, runs
from roterfaden.process.catalogue import chain_of, version_in_force
from roterfaden.process.choices import DocumentState, ReasonCategory
from roterfaden.process.engine.definition import Chain
from roterfaden.process.evidence import missing_documents, record_document
from roterfaden.process.models import ChainVersion, Run
from roterfaden.quality.models import BoxVersion, Proposal
from roterfaden.quality.notices import tell_proposer
from roterfaden.quality.proposal_rules import edits, may_act_on, may_propose_in
from roterfaden.quality.shelf import book

actions.register("quality.proposed", "Änderung vorgeschlagen")
actions.register("quality.answered", "Vorschlag beantwortet")
actions.register("quality.withdrawn", "Vorschlag zurückgezogen")

Act = Callable[..., Proposal]


class ProposalRefused(ValueError):
    """The proposal cannot go on like this; the message says why."""


@dataclass(frozen=True)
class About:
    """What a proposal is about: a chapter, or a chain version with or without one of its steps."""

    chapter: str = ""
    chain_version: ChainVersion | None = None
    node: str = ""


@dataclass(frozen=True)
class Texts:
    """What the proposer writes: what is wrong, why, and how it should read instead."""

    what: str
    why: str
    wording: str = ""


@dataclass(frozen=True)
class Outcome:
    """What the editors say at one place of the chain. `answer` goes to the proposer."""

    outcome: str = ""
    note: str = ""
    answer: str = ""
    became_version: ChainVersion | None = None
    became_box: BoxVersion | None = None


def propose(
    *, organisation: Organisation, about: About, texts: Texts, token: UUID, by: User, at: datetime
) -> Proposal:
    """Hand in a proposal to the editors of `organisation`; sending the same form again returns the first.

    Refuses who does not work there, an unknown chapter or step, empty texts. Effects: as `begin`.
    """
    known = Proposal.objects.filter(token=token, by=by).first()
    if known is not None:
        return known
    _check(organisation, about, texts, by=by, at=at)
    start = book().procedure.start_for(organisation.kind.code)
    return begin(
        organisation=organisation, about=about, texts=texts, token=token, author=by, start=start, by=by, at=at
    )


def begin(
    *,
    organisation: Organisation,
    about: About,
    texts: Texts,
    token: UUID,
    author: User,
    start: str,
    by: User,
    at: datetime,
    passed_from: Proposal | None = None,
) -> Proposal:
    """Write a proposal of `author` and begin its run at the organisation that decides about it.

    Refuses when the chain of proposals is not in force. Effects: data key, run with its first step done (handing in),
    proposal, audit entries.
    """
    way = book().procedure
    version = version_in_force(way.chain, on=local_day(at))
    if version is None:
        raise ProposalRefused(f"Die Kette {way.chain} gilt zurzeit nicht.")
    with transaction.atomic():
        key = keyring.new_key()
        # not saved yet: its uuid is the scope of the run's entries
        proposal = Proposal(
            organisation=organisation,
            by=author,
            at=at,
            data_key=key,
            chapter=about.chapter,
            chain_version=about.chain_version,
            node=about.node,
            what=texts.what.strip(),
            why=texts.why.strip(),
            wording=texts.wording.strip(),
            passed_from=passed_from,
            token=token,
        )
        run = runs.start_run(
            chain_version=version,
            organisation=organisation,
            data_key=key,
            start_node=start,
            scope=proposal,
            by=by,
            at=at,
        )
        _hand_in(run, proposal, by=by, at=at)
        proposal.run = run
        proposal.save()
        trail.record(
            "quality.proposed",
            by=by,
            at=at,
            subject=proposal,
            scope=proposal,
            organisation=organisation,
            details={"chapter": about.chapter, "chain": str(about.chain_version or ""), "node": about.node},
        )
    return proposal


def move_on(
    *, proposal: Proposal, seen_moves: int, number: int, said: Outcome, by: User, at: datetime
) -> Proposal:
    """Complete the open step `number` of the proposal's run, or answer its question.

    Refuses who does not act there, RunMovedOn, a step that answers the proposer without `answer`, a step that publishes
    without naming what became of it. Effects: moves of the run, the step's documents as recorded, answer, audit.
    """
    with transaction.atomic():
        taken = runs.take_up(proposal.run, seen_moves)
        task = taken.open_task(number)
        if not may_act_on(by, proposal, task.node, on=local_day(at)):
            raise ProposalRefused("An dieser Stelle entscheiden andere.")
        _require(task.node, said)
        for title in missing_documents(chain=taken.chain, task=task):
            record_document(task=task, title=title, state=DocumentState.PRESENT, scope=proposal, by=by, at=at)
        if said.answer.strip():
            _answer(proposal, said, by=by, at=at)
        runs.complete_task(
            taken, number=number, outcome=said.outcome, note=said.note, scope=proposal, by=by, at=at
        )
        if said.answer.strip():
            became = said.became_version or said.became_box
            sentence = "Er ist übernommen und veröffentlicht." if became else "Er ist beantwortet."
            tell_proposer(proposal=proposal, what="answered", sentence=sentence, by=by, at=at)
    return proposal


def withdraw(*, proposal: Proposal, seen_moves: int, reason: str, by: User, at: datetime) -> Proposal:
    """The proposer takes the proposal back; its run is left. Refuses others, and a run that is over."""
    if by.pk != proposal.by_id:
        raise ProposalRefused("Zurückziehen kann nur, wer vorgeschlagen hat.")
    with transaction.atomic():
        who = deviations.Who(
            run=proposal.run,
            seen_moves=seen_moves,
            reason=deviations.Reason(ReasonCategory.OTHER, reason),
            scope=proposal,
            by=by,
            at=at,
        )
        deviations.leave(who)
        trail.record(
            "quality.withdrawn",
            by=by,
            at=at,
            subject=proposal,
            scope=proposal,
            organisation=proposal.organisation,
            details={},
        )
    return proposal


def undo(*, proposal: Proposal, seen_moves: int, reason: str, by: User, at: datetime) -> Proposal:
    """Take the last move back, with a trace. Only editors do."""
    if not edits(by, proposal, on=local_day(at)):
        raise ProposalRefused("An dieser Stelle entscheiden andere.")
    with transaction.atomic():
        deviations.undo_last(
            deviations.Who(
                run=proposal.run,
                seen_moves=seen_moves,
                reason=deviations.Reason(ReasonCategory.MISTAKE, reason),
                scope=proposal,
                by=by,
                at=at,
            )
        )
    return proposal


def note_answer_read(*, proposal: Proposal, by: User, at: datetime) -> None:
    """The proposer has seen the answer: it is no longer announced. Nothing for others, and nothing twice."""
    if by.pk == proposal.by_id and proposal.answered_at and proposal.answer_read_at is None:
        Proposal.objects.filter(pk=proposal.pk, answer_read_at=None).update(answer_read_at=at)


def _hand_in(run: Run, proposal: Proposal, *, by: User, at: datetime) -> None:
    """The proposal itself is what the first step of the chain asks for."""
    taken = runs.take_up(run, run.moves)
    first = next((t for t in taken.open_tasks if t.node == book().procedure.handed_in_by), None)
    if first is None:
        return
    for title in missing_documents(chain=taken.chain, task=first):
        record_document(task=first, title=title, state=DocumentState.PRESENT, scope=proposal, by=by, at=at)
    runs.complete_task(taken, number=first.number, scope=proposal, by=by, at=at)
    run.refresh_from_db()


def _answer(proposal: Proposal, said: Outcome, *, by: User, at: datetime) -> None:
    proposal.answer, proposal.answered_at, proposal.answered_by = said.answer.strip(), at, by
    proposal.answer_read_at = None
    proposal.became_version, proposal.became_box = said.became_version, said.became_box
    fields = ("answer", "answered_at", "answered_by", "answer_read_at", "became_version", "became_box")
    proposal.save(update_fields=fields)
    trail.record(
        "quality.answered",
        by=by,
        at=at,
        subject=proposal,
        scope=proposal,
        organisation=proposal.organisation,
        details={
            "version": str(said.became_version or ""),
            "box": str(said.became_box or ""),
        },
    )


def _require(node: str, said: Outcome) -> None:
    way = book().procedure
    if node in (*way.answered_at, *way.published_at) and not said.answer.strip():
        raise ProposalRefused("Bitte antworten Sie der Person, die vorgeschlagen hat, in einem Satz.")
    if node in way.published_at and said.became_version is None and said.became_box is None:
        raise ProposalRefused("Bitte nennen Sie, was daraus geworden ist: eine Fassung oder ein Kapitel.")


def _check(organisation: Organisation, about: About, texts: Texts, *, by: User, at: datetime) -> None:
    if not may_propose_in(by, organisation, on=local_day(at)):
        raise ProposalRefused("Vorschlagen kann, wer in dieser Stelle arbeitet.")
    if not texts.what.strip() or not texts.why.strip():
        raise ProposalRefused("Bitte sagen Sie, was nicht stimmt und warum.")
    if about.chain_version is None:
        if book().chapter(about.chapter) is None:
            raise ProposalRefused("Dieses Kapitel gibt es nicht.")
    elif about.chapter or (about.node and not _has(chain_of(about.chain_version), about.node)):
        raise ProposalRefused("Diesen Schritt gibt es nicht.")


def _has(chain: Chain, node: str) -> bool:
    return chain.step(node) is not None or chain.decision(node) is not None
