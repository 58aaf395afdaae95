"""The journal of a case: read it, write a contact, correct an entry, see its earlier versions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Page
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.cases import journal as domain
from roterfaden.cases.attachments import attach
from roterfaden.cases.filing import FilingRefused
from roterfaden.cases.journal_reading import complete, effort_of, entries_of, total
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.cases.text_blocks import blocks_for
from roterfaden.common.revisions import Conflict
from roterfaden.deadlines.follow_ups import follow_next_step
from roterfaden.deadlines.models import FollowUp
from roterfaden.documents.checks import UploadRefused
from roterfaden.portal.queries import waiting_count
from roterfaden.web.casefile.frame import case_for, conflict_page, form_page, frame
from roterfaden.web.casefile.journal_forms import INSERT, CorrectionForm, EntryForm, FilterForm
from roterfaden.web.casefile.journal_tabs import tabs
from roterfaden.web.cases.answers import is_htmx
from roterfaden.web.cases.reading import journal_shown, open_case_for_reading
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.drafts.middleware import go_on
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of

HERE = "casefile:journal"
MORE = ("people", "result", "next_step", "next_on", "minutes", "travel_minutes", "travel_km")


@reading_view
def journal(request: HttpRequest, code: str) -> HttpResponse:
    """All entries, newest first, with a form for the next one above them."""
    case = open_case_for_reading(request, code, page="journal")
    context = frame(request, case, HERE, form=_form(request, case), **_around(request, case))
    return render(request, "casefile/journal.html", context)


@writing_view("GET", "POST")
def write_entry(request: HttpRequest, code: str) -> HttpResponse:
    """Add an entry, or insert a text block into the form. What was refused stands in the form above the journal."""
    case = case_for(request, code, page="journal")
    if INSERT in request.POST:
        return _inserted(request, case)
    form = _form(request, case)
    if form.is_valid():
        try:
            follow_up = _write(request, case, form)
        except (domain.EntryRefused, domain.CaseIsClosed) as refusal:
            form.add_error(None, str(refusal))
        except (UploadRefused, FilingRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _written(follow_up))
            return redirect(HERE, code=case.code)
    return form_page(request, case, HERE, form, "casefile/journal.html", **_around(request, case))


def _write(request: HttpRequest, case: Case, form: EntryForm) -> FollowUp | None:
    """The contact with its file and, where the next step has a day to come, its follow-up: all or nothing."""
    by, now = user_of(request), timezone.now()
    said, upload = form.said(), form.upload()
    with transaction.atomic():
        entry = domain.write_contact(case=case, **said, company=form.company_part(), by=by, at=now)
        entry.case = case
        if upload:
            attach(entry=entry, upload=upload, by=by, at=now)
        return follow_next_step(entry=entry, by=by, at=now)


def _written(follow_up: FollowUp | None) -> str:
    if follow_up is None:
        return _("Der Eintrag steht im Journal.")
    day = date_format(follow_up.due_on, "d.m.Y")
    return _("Der Eintrag steht im Journal. Der nächste Schritt liegt am %(day)s auf Wiedervorlage.") % {
        "day": day
    }


def _inserted(request: HttpRequest, case: Case) -> HttpResponse:
    """The form with everything that was typed, and the chosen text block below the text."""
    go_on(request)
    asked = _form(request, case)
    block = asked.blocks.get(request.POST.get("block", ""))
    typed: dict[str, Any] = {name: request.POST.get(name, "") for name in asked.fields}
    typed["colleagues"] = request.POST.getlist("colleagues")
    if block is not None:
        typed["text"] = f"{typed['text'].rstrip()}\n\n{block.text}".lstrip()
        typed["kind"] = block.kind or typed["kind"]
    form = _form(request, case, initial=typed | {"block": ""})
    if is_htmx(request):
        return render(request, "casefile/_new_entry.html", {"case": case, "form": form, "may_work": True})
    return form_page(request, case, HERE, form, "casefile/journal.html", **_around(request, case))


@writing_view("GET", "POST")
def correct_entry(request: HttpRequest, code: str, entry: UUID) -> HttpResponse:
    """Correct an entry; its earlier version stays readable."""
    case = case_for(request, code, page="correct_entry")
    row = _entry(case, entry)
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        initial=_stored(row) | {"revision": row.revision},
        case=case,
        writer=row.written_by,
        on=timezone.localdate(),
        information=row.information,
    )
    if form.is_valid():
        revision = form.cleaned_data["revision"] or 0
        try:
            domain.correct_entry(
                entry=row, **form.said(), revision=revision, by=user_of(request), at=timezone.now()
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
    """One entry with all its earlier versions, newest first."""
    case = open_case_for_reading(request, code, page="entry_versions")
    row = _entry(case, entry)
    versions = list(row.versions.select_related("replaced_by").order_by("-revision"))
    for version in versions:
        version.entry = row
    return render(
        request, "casefile/entry_versions.html", frame(request, case, HERE, entry=row, versions=versions)
    )


def _entry(case: Case, entry: UUID) -> JournalEntry:
    row = get_object_or_404(
        entries_of(case, information=journal_shown(case)).select_related("written_by"), uuid=entry
    )
    row.case = case
    return row


def _conflict(request: HttpRequest, case: Case, form: CorrectionForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, JournalEntry)
    current.case = case
    stored = {name: value for name, value in _stored(current).items() if name in form.fields}
    told = conflict_of(
        form,
        current=current,
        stored=stored,
        scopes=[case.uuid],
        at=timezone.now(),
        url=reverse("casefile:correct_entry", args=[case.code, current.uuid]),
        keep_url=reverse(HERE, args=[case.code]),
    )
    return conflict_page(request, case, HERE, told)


def _around(request: HttpRequest, case: Case) -> dict[str, Any]:
    """What stands around the form: the tabs, the filter, one page of entries, the sum of the time."""
    chosen = FilterForm(request.GET)
    entries = entries_of(case, information=journal_shown(case), kind=chosen.chosen())
    page: Page[JournalEntry] = page_of(request, entries.select_related("written_by"))
    page.object_list = complete(page.object_list, case)
    return {
        "page": page,
        "filter": chosen,
        "tabs": tabs(case, HERE),
        "effort": total(effort_of(entries)),
        "waiting": waiting_count(case),
    }


def _form(request: HttpRequest, case: Case, *, initial: dict[str, Any] | None = None) -> EntryForm:
    now, user = timezone.localtime(), user_of(request)
    sent = request.method == "POST" and initial is None
    return EntryForm(
        request.POST if sent else None,
        request.FILES if sent else None,
        initial=initial or {"day": now.date(), "time": now.time()},
        case=case,
        writer=user,
        on=now.date(),
        blocks=list(blocks_for(user, on=now.date())),
    )


def _stored(entry: JournalEntry) -> dict[str, Any]:
    """The values as the form has them."""
    local = timezone.localtime(entry.happened_at)
    return {
        "kind": entry.kind,
        "day": local.date(),
        "time": local.time().replace(second=0, microsecond=0),
        "text": entry.text,
        "company": entry.company,
        "stems_from": str(entry.stems_from.uuid) if entry.stems_from else "",
        "colleagues": sorted(entry.colleagues.values_list("username", flat=True)),
        **{name: getattr(entry, name) for name in MORE},
    }
