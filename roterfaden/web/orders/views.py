"""Orders from both sides: the list, one order with its turns, a notice as a letter."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.queries import services_of
from roterfaden.common.crypto import keyring
from roterfaden.documents.typesetting.pdf import set_pdf
from roterfaden.languages.shipped import shipped
from roterfaden.measures.catalogue import carrying
from roterfaden.measures.choices import RUNNING_STATES, Act, OrderState, Side
from roterfaden.measures.models import Order
from roterfaden.measures.notices import notice_letter
from roterfaden.measures.orders import possible_acts
from roterfaden.measures.queries import bodies_of, contingents_for, orders_visible_to, side_of
from roterfaden.web.components import Action, Fact, Link
from roterfaden.web.guards import reading_view, user_of
from roterfaden.web.paging import page_of

actions.register("measures.order_read", "Auftrag gelesen", reading=True)

STATES = {
    "angefragt": (OrderState.REQUESTED,),
    "laufend": RUNNING_STATES,
    "beendet": (OrderState.ENDED, OrderState.RETURNED, OrderState.REFUSED, OrderState.WITHDRAWN),
}
LABELS = {
    Act.ACCEPT: gettext_noop("Annehmen"),
    Act.REFUSE: gettext_noop("Ablehnen"),
    Act.WITHDRAW: gettext_noop("Zurückziehen"),
    Act.START: gettext_noop("Beginn melden"),
    Act.WORK: gettext_noop("Arbeitsaufnahme melden"),
    Act.ASK_MORE: gettext_noop("Verlängerung beantragen"),
    Act.EXTEND: gettext_noop("Verlängern"),
    Act.DENY_MORE: gettext_noop("Verlängerung ablehnen"),
    Act.RETURN: gettext_noop("Zurückgeben"),
    Act.END: gettext_noop("Ende melden"),
    Act.NOTE: gettext_noop("Nachricht schreiben"),
}


def find_order(request: HttpRequest, order: UUID) -> Order:
    """The order, if the user may see it today; otherwise 404."""
    seen = orders_visible_to(user_of(request), on=timezone.localdate())
    case = ("case__person", "case__service", "case__data_key")
    related = ("service", "commissioner__kind", "data_key", "mandate", "deadline__deadline", "requested_by")
    return get_object_or_404(seen.select_related(*related, *case), uuid=order)


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """The orders of one's service, or of one's commissioning body."""
    user, today = user_of(request), timezone.localdate()
    chosen = request.GET.get("stand", "angefragt")
    states = STATES.get(chosen, STATES["angefragt"])
    orders = orders_visible_to(user, on=today)
    rows = orders.filter(state__in=states).select_related("service", "commissioner", "data_key", "case")
    page = page_of(request, rows)
    keyring.admit(*(row.data_key for row in page))
    clerk = bodies_of(user, on=today).exists()
    context = {
        "nav": "orders",
        "page": page,
        "segments": _segments(chosen, orders),
        "may_order": clerk or services_of(user, on=today).exists(),
        "clerk": clerk,
    }
    return render(request, "orders/index.html", context)


@reading_view
def detail(request: HttpRequest, order: UUID) -> HttpResponse:
    """One order: what was ordered, what came of it, what can be done now."""
    found, user, now = find_order(request, order), user_of(request), timezone.now()
    today = timezone.localdate(now)
    side = side_of(user, found, on=today)
    trail.record_read(
        "measures.order_read", by=user, at=now, subject=found, scope=found.case, organisation=found.service
    )
    turns = list(found.turns.select_related("by"))
    for turn in turns:
        turn.order = found
    context = {
        "nav": "orders",
        "order": found,
        "turns": turns,
        "facts": _facts(found, side),
        "side": side,
        "acts": [] if found.emptied_at else _acts(found, side),
        "contingents": contingents_for(found, today=today) if found.state == OrderState.REQUESTED else [],
    }
    return render(request, "orders/detail.html", context)


@reading_view
def letter(request: HttpRequest, order: UUID, nth: int) -> HttpResponse:
    """One notice of the order as PDF, for a body without an account."""
    found, now = find_order(request, order), timezone.now()
    turns = list(found.turns.all())
    if not 1 <= nth <= len(turns) or turns[nth - 1].side != Side.SERVICE:
        raise Http404
    turn = turns[nth - 1]
    turn.order = found
    trail.record_read(
        "measures.order_read",
        by=user_of(request),
        at=now,
        subject=found,
        scope=found.case,
        organisation=found.service,
    )
    answer = HttpResponse(set_pdf(notice_letter(turn, at=now)), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="auftrag-{nth}.pdf"'
    return answer


def may_order(user: User, *, on: date) -> bool:
    """Clerks order; a service writes down what came by letter."""
    return bodies_of(user, on=on).exists() or services_of(user, on=on).exists()


def _segments(chosen: str, orders: object) -> list[Link]:
    current = chosen if chosen in STATES else "angefragt"
    counts = {name: orders.filter(state__in=states).count() for name, states in STATES.items()}  # type: ignore[attr-defined]
    url = reverse("orders:index")
    return [
        Link(title=title, url=f"{url}?stand={name}", current=name == current, count=counts[name])
        for name, title in (
            ("angefragt", _("Angefragt")),
            ("laufend", _("Laufend")),
            ("beendet", _("Abgeschlossen")),
        )
    ]


def _acts(order: Order, side: Side) -> list[Action]:
    found = []
    for act in possible_acts(order, side):
        name = "orders:accept" if act == Act.ACCEPT else "orders:move"
        arguments = [order.uuid] if act == Act.ACCEPT else [order.uuid, act.value.replace("_", "-")]
        first = act in (Act.ACCEPT, Act.START) or (act == Act.EXTEND and side == Side.COMMISSIONER)
        found.append(
            Action(
                label=_(LABELS[act]),
                url=reverse(name, args=arguments),
                kind="primary" if first else "secondary",
            )
        )
    return found


def _facts(order: Order, side: Side) -> list[Fact]:
    kind = carrying().kinds.get(order.measure)
    rows = [
        Fact(label=_("Stand"), value=order.get_state_display()),
        Fact(label=_("Dienst"), value=str(order.service)),
        Fact(label=_("Beauftragende Stelle"), value=str(order.commissioner)),
        Fact(label=_("Zeichen der Stelle"), value=order.reference),
        Fact(label=_("Art"), value=order.get_kind_display()),
        Fact(label=_("Maßnahme"), value=shipped(kind.title) if kind else ""),
        Fact(label=_("Gilt"), value=f"{order.valid_from:%d.%m.%Y} – {order.valid_until:%d.%m.%Y}"),
    ]
    if order.region:
        rows.append(Fact(label=_("Kontingent"), value=order.region))
    if order.hours_per_month:
        rows.append(Fact(label=_("Stunden im Monat"), value=number_format(order.hours_per_month.normalize())))
    if side == Side.SERVICE and order.case is not None:
        url = reverse("measures:index", args=[order.case.code])
        rows.append(Fact(label=_("Fall"), value=order.case.file_number, url=url))
    rows.append(Fact(label=_("Weg"), value=_("hier im Programm") if order.digital else _("mit Brief")))
    return [row for row in rows if row.value]
