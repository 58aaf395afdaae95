"""Send a stored file of a case: to keep, never shown inside our pages, never run; with a trace of the reading."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from roterfaden.audit import trail
from roterfaden.cases.document_kinds import kind_of
from roterfaden.cases.models import Case
from roterfaden.documents.choices import FileState
from roterfaden.documents.files import read_file
from roterfaden.documents.models import StoredFile
from roterfaden.web.cases.reading import PartClosed, shows
from roterfaden.web.guards import user_of


def opens(case: Case, file: StoredFile) -> bool:
    """Whether the reader of the page may read the part of the case that a file of this kind belongs to."""
    return shows(case, kind_of(file).part)


def refuse_closed_kind(case: Case, file: StoredFile) -> None:
    """Raises PartClosed where the access table closes files of this kind to the reader of the page."""
    if not opens(case, file):
        raise PartClosed(case)


def warn_if_held(request: HttpRequest, stored: StoredFile | None) -> None:
    """Tell who uploaded a file that nobody reads it before it was looked through."""
    if stored is not None and stored.state == FileState.HELD:
        said = _(
            "Das Virenprogramm antwortet nicht. Die Datei ist abgelegt und wird lesbar, sobald sie geprüft ist."
        )
        messages.warning(request, said)


def send_file(request: HttpRequest, case: Case, stored: StoredFile) -> HttpResponse:
    """The bytes of `stored` as an attachment. Effects: an entry in the trail of reads."""
    trail.record_read(
        "documents.read",
        by=user_of(request),
        at=timezone.now(),
        subject=stored,
        scope=case,
        organisation=case.service,
    )
    answer = HttpResponse(read_file(stored), content_type=stored.media_type)
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=stored.name)
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer
