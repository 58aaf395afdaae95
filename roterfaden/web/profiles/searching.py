"""Workplaces for a person, and one of them in comparison, with reasons for and against."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.cases.journal import CaseIsClosed
from roterfaden.cases.models import Case
from roterfaden.cases.rules import may_work_on
from roterfaden.correspondence.comparisons import drafts_for_comparison, take_comparison
from roterfaden.correspondence.queries import reports_of
from roterfaden.correspondence.reports import ReportRefused, template_of
from roterfaden.employers.models import Workplace
from roterfaden.languages.shipped import shipped
from roterfaden.matching.comparison import Standing
from roterfaden.profiles.instruments import instruments_of
from roterfaden.profiles.keeping import ProfileRefused, decline, weights_of
from roterfaden.profiles.models import Decline
from roterfaden.profiles.searching import Offer, explain, search_places
from roterfaden.web.casefile.frame import frame, refuse_unless
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.profiles.drawing import draw
from roterfaden.web.profiles.forms import DeclineForm
from roterfaden.web.profiles.frame import case_with_health

HERE = "profiles:places"
TOP = 20
WORDS = {
    Standing.SHORTFALL: gettext_lazy("zu wenig"),
    Standing.MATCH: gettext_lazy("passt"),
    Standing.SURPLUS: gettext_lazy("mehr als nötig"),
    Standing.UNKNOWN: gettext_lazy("nicht bekannt"),
}


def _workplaces(case: Case) -> Any:
    return Workplace.objects.filter(employer__organisation=case.service_id)


@reading_view
def places(request: HttpRequest, code: str) -> HttpResponse:
    """The free workplaces of the service in the order in which they fit; everything is read as it stands now."""
    case = case_with_health(request, code, page="profiles:places")
    weights, _revision = weights_of(case.service)
    found = search_places(
        person=case.person,
        workplaces=_workplaces(case),
        instruments=instruments_of(case.service),
        weights=weights,
        top=TOP,
        on=timezone.localdate(),
    )
    declined = Decline.objects.filter(person=case.person_id).select_related("workplace__employer")
    context = {"found": found, "weights": weights, "declined": declined}
    return render(request, "profiles/places.html", frame(request, case, HERE, **context))


@writing_view("GET", "POST")
def place(request: HttpRequest, code: str, place: str) -> HttpResponse:
    """One workplace and the person point by point: why, or why not; and say that it came to nothing."""
    case = case_with_health(request, code, page="profiles:place")
    workplace = get_object_or_404(_workplaces(case).select_related("employer"), code=place)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    if form.is_bound:
        refuse_unless(may_work_on(user_of(request), case, on=timezone.localdate()))
    if form.is_valid():
        told: dict[str, Any] = {"by": user_of(request), "at": timezone.now(), "scope": case}
        try:
            decline(person=case.person, workplace=workplace, **form.cleaned_data, **told)
        except ProfileRefused as refusal:
            form.add_error(refusal.item or None, str(refusal))
        else:
            messages.success(request, _("Festgehalten. Dieser Platz wird nicht wieder vorgeschlagen."))
            return redirect(HERE, code=case.code)
    return _place_page(request, case, workplace, form)


@writing_view("POST")
def take(request: HttpRequest, code: str, place: str, case_report: UUID) -> HttpResponse:
    """Take the comparison into a report that is being written: one press, only what its recipient may see."""
    case = case_with_health(request, code, page="profiles:place")
    refuse_unless(may_work_on(user_of(request), case, on=timezone.localdate()))
    workplace = get_object_or_404(_workplaces(case).select_related("employer"), code=place)
    report = get_object_or_404(reports_of(case), uuid=case_report)
    report.case = case
    try:
        written = take_comparison(report=report, workplace=workplace, by=user_of(request), at=timezone.now())
    except (ReportRefused, CaseIsClosed) as refusal:
        return _place_page(request, case, workplace, DeclineForm(), refused=str(refusal))
    if written:
        messages.success(request, _("Der Vergleich steht im Bericht."))
    else:
        messages.info(request, _("Der Bericht sagt das schon. Es hat sich nichts geändert."))
    return redirect("reports:report", code=case.code, case_report=report.uuid)


def _place_page(
    request: HttpRequest, case: Case, workplace: Workplace, form: DeclineForm, *, refused: str = ""
) -> HttpResponse:
    context = _comparison(case, workplace) | {
        "form": form,
        "refused": refused,
        "drafts": [(draft, template_of(draft)) for draft in drafts_for_comparison(case)],
    }
    status = 422 if form.is_bound or refused else 200
    return render(request, "profiles/place.html", frame(request, case, HERE, **context), status=status)


def _comparison(case: Case, workplace: Workplace) -> dict[str, Any]:
    instruments = instruments_of(case.service)
    offer = explain(
        person=case.person,
        workplace=workplace,
        instruments=instruments,
        weights=weights_of(case.service)[0],
    )
    tables = []
    for instrument in instruments.values():
        lines = [r for r in offer.lines if r.line.item.startswith(f"{instrument.id}.")]
        if any(r.line.requirement is not None or r.line.ability is not None for r in lines):
            rows = [{"reason": r, "word": WORDS[r.line.standing]} for r in lines]
            drawing = draw(lines, values=instrument.values)
            tables.append({"instrument": instrument, "rows": rows, "drawing": drawing})
    return {"workplace": workplace, "offer": offer, "tables": tables, "sentences": summary(offer)}


def summary(offer: Offer) -> list[str]:
    """The comparison in a few sentences."""
    lines = [r for r in offer.lines if r.line.requirement is not None]
    if not lines:
        return [_("Für diesen Platz gibt es noch kein Anforderungsprofil.")]
    fits = len(offer.of(Standing.MATCH)) + len(offer.surplus)
    told = [_("%(n)s von %(all)s Anforderungen sind erfüllt.") % {"n": fits, "all": len(lines)}]
    if offer.gaps:
        names = ", ".join(shipped(r.title) for r in offer.gaps[:3])
        told.append(_("Am meisten fehlt bei: %(names)s.") % {"names": names})
    if offer.surplus:
        names = ", ".join(shipped(r.title) for r in offer.surplus[:3])
        told.append(_("Mehr als nötig, also ungenutzt: %(names)s.") % {"names": names})
    if offer.missing:
        told.append(_("Noch zu erheben: %(n)s Merkmale.") % {"n": len(offer.missing)})
    return told
