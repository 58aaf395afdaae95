"""One import and what can be done with it next: dry run, import, undo, discard."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.imports import checking, running, undoing, uploading
from roterfaden.imports.choices import BUSY, State, Verdict
from roterfaden.imports.mapping import open_words, problems_of
from roterfaden.imports.models import Import, Made
from roterfaden.imports.options import options_for
from roterfaden.imports.states import is_stuck
from roterfaden.imports.uploading import ImportRefused
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.imports.forms import RunForm
from roterfaden.web.imports.page import context_of, find_import, other_sheets, source_words
from roterfaden.web.imports.preview import preview_of

MOST_KEPT = 50


@reading_view
def detail(request: HttpRequest, imported: UUID) -> HttpResponse:
    """Where the import stands and what comes next."""
    run = find_import(request, imported)
    return _page(request, run)


@writing_view("POST")
def check(request: HttpRequest, imported: UUID) -> HttpResponse:
    """Begin the dry run."""
    run = find_import(request, imported)
    url = reverse("imports:detail", args=[run.uuid])
    try:
        job = checking.begin_check(run=run, url=url, by=user_of(request), at=timezone.now())
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(url)
    return redirect("jobs:detail", job.uuid)


@writing_view("POST")
def run(request: HttpRequest, imported: UUID) -> HttpResponse:
    """Begin the import, or go on with it."""
    found = find_import(request, imported)
    url = reverse("imports:detail", args=[found.uuid])
    form = RunForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    strict = form.cleaned_data["all_or_nothing"] == "1"
    try:
        job = running.begin_run(
            run=found, all_or_nothing=strict, url=url, by=user_of(request), at=timezone.now()
        )
    except ImportRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, found, form=form, status=422)
    return redirect("jobs:detail", job.uuid)


@writing_view("GET", "POST")
def undo(request: HttpRequest, imported: UUID) -> HttpResponse:
    """Say what taking back does, then do it."""
    found = find_import(request, imported)
    url = reverse("imports:detail", args=[found.uuid])
    if request.method == "POST":
        try:
            job = undoing.begin_undo(run=found, url=url, by=user_of(request), at=timezone.now())
        except ImportRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(url)
        return redirect("jobs:detail", job.uuid)
    consequences = [
        _("Was dieser Import neu angelegt hat, wird gelöscht."),
        _("Was seitdem jemand bearbeitet hat, bleibt und wird danach aufgelistet."),
        _("Was schon vorher da war, bleibt unberührt."),
    ]
    return render(request, "imports/undo.html", context_of(found, consequences=consequences, back_url=url))


@writing_view("POST")
def discard(request: HttpRequest, imported: UUID) -> HttpResponse:
    """Give the import up before it has written anything."""
    found = find_import(request, imported)
    try:
        uploading.discard_import(run=found, by=user_of(request), at=timezone.now())
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("imports:detail", found.uuid)
    messages.success(request, _("Der Import ist verworfen, die Tabelle vernichtet."))
    return redirect("imports:index")


def _page(
    request: HttpRequest, run: Import, *, form: RunForm | None = None, status: int = 200
) -> HttpResponse:
    state = State(run.state)
    more: dict[str, Any] = {"source": source_words(run), "other_sheets": other_sheets(run)}
    if state in (State.UPLOADED, State.CHECKED):
        options = options_for(run.organisation, kind=run.kind, on=timezone.localdate())
        more |= {
            "preview": preview_of(run, options, today=timezone.localdate()),
            "problems": problems_of(run.mapping, run.kind, run.columns),
            "open_words": open_words(run.mapping, run.kind, run.columns),
            "template": run.mapping.get("template", ""),
        }
    if state == State.CHECKED:
        more |= _checked(run) | {"form": form or RunForm()}
    if state in BUSY:
        mine = run.job is not None and run.job.started_by_id == user_of(request).pk
        more |= {"busy": True, "stuck": is_stuck(run, state), "mine": mine}
    if state in (State.STOPPED, State.DONE, State.UNDONE, *BUSY):
        more |= {"counts": running.outcomes(run), "kept": _kept(run)}
    return render(request, "imports/detail.html", context_of(run, **more), status=status)


def _checked(run: Import) -> dict[str, Any]:
    verdicts = list(run.rows.values_list("verdict", "decision"))
    wrong = sum(verdict == Verdict.WRONG for verdict, _decision in verdicts)
    known = sum(verdict == Verdict.KNOWN for verdict, _decision in verdicts)
    undecided = sum(verdict == Verdict.KNOWN and not decision for verdict, decision in verdicts)
    skipped = sum(verdict == Verdict.KNOWN and decision in ("", "skip") for verdict, decision in verdicts)
    good = len(verdicts) - wrong - known
    return {
        "wrong": wrong,
        "known": known,
        "good": good,
        "undecided": undecided,
        "importable": len(verdicts) - wrong - skipped,
    }


def _kept(run: Import) -> list[Made]:
    """What could not be taken back, with the reason."""
    rows = Made.objects.filter(row__of=run).exclude(kept_because="").select_related("row")
    return list(rows.order_by("row__number", "id")[:MOST_KEPT])
