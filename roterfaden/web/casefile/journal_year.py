"""A year of the journal to read and to print: month by month, a long one in parts."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from roterfaden.cases.journal_reading import complete, effort_of, entries_of, months_of, total, years_of
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.web.casefile.frame import frame
from roterfaden.web.casefile.journal_forms import FilterForm
from roterfaden.web.casefile.journal_tabs import tabs
from roterfaden.web.cases.answers import is_htmx
from roterfaden.web.cases.reading import journal_shown, open_case_for_reading
from roterfaden.web.components import Link
from roterfaden.web.guards import reading_view
from roterfaden.web.paging import page_of

HERE = "casefile:journal"
# so many sealed texts are opened at once: more than the year of nearly every case
PART = 100
EARLIEST, LATEST = 1900, 2200


@dataclass(frozen=True)
class Month:
    """The entries of a month that stand in the part shown. `count` is how many it has in all parts."""

    first: date
    count: int
    # the number of the part, where the month began in an earlier one
    goes_on: int
    entries: list[JournalEntry]

    @property
    def anchor(self) -> str:
        return f"monat-{self.first:%m}" + (f"-teil-{self.goes_on}" if self.goes_on else "")


@reading_view
def year(request: HttpRequest, code: str, year: int) -> HttpResponse:
    """What happened in a year in the order in which it happened. Later parts come on demand, or by their address."""
    case = open_case_for_reading(request, code, page="year")
    chosen, shown = FilterForm(request.GET), min(max(year, EARLIEST), LATEST)
    entries = entries_of(case, information=journal_shown(case), year=shown, kind=chosen.chosen())
    counts = months_of(entries, year=shown)
    page = page_of(request, entries.select_related("written_by").order_by("happened_at", "id"), size=PART)
    months = _months(page, case, counts)
    if is_htmx(request):
        return render(request, "casefile/_year_part.html", {"case": case, "page": page, "months": months})
    efforts = effort_of(entries)
    context = frame(
        request,
        case,
        HERE,
        year=year,
        years=_years(case, year),
        page=page,
        months=months,
        places=_places(request, counts, page),
        filter=chosen,
        efforts=efforts,
        effort=total(efforts),
        tabs=tabs(case, "casefile:year"),
    )
    return render(request, "casefile/year.html", context)


def _months(page: Page[JournalEntry], case: Case, counts: list[tuple[date, int]]) -> list[Month]:
    """The months of one part. Only its first month may have begun in the part before."""
    held, begins = dict(counts), _begins(counts)
    found: list[Month] = []
    for first, group in groupby(complete(page.object_list, case), key=_month):
        goes_on = not found and begins[first] < page.start_index()
        found.append(Month(first, held[first], page.number if goes_on else 0, list(group)))
    return found


def _begins(counts: list[tuple[date, int]]) -> dict[date, int]:
    """Which entry of the year, counted from one, is the first of each month."""
    found, passed = {}, 0
    for first, count in counts:
        found[first], passed = passed + 1, passed + count
    return found


def _month(entry: JournalEntry) -> date:
    return timezone.localtime(entry.happened_at).date().replace(day=1)


def _places(request: HttpRequest, counts: list[tuple[date, int]], page: Page[JournalEntry]) -> list[Link]:
    """Where each month begins: on this page, or in another part."""
    query, begins, found = request.GET.copy(), _begins(counts), []
    for first, count in counts:
        number = (begins[first] - 1) // PART + 1
        query["page"] = str(number)
        part = "" if number == page.number else f"?{query.urlencode()}"
        found.append(Link(title=date_format(first, "F"), url=f"{part}#monat-{first:%m}", count=count))
    return found


def _years(case: Case, current: int) -> list[Link]:
    found = sorted({*years_of(case), current}, reverse=True)
    return [
        Link(title=str(one), url=reverse("casefile:year", args=[case.code, one]), current=one == current)
        for one in found
    ]
