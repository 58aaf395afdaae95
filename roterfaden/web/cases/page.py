"""What the case page shows: the thread, and what stands beside it."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.auditing.queries import findings_in_case
from roterfaden.cases.access_table import Level
from roterfaden.cases.choices import CaseState, FieldClass
from roterfaden.cases.models import Case
from roterfaden.cases.thread import stories_of
from roterfaden.process.choices import RunState
from roterfaden.process.matrix import cells_of, own_matrix
from roterfaden.process.runs import next_chain_of
from roterfaden.process.thread import Story
from roterfaden.web.anamnesis.completeness import step_lines
from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.cards import NOTHING_TYPED, Typed
from roterfaden.web.cases.forms import QuickNoteForm
from roterfaden.web.cases.knots import thread_of
from roterfaden.web.cases.links import NEXT, NOW, run_url
from roterfaden.web.cases.reading import access_on, shows
from roterfaden.web.cases.side import beside
from roterfaden.web.components import Action
from roterfaden.web.dates.beside import next_appointments, ripe_alerts
from roterfaden.web.guards import user_of
from roterfaden.web.handbook.guide import guide_for

THREAD = "cases:thread"


def thread_page(
    request: HttpRequest,
    case: Case,
    *,
    typed: Typed = NOTHING_TYPED,
    note: QuickNoteForm | None = None,
    **more: Any,
) -> dict[str, Any]:
    """The context of the case page; `typed` and `note` are forms that were not accepted."""
    stories = stories_of(case)
    context = frame(request, case, THREAD)
    may_work = context["may_work"]
    anything_open = any(story.open for story in stories)
    cells = cells_of(own_matrix(case.service)) if may_work else None
    user = user_of(request)
    gaps = step_lines(case, stories, user=user, today=context["today"]) if may_work else {}
    return (
        context
        | beside(case, stories, today=context["today"])
        | {
            "thread": thread_of(
                case,
                stories,
                typed=typed,
                may_work=may_work,
                cells=cells,
                gaps=gaps,
                guide=guide_for(case.service),
            ),
            "now_anchor": (NOW if anything_open else NEXT) if may_work else "",
            "continuations": continuations(case, stories) if may_work else [],
            "nothing_open": may_work and not anything_open,
            "next_actions": next_actions(case, stories) if may_work and not anything_open else [],
            "is_closed": case.state == CaseState.CLOSED,
            "ripe": ripe_alerts(case, stories) if may_work else [],
            "appointments": next_appointments(case) if shows(case, FieldClass.DATES) else [],
            "may_note": may_work and access_on(case).allows(FieldClass.JOURNAL, Level.WRITE),
            "audited": findings_in_case(case, user, on=context["today"]),
            "note": note or QuickNoteForm(prefix="notiz"),
        }
        | more
    )


def continuations(case: Case, stories: list[Story]) -> list[dict[str, str]]:
    """A button for every chain to which an ended run hands over and that was not begun yet."""
    found = []
    for story in stories:
        goes_on = None if went_on(story, stories) else next_chain_of(story.run)
        if goes_on is not None:
            joins = any(_waits(other, goes_on[0], story) for other in stories)
            words = (
                _("Ergebnis an die laufende Kette %(chain)s übergeben")
                if joins
                else _("Weiter in Kette %(chain)s")
            )
            label = words % {"chain": goes_on[0]}
            found.append({"url": run_url(case, story, "go_on"), "label": label})
    return found


def went_on(story: Story, stories: list[Story]) -> bool:
    """Whether the next chain of an ended run was begun, or a waiting run took its result up."""
    begun = any(other.run.handed_over_from_id == story.run.pk for other in stories)
    return begun or getattr(story.run, "joining", None) is not None


def _waits(story: Story, chain_key: str, for_result_of: Story) -> bool:
    awaited = {key for visit in story.open if visit.step for key in visit.step.requires_results}
    return story.chain.id == chain_key and for_result_of.chain.id in awaited


def next_actions(case: Case, stories: list[Story]) -> list[Action]:
    """What else to do with a case in which nothing is open: close it, take the thread up again, take the end back."""
    found = [Action(label=_("Fall abschließen"), url=reverse("casefile:close", args=[case.code]))]
    last = next((story for story in reversed(stories) if story.run.called_from_id is None), None)
    if last is not None and last.run.state != RunState.RUNNING and not went_on(last, stories):
        resume, undo = run_url(case, last, "resume"), run_url(case, last, "undo")
        found.append(Action(label=_("Faden wieder aufnehmen"), url=resume, kind="tertiary"))
        if last.last_move > 1:
            label = _("Letzten Schritt zurücknehmen")
            found.append(Action(label=label, url=undo, kind="tertiary", icon="undo"))
    return found
