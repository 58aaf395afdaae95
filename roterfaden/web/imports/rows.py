"""The rows of an import: what was found, what to do with those who are known already, what each row became."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.audit import actions, trail
from roterfaden.employers.models import Employer
from roterfaden.imports.choices import Decision, State, Verdict
from roterfaden.imports.deciding import decide_all, decide_rows, possible_decisions
from roterfaden.imports.fields import fields_of
from roterfaden.imports.findings import cells_of, findings_file, has_table, value_at
from roterfaden.imports.models import Import, ImportRow
from roterfaden.imports.rules import may_see_who_is_known
from roterfaden.imports.uploading import ImportRefused
from roterfaden.people.models import Person
from roterfaden.people.queries import out_of_reach
from roterfaden.web.components import Link
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.imports.forms import DecideAllForm
from roterfaden.web.imports.page import context_of, find_import
from roterfaden.web.intake.forms import described
from roterfaden.web.paging import page_of

actions.register("imports.rows_read", "Zeilen eines Imports gelesen", reading=True)
actions.register("imports.findings_read", "Befunde eines Imports heruntergeladen", reading=True)
FIELD = "row_"
# a browser sends the decisions of one page
MOST_DECISIONS = 100


@dataclass(frozen=True)
class Line:
    """One row as the page tells it."""

    row: ImportRow
    content: str
    candidate: str
    made: Sequence[tuple[str, str]]
    choices: Sequence[tuple[str, str]]


@reading_view
def rows(request: HttpRequest, imported: UUID) -> HttpResponse:
    """All rows, or those that are wrong, known, in order. That they were read is noted."""
    run = find_import(request, imported)
    details = {"page": request.GET.get("page", "")[:10]}
    trail.record_read(
        "imports.rows_read",
        by=user_of(request),
        at=timezone.now(),
        subject=run,
        organisation=run.organisation,
        details=details,
    )
    return _page(request, run)


@writing_view("POST")
def decide(request: HttpRequest, imported: UUID) -> HttpResponse:
    """Decide about the rows of a page, or about all that are open."""
    run, user, now = find_import(request, imported), user_of(request), timezone.now()
    try:
        if "all" in request.POST:
            form = DecideAllForm(request.POST, run=run)
            if not form.is_valid():
                return _page(request, run, form=form, status=422)
            count = decide_all(run=run, decision=form.cleaned_data["decision"], by=user, at=now)
        else:
            count = decide_rows(run=run, decisions=_decisions(request.POST.items()), by=user, at=now)
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
        return _page(request, run, status=422)
    messages.success(request, _("%s Entscheidungen sind gespeichert.") % count)
    return redirect(reverse("imports:rows", args=[run.uuid]) + "?show=known")


@reading_view
def findings(request: HttpRequest, imported: UUID) -> HttpResponse:
    """The findings as a file; that it was taken is noted."""
    run = find_import(request, imported)
    trail.record_read(
        "imports.findings_read",
        by=user_of(request),
        at=timezone.now(),
        subject=run,
        organisation=run.organisation,
    )
    response = HttpResponse(findings_file(run), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="befunde.csv"'
    return response


def _decisions(posted: Iterable[tuple[str, Any]]) -> dict[int, str]:
    found = {}
    for name, value in list(posted)[: MOST_DECISIONS + 5]:
        number = name.removeprefix(FIELD)
        if name.startswith(FIELD) and number.isascii() and number.isdigit() and len(number) < 8:  # noqa: PLR2004
            found[int(number)] = str(value)
    return found


def _page(
    request: HttpRequest, run: Import, *, form: DecideAllForm | None = None, status: int = 200
) -> HttpResponse:
    shown = request.GET.get("show", "")
    shown = shown if shown in Verdict.values else ""
    all_rows = run.rows.select_related("of", "of__data_key").prefetch_related("made")
    page = page_of(request, all_rows.filter(verdict=shown) if shown else all_rows)
    counts = dict.fromkeys(Verdict.values, 0)
    for verdict in run.rows.values_list("verdict", flat=True):
        counts[verdict] += 1
    deciding = run.state == State.CHECKED and counts[Verdict.KNOWN] > 0
    more = {
        "page": page,
        "lines": _lines(request, run, list(page)),
        "links": _links(run, shown, counts),
        "deciding": deciding,
        "form": form or DecideAllForm(run=run),
        "undecided": run.rows.filter(verdict=Verdict.KNOWN, decision=Decision.OPEN).count(),
        "field": FIELD,
        "has_table": has_table(run),
    }
    return render(request, "imports/rows.html", context_of(run, **more), status=status)


def _links(run: Import, shown: str, counts: dict[str, int]) -> list[Link]:
    here = reverse("imports:rows", args=[run.uuid])
    views = [
        (Verdict.WRONG, _("fehlerhaft")),
        (Verdict.KNOWN, _("schon vorhanden?")),
        (Verdict.GOOD, _("in Ordnung")),
    ]
    return [
        Link(title=_("Alle"), url=here, current=not shown, count=sum(counts.values())),
        *(
            Link(title=title, url=f"{here}?show={verdict}", current=shown == verdict, count=counts[verdict])
            for verdict, title in views
        ),
    ]


def _lines(request: HttpRequest, run: Import, found: list[ImportRow]) -> list[Line]:
    cells: dict[int, list[str]] = {}
    for part in {row.part for row in found}:
        cells |= cells_of(run, part)
    places = [
        place
        for spec in fields_of(run.kind)
        if spec.needed and has_table(run) and (place := run.mapping["columns"].get(spec.id)) is not None
    ]
    known = _candidates(request, run, [row.candidate for row in found if row.candidate])
    possible = possible_decisions(run.kind)
    return [
        Line(
            row=row,
            content=", ".join(
                filter(None, (value_at(cells.get(row.number, []), place)[:60] for place in places))
            ),
            candidate=known.get(row.candidate or 0, ""),
            made=[_told(made) for made in row.made.all() if made.register != "mandate"],
            choices=[(v, label) for v, label in possible if row.candidate or v != Decision.ATTACH],
        )
        for row in found
    ]


def _candidates(request: HttpRequest, run: Import, ids: list[int]) -> dict[int, str]:
    """Who is meant, for those who may see the persons of the service; for the others only that there is somebody."""
    if not may_see_who_is_known(user_of(request), run.organisation, on=timezone.localdate()):
        return dict.fromkeys(ids, _("ein Eintrag, den Sie nicht sehen dürfen"))
    if run.kind == "employers":
        found = Employer.objects.filter(pk__in=ids, organisation=run.organisation)
        return {one.pk: f"{one.name}, {one.town}" for one in found}
    near = Q(pk__in=out_of_reach(user_of(request)))
    persons = Person.objects.filter(~near, pk__in=ids, organisation=run.organisation)
    hidden = dict.fromkeys(ids, _("ein Eintrag, den Sie nicht sehen dürfen"))
    return hidden | {one.pk: described(one) for one in persons.prefetch_related("cases")}


def _told(made: Any) -> tuple[str, str]:
    """What a row made, in a few words, and where it is."""
    titles = {
        "person": _("Person angelegt") if made.created else _("an Person angehängt"),
        "case": _("Fall angelegt"),
        "employer": _("Betrieb angelegt") if made.created else _("an Betrieb angehängt"),
        "contact": _("Ansprechperson angelegt") if made.created else _("Ansprechperson war da"),
    }
    title = titles[made.register]
    if made.taken_back_at:
        return _("%s, zurückgenommen") % title, ""
    name = {"case": "cases:thread", "employer": "employers:detail"}.get(made.register)
    return title, reverse(name, args=[made.code]) if name and made.code else ""
