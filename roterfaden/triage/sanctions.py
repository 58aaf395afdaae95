"""Check whether a sanction may be: opened by one, heard, point by point, decided by another; never by the program."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.accounts.queries import memberships_of
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.deadlines.case_deadlines import OnDay, set_deadline
from roterfaden.process.reckoning.counting import end_by_months
from roterfaden.process.reckoning.terms import CountsFrom, Span, Unit
from roterfaden.triage.choices import Finding, ReviewOutcome
from roterfaden.triage.models import SanctionReview
from roterfaden.triage.sanction_rules import SanctionRules, sanction_rules_for

OPENED = actions.register("triage.sanction_review_opened", "Prüfung einer Sanktion begonnen")
NOTED = actions.register("triage.sanction_review_noted", "Prüfung einer Sanktion fortgesetzt")
DECIDED = actions.register("triage.sanction_review_decided", "Prüfung einer Sanktion entschieden")
MAX_NOTE = 1000


class SanctionRefused(ValueError):
    """It cannot be done like this; the message says why and `field` where."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What is decided. `percent`, `months` and `starts_on` only for a sanction."""

    outcome: ReviewOutcome
    reason: str
    percent: int | None = None
    months: int | None = None
    starts_on: date | None = None


def rules_of(case: Case) -> SanctionRules | None:
    """The rules for the office that leads the case; None where it has no such power."""
    rules = sanction_rules_for(case.service.region)
    return rules if rules and case.service.kind.code in rules.offices else None


def open_review(*, case: Case, occasion: str, happened_on: date, by: User, at: datetime) -> SanctionReview:
    """Begin to check. Refuses: an office without the power, a closed case, no words, a day to come.

    Safe to repeat: there is one open check of a case. Effects: sealed; an audit entry.
    """
    rules = _required(case)
    if not occasion.strip():
        raise SanctionRefused("Bitte sagen Sie, was verweigert wurde.", "occasion")
    if happened_on > local_day(at):
        raise SanctionRefused("Der Tag liegt in der Zukunft.", "happened_on")
    row = SanctionReview(
        case=case,
        edition=rules.edition,
        occasion=occasion.strip(),
        happened_on=happened_on,
        findings={},
        opened_by=by,
        opened_at=at,
    )
    with transaction.atomic():
        require_open(case)
        Case.objects.select_for_update().get(pk=case.pk)
        known = SanctionReview.objects.filter(case=case, outcome="").first()
        if known is not None:
            known.case = case
            return known
        row.save()
        trail.record(OPENED, by=by, at=at, subject=row, scope=case)
    return row


def note(
    *,
    review: SanctionReview,
    findings: Mapping[str, Mapping[str, str]],
    heard_on: date | None,
    hearing: str,
    health: bool,
    revision: int,
    by: User,
    at: datetime,
) -> None:
    """Keep what was found and what the person says. Points that are not named stay as they are.

    Refuses: a decided check, unknown points, a point about health without the right (`health`), a hearing before the
    occasion or to come, words without a day. Raises Conflict where the check has not `revision` any more.
    """
    _open(review)
    kept = dict(review.findings or {})
    points = {one.id: one for one in _required(review.case).points}
    for name, said in findings.items():
        if name not in points or said["finding"] not in Finding.values or len(said["note"]) > MAX_NOTE:
            raise SanctionRefused("Bitte wählen Sie etwas aus der Liste.", name)
        if points[name].health and not health:
            raise SanctionRefused("Dafür fehlt Ihnen das Recht an der Gesundheitsakte.")
        kept[name] = {"finding": said["finding"], "note": said["note"].strip()}
    if heard_on is not None and not review.happened_on <= heard_on <= local_day(at):
        raise SanctionRefused("Die Anhörung liegt nach dem Anlass und nicht in der Zukunft.", "heard_on")
    if bool(hearing.strip()) != (heard_on is not None):
        raise SanctionRefused("Zur Anhörung gehören der Tag und was die Person gesagt hat.", "hearing")
    review.findings, review.heard_on, review.hearing = kept, heard_on, hearing.strip()
    with transaction.atomic():
        require_open(review.case)
        save_revision(review, expected=revision, fields=["findings", "heard_on", "hearing"])
        trail.record(NOTED, by=by, at=at, subject=review, scope=review.case)


def obstacles(review: SanctionReview, rules: SanctionRules, *, health: bool) -> list[str]:
    """What stands against a sanction now, in sentences; empty where one may be decided.

    Without the right for `health`, reasons of health are said to stand in the way or be open, not which and how.
    """
    findings = {point: said["finding"] for point, said in (review.findings or {}).items()}
    in_the_way = [point for point in rules.excuses if findings.get(point.id, "") != Finding.NO]
    found = [
        f"Nicht von der Person zu verantworten: {point.title}."
        if findings.get(point.id) == Finding.YES
        else f"Noch zu klären: {point.title}?"
        for point in in_the_way
        if health or not point.health
    ]
    if not health and any(point.health for point in in_the_way):
        found.append("Gründe der Gesundheit stehen entgegen oder sind noch zu klären.")
    lacking = [point for point in rules.preconditions if findings.get(point.id) != Finding.YES]
    found += [f"Nicht belegt: {point.title}." for point in lacking]
    return found if review.heard_on else [*found, "Die Person wurde noch nicht angehört."]


def may_decide(user: User, review: SanctionReview, *, on: date) -> bool:
    """Whether `user` has one of the roles that decide, in the service itself, and did not open the check."""
    rules = rules_of(review.case)
    if rules is None or review.opened_by_id == user.pk:
        return False
    rows = memberships_of(user, on=on, roles=rules.decided_by)
    return rows.filter(organisation=review.case.service_id).exists()


def decide(*, review: SanctionReview, verdict: Verdict, revision: int, by: User, at: datetime) -> None:
    """Decide, with a reason. A sanction only where nothing stands against it, within the bounds, from a day to come.

    Refuses: who opened the check or has no deciding role, a decided check, no reason; Conflict where the check has not
    `revision` any more. Effects: end and review of the reduction are counted, deadlines of the case for both, an audit
    entry without the reason.
    """
    _open(review)
    rules, today = _required(review.case), local_day(at)
    if not may_decide(by, review, on=today):
        raise SanctionRefused("Das entscheidet eine leitende Person, die die Prüfung nicht begonnen hat.")
    if not verdict.reason.strip():
        raise SanctionRefused("Bitte begründen Sie die Entscheidung.", "reason")
    review.outcome, review.reason = verdict.outcome, verdict.reason.strip()
    review.decided_by, review.decided_at = by, at
    if verdict.outcome == ReviewOutcome.SANCTION:
        _check_sanction(review, rules, verdict, today=today)
    with transaction.atomic():
        require_open(review.case)
        columns = (
            "outcome",
            "reason",
            "percent",
            "starts_on",
            "ends_on",
            "review_on",
            "decided_by",
            "decided_at",
        )
        save_revision(review, expected=revision, fields=columns)
        for day, subject in (
            (review.review_on, "Kürzung überprüfen"),
            (review.ends_on, "Kürzung endet"),
        ):
            if day is not None:
                set_deadline(case=review.case, how=OnDay(day), subject=subject, by=by, at=at)
        details = {"outcome": str(verdict.outcome)}
        trail.record(DECIDED, by=by, at=at, subject=review, scope=review.case, details=details)


def months_after(day: date, months: int) -> date:
    """The last day of a span of whole months that begins on `day`."""
    return end_by_months(day, Span(months, Unit.MONTHS), CountsFrom.SAME_DAY)[0]


def _check_sanction(review: SanctionReview, rules: SanctionRules, verdict: Verdict, *, today: date) -> None:
    against, bounds = obstacles(review, rules, health=False), rules.bounds
    if against:
        raise SanctionRefused(against[0], "outcome")
    percent, months, starts_on = verdict.percent or 0, verdict.months or 0, verdict.starts_on
    if not bounds.percent_least <= percent <= bounds.percent_most:
        words = f"Gekürzt werden {bounds.percent_least} bis {bounds.percent_most} Prozent des Grundbedarfs."
        raise SanctionRefused(words, "percent")
    if not 1 <= months <= bounds.months_most:
        raise SanctionRefused(f"Eine Kürzung dauert 1 bis {bounds.months_most} Monate.", "months")
    if starts_on is None or starts_on <= today:
        raise SanctionRefused("Eine Kürzung beginnt nach der Entscheidung, nie rückwirkend.", "starts_on")
    review.percent, review.starts_on = percent, starts_on
    review.ends_on = months_after(starts_on, months)
    if percent >= bounds.review_from_percent and months > bounds.review_after_months:
        review.review_on = months_after(starts_on, bounds.review_after_months)


def _required(case: Case) -> SanctionRules:
    rules = rules_of(case)
    if rules is None:
        raise SanctionRefused("Diese Stelle hat keine Befugnis, Sanktionen zu prüfen.")
    return rules


def _open(review: SanctionReview) -> None:
    if review.outcome:
        raise SanctionRefused("Diese Prüfung ist entschieden.")
