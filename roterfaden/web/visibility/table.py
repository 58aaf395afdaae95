"""The access table of one's services as a page: who sees what; leads set it narrower."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation
from roterfaden.cases import narrowing
from roterfaden.cases.access_table import Level, access_table
from roterfaden.cases.choices import FieldClass, Relation
from roterfaden.cases.field_table import field_table
from roterfaden.cases.queries import services_of
from roterfaden.languages import shipped as languages
from roterfaden.privacy.holdings import holdings
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.visibility.forms import NarrowForm

HERE = "visibility:index"
WORDS = {Level.NOTHING: "–", Level.READ: _("lesen"), Level.WRITE: _("schreiben")}
SHORT = {Level.NOTHING: "n", Level.READ: "r", Level.WRITE: "w"}


@dataclass(frozen=True)
class Cell:
    """What one relation sees of one part; `narrowed` where the service took something away."""

    word: str
    kind: str
    narrowed: bool


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The table for each service in which the reader works on cases."""
    user, today = user_of(request), timezone.localdate()
    places = list(services_of(user, on=today).order_by("name"))
    if not places:
        raise PermissionDenied
    tables = [_table(place) | {"may_narrow": narrowing.may_narrow(user, place, on=today)} for place in places]
    context = {"nav": "cases", "tables": tables, "version": access_table(), "parts": _holding()}
    return render(request, "visibility/index.html", context)


@writing_view("GET", "POST")
def narrow(request: HttpRequest, service: str, bond: str) -> HttpResponse:
    """How far one relation sees, part by part."""
    user, today = user_of(request), timezone.localdate()
    place = get_object_or_404(services_of(user, on=today), code=service)
    if bond not in narrowing.NARROWABLE:
        raise Http404
    if not narrowing.may_narrow(user, place, on=today):
        raise PermissionDenied
    relation = Relation(bond)
    form = NarrowForm(request.POST if request.method == "POST" else None, service=place, relation=relation)
    if form.is_valid():
        try:
            narrowing.narrow(
                service=place, relation=relation, levels=form.levels(), by=user, at=timezone.now()
            )
        except narrowing.NarrowingRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Gespeichert. Es gilt ab sofort."))
            return redirect(HERE)
    context = {
        "nav": "cases",
        "form": form,
        "service": place,
        "title": languages.shipped(access_table().relations[relation]),
    }
    return render(request, "visibility/narrow.html", context, status=422 if form.is_bound else 200)


def _holding() -> list[tuple[str, list[str]]]:
    """For each part of a case what stands in it, by the names under which people ask for it."""
    named, held = holdings().tables, defaultdict[FieldClass, list[str]](list)
    for one in field_table().tables.values():
        for part in one.parts:
            held[part].append(languages.shipped(named[one.label].title))
    return [(languages.shipped(title), held[part]) for part, title in access_table().classes.items()]


def _table(service: Organisation) -> dict[str, Any]:
    """One row for each part of a case, one column for each relation."""
    table = access_table()
    relations = [relation for relation in table.relations if relation != Relation.OUTSIDE]
    taken = narrowing.all_narrowed(service)
    rows = [
        (
            languages.shipped(title),
            [_cell(table.rights[one][part], taken.get((one, part))) for one in relations],
        )
        for part, title in table.classes.items()
    ]
    heads = [(one, one.label, table.relations[one], one in narrowing.NARROWABLE) for one in relations]
    return {"service": service, "heads": heads, "rows": rows}


def _cell(shipped: Level, taken: Level | None) -> Cell:
    level = shipped if taken is None else min(shipped, taken)
    return Cell(str(WORDS[level]), SHORT[level], level < shipped)
