"""One line of the list of cases in words."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.cases.overview import Standing, standings
from roterfaden.web.caselist.forms import ALL, ARCHIVED
from roterfaden.web.components import Action, Empty, Link
from roterfaden.web.wording import place_in_chain, standing_of


@dataclass(frozen=True, kw_only=True)
class Row:
    """What the template shows of one case."""

    case: Case
    url: str
    step: str
    place: str
    standing: Standing


def rows_of(cases: Sequence[Case], open_ones: Container[int]) -> list[Row]:
    """The rows of one page, with the four queries of `standings`; of cases that are not open the head alone."""
    known = standings(case.pk for case in cases if case.pk in open_ones)
    return [_row(case, known[case.pk]) if case.pk in known else _head(case) for case in cases]


def _head(case: Case) -> Row:
    url = reverse("cases:thread", args=[case.code])
    return Row(case=case, url=url, step=_("nicht für Sie sichtbar"), place="", standing=Standing())


def _row(case: Case, standing: Standing) -> Row:
    places = standing.glance.open
    step = case.get_result_display() if case.state == CaseState.CLOSED else standing_of(standing.glance)
    return Row(
        case=case,
        url=reverse("cases:thread", args=[case.code]),
        step=step,
        place=place_in_chain(standing.run.chain_version, places[0] if len(places) == 1 else None)
        if standing.run
        else "",
        standing=standing,
    )


def state_links(request: HttpRequest, counts: Mapping[str, int], current: str) -> list[Link]:
    """Open, closed, archived, all: each with the number of cases that pass the other filters."""
    query = request.GET.copy()
    query.pop("page", None)
    links = []
    for key, title, count in (
        (CaseState.OPEN, _("offen"), counts.get(CaseState.OPEN, 0)),
        (CaseState.CLOSED, _("abgeschlossen"), counts.get(CaseState.CLOSED, 0)),
        (ARCHIVED, _("im Archiv"), counts.get(ARCHIVED, 0)),
        (ALL, _("alle"), sum(counts.values())),
    ):
        query["state"] = key
        links.append(Link(title=title, url=f"?{query.urlencode()}", current=key == current, count=count))
    return links


def nothing(narrowed: bool, state: str) -> Empty:
    """Why the list is empty, and the way on."""
    address = reverse("caselist:index")
    if narrowed:
        return Empty(
            _("Kein Fall passt dazu"),
            _(
                "Gesucht wird in Namen, Aktenzeichen, Anliegen, Auftragszielen und Journal, "
                "nur in Fällen, die Sie sehen dürfen."
            ),
            [Action(label=_("Suche und Filter aufheben"), url=address)],
        )
    if state == CaseState.CLOSED:
        return Empty(
            _("Noch ist kein Fall abgeschlossen"), "", [Action(label=_("Offene Fälle"), url=address)]
        )
    return Empty(
        _("Hier steht noch kein Fall"),
        _("Sie sehen die Fälle Ihres Dienstes und die, an denen Sie namentlich beteiligt sind."),
    )
