"""How the pages get a complaint: through visibility, and with a trace of the reading."""

from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from roterfaden.audit import actions, trail
from roterfaden.complaints.models import Complaint
from roterfaden.complaints.queries import complaints_visible_to
from roterfaden.web.guards import user_of

actions.register("complaints.read", "Beschwerde gelesen", reading=True)


def find_complaint(request: HttpRequest, complaint: UUID) -> Complaint:
    """The complaint if the user may see it; else a missing page, also for whom it concerns."""
    visible = complaints_visible_to(user_of(request), on=timezone.localdate())
    return get_object_or_404(visible.select_related("case__person", "data_key", "proposal"), uuid=complaint)


def note_reading(request: HttpRequest, complaint: Complaint, *, page: str) -> None:
    """An entry in the trail of reads, naming the page."""
    trail.record_read(
        "complaints.read",
        by=user_of(request),
        at=timezone.now(),
        subject=complaint,
        scope=complaint,
        organisation=complaint.organisation,
        details={"page": page},
    )
