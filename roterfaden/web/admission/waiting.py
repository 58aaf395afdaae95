"""The person on the waiting list of an offer: enter, change the rank, offer a place, take it, withdraw."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.models import Case
from roterfaden.cases.rules import may_work_on
from roterfaden.common.revisions import Conflict
from roterfaden.languages import shipped as languages
from roterfaden.offers import waiting as lists
from roterfaden.offers.admission.definition import Offer
from roterfaden.offers.choices import Urgency, WaitState
from roterfaden.offers.list_of_offers import offers_of
from roterfaden.offers.models import Waiting
from roterfaden.web.admission.frame import INDEX
from roterfaden.web.casefile.frame import case_for, form_page, refuse_unless
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.offers.own_forms import WaitForm


@writing_view("GET", "POST")
def wait(request: HttpRequest, code: str, shipped: str) -> HttpResponse:
    """How the person waits for one offer, every turn with its reason."""
    case, today = case_for(request, code, page="offer_waiting"), timezone.localdate()
    offer = next((one for one in offers_of(case.service, on=today) if one.id == shipped), None)
    if offer is None:
        raise Http404
    now = lists.waiting_of(case, shipped)
    states = [(str(one), one.label) for one in lists.TURNS[WaitState(now.state)]] if now else []
    known = {"since": today, "urgency": now.urgency if now else Urgency.NORMAL}
    initial = known | {"revision": now.revision if now else 0}
    form = WaitForm(request.POST if request.method == "POST" else None, states=states, initial=initial)
    if form.is_bound:
        refuse_unless(may_work_on(user_of(request), case, on=today))
    if form.is_valid() and _turned(request, case, offer, now, form):
        messages.success(request, _("Die Warteliste ist geändert."))
        return redirect("admission:wait", code=case.code, shipped=shipped)
    context: dict[str, Any] = {"offer": offer, "waiting": now, "turns": lists.turns_of(case, shipped)}
    title, back = (
        _("Warteliste: %(title)s") % {"title": languages.shipped(offer.title)},
        reverse("admission:offer", args=[case.code, shipped]),
    )
    return form_page(request, case, INDEX, form, "admission/wait.html", title=title, back_url=back, **context)


def _turned(request: HttpRequest, case: Case, offer: Offer, now: Waiting | None, form: WaitForm) -> bool:
    said = form.cleaned_data
    told: dict[str, Any] = {
        "offer": offer,
        "urgency": int(said["urgency"]),
        "reason": said["reason"],
        "by": user_of(request),
        "at": timezone.now(),
    }
    try:
        if now is None:
            lists.enter(case=case, since=said["since"], **told)
        else:
            now.case = case
            lists.turn(waiting=now, state=said["state"], revision=said["revision"] or 0, **told)
    except lists.WaitingRefused as refusal:
        form.add_error(None, str(refusal))
    except Conflict:
        form.add_error(
            None, _("Jemand hat die Warteliste inzwischen geändert. Bitte laden Sie die Seite neu.")
        )
    return not form.errors
