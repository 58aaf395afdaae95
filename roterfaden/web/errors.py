"""What people read when something went wrong: what happened, what to do; never a reason to guess.

A missing page and one that is not released to the user look the same. Requests of htmx get a small message
for the region of messages instead of a page, so that what was typed stays where it is.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from roterfaden.documents.files import FileHeld
from roterfaden.web.cases.reading import PartClosed

TEMPLATES = Path(__file__).parent / "templates"
# htmx puts the message there and leaves the rest of the page alone
TO_MESSAGES = {"HX-Retarget": "#meldungen", "HX-Reswap": "innerHTML"}

Sentence = str | Promise


@dataclass(frozen=True)
class Words:
    headline: Sentence
    sentences: tuple[Sentence, ...]


BAD_REQUEST = Words(
    _("Diese Anfrage war nicht zu verstehen"),
    (
        _("Die Adresse oder das Formular war unvollständig oder beschädigt."),
        _("Gehen Sie zurück und versuchen Sie es noch einmal."),
    ),
)
FORBIDDEN = Words(
    _("Das dürfen Sie hier nicht"),
    (
        _("Für diesen Schritt fehlt Ihnen die Berechtigung. Es wurde nichts geändert."),
        _("Wenn Sie ihn brauchen, sprechen Sie Ihre Teamleitung an."),
    ),
)
STALE_FORM = Words(
    _("Die Seite war zu lange offen"),
    (
        _("Zu Ihrem Schutz nehmen wir Eingaben nur von einer frisch geladenen Seite an."),
        _("Es wurde nichts gespeichert. Der Browser muss Cookies dieser Seite zulassen."),
        _("Gehen Sie zurück, laden Sie die Seite neu und senden Sie noch einmal."),
    ),
)
CLOSED = Words(
    _("Nicht für Sie sichtbar"),
    (
        _("Dieser Teil des Falls ist für Sie nicht freigegeben. Es wurde nichts geändert."),
        _("Wenn Sie ihn für Ihre Arbeit brauchen, fragen Sie die zuständige Fachkraft oder die Leitung."),
    ),
)
NOT_FOUND = Words(
    _("Nicht gefunden oder nicht freigegeben"),
    (
        _("Diese Seite gibt es nicht, oder sie ist für Sie nicht freigegeben."),
        _("Welches von beiden gilt, sagen wir nicht: Das schützt die Menschen, um die es geht."),
    ),
)
HELD = Words(
    _("Diese Datei ist noch nicht geprüft"),
    (
        _("Das Virenprogramm konnte sie nicht prüfen. Bis dahin liest sie niemand."),
        _(
            "Sie wird jede Stunde von selbst noch einmal geprüft. Eilt es, fragen Sie die Leitung Ihres Dienstes."
        ),
    ),
)
DISCARDED = Words(
    _("Diese Datei gibt es nicht mehr"),
    (_("Sie war in Quarantäne und wurde verworfen."), _("Wenn Sie sie brauchen, laden Sie sie neu hoch.")),
)
CONFLICT = Words(
    _("Jemand war schneller"),
    (
        _("Jemand hat dasselbe geändert, während Sie daran arbeiteten."),
        _("Ihre Änderung wurde nicht gespeichert."),
        _("Laden Sie die Seite neu und sehen Sie nach, was jetzt dort steht."),
    ),
)
TOO_LARGE = Words(
    _("Das ist zu groß"),
    (
        _("Was Sie geschickt haben, ist größer als erlaubt. Es wurde nichts gespeichert."),
        _("Gehen Sie zurück: Ihre Eingabe steht meist noch dort."),
        _("Kürzen Sie den Text oder wählen Sie eine kleinere Datei."),
    ),
)
TOO_MANY = Words(
    _("Das war etwas zu oft"),
    (
        _("Zum Schutz vor Angriffen lassen wir nur wenige Versuche hintereinander zu."),
        _("Warten Sie fünf Minuten und versuchen Sie es dann noch einmal."),
    ),
)
BY_STATUS = {400: BAD_REQUEST, 403: FORBIDDEN, 404: NOT_FOUND, 409: CONFLICT, 413: TOO_LARGE, 429: TOO_MANY}
STATIC_PAGES = (500, 503)


def page(request: HttpRequest, *, status: int, words: Words | None = None) -> HttpResponse:
    """Answer with a status and its words, as a page or, for htmx, as a message on the page that is there."""
    context = {"status": status, "words": words or BY_STATUS[status]}
    if request.headers.get("HX-Request"):
        return _with_headers(render(request, "errors/_message.html", context, status=status))
    return render(request, "errors/page.html", context, status=status)


def conflict(request: HttpRequest, sentence: str) -> HttpResponse:
    """409 with the sentence of the refusal, where there are no two texts to lay side by side."""
    return page(request, status=409, words=Words(CONFLICT.headline, (sentence, CONFLICT.sentences[-1])))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, status=413 if isinstance(exception, RequestDataTooBig) else 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, PartClosed):
        return closed_part(request, exception)
    if isinstance(exception, FileHeld):
        return page(request, status=403, words=DISCARDED if exception.discarded else HELD)
    return page(request, status=403)


def closed_part(request: HttpRequest, closed: PartClosed) -> HttpResponse:
    """A part of a case that the reader may know of: whom to ask, and the emergency access; nothing of its content."""
    if request.headers.get("HX-Request"):
        return page(request, status=403, words=CLOSED)
    return render(request, "errors/closed_part.html", {"words": CLOSED, "case": closed.case}, status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    return page(request, status=404)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Somebody tries passwords or codes too often; allauth calls this."""
    return page(request, status=429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    return page(request, status=403, words=STALE_FORM)


def server_error(request: HttpRequest) -> HttpResponse:
    """Needs no database, no session, no template engine: any of them may be what is broken."""
    if request.headers.get("HX-Request"):
        return _with_headers(HttpResponse(_file("errors/_server_error.html"), status=500))
    return HttpResponse(_file("500.html"), status=500)


def _file(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8").replace("/static/", settings.STATIC_URL)


def _with_headers(response: HttpResponse) -> HttpResponse:
    for header, value in TO_MESSAGES.items():
        response[header] = value
    return response
