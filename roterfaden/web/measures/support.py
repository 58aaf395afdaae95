"""Support beside the measures: interpreting, aids, diagnostics, assistance."""

from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.languages.shipped import shipped, written_here
from roterfaden.measures import recording
from roterfaden.measures.carrying_records import Support
from roterfaden.measures.catalogue import support_kinds
from roterfaden.web.casefile.frame import case_for
from roterfaden.web.formpage import posted
from roterfaden.web.guards import writing_view
from roterfaden.web.measures.fields import FactsForm, as_initial
from roterfaden.web.measures.frame import HERE, did, run_form
from roterfaden.web.measures.page import next_states


@writing_view("GET", "POST")
def begin(request: HttpRequest, code: str, supported: str) -> HttpResponse:
    """Begin a support process."""
    kind = support_kinds().get(supported)
    case = case_for(request, code, page="measures")
    if kind is None:
        raise Http404
    form = FactsForm(posted(request), specs=kind.fields, initial={"token": uuid4()})
    return run_form(
        request,
        case,
        form,
        lambda: recording.begin_support(
            case=case,
            kind=supported,
            facts=form.facts(),
            token=form.cleaned_data["token"] or uuid4(),
            **did(request),
        ),
        title=shipped(kind.add),
        submit=_("Eintragen"),
        done=_("Das ist eingetragen."),
        back=reverse(HERE, args=[case.code]),
        hint=written_here(kind.hint),
        template="measures/form.html",
    )


@writing_view("GET", "POST")
def change(request: HttpRequest, code: str, support: UUID) -> HttpResponse:
    """Write what is known by now, and go on to the next state."""
    case = case_for(request, code, page="measures")
    row = get_object_or_404(Support, case=case, uuid=support)
    row.case = case
    kind = support_kinds()[row.kind]
    initial = _stored(row) | {"revision": row.revision}
    form = FactsForm(posted(request), specs=kind.fields, states=next_states(row), initial=initial)
    return run_form(
        request,
        case,
        form,
        lambda: recording.change_support(
            support=row,
            facts=form.facts(),
            state=form.cleaned_data["state"],
            revision=form.cleaned_data["revision"] or 0,
            **did(request),
        ),
        title=shipped(kind.title),
        submit=_("Speichern"),
        done=_("Das ist gespeichert."),
        back=reverse(HERE, args=[case.code]),
        stored=_stored,
        hint=written_here(kind.hint),
        template="measures/form.html",
    )


def _stored(row: Support) -> dict[str, Any]:
    specs = support_kinds()[row.kind].fields
    values = {spec.id: as_initial(spec, row.facts.get(spec.id, "")) for spec in specs}
    return values | {"state": row.state}
