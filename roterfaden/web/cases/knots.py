"""From stories to the thread of a case: knots in the order walked, cards in the middle, what comes at the end."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.cases.models import Case
from roterfaden.languages.shipped import shipped
from roterfaden.process.ahead import Ahead, Coming
from roterfaden.process.choices import RunState
from roterfaden.process.due import chain_deadline_words
from roterfaden.process.matrix import Cells
from roterfaden.process.past import Detour, Loop, Walked, printed_number
from roterfaden.process.thread import Story
from roterfaden.web.cases.cards import NOTHING_TYPED, Typed, card_of
from roterfaden.web.cases.folding import fold_early, fold_whole
from roterfaden.web.cases.links import NEXT, NOW, called_anchor
from roterfaden.web.cases.past_knots import detour_knot, loop_knot, walked_knot
from roterfaden.web.components import Basis, Card, Knot, Thread
from roterfaden.web.handbook.guide import NO_GUIDE, Guide
from roterfaden.web.wording import chain_name

MOST_ENDS = 3


@dataclass
class _Runs:
    """The runs of a case: those of the main thread, and by task those that were called from it."""

    case: Case
    main: list[Story]
    guide: Guide
    called: dict[int, list[Story]] = field(default_factory=dict)
    told: set[int] = field(default_factory=set)
    cells: Cells | None = None
    # by chain and step: what of the anamnesis is missing
    gaps: Mapping[tuple[str, str], Basis] = field(default_factory=dict)


def thread_of(
    case: Case,
    stories: Sequence[Story],
    *,
    typed: Typed = NOTHING_TYPED,
    may_work: bool,
    cells: Cells | None = None,
    gaps: Mapping[tuple[str, str], Basis] = MappingProxyType({}),
    guide: Guide = NO_GUIDE,
) -> Thread:
    """The whole thread of `case`; without cards where nothing may be changed. `cells` suggest measures at the steps."""
    main = [story for story in stories if story.run.called_from_id is None]
    runs = _Runs(case, main, guide, cells=cells, gaps=gaps)
    for story in stories:
        if story.run.called_from_id is not None:
            runs.called.setdefault(story.run.called_from_id, []).append(story)
    knots: list[Knot] = []
    for story in runs.main:
        last = story is runs.main[-1]
        knots.append(_start(story))
        past = _past(runs, story)
        knots += fold_early(past) if last else fold_whole(past)
        if not last:
            knots.append(_end(story))
    knots += _not_yet_told(runs)
    knots += _present(runs, stories, typed=typed, may_work=may_work)
    open_cards = any(story.open for story in stories)
    return Thread(
        since=stories[0].started_at if stories else None,
        steps_walked=sum(story.steps_walked for story in stories),
        drawing_url=reverse("cases:drawing", args=[case.code]),
        now_anchor=(NOW if open_cards else NEXT) if may_work else "",
        knots=knots,
    )


def _present(runs: _Runs, stories: Sequence[Story], *, typed: Typed, may_work: bool) -> list[Knot]:
    last = runs.main[-1] if runs.main else None
    if last is None:
        return []
    cards = _cards(runs, stories, typed=typed) if may_work else []
    now = [Knot(kind="now", anchor=NOW, cards=cards)] if cards else []
    if not may_work:
        now = [_waiting(story) for story in stories if story.open]
    if last.run.state == RunState.RUNNING:
        return [*now, *_ahead(last.ahead)]
    return [_end(last), *now]


def _cards(runs: _Runs, stories: Sequence[Story], *, typed: Typed) -> list[Card]:
    """Every open task of the main thread first, then of the called chains. Only the first of a run takes moves back."""
    ordered = [*runs.main, *(story for story in stories if story.run.called_from_id is not None)]
    found = [(story, visit) for story in ordered for visit in story.open]
    return [
        card_of(
            runs.case,
            story,
            visit,
            typed=typed,
            called=runs.called.get(visit.task.pk, ()),
            guide=runs.guide,
            may_undo=story.last_move > 1 and visit is story.open[0],
            cells=runs.cells,
            facts_missing=runs.gaps.get((story.chain.id, visit.task.node)),
        )
        for story, visit in found
    ]


def _waiting(story: Story) -> Knot:
    """What is open, for somebody who may only read."""
    titles = ", ".join(visit.title for visit in story.open)
    return Knot(kind="next", title=titles, when=_("offen"), number=printed_number(story.open[0].task.node))


def _start(story: Story) -> Knot:
    start = story.first_chain.nodes[story.run.start_node]
    return Knot(
        kind="start",
        title=f"{story.chain.id} {story.chain.title}",
        url=reverse("chains:version", args=[story.chain.id, story.chain.version]),
        on=story.started_at,
        result=getattr(start, "title", ""),
    )


def _past(runs: _Runs, story: Story) -> list[Knot]:
    knots: list[Knot] = []
    for part in story.past:
        match part:
            case Walked(task=task):
                knots.append(walked_knot(runs.case, story, part))
                knots += _called_from(runs, task.pk)
            case Loop():
                knots.append(loop_knot(part))
            case Detour(origin=origin):
                knots.append(detour_knot(runs.case, story, part))
                knots += _called_from(runs, origin.pk) if origin else []
    return knots


def _called_from(runs: _Runs, task_id: int) -> list[Knot]:
    found = [story for story in runs.called.get(task_id, ()) if story.ordinal not in runs.told]
    runs.told.update(story.ordinal for story in found)
    return [_called(runs, story) for story in found]


def _not_yet_told(runs: _Runs) -> list[Knot]:
    """Chains called from a task that is still open: they stand before the present."""
    return [knot for task_id in list(runs.called) for knot in _called_from(runs, task_id)]


def _called(runs: _Runs, story: Story) -> Knot:
    """A called chain as one knot, its own thread folded inside."""
    running = story.run.state == RunState.RUNNING
    inner = [_start(story), *_past(runs, story)]
    inner += _ahead(story.ahead) if running else [_end(story)]
    walked = ngettext("läuft, %(n)s Schritt gegangen", "läuft, %(n)s Schritte gegangen", story.steps_walked)
    running_words = walked % {"n": story.steps_walked} if story.steps_walked else _("läuft")
    return Knot(
        kind="called",
        anchor=called_anchor(story),
        title=_("Teilkette %(chain)s") % {"chain": chain_name(story.chain.id, story.chain.title)},
        on=story.started_at,
        until=story.run.ended_at,
        result=running_words if running else _end(story).title,
        knots=inner,
    )


def _end(story: Story) -> Knot:
    end, who = story.end, story.ended_by
    by = who.short_name if who else ""
    if end is None:
        return Knot(kind="ended", title=_("Faden verlassen"), on=story.run.ended_at, who=by)
    if end.chain:
        result = _("Übergabe an Kette %(chain)s") % {"chain": end.chain}
        return Knot(kind="handover", title=end.title, on=story.run.ended_at, who=by, result=result)
    return Knot(kind="ended", title=end.title, on=story.run.ended_at, who=by)


def _ahead(ahead: Ahead) -> list[Knot]:
    knots = [_coming(coming) for coming in ahead.steps]
    if ahead.more:
        words = ngettext("%(n)s weiterer Schritt", "%(n)s weitere Schritte", ahead.more) % {"n": ahead.more}
        knots.append(Knot(kind="next", title=words, when=_("später")))
    if ahead.ends:
        titles = [
            _("Übergabe an %(chain)s") % {"chain": end.chain} if end.chain else end.title
            for end in ahead.ends
        ]
        title = _(" oder ").join(dict.fromkeys(titles[:MOST_ENDS]))
        knots.append(Knot(kind="next", title=title, when=_("am Ende"), is_end=True))
    return knots


def _coming(coming: Coming) -> Knot:
    condition, step = coming.condition, coming.step
    when = _("offen")
    notes = []
    if step.deadline is not None:
        notes.append(
            shipped(step.deadline.note)
            or _("Frist: %(span)s") % {"span": chain_deadline_words(step.deadline)}
        )
    if coming.waits_for_all:
        when = _("wenn alles fertig ist")
    if condition is not None:
        when = _("nur bei %(answer)s") % {"answer": _either(condition.answers)}
        if not condition.is_next:
            notes.insert(0, condition.question)
    return Knot(
        kind="next", number=printed_number(step.id), title=step.title, when=when, result=" · ".join(notes)
    )


def _either(answers: Iterable[str]) -> str:
    return _(" oder ").join(capfirst(shipped(answer)) for answer in answers)
