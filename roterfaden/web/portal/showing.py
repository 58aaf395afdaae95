"""What every page of the portal hands to its template: texts in the chosen wording, links, what just happened."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from roterfaden.cases.access import Access
from roterfaden.portal.choices import GuestKind, Wording
from roterfaden.portal.models import Guest
from roterfaden.portal.texts import Words, video_of

WORDING = "rf_portal_wording"
# what a page may say at its top after a form was sent: only these
DONE = frozenset(
    (
        "app_done",
        "saved",
        "message_sent",
        "complaint_sent",
        "sign_done",
        "withdraw_done",
        "code_sent",
        "ended",
    )
)
PAGES = (
    ("portal:start", "brand"),
    ("portal:plan", "plan"),
    ("portal:goals", "goals"),
    ("portal:dates", "dates"),
    ("portal:messages", "messages"),
    ("portal:sign", "sign"),
    ("portal:documents", "documents"),
    ("portal:known", "known"),
    ("portal:surveys", "surveys"),
    ("portal:complaint", "complaint"),
)


def wording_of(request: HttpRequest) -> Wording:
    """The wording chosen in this browser, else the one chosen when the access was given."""
    chosen = request.COOKIES.get(WORDING, "")
    if chosen in Wording:
        return Wording(chosen)
    guest: Guest | None = getattr(request, "guest", None)
    return Wording(guest.wording) if guest is not None else Wording.STANDARD


def show(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    words: Words | None = None,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page, called by its text `title`; with the film in sign language for it, where there is one."""
    guest: Guest | None = getattr(request, "guest", None)
    t = words or Words(wording_of(request))
    done = request.GET.get("getan", "")
    context = {
        "t": t,
        "guest": guest,
        "title": t[title],
        "film": title if video_of(title) else "",
        "done": t[done] if done in DONE else "",
        "links": _links(request, guest, t) if guest is not None and guest.kind == GuestKind.CLIENT else [],
        "here": request.path,
    }
    return render(request, template, context | more, status=status)


def access_on(guest: Guest) -> Access:
    """What is open to the guest of the page; of one that a guard let in."""
    found: Access = guest.access  # type: ignore[attr-defined]
    return found


def _links(request: HttpRequest, guest: Guest, t: Words) -> list[dict[str, Any]]:
    return [
        {"title": t[text], "url": reverse(name), "current": reverse(name) == request.path}
        for name, text in PAGES
        if access_on(guest).allows_page(name, writing=False)
    ]


def go_to(name: str, *args: Any, done: str = "") -> HttpResponse:
    """To another page, which says what happened."""
    address = reverse(name, args=args)
    return redirect(f"{address}?getan={done}" if done else address)


def ended_page(request: HttpRequest) -> HttpResponse:
    """The sitting is over: what was typed stands there to be copied; nothing of the case does."""
    hidden = {"csrfmiddlewaretoken", "token", "digest", "revision", "pin", "code"}
    typed = [str(value) for key, value in request.POST.items() if key not in hidden and str(value).strip()]
    return show(request, "portal/ended.html", title="enter_title", status=403, typed=typed)
