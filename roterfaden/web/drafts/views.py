"""Drafts: the script keeps them, the page lists them, people discard them or go on writing."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.drafts import drafting
from roterfaden.web.cases.reading import note_listed
from roterfaden.web.drafts.forms import TypedForm
from roterfaden.web.drafts.rows import rows_of
from roterfaden.web.guards import reading_view, user_of, writing_view
from roterfaden.web.undo import offer_undo

HERE = "drafts:index"


@reading_view
def index(request: HttpRequest) -> HttpResponse:
    """Everything that the user has begun to write, to go on with, to copy, to discard."""
    rows, cases = rows_of(user_of(request), today=timezone.localdate())
    note_listed(request, cases)
    return render(request, "drafts/index.html", {"rows": rows})


@writing_view("POST")
def keep(request: HttpRequest) -> JsonResponse:
    """Store what a form holds. 409 if another person sits at the page by now, 410 if the draft is closed."""
    form = TypedForm(request.POST)
    user = user_of(request)
    if not form.is_valid():
        return JsonResponse({"refused": True}, status=422)
    if form.cleaned_data["owner"] != user.uuid:
        return JsonResponse({"other": True}, status=409)
    try:
        taken = drafting.keep_draft(
            form.typed(), replaces=form.cleaned_data["replaces"], by=user, at=timezone.now()
        )
    except drafting.DraftRefused as refusal:
        return JsonResponse({"sentence": str(refusal)}, status=413)
    return JsonResponse({"kept": taken}, status=200 if taken else 410)


@reading_view
def fresh_token(request: HttpRequest) -> JsonResponse:
    """A new token for a page that was open while its reader logged in again, and who that is now."""
    return JsonResponse({"token": get_token(request), "owner": str(user_of(request).uuid)})


@writing_view("POST")
def discard(request: HttpRequest, token: UUID) -> HttpResponse:
    """Discard a draft; it can be brought back for a day. With one that is not one's own nothing happens."""
    drafting.discard_draft(token=token, by=user_of(request), at=timezone.now())
    if request.POST.get("quiet"):
        return JsonResponse({"discarded": True})
    offer_undo(request, _("Der Entwurf ist verworfen."), reverse("drafts:bring_back", args=[token]))
    return redirect(HERE)


@writing_view("POST")
def bring_back(request: HttpRequest, token: UUID) -> HttpResponse:
    drafting.bring_back(token=token, by=user_of(request), at=timezone.now())
    if request.POST.get("quiet"):
        return JsonResponse({"back": True})
    return redirect(HERE)
