"""The door: come in, get a new code, leave, choose the wording; films in sign language."""

from typing import cast

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from roterfaden.accounts.choices import Language
from roterfaden.portal import entering
from roterfaden.portal.choices import GuestKind, Wording
from roterfaden.portal.models import Guest
from roterfaden.portal.refusals import PortalRefused, TooManyTries
from roterfaden.portal.texts import Words, video_of
from roterfaden.web.guards import open_view
from roterfaden.web.portal.forms import EnterForm, NewCodeForm, PinForm
from roterfaden.web.portal.guards import (
    DEVICE,
    PATH,
    VISIT,
    door_view,
    keep,
    portal_writing_view,
    sitting_guest,
)
from roterfaden.web.portal.languages import keep_in_browser
from roterfaden.web.portal.showing import WORDING, go_to, show, wording_of

A_YEAR = 365 * 24 * 60 * 60
HOMES = {GuestKind.CLIENT: "portal:start", GuestKind.PARTNER: "portal:part"}


def home_of(guest: Guest) -> HttpResponse:
    """Where a guest begins; one who signs a single document begins at it."""
    if guest.kind == GuestKind.SIGNER:
        return go_to("portal:sign_offer", guest.offer.uuid) if guest.offer else go_to("portal:sign_plan")
    return redirect(HOMES[GuestKind(guest.kind)])


@door_view("GET", "POST")
def enter(request: HttpRequest) -> HttpResponse:
    """Code and PIN; on a remembered device the PIN alone. Looking spends no code."""
    code = request.GET.get("code", "")[:40]
    known = not code and "anders" not in request.GET and "code" not in request.POST
    known = known and entering.knows_device(request.COOKIES.get(DEVICE, ""), at=timezone.now())
    if request.method != "POST" and not code and (guest := sitting_guest(request)) is not None:
        return home_of(guest)
    t = Words(wording_of(request))
    form_class = PinForm if known else EnterForm
    form = form_class(request.POST if request.method == "POST" else None, t=t, initial={"code": code})
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            entered = entering.enter(tried=_tried(request, form, known=known), at=timezone.now())
        except PortalRefused as refusal:
            form.add_error(None, str(refusal))
            status = 429 if isinstance(refusal, TooManyTries) else 422
        else:
            return keep(home_of(entered.guest), entered)
    return show(
        request, "portal/enter.html", title="enter_title", words=t, status=status, form=form, known=known
    )


def _tried(request: HttpRequest, form: PinForm, *, known: bool) -> entering.Try:
    return entering.Try(
        pin=form.cleaned_data["pin"],
        address=_address(request),
        code="" if known else form.cleaned_data["code"],
        device=request.COOKIES.get(DEVICE, "") if known else "",
        remember=not known and form.cleaned_data["remember"],
    )


def _address(request: HttpRequest) -> str:
    """Where it comes from, as allauth reckons it behind a proxy."""
    return str(get_adapter().get_client_ip(request))


@door_view("GET", "POST")
def new_code(request: HttpRequest) -> HttpResponse:
    """Ask for a new code by mail. The answer is the same whether there is such an access or not."""
    t = Words(wording_of(request))
    form = NewCodeForm(request.POST if request.method == "POST" else None, t=t)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            entering.ask_for_code(**form.cleaned_data, address=_address(request), at=timezone.now())
        except TooManyTries as refusal:
            form.add_error(None, str(refusal))
            status = 429
        else:
            return go_to("portal:enter", done="code_sent")
    return show(request, "portal/new_code.html", title="code_title", words=t, status=status, form=form)


@portal_writing_view(*GuestKind, methods=("POST",))
def leave(request: HttpRequest) -> HttpResponse:
    """End the sitting."""
    guest = sitting_guest(request)
    if guest is not None:
        entering.leave(guest=guest, token=request.COOKIES.get(VISIT, ""), at=timezone.now())
    response = go_to("portal:enter", done="ended")
    response.delete_cookie(VISIT, path=PATH)
    return response


@door_view("POST")
def wording(request: HttpRequest) -> HttpResponse:
    """Choose plain words or Leichte Sprache for this browser, and go back to where one was."""
    back = request.POST.get("back", "")
    safe = back.startswith(PATH) and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = redirect(back if safe else "portal:enter")
    chosen = request.POST.get("wording", "")
    if chosen in Wording:
        response.set_cookie(
            WORDING,
            chosen,
            max_age=A_YEAR,
            path=PATH,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    return response


@door_view("POST")
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language: kept in this browser, and at the access of whoever is in. Back to where one was."""
    back = request.POST.get("back", "")
    safe = back.startswith(PATH) and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = redirect(back if safe else "portal:enter")
    chosen = request.POST.get("language", "")
    if chosen in Language.values:
        keep_in_browser(response, chosen, secure=request.is_secure())
        if (guest := sitting_guest(request)) is not None:
            entering.choose_language(guest=guest, language=chosen, at=timezone.now())
    return response


@open_view
def video(request: HttpRequest, name: str) -> HttpResponse:  # noqa: ARG001
    """The film in sign language for one text. Nothing about anybody is in it."""
    path = video_of(name)
    if path is None:
        raise Http404
    return cast(HttpResponse, FileResponse(path.open("rb"), content_type="video/mp4"))
