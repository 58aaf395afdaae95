"""What a meeting leaves: who was there, what was said, the minutes on the page, as Word and as PDF."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from roterfaden.cooperation import tables
from roterfaden.cooperation.minutes import Minutes, file_name, minutes_of
from roterfaden.cooperation.minutes_files import minutes_as_pdf, minutes_as_word
from roterfaden.cooperation.models import Meeting
from roterfaden.cooperation.queries import newest_cooperation, parties_of
from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.cooperation.forms import NotesForm, SeatsForm
from roterfaden.web.cooperation.going import HERE, found, go, meeting_in, typed, who
from roterfaden.web.guards import reading_view, writing_view

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMS: dict[str, tuple[str, Callable[[Minutes], bytes]]] = {
    "docx": (WORD, minutes_as_word),
    "pdf": ("application/pdf", minutes_as_pdf),
}


@writing_view("GET", "POST")
def seats(request: HttpRequest, code: str, meeting: UUID) -> HttpResponse:
    """Say that the meeting took place, and who was there."""
    case, cooperation = found(request, code, "seats")
    row = meeting_in(cooperation, meeting)
    initial: dict[str, object] = {"revision": row.revision}
    for seat in row.attendances.select_related("party"):
        seat.meeting = row
        key = seat.party.uuid.hex
        initial |= {f"presence_{key}": seat.presence, f"role_{key}": seat.role, f"name_{key}": seat.name}
    form = SeatsForm(typed(request), parties=parties_of(cooperation), initial=initial)

    def do() -> None:
        tables.hold(meeting=row, seats=form.seats(), revision=form.cleaned_data["revision"], **who(request))

    back = reverse("cooperation:meeting", args=[case.code, row.uuid])
    words: dict[str, Any] = {
        "title": _("Wer war da?"),
        "submit": _("Festhalten"),
        "template": "cooperation/seats.html",
    }
    return go(request, case, form, do, done=_("Festgehalten. Es steht auch im Journal."), back=back, **words)


@writing_view("GET", "POST")
def notes(request: HttpRequest, code: str, meeting: UUID) -> HttpResponse:
    """Write what the two parts brought."""
    case, cooperation = found(request, code, "notes")
    row = meeting_in(cooperation, meeting)
    initial = {name: getattr(row, name) for name in tables.TEXTS} | {"revision": row.revision}
    form = NotesForm(typed(request), initial=initial)
    return go(
        request,
        case,
        form,
        lambda: tables.note_parts(meeting=row, **form.cleaned_data, **who(request)),
        done=_("Die Notizen sind gespeichert."),
        back=reverse("cooperation:meeting", args=[case.code, row.uuid]),
        stored=lambda now: {name: getattr(now, name) for name in tables.TEXTS},
        title=_("Was wurde besprochen?"),
        submit=_("Speichern"),
    )


def _meeting(request: HttpRequest, code: str, uuid: UUID, page: str) -> Meeting:
    case = open_case_for_reading(request, code, page=page)
    cooperation = newest_cooperation(case)
    if cooperation is None:
        raise Http404
    return meeting_in(cooperation, uuid)


@reading_view
def minutes(request: HttpRequest, code: str, meeting: UUID) -> HttpResponse:
    """The minutes, to read and to print."""
    row = _meeting(request, code, meeting, "minutes")
    context = frame(request, row.cooperation.case, HERE, minutes=minutes_of(row), meeting=row)
    return render(request, "cooperation/minutes.html", context)


@reading_view
def minutes_file(request: HttpRequest, code: str, meeting: UUID, ending: str) -> HttpResponse:
    """The minutes as a Word file or a PDF, for the file of the case; to others they go through the gate."""
    if ending not in FORMS:
        raise Http404
    row = _meeting(request, code, meeting, f"minutes_{ending}")
    media_type, made = FORMS[ending]
    answer = HttpResponse(made(minutes_of(row)), content_type=media_type)
    name = file_name(row, ending)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
