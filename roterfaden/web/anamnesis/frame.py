"""What the pages of the anamnesis share: case, right at the health record, form, trace of the reading."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from roterfaden.cases.health_rights import HealthRight, health_right
from roterfaden.cases.models import Case
from roterfaden.people.form import Form
from roterfaden.people.health import record_health_read
from roterfaden.people.models import HealthRecord
from roterfaden.people.overlays import form_for
from roterfaden.web.casefile.frame import case_for
from roterfaden.web.guards import user_of


@dataclass(frozen=True)
class Opened:
    """A case whose anamnesis is looked at by somebody."""

    case: Case
    form: Form
    right: HealthRight
    record: HealthRecord | None

    @property
    def health(self) -> bool:
        return self.right.opens

    @property
    def closed_to_reader(self) -> bool:
        """There is a health record, and this reader may not open it."""
        return self.record is not None and not self.right.opens


def open_anamnesis(request: HttpRequest, code: str, *, page: str) -> Opened:
    """The case behind a page of the anamnesis. Effects: the reading is noted; that of the health record by itself."""
    case = case_for(request, code, page=page)
    user, today = user_of(request), timezone.localdate()
    right = health_right(user, case, on=today, at=timezone.now())
    record = HealthRecord.objects.filter(person=case.person_id).select_related("data_key").first()
    if record is not None:
        record.person = case.person
        if right.opens and request.method != "POST":
            record_health_read(record=record, scope=case, page=page, by=user, at=timezone.now())
    return Opened(case, form_for(case.service, on=today), right, record)
