"""Files that nobody could look through for viruses: those who lead a service have them asked about, or give them up."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from roterfaden.accounts.queries import organisations_led_by
from roterfaden.cases.queries import cases_visible_to
from roterfaden.cases.released import cases_of_files
from roterfaden.documents import quarantine, scanning
from roterfaden.documents.models import HeldFile
from roterfaden.documents.queries import decided_files, held_files
from roterfaden.web.formpage import FormPage, form_page
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.paging import page_of

HERE = "quarantine:index"
DECIDED = 20


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What waits in the user's services, without names: they may tell of an illness. Below, how others ended."""
    user, today = user_of(request), timezone.localdate()
    if not organisations_led_by(user, on=today).exists():
        raise PermissionDenied
    page = page_of(request, held_files(user, on=today))
    cases = cases_of_files([held.file for held in page.object_list], among=cases_visible_to(user, on=today))
    context = {
        "nav": "quarantine",
        "page": page,
        "rows": [(held, cases.get(held.file_id)) for held in page.object_list],
        "decided": decided_files(user, on=today)[:DECIDED],
        "has_scanner": scanning.is_configured(),
    }
    return render(request, "quarantine/index.html", context)


@writing_view("POST")
def ask_again(request: HttpRequest, held: UUID) -> HttpResponse:
    """One press: the scanner is asked about the file in the background."""
    row = _row(request, held)
    try:
        quarantine.ask_again(held=row, **told(request))
    except quarantine.QuarantineRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("Die Datei wird geprüft. Laden Sie die Seite gleich noch einmal."))
    return redirect(HERE)


@writing_view("GET", "POST")
def discard(request: HttpRequest, held: UUID) -> HttpResponse:
    """Ask once more, then give the file up for good."""
    row = _row(request, held)
    uploaded = date_format(timezone.localtime(row.file.uploaded_at), "j. F Y, H:i")
    by = row.file.uploaded_by
    page = FormPage(
        title=_("Datei verwerfen"),
        back=reverse(HERE),
        refusals=(quarantine.QuarantineRefused,),
        lines=(
            _("Hochgeladen von %(who)s am %(when)s Uhr.") % {"who": by, "when": uploaded},
            _(
                "Ihr Inhalt wird gelöscht und lässt sich nicht zurückholen. Wer sie braucht, lädt sie neu hoch."
            ),
        ),
        done=_("Die Datei ist verworfen."),
        label=_("Endgültig verwerfen"),
        nav="quarantine",
    )

    def act(_said: dict[str, Any]) -> None:
        quarantine.discard(held=row, **told(request))

    form = forms.Form(request.POST if request.method == "POST" else None)
    return form_page(request, form, act, page)


def _row(request: HttpRequest, held: UUID) -> HeldFile:
    return get_object_or_404(held_files(user_of(request), on=timezone.localdate()), uuid=held)
