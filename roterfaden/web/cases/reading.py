"""How every page of a case gets its case: through visibility, and with a trace of the reading."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from roterfaden.audit import actions, trail
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from roterfaden.web.guards import user_of

actions.register("cases.read", "Fall gelesen", reading=True)


def find_case(request: HttpRequest, code: str) -> Case:
    """The case, if the user may see it today; otherwise 404, as for a case that does not exist."""
    visible = cases_visible_to(user_of(request), on=timezone.localdate())
    related = ("person", "service", "team", "responsible", "data_key")
    return get_object_or_404(visible.select_related(*related), code=code)


def open_case_for_reading(request: HttpRequest, code: str, *, page: str) -> Case:
    """As `find_case`. Effects: an entry in the trail of reads, naming the page."""
    case = find_case(request, code)
    trail.record_read(
        "cases.read",
        by=user_of(request),
        at=timezone.now(),
        subject=case,
        scope=case,
        organisation=case.service,
        details={"page": page},
    )
    return case
