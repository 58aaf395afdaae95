"""How the pages get an audit or a programme: through visibility, and with a trace of the reading."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from roterfaden.accounts.models import Organisation
from roterfaden.audit import actions, trail
from roterfaden.auditing.models import Audit, Finding, Programme
from roterfaden.auditing.queries import (
    audits_visible_to,
    corrections_of,
    programmes_visible_to,
    quality_places,
)
from roterfaden.web.guards import user_of

actions.register("auditing.read", "Audit gelesen", reading=True)


def find_audit(request: HttpRequest, audit: UUID) -> Audit:
    """The audit if the user may see it; else a missing page."""
    return get_object_or_404(audits_visible_to(user_of(request), on=timezone.localdate()), uuid=audit)


def find_programme(request: HttpRequest, programme: UUID) -> Programme:
    return get_object_or_404(programmes_visible_to(user_of(request), on=timezone.localdate()), uuid=programme)


def find_finding(request: HttpRequest, finding: UUID) -> Finding:
    """A finding of an audit that the user sees, or one for whose correction the user is responsible."""
    user = user_of(request)
    rows = Finding.objects.filter(audit__in=audits_visible_to(user, on=timezone.localdate()).order_by())
    rows = rows | Finding.objects.filter(pk__in=corrections_of(user).order_by().values("pk"))
    related = (
        "audit__organisation",
        "audit__run__chain_version",
        "audit__programme__coordinator",
        "audit__programme__organisation",
        "audit__auditor",
        "audit__provider",
        "audit__staff",
        "responsible",
        "sampled__case",
    )
    return get_object_or_404(rows.select_related(*related), uuid=finding)


def own_places(request: HttpRequest) -> list[Organisation]:
    """The organisations whose quality the user looks after; 403 for whom there is none."""
    places = quality_places(user_of(request), on=timezone.localdate())
    if not places:
        raise PermissionDenied
    return places


def note_reading(request: HttpRequest, audit: Audit, *, page: str) -> None:
    """An entry in the trail of reads, naming the page."""
    trail.record_read(
        "auditing.read",
        by=user_of(request),
        at=timezone.now(),
        subject=audit,
        scope=audit,
        organisation=audit.organisation,
        details={"page": page},
    )
