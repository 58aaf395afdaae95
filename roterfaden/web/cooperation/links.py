"""Links for bodies without a login: to what waits for them, to the plan that they sign."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roterfaden.cases.models import Case
from roterfaden.cooperation import sharing
from roterfaden.cooperation.models import SharedWith, SharingRound
from roterfaden.cooperation.queries import newest_version
from roterfaden.portal import news, own_news
from roterfaden.portal.choices import CodeWay
from roterfaden.portal.granting import Issued
from roterfaden.portal.own_news import Reached
from roterfaden.web.casefile.frame import frame, refuse_unless
from roterfaden.web.cooperation.going import HERE, REFUSALS, found, party_in, press, round_in, who
from roterfaden.web.guards import writing_view
from roterfaden.web.guests.access import handed


@writing_view("POST")
def send_all(request: HttpRequest, code: str, round: UUID) -> HttpResponse:  # noqa: A002
    """Mail a link to every body that knows its PIN from an earlier one, and tell the person."""
    case, cooperation = found(request, code, "send_links")
    row = round_in(cooperation, round)

    def do() -> str:
        sent = news.send_all(round=row, **who(request))
        told = ngettext("%(count)s Link ist unterwegs.", "%(count)s Links sind unterwegs.", sent.mailed)
        told %= {"count": sent.mailed}
        if sent.without_pin:
            told += " " + _("Noch ohne PIN oder Adresse: %(names)s.") % {"names": ", ".join(sent.without_pin)}
        return f"{told} {_tell(request, row)}"

    return press(request, case, do)


@writing_view("POST")
def hold_back(request: HttpRequest, code: str, round: UUID) -> HttpResponse:  # noqa: A002
    """Let the links of a round not go by themselves."""
    case, cooperation = found(request, code, "hold_back")
    row = round_in(cooperation, round)

    def do() -> str:
        if sharing.hold_back(round=row, **who(request)):
            return _("Angehalten. Die Links gehen erst, wenn Sie sie senden.")
        return _("Die Links sind schon gegangen, oder niemand hatte einen Tag gewählt.")

    return press(request, case, do)


@writing_view("POST")
def tell_person(request: HttpRequest, code: str, round: UUID) -> HttpResponse:  # noqa: A002
    """Tell the person of this round: in their portal, else by a mail that asks to call."""
    case, cooperation = found(request, code, "tell_person")
    row = round_in(cooperation, round)
    return press(request, case, lambda: _tell(request, row))


def _tell(request: HttpRequest, row: SharingRound) -> str:
    reached = own_news.reach_person(round=row, on=timezone.localdate(), **who(request))
    if reached == Reached.PORTAL:
        return _("Die Person liest es im Portal.")
    if reached == Reached.MAIL:
        return _("Die Person hat keinen Zugang: Eine Mail bittet sie, sich zu melden.")
    return _("Die Person hat keinen Zugang: Bitte sagen Sie es ihr selbst.")


@writing_view("POST")
def send_one(request: HttpRequest, code: str, share: UUID) -> HttpResponse:
    """Give one body a link to what waits for it."""
    case, cooperation = found(request, code, "send_link")
    rows = SharedWith.objects.filter(round__cooperation=cooperation)
    row = rows.select_related("round", "party__recipient").filter(uuid=share).first()
    if row is None:
        raise Http404
    row.round.cooperation = cooperation
    return _give(
        request, case, lambda: news.send_news(share=row, **who(request)), reverse(HERE, args=[case.code])
    )


@writing_view("POST")
def send_plan(request: HttpRequest, code: str, party: UUID) -> HttpResponse:
    """Give one body a link to the newest plan, to sign it."""
    case, cooperation = found(request, code, "send_plan_link")
    row, version = party_in(cooperation, party), newest_version(cooperation)
    if version is None:
        raise Http404
    back = reverse("cooperation:version", args=[case.code, version.number])
    return _give(
        request, case, lambda: news.send_plan(cooperation=cooperation, party=row, **who(request)), back
    )


def _give(request: HttpRequest, case: Case, do: Callable[[], Issued], back: str) -> HttpResponse:
    """The sheet with the code and a new PIN, once; with the PIN of an earlier link and a mail nothing is to be told."""
    refuse_unless(frame(request, case, HERE)["may_work"])
    try:
        issued = do()
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    if issued.pin or not issued.guest.email:
        way = CodeWay.MAILED if issued.guest.email else CodeWay.PRINTED
        return handed(request, case, issued, way=way)
    messages.success(request, _("Der Link ist unterwegs. Er öffnet sich mit der bisherigen PIN."))
    return redirect(back)
