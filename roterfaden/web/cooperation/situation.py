"""The situation analysis, domain by domain."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from roterfaden.cooperation import situation as domain
from roterfaden.cooperation.models import Cooperation, Finding
from roterfaden.cooperation.queries import newest_cooperation, parties_of, procedure_of
from roterfaden.web.casefile.frame import frame
from roterfaden.web.cases.reading import open_case_for_reading
from roterfaden.web.cooperation.forms import FindingForm
from roterfaden.web.cooperation.going import HERE, found, go, press, typed, who
from roterfaden.web.guards import reading_view, writing_view


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """Difficulties beside resources in every domain of life."""
    case = open_case_for_reading(request, code, page="situation")
    cooperation = newest_cooperation(case)
    if cooperation is None:
        raise Http404
    context = frame(request, case, HERE, domains=domain.findings_by_domain(cooperation))
    return render(request, "cooperation/situation.html", context)


@writing_view("GET", "POST")
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Keep one point."""
    case, cooperation = found(request, code, "add_finding")
    initial = {name: request.GET.get(key, "") for name, key in (("domain", "bereich"), ("kind", "art"))}
    form = _form(request, cooperation, initial)
    return go(
        request,
        case,
        form,
        lambda: domain.add_finding(cooperation=cooperation, facts=form.facts(), **who(request)),
        done=_("Festgehalten."),
        back=reverse("cooperation:situation", args=[case.code]),
        title=_("Punkt festhalten"),
        submit=_("Festhalten"),
    )


@writing_view("GET", "POST")
def change(request: HttpRequest, code: str, finding: UUID) -> HttpResponse:
    """Word a point anew."""
    case, cooperation = found(request, code, "change_finding")
    row = _finding_in(cooperation, finding)
    form = _form(request, cooperation, _stored(row) | {"revision": row.revision})
    return go(
        request,
        case,
        form,
        lambda: domain.change_finding(
            finding=row, facts=form.facts(), revision=form.cleaned_data["revision"] or 0, **who(request)
        ),
        done=_("Geändert."),
        back=reverse("cooperation:situation", args=[case.code]),
        stored=_stored,
        title=_("Punkt ändern"),
        submit=_("Speichern"),
    )


@writing_view("POST")
def remove(request: HttpRequest, code: str, finding: UUID) -> HttpResponse:
    """Strike a point."""
    case, cooperation = found(request, code, "remove_finding")
    row = _finding_in(cooperation, finding)

    def do() -> str:
        domain.remove_finding(finding=row, **who(request))
        return _("Gestrichen.")

    return press(request, case, do, back=reverse("cooperation:situation", args=[case.code]))


def _form(request: HttpRequest, cooperation: Cooperation, initial: Mapping[str, Any]) -> FindingForm:
    return FindingForm(
        typed(request),
        procedure=procedure_of(cooperation),
        parties=parties_of(cooperation),
        initial=dict(initial),
    )


def _stored(row: Any) -> dict[str, Any]:
    return {
        "domain": row.domain,
        "kind": row.kind,
        "text": row.text,
        "said_by": str(row.said_by.uuid) if row.said_by else "",
        "own_view": row.own_view,
    }


def _finding_in(cooperation: Cooperation, uuid: UUID) -> Finding:
    row = cooperation.findings.select_related("said_by").filter(uuid=uuid, removed_at__isnull=True).first()
    if row is None:
        raise Http404
    row.cooperation = cooperation
    return row
