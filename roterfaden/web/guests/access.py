"""Who has access without an account: see it, give it to the person, new code, new PIN, end it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.portal import granting
from roterfaden.portal.choices import CodeWay, GuestKind, Wording
from roterfaden.portal.codes import grouped
from roterfaden.portal.letters import qr_of
from roterfaden.portal.models import DateWord, Guest
from roterfaden.portal.queries import guests_of, open_offers, own_views_of
from roterfaden.portal.refusals import PortalRefused
from roterfaden.portal.rules import may_come_in
from roterfaden.portal.texts import Words
from roterfaden.web.casefile.frame import case_for, frame, refuse_unless
from roterfaden.web.cases.reading import open_case_for_reading, shows
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.guests.forms import ClientForm, CodeForm
from roterfaden.web.guests.going import HERE, go
from roterfaden.web.guests.talking import waiting_in

SHOWN_WORDS = 10


@reading_view
def index(request: HttpRequest, code: str) -> HttpResponse:
    """Who may come in, who could, what lies ready, what the person said."""
    case = open_case_for_reading(request, code, page="guests")
    today = timezone.localdate()
    rows = [
        {"guest": guest, "open": may_come_in(guest, on=today), "last": _last(guest)}
        for guest in guests_of(case)
    ]
    standing = [row for row in rows if row["open"]]
    words = DateWord.objects.filter(guest__case=case).select_related("appointment", "guest__case")
    context = frame(
        request,
        case,
        HERE,
        client=next((row for row in standing if row["guest"].kind == GuestKind.CLIENT), None),
        others=[row for row in standing if row["guest"].kind != GuestKind.CLIENT],
        past=[row for row in rows if not row["open"]],
        offers=open_offers(case),
        views=own_views_of(case).values() if shows(case, FieldClass.PLAN) else (),
        words=words.order_by("-id")[:SHOWN_WORDS] if shows(case, FieldClass.DATES) else (),
        waiting=len(waiting_in(case)),
    )
    return render(request, "guests/index.html", context)


def _last(guest: Guest) -> Any:
    """When the guest was last in."""
    visit = guest.visits.first()
    return visit.opened_at if visit else None


@writing_view("GET", "POST")
def give(request: HttpRequest, code: str) -> HttpResponse:
    """Give the person access. The answer is the letter, once."""
    case = case_for(request, code, page="give_access")
    form = ClientForm(request.POST if request.method == "POST" else None, case=case)

    def do() -> HttpResponse:
        issued = granting.grant_client(case=case, facts=form.facts(), by=user_of(request), at=timezone.now())
        return handed(request, case, issued, way=form.cleaned_data["way"])

    return go(request, case, form, do, title=_("Zugang für die Person"), submit=_("Zugang geben"))


@writing_view("POST")
def new_code(request: HttpRequest, code: str, guest: UUID) -> HttpResponse:
    """A new code for a standing access; the PIN stays."""
    case = case_for(request, code, page="new_code")
    refuse_unless(frame(request, case, HERE)["may_work"])
    row, form = guest_in(case, guest), CodeForm(request.POST)
    if not form.is_valid():
        return redirect(HERE, code=case.code)
    way = CodeWay(form.cleaned_data["way"])
    try:
        fresh = granting.issue_code(guest=row, way=way, by=user_of(request), at=timezone.now())
    except PortalRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(HERE, code=case.code)
    return handed(request, case, granting.Issued(row, fresh, ""), way=way)


@writing_view("POST")
def new_pin(request: HttpRequest, code: str, guest: UUID) -> HttpResponse:
    """A new PIN, told once. Every open sitting ends."""
    case = case_for(request, code, page="new_pin")
    refuse_unless(frame(request, case, HERE)["may_work"])
    row = guest_in(case, guest)
    pin = granting.change_pin(guest=row, by=user_of(request), at=timezone.now())
    return handed(request, case, granting.Issued(row, "", pin), way="")


@writing_view("POST")
def revoke(request: HttpRequest, code: str, guest: UUID) -> HttpResponse:
    """End an access at once; possible in a closed case, too."""
    case = case_for(request, code, page="revoke_access")
    granting.revoke(guest=guest_in(case, guest), by=user_of(request), at=timezone.now())
    messages.success(request, _("Der Zugang ist gesperrt, ab sofort."))
    return redirect(HERE, code=case.code)


def guest_in(case: Case, uuid: UUID) -> Guest:
    found = next((row for row in guests_of(case) if row.uuid == uuid), None)
    if found is None:
        raise Http404
    return found


def handed(request: HttpRequest, case: Case, issued: granting.Issued, *, way: str) -> HttpResponse:
    """The letter with the code, and beside it the PIN, which is not printed. Both are shown this once."""
    guest = issued.guest
    door = request.build_absolute_uri(reverse("portal:enter"))
    address = granting.address_of(issued.code) or f"{door}?code={issued.code}"
    code = guest.codes.first()
    context = frame(
        request,
        case,
        HERE,
        guest=guest,
        t=Words(Wording(guest.wording)),
        secret=grouped(issued.code),
        pin=issued.pin,
        number=grouped(guest.number),
        door=granting.address_of() or door,
        square=qr_of(address) if issued.code else None,
        mailed=way == CodeWay.MAILED,
        until=code.expires_at if code else None,
    )
    return render(request, "guests/handed.html", context)
