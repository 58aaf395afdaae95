"""The goals of clients by topic and by party, of a service and year."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from roterfaden.steering.choices import Outcome, Party
from roterfaden.steering.goal_table import TopicRow, goals_by_topic
from roterfaden.web.guards import reading_view
from roterfaden.web.steering.around import around, page

SEEN = (Outcome.REACHED, Outcome.PARTLY, Outcome.NOT)


@dataclass(frozen=True)
class PartyRow:
    """How one party saw the goals of a topic."""

    title: str
    counts: list[tuple[str, int]]


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What became of the goals that ended, topic by topic; within the service also how each party saw them."""
    here = around(request)
    table = goals_by_topic(here.service, here.period, small=here.inside)
    lines = (*table.rows, table.total)
    rows = (
        [(row.title, list(zip(table.columns, row.counts, strict=True))) for row in lines]
        if table.rows
        else []
    )
    seen = [(row.title, parties_of(row)) for row in lines] if here.inside else []
    context = page("goal_table", here=here, table=table, rows=rows, seen=[one for one in seen if one[1]])
    return render(request, "steering/goal_table.html", context)


def parties_of(row: TopicRow) -> list[PartyRow]:
    """The parties that said anything of the goals of a topic."""
    return [
        PartyRow(str(party.label), [(str(one.label), row.seen[party][one]) for one in SEEN])
        for party in Party
        if row.seen.get(party)
    ]
