"""The search: one box, results by part. A whole file number leads straight to its case."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.audit import trail
from roterfaden.cases.finding import with_file_number
from roterfaden.common.lookup import MOST
from roterfaden.search.box import Found, Part, search
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.components import Link
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.paging import PAGE_SIZE
from roterfaden.web.search.forms import SearchForm
from roterfaden.web.search.hits import cases_named, cases_read, count_of, group_of, persons_without_case

IN_EACH = 5


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """All parts with their first results, or one part page by page."""
    form = SearchForm(request.GET)
    status = 200 if form.is_valid() else 422
    user, today = user_of(request), timezone.localdate()
    text, chosen = form.text, form.chosen
    if text and chosen is None and (hit := with_file_number(text, user=user, on=today)):
        return redirect("cases:thread", code=hit.code)
    page = _page_number(request.GET.get("page", ""))
    if chosen is None:
        shown = found = search(text, user=user, on=today, limit=IN_EACH)
    else:
        skip = (page - 1) * PAGE_SIZE
        found = search(text, user=user, on=today, only=chosen, limit=PAGE_SIZE, skip=skip)
        shown = [one for one in found if one.part == chosen]
    _trace(request, shown)
    context = _context(form, found, shown, chosen, page)
    return render(request, "search/index.html", context, status=status)


def _context(
    form: SearchForm, found: list[Found], shown: list[Found], chosen: Part | None, page: int
) -> dict[str, Any]:
    text = form.text
    last = page * PAGE_SIZE
    return {
        "nav": "search",
        "q": text,
        "form": form,
        "text": text,
        "parts": [
            _link(None, "", text, chosen),
            *(_link(one.part, count_of(one), text, chosen) for one in found),
        ],
        "groups": [group_of(one, text, url=_url(one.part, text)) for one in shown if one.records],
        "chosen": chosen,
        "earlier": f"{_url(chosen, text)}&page={page - 1}" if chosen and page > 1 else "",
        "later": f"{_url(chosen, text)}&page={page + 1}" if chosen and shown[0].count > last else "",
        "nothing": bool(text) and not any(one.records for one in shown),
    }


def _link(part: Part | None, count: str, text: str, chosen: Part | None) -> Link:
    title = str(part.label) if part else _("Alles")
    return Link(title=f"{title} ({count})" if count else title, url=_url(part, text), current=part == chosen)


def _url(part: Part | None, text: str) -> str:
    return "?" + urlencode({"q": text, "part": part.value} if part else {"q": text})


def _page_number(typed: str) -> int:
    """The page asked for; the first for nonsense. No part counts further than MOST."""
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < len(str(MOST)) else 1
    return min(max(number, 1), MOST // PAGE_SIZE)


def _trace(request: HttpRequest, shown: list[Found]) -> None:
    """Persons were named, lines of sealed texts were read: that stands in the trail of their cases."""
    note_listed(
        request,
        [case for found in shown for case in cases_named(found)],
        persons=[person for found in shown for person in persons_without_case(found)],
    )
    cases = {case.pk: case for found in shown for case in cases_read(found)}.values()
    trail.record_reads(
        "cases.read",
        by=user_of(request),
        at=timezone.now(),
        cases=[(case, case.service) for case in cases],
        details={"page": "search"},
    )
