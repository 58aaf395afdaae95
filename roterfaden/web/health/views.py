"""For machines that look after this one: does it answer, and how much waits?"""

import hmac
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone

from roterfaden.audit.models import Head
from roterfaden.operations import figures
from roterfaden.web.guards import open_view

PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"
# whoever keeps a copy asks again after this time; RFC 9116 advises less than a year
CONTACT_HOLDS = timedelta(days=90)


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
def security(_request: HttpRequest) -> HttpResponse:
    """Whom to tell of a hole (RFC 9116); missing where the operator names nobody."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    until = timezone.localdate() + CONTACT_HOLDS
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {until.isoformat()}T00:00:00Z",
        "Preferred-Languages: de, fr, it, en",
    ]
    if settings.PUBLIC_URL:
        lines.append(f"Canonical: {settings.PUBLIC_URL}{reverse('health:security')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@open_view
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, with the token only; without it the page looks like a missing one."""
    token, told = settings.METRICS_TOKEN, request.headers.get("Authorization", "")
    if not token or not hmac.compare_digest(told.encode(), f"Bearer {token}".encode()):
        raise Http404
    return HttpResponse("\n".join(figures.lines(at=timezone.now())) + "\n", content_type=PROMETHEUS)
