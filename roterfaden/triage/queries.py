"""Reads: what was decided, assessed and reviewed in a case; each ready to be shown, with its case."""

from collections.abc import Iterable
from datetime import date

from roterfaden.accounts.models import Organisation
from roterfaden.cases.models import Case
from roterfaden.triage.models import PotentialAssessment, SanctionReview, TriageDecision


def decisions_of(case: Case) -> list[TriageDecision]:
    """All decisions of the triage of a case, newest first; one query."""
    rows = list(TriageDecision.objects.filter(case=case).select_related("decided_by"))
    for row in rows:
        row.case = case
    return rows


def last_decisions(case: Case) -> dict[str, TriageDecision]:
    """The decision about each path that counts; one query."""
    found: dict[str, TriageDecision] = {}
    for row in decisions_of(case):
        found.setdefault(row.path, row)
    return found


def assessments_of(case: Case) -> list[PotentialAssessment]:
    """The assessments of a case, newest first; one query."""
    rows = list(PotentialAssessment.objects.filter(case=case).select_related("recorded_by"))
    for row in rows:
        row.case = case
    return rows


def reviews_of(case: Case) -> list[SanctionReview]:
    """The checks for a sanction of a case, newest first; one query."""
    rows = list(SanctionReview.objects.filter(case=case).select_related("opened_by", "decided_by"))
    for row in rows:
        row.case = case
    return rows


def persons_led_to(services: Iterable[Organisation], offer: str, *, first: date, last: date) -> int:
    """How many persons of these services were assigned or pointed to an offer in these days, each once; one query."""
    rows = TriageDecision.objects.filter(case__service__in=list(services), offer=offer)
    rows = rows.filter(decided_at__date__range=(first, last))
    return rows.order_by().values("case__person").distinct().count()
