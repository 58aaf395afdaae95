"""The home page: what counts today."""

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.accounts.queries import has_role
from roterfaden.cases.access import cases_open_to, only_open
from roterfaden.cases.models import Case
from roterfaden.cases.queries import commissioned_by, with_ids
from roterfaden.cases.worklist import count_needs, when
from roterfaden.complaints.queries import waiting_for
from roterfaden.deadlines.worklist import SHOWN
from roterfaden.people.queries import CASE_ROLES
from roterfaden.portal.worklist import waiting
from roterfaden.quality.duties import duties_of
from roterfaden.quality.proposal_rules import count_unread_answers
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.paging import page_of
from roterfaden.web.worklist.forms import FilterForm
from roterfaden.web.worklist.frame import MINE, SCOPES, nothing, segments
from roterfaden.web.worklist.rows import sections_of
from roterfaden.welcome.guide import guide_of


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What waits in the cases of a scope, most urgent first, in pages."""
    user, today = user_of(request), timezone.localdate()
    scope = request.GET.get("scope", MINE)
    if scope not in SCOPES:
        scope = MINE
    open_ones = only_open(SCOPES[scope](user, on=today), user, *SHOWN, on=today)
    known = list(open_ones.values_list("pk", flat=True))
    cases = with_ids(known)
    form = FilterForm(request.GET, cases=cases)
    status = 200 if form.is_valid() else 422
    is_mine = scope == MINE
    everything = waiting(
        _narrowed(cases, form),
        today=today,
        chain=form.chosen("chain"),
        reach=_narrowed(cases_open_to(user, *SHOWN, on=today), form) if is_mine else None,
        assigned_to=user if is_mine else None,
    )
    wanted = frozenset(form.needs)
    items = [item for item in everything if item.need in wanted]
    form.count(count_needs(everything))
    page = page_of(request, items)
    shown = Case.objects.select_related("person", "responsible", "service").in_bulk(
        {item.case_id for item in page.object_list}
    )
    note_listed(request, shown.values())
    context = {
        "nav": "worklist",
        "filter": form,
        "segments": segments(user, scope, today=today),
        "page": page,
        "sections": sections_of(
            list(page.object_list),
            shown,
            totals=Counter(when(item.due, today=today) for item in items),
            today=today,
            name_responsible=scope != MINE,
        ),
        "waiting": {"items": len(items), "cases": len({item.case_id for item in items}), "all": len(known)},
        "may_open": has_role(user, on=today, roles=CASE_ROLES),
        "empty": None
        if items
        else nothing(user, scope, today=today, has_cases=bool(known), narrowed=form.narrows),
    }
    if is_mine and page.number == 1:
        context |= _beside_cases(user, today)
    return render(request, "worklist/index.html", context, status=status)


def _beside_cases(user: User, today: date) -> dict[str, Any]:
    """What waits for the reader alone, in no case: it stands above their own list."""
    return {
        "answers": count_unread_answers(user),
        "complaints": waiting_for(user, on=today).count(),
        "duties": duties_of(user, on=today),
        "guide": guide_of(user, on=today),
    }


def _narrowed(cases: QuerySet[Case], form: FilterForm) -> QuerySet[Case]:
    body = form.chosen("commissioner")
    return commissioned_by(cases, body) if body else cases
