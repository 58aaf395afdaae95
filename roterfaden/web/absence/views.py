"""What happened while somebody was away."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from roterfaden.accounts.queries import absent_colleagues_of
from roterfaden.deadlines.absence import CaseNews, Kind, cases_of_absent, last_absence, news_of
from roterfaden.web.absence.forms import SpanForm
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.guards import reading_view, user_of


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What happened in my cases, or in those of somebody for whom I stand in, between two days."""
    user, today = user_of(request), timezone.localdate()
    absent = list(absent_colleagues_of(user, on=today).order_by("last_name", "first_name"))
    usual = last_absence(user, on=today)
    asked = request.GET if "first" in request.GET else {"first": usual.first, "last": usual.last}
    form = SpanForm(asked, user=user, absent=absent)
    context: dict[str, Any] = {"nav": "worklist", "form": form, "today": today}
    status = 422
    if form.is_valid():
        whose, span = form.chosen()
        cases = cases_of_absent(whose, reader=user, span=span, on=today)
        news = news_of(cases, span, on=today, without=user if whose == user else None)
        note_listed(request, [one.case for one in news])
        context |= {"news": news, "sums": _sums(news), "whose": whose, "span": span, "own": whose == user}
        status = 200
    return render(request, "absence/index.html", context, status=status)


def _sums(news: list[CaseNews]) -> list[tuple[str, int]]:
    """How often what happened, in the order of the kinds."""
    counts = Counter(one.kind for case in news for one in case.happened)
    return [(str(kind.label), counts[kind]) for kind in Kind if counts[kind]]
