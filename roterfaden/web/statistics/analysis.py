"""Free questions to the figures: the page, the cases behind a number, the file, what is kept under a name."""

from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.statistics import saving
from roterfaden.statistics.analysis import QuestionRefused
from roterfaden.statistics.dimensions import UnknownDimension
from roterfaden.statistics.rules import organisations_shown_to, reporting_for
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.statistics.forms import QuestionForm, SaveForm
from roterfaden.web.statistics.page import answered, cases_named, cases_of, file_of, filled, page

REFUSALS = (QuestionRefused, UnknownDimension)
FORMS = ("csv", "xlsx")


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The question beside its answer. Without parameters: this year's cases. Who only reports is led to the reports."""
    user, today = user_of(request), timezone.localdate()
    if not organisations_shown_to(user, on=today) and reporting_for(user, on=today):
        return redirect("statistics:reports")
    form = _form(request)
    context = page(request, form)
    if form.is_valid():
        try:
            context |= answered(request, form)
        except REFUSALS as refusal:
            form.add_error(None, str(refusal))
    return render(request, "statistics/index.html", context, status=200 if form.is_valid() else 422)


@reading_view
def behind(request: HttpRequest) -> HttpResponse:
    """The cases that a number stands for, as far as the user may see them."""
    form = _form(request)
    if not form.is_valid():
        raise Http404
    try:
        rows, unseen = cases_of(request, form)
    except REFUSALS:
        raise Http404 from None
    shown = page_of(request, rows)
    cases = cases_named(list(shown))
    note_listed(request, cases)
    context = {
        "nav": "statistics",
        "page": shown,
        "cases": cases,
        "unseen": unseen,
        "back_url": f"{reverse('statistics:index')}?{request.GET.urlencode()}",
    }
    return render(request, "statistics/behind.html", context)


@reading_view
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The answer as a file."""
    question = _form(request)
    if form not in FORMS or not question.is_valid():
        raise Http404
    try:
        return file_of(request, question, form)
    except REFUSALS:
        raise Http404 from None


@writing_view("POST")
def save(request: HttpRequest) -> HttpResponse:
    """Keep the question under a name."""
    user, form = user_of(request), SaveForm(request.POST)
    asked = {
        key: value for key, value in parse_qs(request.POST.get("asked", "")[:4000]).items() if key != "view"
    }
    shown = organisations_shown_to(user, on=timezone.localdate())
    if not shown:
        raise PermissionDenied
    try:
        name = form.cleaned_data["name"] if form.is_valid() else ""
        view = saving.save_view(
            organisation=shown[0], name=name, asked=asked, by=user, at=timezone.now(),
            is_shared=bool(request.POST.get("shared")),
        )  # fmt: skip
    except saving.ViewRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Gemerkt als „%(name)s“.") % {"name": view.name})
    return redirect(f"{reverse('statistics:index')}?{_again(asked)}")


@writing_view("POST")
def forget(request: HttpRequest, view: UUID) -> HttpResponse:
    """Delete a question that one has kept."""
    user = user_of(request)
    row = get_object_or_404(saving.views_for(user, on=timezone.localdate()).filter(owner=user), uuid=view)
    saving.forget_view(view=row, by=user, at=timezone.now())
    messages.success(request, _("Gelöscht."))
    return redirect("statistics:index")


def _form(request: HttpRequest) -> QuestionForm:
    today = timezone.localdate()
    shown = organisations_shown_to(user_of(request), on=today)
    if not shown:
        raise PermissionDenied
    return QuestionForm(filled(request.GET, today=today), shown=shown)


def _again(asked: dict[str, Any]) -> str:
    query = QueryDict(mutable=True)
    for key, values in asked.items():
        query.setlist(key, values)
    return query.urlencode()
