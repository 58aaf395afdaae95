"""What became of a case: its turns and deviations, and who read or changed what in it, when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.audit import trail
from roterfaden.audit.queries import PAGE_SIZE, entries_for_scope
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.web.casefile.frame import frame
from roterfaden.web.casefile.trace import lines_of, turns_of
from roterfaden.web.cases.reading import open_case_for_reading, shows
from roterfaden.web.components import Link
from roterfaden.web.guards import reading_view

HERE = "casefile:events"
ALL, READ, CHANGED = "all", "read", "changed"
READINGS = {ALL: None, READ: True, CHANGED: False}
LARGEST = 2**63 - 1


@reading_view
def events(request: HttpRequest, code: str) -> HttpResponse:
    """The turns of the case, and an excerpt of the trail, newest first."""
    case = open_case_for_reading(request, code, page="events")
    trail.write_readings()
    what = request.GET.get("what", ALL)
    if what not in READINGS:
        what = ALL
    before = _number(request.GET.get("before", ""))
    entries = list(entries_for_scope(case.uuid, before=before, limit=PAGE_SIZE + 1, readings=READINGS[what]))
    more = entries[PAGE_SIZE - 1].seq if len(entries) > PAGE_SIZE else None
    context = frame(
        request,
        case,
        HERE,
        turns=turns_of(case, thread=shows(case, FieldClass.THREAD)),
        lines=lines_of(entries[:PAGE_SIZE]),
        segments=_segments(case, what),
        older=f"?what={what}&before={more}#protokoll" if more else "",
        first_page=before is None,
    )
    return render(request, "casefile/events.html", context)


def _segments(case: Case, what: str) -> list[Link]:
    here = reverse(HERE, args=[case.code])
    titles = {ALL: _("Alles"), CHANGED: _("Geändert"), READ: _("Gelesen")}
    return [
        Link(title=title, url=f"{here}?what={key}#protokoll", current=key == what)
        for key, title in titles.items()
    ]


def _number(typed: str) -> int | None:
    """Where the page of entries begins; nonsense begins at the newest."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) < len(str(LARGEST))
    return int(typed) if is_number else None
