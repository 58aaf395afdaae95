"""Where one begins: the standards that hold for a place, how it stands against each, what lapses."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.standards.library import Standard
from roterfaden.standards.models import Assessment, Evidence
from roterfaden.standards.queries import SOON, evidence_for, places_read_by, rounds_of
from roterfaden.standards.standing import Row, kept_standard, rows_of
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.requirements.access import Here, here, page
from roterfaden.web.requirements.lines import Part, bar_of


@dataclass(frozen=True)
class Card:
    """One standard on the first page."""

    standard: Standard
    url: str
    round: Assessment | None
    bar: list[Part]
    gaps: int
    open: int


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """Go to the first place; say so where there is none."""
    places = places_read_by(user_of(request), on=timezone.localdate())
    if places:
        services = [one for one in places if one.kind.runs_cases]
        return redirect("requirements:overview", (services or places)[0].code)
    return render(request, "requirements/nowhere.html", {"nav": "requirements"})


@reading_view
def overview(request: HttpRequest, place: str) -> HttpResponse:
    """All standards of a place with their bar, and the evidence that lapses."""
    found = here(request, place)
    evidence = list(evidence_for(found.place))
    lapsing = [
        one for one in evidence if one.valid_until is not None and one.valid_until <= found.today + SOON
    ]
    context = page(found, "overview", cards=_cards(found, evidence), lapsing=lapsing)
    return render(request, "requirements/overview.html", context)


def _cards(found: Here, evidence: list[Evidence]) -> list[Card]:
    latest: dict[str, Assessment] = {}
    for row in rounds_of(found.place, found.user, on=found.today):
        known = latest.get(row.standard)
        if known is None or (row.closed_on is None and known.closed_on is not None):
            latest[row.standard] = row
    cards = sorted(found.standards.values(), key=lambda one: (bool(one.subject), one.title))
    return [_card(found, one, latest.get(one.key), evidence) for one in cards]


def _card(found: Here, standard: Standard, latest: Assessment | None, evidence: list[Evidence]) -> Card:
    rows: list[Row]
    if latest is not None and latest.closed_on is not None:
        rows = rows_of({}, kept_standard(latest), latest, None, (), on=found.today)
    else:
        rows = rows_of(found.standards, standard, latest, None, evidence, on=found.today)
    return Card(
        standard,
        found.url("standard", standard.key),
        latest,
        bar_of(rows, _("noch nicht angesehen")),
        sum(row.is_gap for row in rows),
        sum(not row.state for row in rows),
    )
