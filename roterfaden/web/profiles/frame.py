"""What the pages of profiles share: the case, and the right at the health record under which abilities stand."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.models import Case
from roterfaden.web.casefile.frame import case_for, note_health_reading
from roterfaden.web.guards import user_of


def case_with_health(request: HttpRequest, code: str, *, page: str) -> Case:
    """The case, for whoever may open the health record of its person; 403 for the others.

    Effects: the reading of the case and that of the health record are noted.
    """
    case = case_for(request, code, page=page)
    if not may_open_health(user_of(request), case, on=timezone.localdate()):
        raise PermissionDenied
    note_health_reading(request, case, page=page)
    return case
