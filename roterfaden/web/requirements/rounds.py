"""A standard and its rounds: read, begun, taken over from another, closed, decided."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped, written_here
from roterfaden.standards import assessing
from roterfaden.standards.choices import Decision
from roterfaden.standards.library import Standard
from roterfaden.standards.models import Assessment
from roterfaden.standards.queries import round_before, rounds_of
from roterfaden.standards.standing import kept_standard
from roterfaden.web.components import Link
from roterfaden.web.formpage import form_page, posted
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.requirements.access import REFUSALS, Here, around, here, here_to_write, page, round_at
from roterfaden.web.requirements.comparison import may_compare
from roterfaden.web.requirements.forms import BeginForm, CloseForm, DecideForm
from roterfaden.web.requirements.lines import Line, bar_of, lines_of, rows_in

SHOWN = ("", "luecken", "offen", "nachweis", "veraendert")


@reading_view
def standard_page(request: HttpRequest, place: str, standard: str) -> HttpResponse:
    """A standard with the round that runs, else the latest."""
    found = here(request, place)
    known = found.standard(standard)
    rounds = list(rounds_of(found.place, found.user, on=found.today).filter(standard=standard))
    running = next((one for one in rounds if one.closed_on is None), None)
    context = _page(request, found, known, running or next(iter(rounds), None), rounds)
    return render(request, "requirements/standard.html", context)


@reading_view
def round_page(request: HttpRequest, place: str, assessment: UUID) -> HttpResponse:
    """One round, as it runs or as it was kept."""
    found = here(request, place)
    row = round_at(found, assessment)
    rounds = list(rounds_of(found.place, found.user, on=found.today).filter(standard=row.standard))
    known = found.standards.get(row.standard) or kept_standard(row)
    return render(request, "requirements/standard.html", _page(request, found, known, row, rounds))


@writing_view("GET", "POST")
def begin(request: HttpRequest, place: str, standard: str) -> HttpResponse:
    """Begin a round; a comparison asks first which system."""
    found = here_to_write(request, place)
    known = found.standard(standard)
    data = posted(request)
    form = BeginForm(data, initial={"token": uuid4()})
    if not known.subject:
        form.fields.pop("subject")
    around_it = around(
        found,
        _("Runde beginnen"),
        found.url("standard", standard),
        lines=(written_here(known.about),),
        label=_("Beginnen"),
        done=_("Die Runde ist begonnen."),
    )
    return form_page(request, form, lambda said: _begin(request, found, standard, said), around_it)


@writing_view("POST")
def take_over(request: HttpRequest, place: str, assessment: UUID) -> HttpResponse:
    """Take over what rounds against other standards say."""
    found = here_to_write(request, place)
    row = round_at(found, assessment)
    try:
        made = assessing.take_over(assessment=row, by=user_of(request), at=timezone.now())
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Übernommen: %(n)s Einschätzungen.") % {"n": made})
    return redirect(found.url("round", assessment))


@writing_view("GET", "POST")
def close(request: HttpRequest, place: str, assessment: UUID) -> HttpResponse:
    """Close a round with what it showed."""
    found = here_to_write(request, place)
    row = round_at(found, assessment)
    form = CloseForm(posted(request), initial={"summary": row.summary, "revision": row.revision})
    around_it = around(
        found,
        _("Runde abschließen"),
        found.url("round", assessment),
        lines=(_("Danach ändert sich an dieser Runde nichts mehr. Was nicht angesehen wurde, bleibt so."),),
        label=_("Abschließen"),
        done=_("Die Runde ist abgeschlossen."),
        stored=lambda now: {"summary": now.summary},
    )
    return form_page(
        request,
        form,
        lambda said: assessing.close(assessment=row, **said, by=user_of(request), at=timezone.now()),
        around_it,
    )


@writing_view("GET", "POST")
def decide(request: HttpRequest, place: str, assessment: UUID) -> HttpResponse:
    """Keep what was decided about a compared system."""
    found = here_to_write(request, place)
    row = round_at(found, assessment)
    known = found.standards.get(row.standard)
    decided_by = row.decided_by or (known.decided_by if known else "")
    initial = {"decision": row.decision, "decided_on": row.decided_on, "decided_by": decided_by}
    form = DecideForm(posted(request), initial=initial | {"revision": row.revision})
    around_it = around(
        found,
        _("Entscheidung festhalten"),
        found.url("round", assessment),
        stored=lambda now: {name: getattr(now, name) for name in ("decision", "decided_on", "decided_by")},
    )
    return form_page(request, form, lambda said: _decide(request, row, said), around_it)


def _begin(request: HttpRequest, found: Here, standard: str, said: dict[str, Any]) -> None:
    assessing.begin(
        organisation=found.place,
        standard=standard,
        subject=said.get("subject", ""),
        token=said["token"],
        by=user_of(request),
        at=timezone.now(),
    )


def _decide(request: HttpRequest, row: Assessment, said: dict[str, Any]) -> None:
    said["decision"] = Decision(said["decision"])
    assessing.decide(assessment=row, **said, by=user_of(request), at=timezone.now())


def _page(
    request: HttpRequest,
    found: Here,
    standard: Standard,
    assessment: Assessment | None,
    rounds: list[Assessment],
) -> dict[str, Any]:
    rows = rows_in(found, standard, assessment)
    shown = request.GET.get("zeigen", "")
    shown = shown if shown in SHOWN else ""
    kept = {
        "": rows,
        "luecken": [row for row in rows if row.is_gap],
        "offen": [row for row in rows if not row.state],
        "nachweis": [row for row in rows if row.unproved or row.lapsed],
        "veraendert": [row for row in rows if row.trend],
    }
    read = kept_standard(assessment) if assessment and assessment.closed_on else standard
    lines = lines_of(found, standard.key, assessment, kept[shown])
    chapters = [
        (one, [line for line in lines if line.row.requirement.chapter == one.id]) for one in read.chapters
    ]
    mapped = any(key != standard.key for one in standard.requirements for key, _code in one.maps)
    return page(
        found,
        "overview",
        standard=standard,
        round=assessment,
        before=round_before(assessment) if assessment else None,
        running=assessment is not None and assessment.closed_on is None,
        rounds=[one for one in rounds if assessment is None or one.pk != assessment.pk],
        may_begin=found.may_write and (bool(standard.subject) or all(one.closed_on for one in rounds)),
        bar=bar_of(rows, _("noch nicht angesehen")),
        total=len(rows),
        choices=_choices(request, kept, shown, assessment),
        chapters=_filled(chapters),
        may_compare=may_compare(found, standard),
        may_take_over=found.may_write and mapped and any(not row.state for row in rows),
        crumbs=_crumbs(found, standard, assessment),
    )


def _filled(chapters: list[tuple[Any, list[Line]]]) -> list[tuple[Any, list[Line]]]:
    return [(chapter, lines) for chapter, lines in chapters if lines]


def _choices(
    request: HttpRequest, kept: dict[str, list[Any]], shown: str, assessment: Assessment | None
) -> list[Link]:
    titles = {
        "": _("Alle"),
        "luecken": _("Lücken"),
        "offen": _("Nicht angesehen"),
        "nachweis": _("Nachweis fehlt"),
        "veraendert": _("Verändert"),
    }
    if assessment is None:
        titles = {"": titles[""]}
    return [
        Link(
            title=title,
            url=f"{request.path}?zeigen={key}" if key else request.path,
            current=key == shown,
            count=len(kept[key]),
        )
        for key, title in titles.items()
    ]


def _crumbs(found: Here, standard: Standard, assessment: Assessment | None) -> list[Link]:
    first = Link(title=_("Anforderungen"), url=found.url("overview"))
    return [
        first,
        Link(title=assessment.subject if assessment and assessment.subject else shipped(standard.title)),
    ]
