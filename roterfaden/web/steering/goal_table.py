"""The goals of clients by topic and by party, of a service and year."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from roterfaden.steering.choices import Outcome, Party
from roterfaden.steering.goal_table import TopicRow, goals_by_topic
from roterfaden.steering.queries import services_steered_by
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.steering.around import around, page

SEEN = (Outcome.REACHED, Outcome.PARTLY, Outcome.NOT)
Cells = list[tuple[str, int | None]]


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What became of the goals that ended, topic by topic; within the service also how each party saw them.

    Who steers no service is led to the agreements.
    """
    if not services_steered_by(user_of(request), on=timezone.localdate()):
        return redirect("steering:agreements")
    here = around(request)
    table = goals_by_topic(here.service, here.period, small=here.inside)
    lines = [*table.rows, table.total] if table.rows else []
    rows: list[tuple[str, Cells]] = [
        (line.title, list(zip(table.columns, line.counts, strict=True))) for line in lines
    ]
    context = page("goal_table", here=here, table=table, rows=rows, seen=_seen(lines), seen_as=_labels())
    return render(request, "steering/goal_table.html", context)


def _seen(lines: Iterable[TopicRow]) -> list[tuple[str, str, Cells]]:
    """Topic, party and counts, for the parties that said anything of the goals of a topic."""
    return [
        (line.title, str(party.label), [(str(one.label), line.seen[party][one]) for one in SEEN])
        for line in lines
        for party in Party
        if line.seen.get(party)
    ]


def _labels() -> list[str]:
    return [str(one.label) for one in SEEN]
