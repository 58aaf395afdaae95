"""All cases that one may see: filtered, sorted, searched."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.cases.access import only_open
from roterfaden.cases.choices import CaseState, FieldClass
from roterfaden.cases.finding import find_cases, with_file_number
from roterfaden.cases.models import Case
from roterfaden.cases.queries import commissioned_by, in_chain
from roterfaden.cases.reach import Reach, reach_of
from roterfaden.deadlines.worklist import SHOWN
from roterfaden.web.caselist.forms import ALL, ARCHIVED, CaseFilterForm
from roterfaden.web.caselist.rows import nothing, rows_of, state_links
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.paging import page_of


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The list; a complete file number in the search leads straight to its case."""
    user, today = user_of(request), timezone.localdate()
    reach = reach_of(user, on=today)
    form = CaseFilterForm(request.GET, reach=reach)
    status = 200 if form.is_valid() else 422
    text = form.chosen("q")
    if text and (hit := with_file_number(text, user=user, on=today)):
        return redirect("cases:thread", code=hit.code)
    found = _narrowed(_looked_for(form, reach, user=user, today=today), form, user=user, today=today)
    counts = _counts(found)
    shown = found if form.state_shown == ALL else found.filter(_STATES[form.state_shown])
    there = sum(counts.values()) if form.state_shown == ALL else counts[form.state_shown]
    page = page_of(request, form.in_order(shown, reach).values_list("pk", flat=True), count=there)
    cases = _opened(page.object_list)
    note_listed(request, cases)
    open_ones = only_open(Case.objects.filter(pk__in=[case.pk for case in cases]), user, *SHOWN, on=today)
    rows = rows_of(cases, set(open_ones.values_list("pk", flat=True)))
    context = {
        "nav": "cases",
        "q": request.GET.get("q", ""),
        "filter": form,
        "states": state_links(request, counts, form.state_shown),
        "page": page,
        "rows": rows,
        "may_open": bool(reach.services),
        "empty": None if page.paginator.count else nothing(form.narrows, form.state_shown),
    }
    return render(request, "caselist/index.html", context, status=status)


_STATES = {
    CaseState.OPEN: Q(state=CaseState.OPEN),
    CaseState.CLOSED: Q(state=CaseState.CLOSED, archived_on__isnull=True),
    ARCHIVED: Q(archived_on__isnull=False),
}


def _counts(cases: QuerySet[Case]) -> dict[str, int]:
    """How many there are of each state; what lies in the archive is counted apart. One query."""
    rows = cases.order_by().values_list("state").annotate(n=Count("pk"), put_away=Count("archived_on"))
    found = {state: (n, put_away) for state, n, put_away in rows}
    open_ones, closed = found.get(CaseState.OPEN, (0, 0)), found.get(CaseState.CLOSED, (0, 0))
    return {CaseState.OPEN: open_ones[0], CaseState.CLOSED: closed[0] - closed[1], ARCHIVED: closed[1]}


def _opened(ids: Iterable[int]) -> list[Case]:
    """The cases of one page in its order. Read apart from the sorting: what is skipped need not be joined."""
    wanted = list(ids)
    known = Case.objects.select_related("person", "responsible", "service").in_bulk(wanted)
    return [known[pk] for pk in wanted if pk in known]


def _narrowed(cases: QuerySet[Case], form: CaseFilterForm, *, user: User, today: date) -> QuerySet[Case]:
    if chain := form.chosen("chain"):
        cases = in_chain(only_open(cases, user, FieldClass.THREAD, on=today), chain)
    if body := form.chosen("commissioner"):
        cases = commissioned_by(only_open(cases, user, FieldClass.ORDERS, on=today), body)
    if team := form.chosen("team"):
        cases = cases.filter(team=int(team))
    return cases


def _looked_for(form: CaseFilterForm, reach: Reach, *, user: User, today: date) -> QuerySet[Case]:
    """What the text finds, else all in reach; of the colleague who was chosen."""
    text, username = form.chosen("q"), form.chosen("responsible")
    if text:
        found = find_cases(text, user=user, on=today)
        return found.filter(responsible__username=username) if username else found
    return reach.cases_with(username) if username else reach.cases
