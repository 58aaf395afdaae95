"""The surveys of a service: planned, codes handed out, closed."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.documents.typesetting.pdf import set_letters
from roterfaden.portal.codes import grouped
from roterfaden.surveys import asking
from roterfaden.surveys.comparing import as_grid, expectation_gaps, family, round_before
from roterfaden.surveys.groups import title_of
from roterfaden.surveys.models import Round
from roterfaden.surveys.queries import known_questionnaires, planned_for, rounds_visible_to
from roterfaden.surveys.refusals import SurveyRefused
from roterfaden.surveys.results import answered, words
from roterfaden.surveys.sheets import code_sheets
from roterfaden.web.downloads import attachment
from roterfaden.web.formpage import FormPage, posted, shown
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.surveys.forms import CodesForm, PlanForm
from roterfaden.web.surveys.pictures import pair_bars

PDF = "application/pdf"
MOST_LINKABLE = 30


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The rounds of one's service, the newest first."""
    user, today = user_of(request), timezone.localdate()
    rows = page_of(request, rounds_visible_to(user, on=today))
    plans = planned_for(user, on=today).exists()
    return render(request, "surveys/index.html", {"nav": "surveys", "page": rows, "plans": plans})


@writing_view("GET", "POST")
def new(request: HttpRequest) -> HttpResponse:
    """Plan a round."""
    form = _plan_form(request)
    if form.is_valid():
        place, wanted = form.wanted()
        try:
            made = asking.plan(organisation=place, wanted=wanted, **told(request))
        except SurveyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("surveys:round", made.uuid)
    page = FormPage(
        title=_("Befragung planen"),
        back=reverse("surveys:index"),
        refusals=(),
        label=_("Planen"),
        nav="surveys",
    )
    return shown(request, form, page)


def _plan_form(request: HttpRequest) -> PlanForm:
    user, today = user_of(request), timezone.localdate()
    places = list(planned_for(user, on=today))
    if not places:
        raise PermissionDenied
    rounds = rounds_visible_to(user, on=today).filter(organisation__in=places)[:MOST_LINKABLE]
    return PlanForm(
        posted(request), places=places, questionnaires=known_questionnaires(places), rounds=rounds
    )


@reading_view
def detail(request: HttpRequest, survey: UUID) -> HttpResponse:
    """One round: how to reach the people while it runs, what came out when it is closed."""
    found = find_round(request, survey)
    return round_page(request, found, CodesForm(survey=found))


@writing_view("POST")
def codes(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Make codes. The answer is the sheet to print, once: as a page, or one sheet each as PDF."""
    found = find_round(request, survey)
    form = CodesForm(request.POST, survey=found)
    if form.is_valid():
        try:
            made = asking.make_codes(survey=found, numbers=form.numbers(), **told(request))
        except SurveyRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _handed_out(request, found, made)
    return round_page(request, found, form, status=422)


def _handed_out(request: HttpRequest, found: Round, made: dict[str, list[str]]) -> HttpResponse:
    if request.POST.get("as") == "pdf":
        site = request.build_absolute_uri(reverse("surveys:enter"))
        content = set_letters(code_sheets(found, made, site=site), title=_("Codeblätter"))
        return attachment(content, name="codeblaetter.pdf", media_type=PDF)
    links = [
        {
            "code": grouped(code),
            "url": request.build_absolute_uri(reverse("surveys:answer", args=[code])),
            "group": title_of(group) if group else "",
        }
        for group, codes_of_group in made.items()
        for code in codes_of_group
    ]
    return render(request, "surveys/codes.html", {"nav": "surveys", "survey": found, "links": links})


@writing_view("POST")
def close(request: HttpRequest, survey: UUID) -> HttpResponse:
    """Close a round for good."""
    found = find_round(request, survey)
    try:
        asking.close(survey=found, **told(request))
    except SurveyRefused as refusal:
        form = CodesForm({}, survey=found)
        form.errors.clear()
        form.add_error(None, str(refusal))
        return round_page(request, found, form, status=422)
    return redirect("surveys:round", survey)


def find_round(request: HttpRequest, survey: UUID) -> Round:
    """The round, if one's own service asks in it; else 404."""
    return get_object_or_404(rounds_visible_to(user_of(request), on=timezone.localdate()), uuid=survey)


def round_page(request: HttpRequest, found: Round, form: CodesForm, *, status: int = 200) -> HttpResponse:
    """The page of a round as it stands."""
    plans = planned_for(user_of(request), on=timezone.localdate()).filter(pk=found.organisation_id).exists()
    context: dict[str, Any] = {"nav": "surveys", "survey": found, "form": form, "plans": plans}
    context["is_linked"] = len(family(found)) > 1
    if found.enough:
        context |= _told(found)
    return render(request, "surveys/round.html", context, status=status)


def _told(found: Round) -> dict[str, Any]:
    title, first, second = _("Erwartung und Zufriedenheit"), _("wichtig"), _("zufrieden")
    gaps = expectation_gaps(found)
    return {
        "rows": answered(found),
        "words": words(found),
        "gaps": as_grid(gaps, title=title, first=first, second=second) if gaps else None,
        "picture": pair_bars(gaps, title=title, first=first, second=second),
        "before": round_before(found),
    }
