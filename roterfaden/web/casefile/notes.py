"""Working notes on a case that nobody but their author reads."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases import personal_notes as domain
from roterfaden.cases.journal_records import PersonalNote
from roterfaden.cases.models import Case
from roterfaden.common.revisions import Conflict
from roterfaden.web.casefile.frame import case_for, conflict_page, form_page
from roterfaden.web.casefile.journal_forms import NoteForm
from roterfaden.web.casefile.journal_tabs import tabs
from roterfaden.web.cases.reading import find_case
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.paging import page_of
from roterfaden.web.undo import offer_undo

HERE = "casefile:notes"


@writing_view("GET", "POST")
def notes(request: HttpRequest, code: str) -> HttpResponse:
    """The reader's own notes, the newest first, and a form for the next one. Also while the case is closed."""
    case = case_for(request, code, page="notes")
    user = user_of(request)
    form = NoteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            domain.write_note(case=case, text=form.cleaned_data["text"], by=user, at=timezone.now())
        except domain.NoteRefused as refusal:
            form.add_error("text", str(refusal))
        else:
            messages.success(request, _("Die Notiz ist gespeichert. Nur Sie sehen sie."))
            return redirect(HERE, code=case.code)
    page = page_of(request, domain.notes_of(user, case).select_related("data_key"))
    return form_page(
        request, case, "casefile:journal", form, "casefile/notes.html", page=page, tabs=tabs(case, HERE)
    )


@writing_view("GET", "POST")
def change_note(request: HttpRequest, code: str, note: UUID) -> HttpResponse:
    case, row = _note(request, code, note)
    typed = request.POST if request.method == "POST" else None
    form = NoteForm(typed, initial={"text": row.text, "revision": row.revision})
    if form.is_valid():
        said = {"text": form.cleaned_data["text"], "revision": form.cleaned_data["revision"] or 0}
        try:
            domain.change_note(note=row, **said, by=user_of(request), at=timezone.now())
        except domain.NoteRefused as refusal:
            form.add_error("text", str(refusal))
        except Conflict as conflict:
            return _conflict(request, case, form, conflict)
        else:
            messages.success(request, _("Die Notiz ist gespeichert. Nur Sie sehen sie."))
            return redirect(HERE, code=case.code)
    words = {
        "title": _("Arbeitsnotiz ändern"),
        "submit": _("Notiz speichern"),
        "back_url": reverse(HERE, args=[code]),
    }
    context: dict[str, Any] = {**words, "always": True}
    return form_page(request, case, "casefile:journal", form, **context)


@writing_view("POST")
def discard_note(request: HttpRequest, code: str, note: UUID) -> HttpResponse:
    case, row = _note(request, code, note)
    domain.discard_note(note=row, by=user_of(request), at=timezone.now())
    offer_undo(
        request, _("Die Notiz ist gelöscht."), reverse("casefile:restore_note", args=[case.code, row.uuid])
    )
    return redirect(HERE, code=case.code)


@writing_view("POST")
def restore_note(request: HttpRequest, code: str, note: UUID) -> HttpResponse:
    case, row = _note(request, code, note, discarded=True)
    domain.restore_note(note=row, by=user_of(request), at=timezone.now())
    return redirect(HERE, code=case.code)


def _note(
    request: HttpRequest, code: str, note: UUID, *, discarded: bool = False
) -> tuple[Case, PersonalNote]:
    """A note of the reader; to everybody else it is not there."""
    case = find_case(request, code)
    own = PersonalNote.objects.filter(owner=user_of(request), case=case, discarded_at__isnull=not discarded)
    row = get_object_or_404(own.select_related("data_key"), uuid=note)
    row.case = case
    return case, row


def _conflict(request: HttpRequest, case: Case, form: NoteForm, conflict: Conflict) -> HttpResponse:
    current = conflict.current
    assert isinstance(current, PersonalNote)
    stored: dict[str, Any] = {"text": current.text}
    told = conflict_of(
        form,
        current=current,
        stored=stored,
        scopes=[case.uuid],
        at=timezone.now(),
        url=reverse("casefile:change_note", args=[case.code, current.uuid]),
        keep_url=reverse(HERE, args=[case.code]),
    )
    return conflict_page(request, case, "casefile:journal", told)
