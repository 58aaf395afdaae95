"""What is done with a report: words, numbers once more, the two steps of its release, files."""

import json
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.common.revisions import Conflict
from roterfaden.statistics import publishing, releasing
from roterfaden.statistics.choices import Way
from roterfaden.statistics.content import Content
from roterfaden.statistics.exchange import as_json
from roterfaden.statistics.files import as_csv, as_pdf, as_xlsx, facts_of, notice_of
from roterfaden.statistics.report_models import Report
from roterfaden.web.archive.forms import RevisionForm
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.statistics.forms import PublishForm, TextsForm
from roterfaden.web.statistics.page import attached
from roterfaden.web.statistics.reports import publication_of, report_for, report_page

Turn = Callable[..., None]
FORMS = ("pdf", "xlsx", "csv", "json")
WHOLE, PUBLISHED = "", "oeffentlich"


@writing_view("POST")
def write(request: HttpRequest, report: UUID) -> HttpResponse:
    """The words of a draft."""
    row = report_for(request, report)
    form = TextsForm(request.POST, kind=releasing.kind_of(row))
    if form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            releasing.write_texts(
                report=row, texts=form.texts, revision=revision, by=user_of(request), at=_now()
            )
        except releasing.ReportRefused as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, row, form, conflict)
        else:
            messages.success(request, _("Gespeichert."))
            return redirect("statistics:report", report=row.uuid)
    return render(request, "statistics/report.html", report_page(request, row, form), status=422)


@writing_view("POST")
def reckon(request: HttpRequest, report: UUID) -> HttpResponse:
    """Read the cases once more."""
    return _turn(request, report, releasing.reckon_again, _("Die Zahlen sind neu gerechnet."))


@writing_view("POST")
def propose(request: HttpRequest, report: UUID) -> HttpResponse:
    """The first of two people."""
    return _turn(request, report, releasing.propose, _("Vorgelegt. Freigeben kann jetzt eine zweite Person."))


@writing_view("POST")
def take_back(request: HttpRequest, report: UUID) -> HttpResponse:
    """Make a draft again of what is proposed."""
    return _turn(request, report, releasing.take_back, _("Der Bericht ist wieder ein Entwurf."))


@writing_view("POST")
def release(request: HttpRequest, report: UUID) -> HttpResponse:
    """The second of two people."""
    return _turn(request, report, releasing.release, _("Der Bericht ist freigegeben."))


@writing_view("POST")
def publish(request: HttpRequest, report: UUID) -> HttpResponse:
    """What of a released report everybody may read from now on."""
    row, form = report_for(request, report), PublishForm(request.POST)
    if not form.is_valid():
        messages.warning(request, _("Bitte wählen Sie, wie kleine Zahlen geschützt werden."))
        return redirect("statistics:report", report=row.uuid)
    try:
        publishing.publish(report=row, way=Way(form.cleaned_data["way"]), by=user_of(request), at=_now())
    except releasing.ReportRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Veröffentlicht. Diese Fassung ändert sich nicht mehr."))
    return redirect("statistics:report", report=row.uuid)


@reading_view
def file(request: HttpRequest, report: UUID, form: str) -> HttpResponse:
    """The report as a file: whole, or as it was published."""
    row, which = report_for(request, report), request.GET.get("fassung", WHOLE)
    publication = publication_of(row) if which == PUBLISHED else None
    if form not in FORMS or (which != WHOLE and publication is None):
        raise Http404
    content = publication.content if publication else row.content
    data = _written(row, content, form, way=publication.way if publication else "")
    releasing.record_export(report=row, form=f"{form} {which}".strip(), by=user_of(request), at=_now())
    kind = releasing.kind_of(row)
    name = f"{kind.id}-{row.organisation.code}-{row.first.year}-{row.number}{'-' + which if which else ''}.{form}"
    return attached(data, name, form)


def _written(row: Report, content: Content, form: str, *, way: str) -> bytes:
    if form == "json":
        return json.dumps(as_json(row, content), ensure_ascii=False, indent=1).encode()
    if form == "csv":
        return as_csv(content)
    if form == "xlsx":
        notes = [*(f"{word}: {said}" for word, said in facts_of(row)), notice_of(way)]
        return as_xlsx(content, title=f"{releasing.kind_of(row).title}, {row.organisation.name}", notes=notes)
    return as_pdf(row, content, way=way)


def _turn(request: HttpRequest, report: UUID, turn: Turn, done: str) -> HttpResponse:
    row, form = report_for(request, report), RevisionForm(request.POST)
    revision = form.cleaned_data["revision"] if form.is_valid() else 0
    try:
        turn(report=row, revision=revision, by=user_of(request), at=_now())
    except releasing.ReportRefused as refusal:
        messages.warning(request, str(refusal))
    except Conflict:
        messages.warning(
            request, _("Jemand anderes hat den Bericht inzwischen geändert. Bitte sehen Sie nach.")
        )
    else:
        messages.success(request, done)
    return redirect("statistics:report", report=row.uuid)


def _conflict(request: HttpRequest, row: Report, form: TextsForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, Report)
    here = reverse("statistics:report", args=[row.uuid])
    stored = {name: (current.texts or {}).get(name, "") for name in form.fields if name != "revision"}
    told = conflict_of(
        form, current=current, stored=stored, scopes=[], at=_now(),
        url=reverse("statistics:write", args=[row.uuid]), keep_url=here,
    )  # fmt: skip
    return render(request, "statistics/conflict.html", {"nav": "statistics", "conflict": told}, status=409)


def _now() -> datetime:
    return timezone.now()
