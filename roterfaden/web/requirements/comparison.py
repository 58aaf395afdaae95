"""Services beside each other, requirement by requirement: those whose rounds the reader may see."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.languages.shipped import shipped
from roterfaden.standards.choices import State
from roterfaden.standards.comparing import ELSEWHERE, UNSEEN, Across, Stand, Told, across, stands_of
from roterfaden.standards.library import Standard
from roterfaden.web.components import Link
from roterfaden.web.guards import reading_view
from roterfaden.web.requirements.access import Here, here, page
from roterfaden.web.requirements.lines import LOOKS

GAPS, UNLIKE = "luecken", "unterschiede"


@dataclass(frozen=True)
class Group:
    """The services that stand alike at a requirement."""

    label: str
    look: str
    icon: str
    told: tuple[Told, ...]


@dataclass(frozen=True)
class Total:
    """One service over all requirements."""

    stand: Stand
    # how many requirements of each state, and without a proof, with its label
    numbers: tuple[tuple[str, int], ...]


def may_compare(found: Here, standard: Standard) -> bool:
    """A standard of services themselves, and more than one service whose rounds the reader sees."""
    return not standard.subject and len(_services(found)) > 1


@reading_view
def comparison(request: HttpRequest, place: str, standard: str) -> HttpResponse:
    """One standard over the services that the reader sees, carrier by carrier, from their closed rounds."""
    found = here(request, place)
    known = found.standard(standard)
    if not may_compare(found, known):
        raise Http404
    stands = stands_of(known, _services(found))
    rows = across(known, stands)
    kept = {"": rows, GAPS: [one for one in rows if one.is_gap], UNLIKE: [one for one in rows if one.differs]}
    shown = request.GET.get("zeigen", "")
    shown = shown if shown in kept else ""
    context = page(
        found,
        "overview",
        standard=known,
        totals=[_total(stand, rows) for stand in stands],
        without=[one for one in _services(found) if one not in [stand.place for stand in stands]],
        choices=_choices(request, kept, shown),
        chapters=_chapters(known, kept[shown]),
        crumbs=_crumbs(found, known),
    )
    return render(request, "requirements/comparison.html", context)


def _services(found: Here) -> list[Organisation]:
    return [one for one in found.places if one.kind.runs_cases]


def _total(stand: Stand, rows: list[Across]) -> Total:
    states = [stand.state_of(row.requirement.code) for row in rows]
    lacking = sum(row.requirement.code in stand.unproved for row in rows)
    counted = ((label, states.count(state)) for state, label in _labels().items() if state != ELSEWHERE)
    return Total(stand, (*counted, (_("Nachweis fehlt"), lacking)))


def _chapters(standard: Standard, rows: list[Across]) -> list[tuple[str, list[tuple[Across, list[Group]]]]]:
    told = [
        (
            chapter.title,
            [(row, _groups(row)) for row in rows if row.requirement.chapter == chapter.id],
        )
        for chapter in standard.chapters
    ]
    return [(title, lines) for title, lines in told if lines]


def _groups(row: Across) -> list[Group]:
    labels = _labels()
    return [Group(labels[state], *LOOKS.get(state, LOOKS[UNSEEN]), told) for state, told in row.by_state]


def _labels() -> dict[str, str]:
    named = {str(one.value): str(one.label) for one in State}
    return named | {UNSEEN: _("nicht angesehen"), ELSEWHERE: _("gilt dort nicht")}


def _choices(request: HttpRequest, kept: dict[str, list[Across]], shown: str) -> list[Link]:
    titles = {"": _("Alle"), GAPS: _("Lücken"), UNLIKE: _("Unterschiede")}
    return [
        Link(
            title=title,
            url=f"{request.path}?zeigen={key}" if key else request.path,
            current=key == shown,
            count=len(kept[key]),
        )
        for key, title in titles.items()
    ]


def _crumbs(found: Here, standard: Standard) -> list[Link]:
    return [
        Link(title=_("Anforderungen"), url=found.url("overview")),
        Link(title=shipped(standard.title), url=found.url("standard", standard.key)),
        Link(title=_("Dienste im Vergleich")),
    ]
