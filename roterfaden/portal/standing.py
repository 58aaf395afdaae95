"""Where the person stands, in words to them: the steps of the thread that concern them, without reasons and remarks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from roterfaden.cases.models import Case
from roterfaden.cases.thread import stories_of
from roterfaden.common.days import local_day
from roterfaden.portal.choices import Wording
from roterfaden.portal.texts import Words, shipped_steps
from roterfaden.process.choices import TaskState
from roterfaden.process.thread import Story, Visit

MOST_DONE, MOST_NEXT = 3, 2


@dataclass(frozen=True)
class Place:
    """One step in words. `on` is the day on which it was done, `until` the day by which the present one is due."""

    text: str
    on: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Standing:
    """The last steps done, the present ones, the next ones."""

    done: Sequence[Place] = ()
    now: Sequence[Place] = ()
    next: Sequence[Place] = ()
    ended: bool = False


def standing_of(case: Case, *, wording: Wording) -> Standing:
    """The main thread of `case` towards the person. As many queries as the thread itself takes.

    Told are only steps of the chain that have words to the client, and of the present ones those without words by
    their title; of a question that the service has to answer only that there is one. Steps put in by hand, deviations,
    reasons, notes, documents and called chains stay with the service.
    """
    main = [story for story in stories_of(case) if story.run.called_from_id is None]
    if not main:
        return Standing()
    newest = main[-1]
    done = [place for story in main for place in _done(story, wording)]
    coming = [
        Place(words)
        for coming in newest.ahead.steps
        if coming.condition is None and (words := _words(newest, coming.step.id, wording))
    ]
    now = [_now(newest, visit, wording) for visit in newest.open if not visit.is_own]
    return Standing(
        done=_without_repeats(done)[-MOST_DONE:],
        now=now,
        next=coming[:MOST_NEXT],
        ended=not newest.open,
    )


def _done(story: Story, wording: Wording) -> list[Place]:
    return [
        Place(words, on=local_day(visit.task.closed_at))
        for visit in story.visits
        if visit.task.state == TaskState.DONE
        and visit.task.closed_at is not None
        and (words := _words(story, visit.task.node, wording))
    ]


def _now(story: Story, visit: Visit, wording: Wording) -> Place:
    due = min((row.due_on for row in visit.deadlines if row.suspended_since is None), default=None)
    plain = Words(wording).say("where_open_question") if visit.decision is not None else visit.title
    return Place(_words(story, visit.task.node, wording) or plain, until=due)


def _words(story: Story, node: str, wording: Wording) -> str:
    found = shipped_steps().get((story.chain.id, node))
    return found.said(wording) if found is not None else ""


def _without_repeats(places: Sequence[Place]) -> list[Place]:
    """The same step done again is told once, the last time it was done."""
    last = {place.text: place for place in places}
    return sorted(last.values(), key=lambda place: place.on or date.min)
