"""What is past, as knots: steps done, loops, ways off the drawn path, moves taken back."""

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.cases.models import Case
from roterfaden.languages.shipped import shipped
from roterfaden.process.choices import DeviationKind, TaskState
from roterfaden.process.models import Task
from roterfaden.process.past import Detour, Loop, Walked, printed_number
from roterfaden.process.thread import Story
from roterfaden.web.cases.links import step_url
from roterfaden.web.components import Knot

WORDS: dict[DeviationKind, str | Promise] = {
    DeviationKind.JUMP: gettext_lazy("statt „%(here)s“ weiter mit „%(there)s“"),
    DeviationKind.SKIP: gettext_lazy("„%(here)s“ übersprungen"),
    DeviationKind.REPEAT: gettext_lazy("„%(here)s“ noch einmal"),
    DeviationKind.OWN_STEP: gettext_lazy("eigener Schritt „%(here)s“ eingefügt"),
    DeviationKind.RESUME: gettext_lazy("Faden wieder aufgenommen bei „%(there)s“"),
    DeviationKind.END_EARLY: gettext_lazy("vorzeitig beendet: %(there)s"),
    DeviationKind.RULE: gettext_lazy("Regel angewandt: %(there)s"),
    DeviationKind.VERSION: gettext_lazy("auf Fassung %(there)s umgestellt"),
}


def walked_knot(case: Case, story: Story, part: Walked) -> Knot:
    """A task that is closed, with the answers that followed it, and what was said to each."""
    task = part.task
    said = [task.note, *(answer.task.note for answer in part.answers if answer.task.pk != task.pk)]
    answers = [(answer.question, capfirst(shipped(answer.task.outcome))) for answer in part.answers]
    title, first = part.title, answers[0] if answers else ("", "")
    if not title:
        # a question that stands alone: it is the title itself
        title, first = first[0], (_("Antwort:"), first[1])
    return Knot(
        kind="done",
        number=printed_number(task.node),
        title=title,
        url=_visit_url(case, story, task),
        on=task.closed_at,
        who=task.closed_by.short_name if task.closed_by else "",
        question=first[0],
        outcome=first[1],
        answers=answers[1:],
        result=" ".join(filter(None, said)),
        nth=part.nth,
        badge=_badge(task),
    )


def loop_knot(part: Loop) -> Knot:
    """The thread goes back."""
    because = (
        f"{part.because.question} {capfirst(shipped(part.because.task.outcome))}." if part.because else ""
    )
    return Knot(
        kind="loop",
        number=printed_number(part.task.node),
        title=part.title,
        on=part.task.opened_at,
        result=because,
    )


def detour_knot(case: Case, story: Story, part: Detour) -> Knot:
    """A way off the drawn path with its reason; an undo shows struck through what it took back."""
    deviation, origin = part.deviation, part.origin
    undone = deviation.kind == DeviationKind.UNDO
    plain = undone and part.taken_back is None
    return Knot(
        kind="undone" if undone else "detour",
        title=part.origin_title if plain else _what_was_done(part),
        number=printed_number(origin.node) if plain and origin else "",
        url="" if undone or origin is None else _visit_url(case, story, origin),
        on=deviation.at,
        who=deviation.by.short_name,
        category=deviation.get_category_display(),
        reason=deviation.reason,
    )


def _what_was_done(part: Detour) -> str:
    """`„2 Assessment“ übersprungen`, `statt „4 Vorbereitung“ weiter mit „7b Platzierung“`."""
    deviation = part.taken_back or part.deviation
    here = f"{printed_number(part.origin.node)} {part.origin_title}".strip() if part.origin else ""
    words = WORDS.get(DeviationKind(deviation.kind), deviation.get_kind_display())
    return str(words) % {"here": here, "there": part.target_title}


def _visit_url(case: Case, story: Story, task: Task) -> str:
    visit = story.visit(task.number)
    return step_url(case, story, visit, "visit") if visit else ""


def _badge(task: Task) -> str:
    if task.state == TaskState.DROPPED:
        return _("nicht weiter verfolgt")
    if task.state == TaskState.SKIPPED:
        return _("übersprungen")
    return _("eigener Schritt") if task.title else ""
