"""When a form was accepted, its draft is forgotten."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone

from roterfaden.drafts.drafting import accept_draft

# the script adds this field to a form when it is sent
TOKEN_FIELD = "rf_draft"  # noqa: S105
FIRST_REFUSAL = 400
GOES_ON = "draft_goes_on"


class DraftsMiddleware:
    """After a form was answered other than by a refusal, close the draft that it names.

    The view's transaction is committed by then. A crash in between leaves a draft too many, never one too few.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if (
            request.method == "POST"
            and response.status_code < FIRST_REFUSAL
            and not getattr(request, GOES_ON, False)
            and request.user.is_authenticated
        ):
            token = token_in(request)
            if token is not None:
                accept_draft(token=token, by=request.user, at=timezone.now())
        return response


def go_on(request: HttpRequest) -> None:
    """Say that the form was sent for something else than to be accepted, and that its draft stays."""
    setattr(request, GOES_ON, True)


def token_in(request: HttpRequest) -> UUID | None:
    """The draft that a sent form names; None if it names none."""
    try:
        return UUID(request.POST.get(TOKEN_FIELD, ""))
    except ValueError:
        return None
