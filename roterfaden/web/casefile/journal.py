"""The journal of a case: read it, write an entry, correct one, see its earlier wordings."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import journal as domain
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.common.revisions import Conflict
from roterfaden.web.casefile.forms import EntryForm
from roterfaden.web.casefile.frame import case_for, conflict_page, form_page, frame
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of

HERE = "casefile:journal"


@reading_view
def journal(request: HttpRequest, code: str) -> HttpResponse:
    """All entries, newest first, with a form for the next one above them."""
    case = open_case_for_reading(request, code, page="journal")
    context = frame(request, case, HERE, form=_empty(), page=_page(request, case))
    return render(request, "casefile/journal.html", context)


@writing_view("GET", "POST")
def write_entry(request: HttpRequest, code: str) -> HttpResponse:
    """Add an entry. What was refused stands in the form above the journal."""
    case = case_for(request, code, page="journal")
    form = EntryForm(request.POST) if request.method == "POST" else _empty()
    if form.is_valid():
        try:
            domain.write_entry(case=case, **_said(form), by=user_of(request), at=timezone.now())
        except (domain.EntryRefused, domain.CaseIsClosed) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Der Eintrag steht im Journal."))
            return redirect(HERE, code=case.code)
    return form_page(request, case, HERE, form, "casefile/journal.html", page=_page(request, case))


@writing_view("GET", "POST")
def correct_entry(request: HttpRequest, code: str, entry: UUID) -> HttpResponse:
    """Correct an entry; its earlier wording stays readable."""
    case = case_for(request, code, page="correct_entry")
    row = get_object_or_404(case.journal.select_related("written_by"), uuid=entry)
    row.case = case
    known = _stored(row) | {"revision": row.revision}
    form = EntryForm(request.POST if request.method == "POST" else None, initial=known)
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            domain.correct_entry(
                entry=row, **_said(form), revision=revision, by=user_of(request), at=timezone.now()
            )
        except (domain.EntryRefused, domain.CaseIsClosed) as refusal:
            form.add_error(None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, case, form, conflict)
        else:
            messages.success(request, _("Der Eintrag ist berichtigt. Die frühere Fassung bleibt lesbar."))
            return redirect(HERE, code=case.code)
    return form_page(request, case, HERE, form, "casefile/correct_entry.html", entry=row)


@reading_view
def entry_versions(request: HttpRequest, code: str, entry: UUID) -> HttpResponse:
    """One entry with all its earlier wordings, newest first."""
    case = open_case_for_reading(request, code, page="entry_versions")
    row = get_object_or_404(case.journal.select_related("written_by"), uuid=entry)
    row.case = case
    versions = list(row.versions.select_related("replaced_by").order_by("-revision"))
    for version in versions:
        version.entry = row
    return render(
        request, "casefile/entry_versions.html", frame(request, case, HERE, entry=row, versions=versions)
    )


def _conflict(request: HttpRequest, case: Case, form: EntryForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, JournalEntry)
    current.case = case
    told = conflict_of(
        form,
        current=current,
        stored=_stored(current),
        scopes=[case.uuid],
        at=timezone.now(),
        url=reverse("casefile:correct_entry", args=[case.code, current.uuid]),
        keep_url=reverse(HERE, args=[case.code]),
    )
    return conflict_page(request, case, HERE, told)


def _page(request: HttpRequest, case: Case) -> Page[JournalEntry]:
    """One page of entries; `corrected` counts how often each was corrected."""
    entries = case.journal.select_related("written_by").annotate(corrected=Count("versions"))
    page = page_of(request, entries.order_by("-happened_at", "-id"))
    for row in page.object_list:
        row.case = case
    return page


def _empty() -> EntryForm:
    now = timezone.localtime()
    return EntryForm(initial={"day": now.date(), "time": now.time()})


def _said(form: EntryForm) -> dict[str, Any]:
    return {
        "kind": ContactKind(form.cleaned_data["kind"]),
        "happened_at": form.happened_at,
        "text": form.cleaned_data["text"],
    }


def _stored(entry: JournalEntry) -> dict[str, Any]:
    """The values as the form has them."""
    local = timezone.localtime(entry.happened_at)
    return {
        "kind": entry.kind,
        "day": local.date(),
        "time": local.time().replace(second=0, microsecond=0),
        "text": entry.text,
    }
