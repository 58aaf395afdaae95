"""Reads: what was decided, assessed and reviewed in a case; each ready to be shown, with its case."""

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
