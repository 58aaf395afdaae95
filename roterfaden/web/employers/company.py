"""What cases told about a company without a word about the client, what was consulted, how many were placed."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from roterfaden.audit import trail
from roterfaden.cases.access import cases_open_to
from roterfaden.cases.choices import FieldClass, Information
from roterfaden.cases.models import JournalEntry
from roterfaden.employers.models import Employer
from roterfaden.placement.matrix import matrix
from roterfaden.placement.queries import record_of
from roterfaden.web.guards import user_of

MOST = 20


def beyond_the_register(request: HttpRequest, employer: Employer) -> dict[str, Any]:
    """The context of the sections below the register. Reading the entries of a case is noted for that case."""
    today = timezone.localdate()
    table = matrix()
    return {
        "told": company_entries(request, employer),
        "record": record_of(employer, on=today),
        "consultations": [
            {"row": row, "kind": table.projects.get(row.kind)} for row in employer.consultations.all()[:MOST]
        ],
        "inquiries": employer.inquiries.all()[:MOST],
    }


def company_entries(request: HttpRequest, employer: Employer) -> list[JournalEntry]:
    """The newest company information of the journal, of cases in which the user may read it; without the case."""
    user, now = user_of(request), timezone.now()
    cases = cases_open_to(user, FieldClass.COMPANY, on=timezone.localdate())
    rows = JournalEntry.objects.filter(
        employer=employer, information=Information.COMPANY, case__in=cases, case__destroyed_at__isnull=True
    ).select_related("case__data_key", "case__service", "written_by")
    found = list(rows.order_by("-happened_at", "-pk")[:MOST])
    seen = [(case, case.service) for case in {entry.case for entry in found}]
    trail.record_reads("cases.read", by=user, at=now, cases=seen, details={"page": "employers:detail"})
    return found
