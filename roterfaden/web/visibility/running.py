"""The banner on every page of a case that is open by an emergency access."""

from django.http import HttpRequest
from django.utils import timezone

from roterfaden.cases.access_records import Opening
from roterfaden.cases.models import Case
from roterfaden.cases.relations import openings_running
from roterfaden.web.guards import user_of


def running_on(request: HttpRequest, case: Case) -> Opening | None:
    """The emergency access of the reader to this case that runs."""
    return openings_running(user_of(request), at=timezone.now()).filter(case=case).first()
