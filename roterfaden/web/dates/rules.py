"""A standing rule that has become ripe: shown with its evidence, applied only by a person."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import steps
from roterfaden.cases.models import Case
from roterfaden.deadlines.attendance import Ripe, ripe_rules
from roterfaden.languages.shipped import shipped
from roterfaden.process import deviations
from roterfaden.process.choices import ReasonCategory
from roterfaden.process.thread import Story
from roterfaden.web.casefile.frame import case_for, form_page
from roterfaden.web.cases.answers import REFUSALS
from roterfaden.web.cases.finding import find_story
from roterfaden.web.cases.forms import ReasonForm
from roterfaden.web.dates.beside import days_of
from roterfaden.web.guards import user_of, writing_view

THREAD = "cases:thread"


@writing_view("GET", "POST")
def apply_rule(request: HttpRequest, code: str, run: int, rule: str) -> HttpResponse:
    """Apply a ripe rule; the reason is proposed from the evidence and can be changed."""
    case = case_for(request, code, page="apply_rule")
    story = find_story(case, run)
    found = next((one for one in ripe_rules(case, [(story.run, story.chain)]) if one.rule.id == rule), None)
    if found is None:
        raise Http404
    initial = {"moves": story.run.moves, "category": ReasonCategory.OTHER, "reason": proposed_reason(found)}
    form = ReasonForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            _apply(request, case, story, found, form)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Die Regel ist angewandt."))
            return redirect(THREAD, code=case.code)
    words = {
        "title": shipped(found.rule.title),
        "submit": _("Regel anwenden"),
        "back_url": reverse(THREAD, args=[code]),
    }
    evidence = [days_of(row) for row in found.evidence]
    return form_page(request, case, THREAD, form, "dates/rule.html", ripe=found, evidence=evidence, **words)


def _apply(request: HttpRequest, case: Case, story: Story, found: Ripe, form: ReasonForm) -> None:
    data = form.cleaned_data
    steps.deviate(
        case=case,
        seen=steps.Seen(story.run, data["moves"]),
        deviation=deviations.apply_rule,
        reason=deviations.Reason(ReasonCategory(data["category"]), data["reason"]),
        by=user_of(request),
        at=timezone.now(),
        rule=found.rule.id,
    )


def proposed_reason(found: Ripe) -> str:
    days = ", ".join(days_of(row) for row in found.evidence)
    return _("%(trigger)s: %(days)s.") % {"trigger": found.rule.trigger, "days": days}
