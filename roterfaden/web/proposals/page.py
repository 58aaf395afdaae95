"""What the pages of proposals show: where one stands, what may be done, what it is about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.accounts.models import User
from roterfaden.process.catalogue import chain_of, chain_of_run
from roterfaden.process.choices import RunState, TaskState
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import ChainVersion, Task
from roterfaden.process.past import printed_number
from roterfaden.process.spoken import spoken
from roterfaden.quality.choices import EntryKind
from roterfaden.quality.entries import entry
from roterfaden.quality.models import BoxVersion, Proposal
from roterfaden.quality.passing_on import next_bodies
from roterfaden.quality.proposal_rules import committee_of, edits, may_act_on, proposals_visible_to
from roterfaden.quality.queries import boxes_visible_in
from roterfaden.quality.shelf import book
from roterfaden.web.components import Link
from roterfaden.web.handbook.boxes import entry_address
from roterfaden.web.proposals.forms import MoveForm, PassForm, ReasonForm
from roterfaden.web.stops import answers_of, open_tasks_of, stop_of

MOST_BECAME = 30


@dataclass(frozen=True)
class Subject:
    """What a proposal is about, in words, and where it stands."""

    title: str
    url: str


@dataclass(frozen=True)
class Turn:
    """What may be done at an open place: a form, and a button for each answer."""

    title: str
    url: str
    form: MoveForm
    answers: list[tuple[str, str]]


@dataclass(frozen=True)
class Line:
    """One row of a list of proposals."""

    proposal: Proposal
    about: str
    url: str
    standing: str
    unread: bool


def subject_of(*, chapter: str, version: ChainVersion | None, node: str) -> Subject:
    """The chapter, chain or step."""
    if version is None:
        found = book().chapter(chapter)
        title = f"{found.number} {found.title}" if found else chapter
        return Subject(
            _("Handbuch %(title)s") % {"title": title}, reverse("handbook:chapter", args=[chapter])
        )
    url = reverse("chains:version", args=[version.key, version.version])
    if not node:
        return Subject(f"{version.key} {version.title}", url)
    name = f"{printed_number(node)} {spoken(chain_of(version)).title_of(node)}".strip()
    return Subject(f"{version.key}: {name}", f"{url}#{node}")


def lines(proposals: Iterable[Proposal], reader: User) -> list[Line]:
    """Proposals as rows; two queries for all of them."""
    rows = list(proposals)
    versions = ChainVersion.objects.in_bulk({row.chain_version_id for row in rows if row.chain_version_id})
    open_tasks = open_tasks_of(row.run_id for row in rows)
    return [
        Line(
            proposal=row,
            about=subject_of(
                chapter=row.chapter, version=versions.get(row.chain_version_id or 0), node=row.node
            ).title,
            url=reverse("proposals:detail", args=[row.uuid]),
            standing=_standing(row, open_tasks.get(row.run_id, [])),
            unread=row.by_id == reader.pk and row.answered_at is not None and row.answer_read_at is None,
        )
        for row in rows
    ]


def detail_page(
    proposal: Proposal, reader: User, *, today: date, typed: MoveForm | None = None, number: int = 0
) -> dict[str, Any]:
    """The context of one proposal's page; `typed` is the form of task `number` that was refused."""
    run, chain = proposal.run, spoken(chain_of_run(proposal.run))
    tasks = list(
        Task.objects.filter(run=run)
        .exclude(state=TaskState.VOID)
        .select_related("closed_by")
        .order_by("number")
    )
    for task in tasks:
        task.run = run
    running = run.state == RunState.RUNNING
    turns = [
        _turn(proposal, chain, task, typed if task.number == number else None)
        for task in tasks
        if task.state == TaskState.OPEN and may_act_on(reader, proposal, task.node, on=today)
    ]
    about = subject_of(chapter=proposal.chapter, version=proposal.chain_version, node=proposal.node)
    return {
        "nav": "handbook",
        "proposal": proposal,
        "about": about,
        "crumbs": [Link(title=_("Vorschläge"), url=reverse("proposals:index")), Link(title=about.title)],
        "standing": _standing(proposal, [task for task in tasks if task.state == TaskState.OPEN]),
        "stops": [stop_of(chain, task) for task in tasks],
        "turns": turns,
        "is_mine": proposal.by_id == reader.pk,
        "may_withdraw": running and proposal.by_id == reader.pk,
        "may_undo": run.moves > 2 and edits(reader, proposal, on=today),  # noqa: PLR2004 - start and handing in stay
        "reason_form": ReasonForm(initial={"moves": run.moves}),
        "undo_form": ReasonForm(initial={"moves": run.moves}, auto_id="undo_%s"),
        "committee": [seat.user for seat in committee_of(proposal.organisation, on=today)],
        "became": _became(proposal),
        **_passing(proposal, reader, today=today),
    }


def turn_form(proposal: Proposal, task: Task, data: Any = None) -> MoveForm:
    """The form of one open place: with an answer or what became of it, where the procedure asks for them."""
    way = book().procedure
    publishes = task.node in way.published_at
    return MoveForm(
        data,
        answers=task.node in (*way.answered_at, *way.published_at),
        publishes=publishes,
        versions=_versions(proposal) if publishes else (),
        boxes=_boxes(proposal) if publishes else (),
        initial={"moves": proposal.run.moves},
        auto_id=f"z{task.number}_%s",
    )


def _turn(proposal: Proposal, chain: Chain, task: Task, typed: MoveForm | None) -> Turn:
    return Turn(
        title=chain.title_of(task.node),
        url=reverse("proposals:move_on", args=[proposal.uuid, task.number]),
        form=typed or turn_form(proposal, task),
        answers=answers_of(chain, task),
    )


def _standing(proposal: Proposal, open_tasks: list[Task]) -> str:
    run, chain = proposal.run, spoken(chain_of_run(proposal.run))
    onward = passed_to(proposal)
    if onward is not None:
        return _("weitergereicht an %(where)s") % {"where": onward.organisation}
    if run.state == RunState.LEFT:
        return _("zurückgezogen")
    if run.state == RunState.ENDED:
        return chain.title_of(run.end_node)
    return _("offen: %(what)s") % {"what": ", ".join(chain.title_of(task.node) for task in open_tasks)}


def passed_to(proposal: Proposal) -> Proposal | None:
    """The proposal that this one became at the next body."""
    try:
        return proposal.passed_to
    except Proposal.DoesNotExist:
        return None


def _passing(proposal: Proposal, reader: User, *, today: date) -> dict[str, Any]:
    """Where the proposal came from and went to, with links for those who see it there; and the form to pass it on."""
    visible = proposals_visible_to(reader, on=today)
    beside = {"came_from": proposal.passed_from, "went_to": passed_to(proposal)}
    may = edits(reader, proposal, on=today) and beside["went_to"] is None
    bodies = next_bodies(proposal.organisation) if may else []
    return beside | {
        "sees": {one.pk for one in visible.filter(pk__in=[b.pk for b in beside.values() if b is not None])},
        "pass_form": PassForm(bodies=bodies, initial={"moves": proposal.run.moves}, auto_id="weiter_%s")
        if bodies
        else None,
    }


def _versions(proposal: Proposal) -> list[ChainVersion]:
    """The versions of the chain the proposal is about, newest first; else none."""
    if proposal.chain_version is None:
        return []
    readable = Q(organisation=None) | Q(organisation=proposal.organisation)
    rows = ChainVersion.objects.filter(readable, key=proposal.chain_version.key).defer("source_text")
    return list(rows.order_by("-valid_from", "-pk")[:MOST_BECAME])


def _boxes(proposal: Proposal) -> list[BoxVersion]:
    """What was written last of what holds in the place of the proposal."""
    here = boxes_visible_in(proposal.organisation)
    rows = BoxVersion.objects.filter(box__in=here).select_related("box__organisation")
    return list(rows.order_by("-at", "-pk")[:MOST_BECAME])


def _became(proposal: Proposal) -> Link | None:
    if proposal.became_version is not None:
        version = proposal.became_version
        url = reverse("chains:version", args=[version.key, version.version])
        return Link(title=f"{version.key} {version.title}, {version.version}", url=url)
    if proposal.became_box is not None:
        box = proposal.became_box.box
        found = entry(EntryKind(box.of), box.entry)
        title = f"{EntryKind(box.of).label} {found.title if found else box.entry}"
        return Link(title=title, url=entry_address(box.of, box.entry))
    return None
