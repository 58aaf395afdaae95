"""For machines that look after this one: does it answer, and how much waits?"""

import hmac

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from roterfaden.audit.models import Head
from roterfaden.operations import figures
from roterfaden.web.guards import open_view

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


def health(request: HttpRequest) -> HttpResponse:
    """200 if the database answers, 503 if not; says nothing else to anybody."""
    try:
        return _ask_database(request)
    except DatabaseError:
        return JsonResponse({"status": "krank"}, status=503)


@open_view
def _ask_database(_request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "gesund" if Head.objects.filter(pk=1).exists() else "krank"})


@open_view
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, with the token only; without it the page looks like a missing one."""
    token, told = settings.METRICS_TOKEN, request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(told.encode(), f"Bearer {token}".encode()):
        raise Http404
    return HttpResponse("\n".join(figures.lines(at=timezone.now())) + "\n", content_type=PROMETHEUS)
