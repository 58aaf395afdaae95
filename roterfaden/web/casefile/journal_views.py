"""Company information of the journal, read apart; and the files of entries."""

from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import attachments
from roterfaden.cases.choices import Information
from roterfaden.cases.filing import FilingRefused
from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.journal_reading import complete, entries_of
from roterfaden.cases.journal_records import JournalAttachment
from roterfaden.cases.models import Case
from roterfaden.documents.checks import UploadRefused
from roterfaden.web.casefile.frame import case_for, form_page
from roterfaden.web.casefile.journal_forms import AttachmentForm
from roterfaden.web.cases.files import warn_if_held
from roterfaden.web.cases.reading import find_case, journal_shown, open_case_for_reading
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.undo import offer_undo

HERE = "casefile:journal"


@reading_view
def company(request: HttpRequest, code: str) -> HttpResponse:
    """What the journal holds about companies, by company; nothing about the person, not even who it is."""
    case = open_case_for_reading(request, code, page="company")
    entries = entries_of(case, information=Information.COMPANY).select_related("written_by")
    page = page_of(request, entries)
    rows = complete(page.object_list, case)
    rows.sort(key=lambda entry: entry.company.casefold())
    groups = [(name, list(group)) for name, group in groupby(rows, key=lambda entry: entry.company)]
    context = {"nav": "cases", "groups": groups, "page": page, "back_url": reverse(HERE, args=[code])}
    return render(request, "casefile/company.html", context)


@writing_view("GET", "POST")
def attach(request: HttpRequest, code: str, entry: UUID) -> HttpResponse:
    """Hang a file on an entry."""
    case = case_for(request, code, page="attach")
    row = get_object_or_404(entries_of(case, information=journal_shown(case)), uuid=entry)
    row.case = case
    form = AttachmentForm(request.POST or None, request.FILES or None, case=case)
    if form.is_valid() and (upload := form.upload()):
        try:
            made = attachments.attach(entry=row, upload=upload, by=user_of(request), at=timezone.now())
        except (UploadRefused, FilingRefused, CaseIsClosed) as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, _("Die Datei hängt am Eintrag."))
            warn_if_held(request, made.file)
            return redirect(HERE, code=case.code)
    context: dict[str, Any] = {
        "title": _("Datei an den Eintrag hängen"),
        "submit": _("Anhängen"),
        "back_url": reverse(HERE, args=[code]),
        "is_upload": True,
    }
    return form_page(request, case, HERE, form, **context)


@writing_view("POST")
def remove_attachment(request: HttpRequest, code: str, attachment: UUID) -> HttpResponse:
    """Take a file off an entry, with an undo."""
    case, row = _attachment(request, code, attachment)
    try:
        attachments.remove_attachment(attachment=row, by=user_of(request), at=timezone.now())
    except CaseIsClosed as refusal:
        messages.warning(request, str(refusal))
    else:
        undo = reverse("casefile:restore_attachment", args=[case.code, row.uuid])
        offer_undo(request, _("Die Datei ist entfernt."), undo)
    return redirect(HERE, code=case.code)


@writing_view("POST")
def restore_attachment(request: HttpRequest, code: str, attachment: UUID) -> HttpResponse:
    case, row = _attachment(request, code, attachment)
    try:
        attachments.restore_attachment(attachment=row, by=user_of(request), at=timezone.now())
    except CaseIsClosed as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Die Datei hängt wieder am Eintrag."))
    return redirect(HERE, code=case.code)


def _attachment(request: HttpRequest, code: str, attachment: UUID) -> tuple[Case, JournalAttachment]:
    case = find_case(request, code)
    found = JournalAttachment.objects.filter(entry__case=case).select_related("entry")
    row = get_object_or_404(found, uuid=attachment)
    row.entry.case = case
    return case, row
