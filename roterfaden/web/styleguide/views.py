"""Every component in every state, with invented data. Only in demo mode; the browser tests look at it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from roterfaden.web import errors
from roterfaden.web.guards import reading_view
from roterfaden.web.styleguide import samples, samples_forms, samples_threads


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    pages = Paginator(range(480), 20)
    context = {
        "today": samples.TODAY,
        "crumbs": samples.CRUMBS,
        "segments": samples.SEGMENTS,
        "tabs": samples.TABS,
        "facts": samples.HEAD.facts,
        "due_days": samples.DUE_DAYS,
        "page": pages.get_page(request.GET.get("page", "7")),
        "states": ["present", "missing", "excused", "open"],
        "glyphs": samples.GLYPHS,
        "icons": samples.ICONS,
        "actions": samples.BUTTONS,
    }
    messages.success(request, "Der Eintrag steht im Journal.")
    messages.warning(request, "Die Einwilligung läuft in 5 Tagen ab.")
    return render(request, "styleguide/index.html", context)


@reading_view
def case(request: HttpRequest) -> HttpResponse:
    context = {
        "nav": "cases",
        "today": samples.TODAY,
        "head": samples.HEAD,
        "links": samples.CASE_PAGES,
        "thread": samples_threads.CASE_THREAD,
        "deadlines": samples.DEADLINES,
        "people": samples.PEOPLE,
        "journal": samples.JOURNAL,
        "note": samples_forms.NoteForm(initial={"text": samples.NOTE}),
    }
    return render(request, "styleguide/case.html", context)


@reading_view
def threads(request: HttpRequest) -> HttpResponse:
    context = {"today": samples.TODAY, "threads": samples_threads.ALL_THREADS}
    return render(request, "styleguide/threads.html", context)


@reading_view
def worklist(request: HttpRequest) -> HttpResponse:
    context = {
        "nav": "worklist",
        "today": samples.TODAY,
        "groups": samples.WORK_GROUPS,
        "segments": samples.SEGMENTS,
        "filter": samples_forms.FilterForm(),
    }
    return render(request, "styleguide/worklist.html", context)


@reading_view
def forms(request: HttpRequest) -> HttpResponse:
    wrong = samples_forms.every_field_wrong()
    context = {
        "empty_form": samples_forms.EveryFieldForm(prefix="leer"),
        "wrong_form": wrong,
        "conflict": samples_forms.conflict(),
        "consequences": samples_forms.CONSEQUENCES,
        "confirm_form": samples_forms.ReasonForm(prefix="ende"),
    }
    return render(request, "styleguide/forms.html", context)


@reading_view
def empty(request: HttpRequest) -> HttpResponse:
    return render(request, "styleguide/empty.html", {"actions": samples.BUTTONS[:1], "today": samples.TODAY})


@reading_view
def error(request: HttpRequest, status: int) -> HttpResponse:
    """The page of a status, answered with 200: here it is only looked at."""
    if status in errors.BY_STATUS:
        response = errors.page(request, status=status)
    elif status in errors.STATIC_PAGES:
        response = render(request, f"{status}.html")
    else:
        raise Http404
    response.status_code = 200
    return response
