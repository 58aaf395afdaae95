"""The conditions of an offer as a decision table: to read, as a DMN file; and a file read into an own offer."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.common.safe_xml import MAX_BYTES
from roterfaden.offers.admission.definition import Criterion
from roterfaden.offers.dmn.feel import cell_of, verdict_of
from roterfaden.offers.dmn.names import FILE, DmnFault, DmnRefused
from roterfaden.offers.dmn.reading import Rules, read_dmn
from roterfaden.offers.dmn.taking_over import content_of, differences, left_out
from roterfaden.offers.dmn.writing import grouped, write_dmn
from roterfaden.offers.models import OwnOffer
from roterfaden.offers.own_offers import MAX_CRITERIA, as_offer
from roterfaden.offers.reader import shipped_facts
from roterfaden.process.rules import may_keep, organisations_kept_by
from roterfaden.web.downloads import attachment
from roterfaden.web.formpage import posted
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.offers.finding import crumbs, find_offer
from roterfaden.web.offers.own_forms import OwnOfferForm, stored_offer, typed_criteria

TYPE = "application/dmn+xml"


@dataclass(frozen=True)
class Row:
    """One criterion: what is asked, what a cell wants, which others would do."""

    criterion: Criterion
    asks: str
    cell: str


class FileForm(forms.Form):
    """A DMN file."""

    file = forms.FileField(
        label=gettext_lazy("DMN-Datei"),
        help_text=gettext_lazy("DMN 1.3, wie sie hier ausgegeben wird; höchstens 5 MB."),
        error_messages={"required": gettext_lazy("Bitte wählen Sie eine Datei.")},
    )


@reading_view
def table(request: HttpRequest, shipped: str) -> HttpResponse:
    """The table to read."""
    offer, facts = find_offer(request, shipped), shipped_facts()
    rows = [
        Row(one, facts[one.condition.fact].meaning, cell_of(one.condition))
        if one.condition
        else Row(one, _("Urteil einer Fachperson"), "true")
        for one in offer.criteria
    ]
    context = {
        "nav": "handbook",
        "crumbs": crumbs(_("Entscheidungstabelle"), offer=offer),
        "offer": offer,
        "rows": rows,
        "verdict": verdict_of(grouped(offer.criteria)),
        "source": reverse("offers:dmn_file", args=[offer.id]),
        "keeps": organisations_kept_by(user_of(request), on=timezone.localdate()).exists(),
    }
    return render(request, "offers/table.html", context)


@reading_view
def file(request: HttpRequest, shipped: str) -> HttpResponse:
    """The conditions as a DMN 1.3 file."""
    offer = find_offer(request, shipped)
    return attachment(write_dmn(offer, shipped_facts()), name=f"{offer.id}.dmn", media_type=TYPE)


@writing_view("GET", "POST")
def read(request: HttpRequest) -> HttpResponse:
    """Read a file into the form of an own offer, with `eigenes` into that of one there is; nothing is kept yet."""
    user, today = user_of(request), timezone.localdate()
    row, services = _own(request), list(organisations_kept_by(user, on=today))
    if not services:
        raise PermissionDenied
    form, faults = FileForm(posted(request), request.FILES or None), []
    if form.is_valid():
        try:
            rules = read_dmn(_content(form.cleaned_data["file"]), shipped_facts())
            return _filled(request, row, services, rules, content_of(rules, most=MAX_CRITERIA))
        except DmnRefused as refusal:
            faults = [str(fault) for fault in refusal.faults]
    context = {
        "nav": "handbook",
        "crumbs": crumbs(_("DMN einlesen")),
        "form": form,
        "faults": faults,
        "row": row,
    }
    return render(request, "offers/read_dmn.html", context, status=422 if form.is_bound else 200)


def _own(request: HttpRequest) -> OwnOffer | None:
    wanted = request.GET.get("eigenes", "")
    if not wanted:
        return None
    try:
        row = OwnOffer.objects.select_related("organisation").filter(uuid=UUID(wanted)).first()
    except ValueError:
        raise Http404 from None
    if row is None or not may_keep(user_of(request), row.organisation_id, on=timezone.localdate()):
        raise Http404
    return row


def _content(uploaded: Any) -> bytes:
    if uploaded.size > MAX_BYTES:
        message = _("Die Datei ist zu groß; erlaubt sind %(most)s Bytes.") % {"most": MAX_BYTES}
        raise DmnRefused([DmnFault(1, FILE, message)])
    return bytes(uploaded.read())


def _filled(
    request: HttpRequest,
    row: OwnOffer | None,
    services: list[Any],
    rules: Rules,
    criteria: list[dict[str, Any]],
) -> HttpResponse:
    notes = left_out(rules)
    if row is None:
        initial = {
            "valid_from": timezone.localdate(),
            "service": services[0].code,
            "title": rules.title[:200],
        }
        form = OwnOfferForm(services=services, overlay=False, initial=initial | typed_criteria(criteria))
        action = reverse("offers:write_own")
    else:
        stored = {name: value for name, value in stored_offer(row).items() if not _of_criteria(name)}
        initial = stored | {"revision": row.revision} | typed_criteria(criteria)
        form = OwnOfferForm(overlay=bool(row.based_on), initial=initial)
        action = reverse("offers:change_own", args=[row.uuid])
        notes += differences(as_offer(row), rules)
    title = _("Aus der Datei: %(title)s") % {"title": rules.title[:80] or _("ohne Namen")}
    context = {
        "nav": "handbook",
        "crumbs": crumbs(title),
        "title": title,
        "form": form,
        "notes": [_("Noch ist nichts gespeichert. Bitte prüfen und speichern."), *notes],
        "action": action,
        "overlay": bool(row and row.based_on),
        "back_url": reverse("offers:index"),
    }
    return render(request, "offers/own.html", context)


def _of_criteria(name: str) -> bool:
    return name.startswith(("text_", "fact_", "op_", "value_", "group_"))
