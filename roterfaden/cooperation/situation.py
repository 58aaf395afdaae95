"""The situation analysis: difficulties and resources per domain of life, and how the person sees them."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.common.revisions import save_revision
from roterfaden.cooperation.choices import FindingKind
from roterfaden.cooperation.models import Cooperation, Finding, Party
from roterfaden.cooperation.procedures import LifeDomain
from roterfaden.cooperation.queries import procedure_of
from roterfaden.cooperation.refusals import CooperationRefused, require_running

actions.register("cooperation.finding_added", "Punkt der Situationsanalyse festgehalten")
actions.register("cooperation.finding_changed", "Punkt der Situationsanalyse geändert")
actions.register("cooperation.finding_removed", "Punkt der Situationsanalyse gestrichen")

FIELDS = ("domain", "kind", "text", "said_by", "own_view")


@dataclass(frozen=True, kw_only=True)
class FindingFacts:
    domain: str
    kind: FindingKind
    text: str
    said_by: Party | None = None
    own_view: str = ""


def findings_by_domain(cooperation: Cooperation) -> list[tuple[LifeDomain, list[Finding], list[Finding]]]:
    """Each domain of life with its difficulties and its resources, in the order of the procedure; two queries."""
    rows = list(cooperation.findings.filter(removed_at__isnull=True).select_related("said_by__recipient"))
    for row in rows:
        row.cooperation = cooperation
        if row.said_by is not None:
            row.said_by.cooperation = cooperation
    return [
        (
            domain,
            [r for r in rows if r.domain == domain.id and r.kind == FindingKind.DIFFICULTY],
            [r for r in rows if r.domain == domain.id and r.kind == FindingKind.RESOURCE],
        )
        for domain in procedure_of(cooperation).domains
    ]


def add_finding(*, cooperation: Cooperation, facts: FindingFacts, by: User, at: datetime) -> Finding:
    """Keep one point. Safe to repeat: the same words in the same domain are one point.

    Refuses: a cooperation that is over, an empty text, an unknown domain, somebody who is not in the circle.
    """
    _check(cooperation, facts)
    with transaction.atomic():
        require_running(cooperation)
        known = cooperation.findings.filter(domain=facts.domain, kind=facts.kind, removed_at__isnull=True)
        for row in known:
            row.cooperation = cooperation
            if row.text == facts.text:
                return row
        made = Finding.objects.create(
            cooperation=cooperation, **{name: getattr(facts, name) for name in FIELDS}
        )
        trail.record("cooperation.finding_added", by=by, at=at, subject=made, scope=cooperation.case)
    return made


def change_finding(*, finding: Finding, facts: FindingFacts, revision: int, by: User, at: datetime) -> None:
    """Word a point anew. Refuses as `add_finding`; with Conflict when somebody else changed it first."""
    _check(finding.cooperation, facts)
    with transaction.atomic():
        require_running(finding.cooperation)
        changed = [name for name in FIELDS if getattr(finding, name) != getattr(facts, name)]
        for name in changed:
            setattr(finding, name, getattr(facts, name))
        save_revision(finding, expected=revision, fields=changed)
        case = finding.cooperation.case
        trail.record(
            "cooperation.finding_changed",
            by=by,
            at=at,
            subject=finding,
            scope=case,
            details={"fields": changed},
        )


def remove_finding(*, finding: Finding, by: User, at: datetime) -> None:
    """Strike a point; it stays in the database with the time. Safe to repeat."""
    with transaction.atomic():
        require_running(finding.cooperation)
        if Finding.objects.filter(pk=finding.pk, removed_at__isnull=True).update(removed_at=at):
            trail.record(
                "cooperation.finding_removed",
                by=by,
                at=at,
                subject=finding,
                scope=finding.cooperation.case,
            )


def _check(cooperation: Cooperation, facts: FindingFacts) -> None:
    if not facts.text.strip():
        raise CooperationRefused("Bitte schreiben Sie, was besprochen wurde.")
    if facts.domain not in {one.id for one in procedure_of(cooperation).domains}:
        raise CooperationRefused("Diesen Lebensbereich gibt es hier nicht.")
    if facts.said_by is not None and facts.said_by.cooperation_id != cooperation.pk:
        raise CooperationRefused("Wer das gesagt hat, gehört nicht zu dieser Runde.")
