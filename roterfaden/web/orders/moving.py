"""What is done with an order: take it into a case, refuse, notices, extend, return, end."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.journal import CaseIsClosed
from roterfaden.common.revisions import Conflict
from roterfaden.measures import orders as domain
from roterfaden.measures.choices import Act, Side
from roterfaden.measures.models import Order
from roterfaden.measures.notices import NoticeRefused
from roterfaden.measures.queries import contingents_for, regions_for, side_of
from roterfaden.web.conflicts import conflict_of
from roterfaden.web.guards import user_of, writing_view
from roterfaden.web.orders.forms import AcceptForm, MoveForm
from roterfaden.web.orders.views import LABELS, find_order

REFUSALS = (domain.OrderRefused, NoticeRefused, CaseIsClosed)


@writing_view("GET", "POST")
def accept(request: HttpRequest, order: UUID) -> HttpResponse:
    """Take the order into a case of the service."""
    found = _found(request, order, Act.ACCEPT)
    user, now = user_of(request), timezone.now()
    typed = request.POST if request.method == "POST" else None
    today = timezone.localdate(now)
    regions = regions_for(found)
    form = AcceptForm(typed, user=user, on=today, regions=regions, initial={"revision": found.revision})
    if form.is_valid():
        try:
            domain.accept_order(order=found, **form.said(), by=user, at=now)
        except REFUSALS as refusal:
            field = getattr(refusal, "field", None)
            form.add_error(field if field in form.fields else None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, form, conflict)
        else:
            messages.success(
                request, _("Der Auftrag steht jetzt im Fall. Die Frist zu seinem Ende ist gesetzt.")
            )
            return redirect("orders:detail", found.uuid)
    return _page(request, found, form, Act.ACCEPT)


@writing_view("GET", "POST")
def move(request: HttpRequest, order: UUID, done: str) -> HttpResponse:
    """One notice, one answer, one end."""
    act = _act(done)
    found = _found(request, order, act)
    now = timezone.now()
    initial = {"revision": found.revision, "on": timezone.localdate(now)}
    form = MoveForm(request.POST if request.method == "POST" else None, act=act, initial=initial)
    if form.is_valid():
        try:
            _moved(request, found, act, form)
        except REFUSALS as refusal:
            field = getattr(refusal, "field", None)
            form.add_error(field if field in form.fields else None, str(refusal))
        except Conflict as conflict:
            return _conflict(request, form, conflict)
        else:
            messages.success(request, _("%(what)s. Das steht jetzt beim Auftrag.") % {"what": act.label})
            return redirect("orders:detail", found.uuid)
    return _page(request, found, form, act)


def _act(slug: str) -> Act:
    try:
        act = Act(slug.replace("-", "_"))
    except ValueError:
        raise Http404 from None
    if act not in domain.MOVES or act == Act.ACCEPT:
        raise Http404
    return act


def _found(request: HttpRequest, order: UUID, act: Act) -> Order:
    """The order, if this side may ever do this with it; foreign and missing look the same."""
    found = find_order(request, order)
    if _side(request, found) not in domain.MOVES[act].sides or found.emptied_at:
        raise Http404
    return found


def _side(request: HttpRequest, order: Order) -> Side:
    return side_of(user_of(request), order, on=timezone.localdate())


def _moved(request: HttpRequest, order: Order, act: Act, form: MoveForm) -> None:
    now = timezone.now()
    said = form.said(order, today=timezone.localdate(now))
    domain.move_order(**said, act=act, side=_side(request, order), by=user_of(request), at=now)


def _page(request: HttpRequest, order: Order, form: MoveForm | AcceptForm, act: Act) -> HttpResponse:
    context = {
        "nav": "orders",
        "order": order,
        "form": form,
        "title": _(LABELS[act]),
        "accepting": act == Act.ACCEPT,
        "contingents": contingents_for(order, today=timezone.localdate()) if act == Act.ACCEPT else [],
        "possible": act in domain.possible_acts(order, _side(request, order)),
    }
    return render(request, "orders/move.html", context, status=422 if form.is_bound else 200)


def _conflict(request: HttpRequest, form: MoveForm | AcceptForm, conflict: Conflict) -> HttpResponse:
    """409: the order was moved by somebody else; what was typed stays in the form that can be sent again."""
    current = conflict.current
    assert isinstance(current, Order)
    here = reverse("orders:detail", args=[current.uuid])
    told = conflict_of(
        form,
        current=current,
        stored={"text": ""} if form.cleaned_data["text"] else {},
        scopes=[current.case.uuid if current.case else current.uuid],
        at=timezone.now(),
        url=request.path,
        keep_url=here,
    )
    return render(request, "orders/conflict.html", {"nav": "orders", "conflict": told}, status=409)
