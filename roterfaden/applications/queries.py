"""Reads: the applications of a case."""

from django.db.models import Prefetch, QuerySet

from roterfaden.applications.models import Application, Due
from roterfaden.cases.models import Case


def applications_of(case: Case) -> QuerySet[Application]:
    """The applications of a case, the newest first, ready to be shown; with four queries."""
    dues = Due.objects.filter(current=True).select_related("own__deadline")
    rows = Application.objects.filter(case=case).select_related("case__data_key", "case__service", "made_by")
    return rows.prefetch_related(
        "turns__by",
        Prefetch("dues", queryset=dues, to_attr="current_dues"),
    )
