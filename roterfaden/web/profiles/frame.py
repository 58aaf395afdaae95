"""What the pages of profiles share: the case, and the right at the health record under which abilities stand."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.models import Case
from roterfaden.people.health import record_health_read
from roterfaden.people.models import HealthRecord
from roterfaden.web.casefile.frame import case_for
from roterfaden.web.guards import user_of


def case_with_health(request: HttpRequest, code: str, *, page: str) -> Case:
    """The case, for whoever may open the health record of its person; 403 for the others.

    Effects: the reading of the case and that of the health record are noted.
    """
    case = case_for(request, code, page=page)
    user, now = user_of(request), timezone.now()
    if not may_open_health(user, case, on=timezone.localdate()):
        raise PermissionDenied
    record = HealthRecord.objects.filter(person=case.person_id).first()
    if record is not None and request.method != "POST":
        record.person = case.person
        record_health_read(record=record, scope=case, page=page, by=user, at=now)
    return case
