"""From stories to threads: knots in the order walked, early ones folded, cards in the middle, what comes at the end."""

from collections.abc import Sequence
from itertools import groupby

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from roterfaden.cases.models import Case
from roterfaden.process.choices import DeviationKind, RunState, TaskState
from roterfaden.process.engine.definition import End
from roterfaden.process.thread import Detour, Loop, Past, Story, Walked, printed_number
from roterfaden.web.cases.cards import Filled, card_of
from roterfaden.web.components import Knot, Thread

# so many knots before the present stay unfolded; a fold has at least MIN_FOLD
KEPT, MIN_FOLD = 6, 4
NOW = "jetzt"
BADGES = {TaskState.SKIPPED: _("übersprungen"), TaskState.DROPPED: _("nicht weiter verfolgt")}


def threads_of(case: Case, stories: Sequence[Story], *, filled: Filled) -> list[Thread]:
    """The main thread, with hand-overs from chain to chain, then one thread for every chain called from a step."""
    main = [story for story in stories if story.run.called_from_id is None]
    called = [story for story in stories if story.run.called_from_id is not None]
    threads = [_thread(case, main, anchor="faden", title="", filled=filled)] if main else []
    threads += [
        _thread(
            case,
            [story],
            anchor=f"faden-{story.run.pk}",
            title=_("Teilkette %(chain)s: %(title)s") % {"chain": story.chain.id, "title": story.chain.title},
            filled=filled,
        )
        for story in called
    ]
    return threads


def _thread(case: Case, stories: Sequence[Story], *, anchor: str, title: str, filled: Filled) -> Thread:
    knots = [knot for story in stories for knot in _knots(case, story, filled=filled, fold=True)]
    last = stories[-1]
    return Thread(
        anchor=anchor,
        title=title,
        since=stories[0].started_at,
        steps_walked=sum(story.steps_walked for story in stories),
        drawing_url=reverse("cases:drawing", args=[case.code, last.run.pk]),
        now_anchor=_anchor(last, 0) if last.open else "",
        knots=knots,
    )


def _anchor(story: Story, index: int) -> str:
    main = story.run.called_from_id is None and index == 0
    return NOW if main else f"{NOW}-{story.run.pk}-{index}"


def _knots(case: Case, story: Story, *, filled: Filled, fold: bool) -> list[Knot]:
    start = story.chain.nodes[story.run.start_node]
    past = [_past_knot(part) for part in story.past]
    knots = [
        Knot(
            kind="start",
            title=f"{story.chain.id} {story.chain.title}",
            url=reverse("chains:detail", args=[story.chain.id]),
            on=story.started_at,
            result=getattr(start, "title", ""),
        ),
        *(_folded(past) if fold else past),
    ]
    if story.open:
        cards = [
            card_of(case, story, open_task, anchor=_anchor(story, index), filled=filled)
            for index, open_task in enumerate(story.open)
        ]
        knots.append(Knot(kind="now", cards=cards))
    knots += [
        Knot(
            kind="next",
            number=printed_number(coming.node),
            title=coming.title,
            when=_("nur bei %(answer)s") % {"answer": capfirst(coming.only_if)} if coming.only_if else _("offen"),
            result=coming.note,
            is_end=coming.is_end,
        )
        for coming in story.coming
    ]
    if story.run.state != RunState.RUNNING:
        knots.append(_last_knot(story))
    return knots


def _last_knot(story: Story) -> Knot:
    end = story.chain.end(story.run.end_node)
    who = story.ended_by
    by = who.short_name if who else ""
    if story.run.state == RunState.LEFT or end is None:
        return Knot(kind="ended", title=_("Faden verlassen"), on=story.run.ended_at, who=by)
    if end.chain:
        return Knot(kind="handover", title=end.title, on=story.run.ended_at, who=by, result=_continues(end))
    return Knot(kind="ended", title=end.title, on=story.run.ended_at, who=by)


def _continues(end: End) -> str:
    return _("Übergabe an Kette %(chain)s") % {"chain": end.chain}


def _past_knot(part: Past) -> Knot:
    match part:
        case Walked():
            return _walked(part)
        case Loop(task, title, because):
            reason = f"{because.question} {capfirst(because.label)}." if because else ""
            return Knot(
                kind="loop", number=printed_number(task.node), title=title, on=task.opened_at, result=reason
            )
        case Detour():
            return _detour(part)


def _walked(part: Walked) -> Knot:
    task = part.task
    *others, last = part.answers or [None]
    before = " ".join(f"{answer.question} {capfirst(answer.label)}." for answer in others if answer)
    own_question = last is not None and last.question == part.title
    return Knot(
        kind="done",
        number=printed_number(task.node),
        title=part.title,
        on=task.closed_at,
        who=task.closed_by.short_name if task.closed_by else "",
        question="" if last is None or own_question else last.question,
        outcome=capfirst(last.label) if last else "",
        result=" ".join(filter(None, (before, task.note))),
        nth=part.nth,
        badge=str(BADGES.get(TaskState(task.state), "")),
    )


def _detour(part: Detour) -> Knot:
    deviation = part.deviation
    undone = deviation.kind == DeviationKind.UNDO
    title = part.from_title if undone else _what_was_done(part)
    return Knot(
        kind="undone" if undone else "detour",
        title=title,
        number=printed_number(deviation.from_task.node) if undone and deviation.from_task else "",
        on=deviation.at,
        who=deviation.by.short_name,
        category=deviation.get_category_display(),
        reason=deviation.reason,
    )


def _what_was_done(part: Detour) -> str:
    deviation = part.deviation
    what = str(deviation.get_kind_display())
    detail = part.to_title or (part.from_title if deviation.kind in {DeviationKind.SKIP, DeviationKind.REPEAT} else "")
    return f"{what}: {detail}" if detail else what


def _folded(knots: list[Knot]) -> list[Knot]:
    """Fold early stretches of done knots; loops and detours stay visible, for they are the story."""
    early, late = knots[:-KEPT], knots[-KEPT:]
    found: list[Knot] = []
    for plain, group in groupby(early, key=lambda knot: knot.kind == "done"):
        stretch = list(group)
        if plain and len(stretch) >= MIN_FOLD:
            numbers = [knot.number for knot in stretch if knot.number]
            title = (
                _("Schritte %(first)s bis %(last)s") % {"first": numbers[0], "last": numbers[-1]}
                if numbers
                else _("%(count)s Schritte") % {"count": len(stretch)}
            )
            found.append(
                Knot(kind="bundle", title=title, on=stretch[0].on, until=stretch[-1].on, knots=stretch)
            )
        else:
            found += stretch
    return found + late
