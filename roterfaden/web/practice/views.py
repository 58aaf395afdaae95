"""Begin to practise, go back to work, throw the practice away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Practice
from roterfaden.operations.practice.building import PracticeRefused, begin_practice
from roterfaden.operations.practice.erasing import KEPT_FOR, throw_away
from roterfaden.web.guards import reading_view, told, user_of, writing_view
from roterfaden.web.practice.middleware import KEY


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """What practising is, and the button; who practises already is led to the list."""
    if KEY in request.session:
        return redirect("worklist:index")
    return _page(request, refusal="", status=200)


@writing_view("POST")
def begin(request: HttpRequest) -> HttpResponse:
    """Make the practice of the reader if there is none, and go in."""
    try:
        begin_practice(**told(request))
    except PracticeRefused as refusal:
        return _page(request, refusal=str(refusal), status=422)
    request.session[KEY] = True
    return redirect("worklist:index")


@writing_view("POST")
def leave(request: HttpRequest) -> HttpResponse:
    """Back to work; the practice stays for the next time."""
    if request.session.pop(KEY, None):
        messages.success(
            request, _("Sie arbeiten wieder in Ihrem Dienst. Ihre Übung bleibt für das nächste Mal.")
        )
    return redirect("worklist:index")


@writing_view("POST")
def throw_practice_away(request: HttpRequest) -> HttpResponse:
    """Throw the reader's practice away and go back to work; without one nothing happens."""
    request.session.pop(KEY, None)
    found = Practice.objects.filter(owner=user_of(request)).first()
    if found is not None:
        throw_away(practice=found, **told(request))
        messages.success(request, _("Die Übung ist weggeworfen. Sie arbeiten wieder in Ihrem Dienst."))
    return redirect("practice:index")


def _page(request: HttpRequest, *, refusal: str, status: int) -> HttpResponse:
    known = Practice.objects.filter(owner=user_of(request)).first()
    context = {"nav": "practice", "known": known, "refusal": refusal, "days": KEPT_FOR.days}
    return render(request, "practice/index.html", context, status=status)
