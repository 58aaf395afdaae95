"""Own offers of a service: write one, say something about a shipped one, change it; places and who waits."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.access import cases_open_to
from roterfaden.cases.choices import FieldClass
from roterfaden.common.revisions import Conflict
from roterfaden.employers.queries import keepers_of
from roterfaden.offers.models import OwnOffer, Waiting
from roterfaden.offers.own_offers import OwnOfferRefused, change_offer, write_offer
from roterfaden.offers.reader import shipped_offers
from roterfaden.offers.waiting import RUNNING, capacity_of
from roterfaden.process.rules import may_keep, organisations_kept_by
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.offers.finding import crumbs, find_offer
from roterfaden.web.offers.own_forms import OwnOfferForm, stored_offer


@writing_view("GET", "POST")
def write(request: HttpRequest) -> HttpResponse:
    """Write an own offer, or with `zu` what the service says about a shipped one."""
    user, base = user_of(request), request.GET.get("zu", "")
    services = list(organisations_kept_by(user, on=timezone.localdate()))
    if base and base not in shipped_offers():
        raise Http404
    if not services:
        raise PermissionDenied
    initial = {"valid_from": timezone.localdate(), "service": services[0].code}
    data = request.POST if request.method == "POST" else None
    form = OwnOfferForm(data, services=services, overlay=bool(base), initial=initial)
    if form.is_valid():
        said = form.cleaned_data
        dates = {name: said[name] for name in ("valid_from", "valid_until", "places")}
        told: dict[str, Any] = {"by": user, "at": timezone.now(), "content": form.content(), **dates}
        try:
            row = write_offer(organisation=form.services[said["service"]], based_on=base, **told)
        except OwnOfferRefused as refusal:
            form.blame(refusal.field, str(refusal))
        else:
            messages.success(request, _("Das Angebot ist festgehalten."))
            return redirect("offers:offer", shipped=row.based_on or row.key)
    return _page(request, form, base)


@writing_view("GET", "POST")
def change(request: HttpRequest, own: UUID) -> HttpResponse:
    """Change an own offer; the second of two editors gets both texts."""
    user = user_of(request)
    row = get_object_or_404(OwnOffer.objects.select_related("organisation"), uuid=own)
    if not may_keep(user, row.organisation_id, on=timezone.localdate()):
        raise Http404
    known = stored_offer(row) | {"revision": row.revision}
    data = request.POST if request.method == "POST" else None
    form = OwnOfferForm(data, overlay=bool(row.based_on), initial=known)
    if form.is_valid() and (answer := _change(request, row, form)):
        return answer
    return _page(request, form, row.based_on)


def _change(request: HttpRequest, row: OwnOffer, form: OwnOfferForm) -> HttpResponse | None:
    said, back = form.cleaned_data, reverse("offers:offer", args=[row.based_on or row.key])
    dates = {name: said[name] for name in ("valid_from", "valid_until", "places")}
    told: dict[str, Any] = {"by": user_of(request), "at": timezone.now(), "content": form.content(), **dates}
    try:
        change_offer(offer=row, revision=said["revision"] or 0, **told)
    except OwnOfferRefused as refusal:
        form.blame(refusal.field, str(refusal))
        return None
    except Conflict as conflict:
        current = conflict.current
        if not isinstance(current, OwnOffer):
            raise
        stored = {name: value for name, value in stored_offer(current).items() if name in form.fields}
        typed = dict.fromkeys((n for n in form.fields if n != "revision"), "") | stored
        clash = conflict_of(
            form, current=current, stored=typed, scopes=[], at=timezone.now(), url=request.path, keep_url=back
        )
        return render(request, "offers/conflict.html", {"nav": "handbook", "conflict": clash}, status=409)
    messages.success(request, _("Das Angebot ist geändert."))
    return redirect(back)


def _page(request: HttpRequest, form: OwnOfferForm, base: str) -> HttpResponse:
    title = _("Eigenes Angebot")
    if base:
        title = _("Was bei uns gilt: %(title)s") % {"title": shipped_offers()[base].title}
    context = {
        "nav": "handbook",
        "crumbs": crumbs(title),
        "title": title,
        "form": form,
        "overlay": bool(base),
        "back_url": reverse("offers:offer", args=[base]) if base else reverse("offers:index"),
    }
    return render(request, "offers/own.html", context, status=422 if form.is_bound else 200)


@reading_view
def places(request: HttpRequest, shipped: str) -> HttpResponse:
    """The places of an offer and who waits, for each service of the reader; names only of cases open to them."""
    user, today = user_of(request), timezone.localdate()
    found = find_offer(request, shipped)
    parts = []
    for service in keepers_of(user, on=today):
        rows = list(Waiting.objects.filter(service=service, offer=shipped, state__in=RUNNING))
        seen = cases_open_to(user, FieldClass.ASSESSMENT, on=today).filter(
            pk__in=[row.case_id for row in rows]
        )
        named = {case.pk: case for case in seen.select_related("person", "service")}
        note_listed(request, named.values())
        parts.append((service, capacity_of(found, service), [(row, named.get(row.case_id)) for row in rows]))
    context = {
        "nav": "handbook",
        "crumbs": crumbs(_("Plätze und Warteliste"), offer=found),
        "offer": found,
        "parts": parts,
    }
    return render(request, "offers/places.html", context)
