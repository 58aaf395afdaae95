"""One visit of a step that is past: what was asked, what came of it."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from roterfaden.cases.models import Case
from roterfaden.languages.shipped import shipped
from roterfaden.process.past import Detour, Walked, printed_number
from roterfaden.process.thread import Story, Visit
from roterfaden.web.cases.past_knots import detour_knot
from roterfaden.web.cases.records import document_rows
from roterfaden.web.components import Fact, Link
from roterfaden.web.wording import chain_name


def visit_page(case: Case, story: Story, visit: Visit, *, may_work: bool) -> dict[str, Any]:
    """The context of the page of a visit."""
    task = visit.task
    walked = next((p for p in story.past if isinstance(p, Walked) and p.task.pk == task.pk), None)
    detours = [p for p in story.past if isinstance(p, Detour) and p.origin and p.origin.pk == task.pk]
    return {
        "visit": visit,
        "number": printed_number(task.node),
        "chain_name": chain_name(story.chain.id, story.chain.title),
        "facts": _facts(visit),
        "answers": [
            (
                answer.question,
                capfirst(shipped(answer.task.outcome)),
                answer.task.note if answer.task.pk != task.pk else "",
            )
            for answer in (walked.answers if walked else ())
        ],
        "detours": [detour_knot(case, story, detour) for detour in detours],
        "documents": document_rows(case, story, visit, may_work=may_work),
        "crumbs": [
            Link(title=_("Faden"), url=reverse("cases:thread", args=[case.code])),
            Link(title=visit.title),
        ],
    }


def _facts(visit: Visit) -> list[Fact]:
    task = visit.task
    facts = [
        Fact(label=_("Stand"), value=task.get_state_display()),
        Fact(label=_("Begonnen"), value=date_format(timezone.localtime(task.opened_at), "d.m.Y")),
    ]
    if task.closed_at:
        closed = date_format(timezone.localtime(task.closed_at), "d.m.Y, H:i")
        facts.append(Fact(label=_("Beendet"), value=_("%(at)s Uhr") % {"at": closed}))
    if task.closed_by:
        facts.append(Fact(label=_("Von"), value=str(task.closed_by)))
    if visit.nth > 1:
        facts.append(Fact(label=_("Besuch"), value=_("%(n)s. Mal") % {"n": visit.nth}))
    return facts
