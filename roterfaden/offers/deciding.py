"""What a professional decides about an offer for a person: with a reason, kept, and revisable."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.languages.shipped import GERMAN
from roterfaden.offers.choices import Outcome
from roterfaden.offers.models import Decision
from roterfaden.offers.person_check import Explained

DECIDED = actions.register("offers.decided", "Über ein Angebot entschieden")
MAX_REASON = 2000


class DecisionRefused(ValueError):
    """It cannot be decided like this; the message says why."""


class DecisionConflict(Exception):
    """Somebody decided first; `current` is what they said."""

    def __init__(self, current: Decision) -> None:
        super().__init__("Jemand anderes hat inzwischen über dieses Angebot entschieden.")
        self.current = current


def decide(
    *, case: Case, checked: Explained, outcome: str, reason: str, seen: int, by: User, at: datetime
) -> Decision:
    """Keep the decision about one offer, with the check as it stands now.

    Refuses with DecisionRefused: an unknown outcome, no reason, past law pursued; with DecisionConflict when somebody
    decided since `seen` (the number of the last decision). Safe to repeat: the same words are not kept twice. Effects:
    a sealed row, an audit entry with the offer and the outcome, never the reason.
    """
    offer = checked.result.offer
    reason = reason.strip()
    if outcome not in Outcome.values:
        raise DecisionRefused("Bitte wählen Sie eine Entscheidung.")
    if not reason or len(reason) > MAX_REASON:
        raise DecisionRefused("Bitte begründen Sie die Entscheidung.")
    if outcome == Outcome.PURSUED and offer.is_historic:
        raise DecisionRefused("Das ist früherer Rechtsstand. Er lässt sich nicht verfolgen.")
    with transaction.atomic():
        require_open(case)
        last = last_decisions(case).get(offer.id)
        if last is not None and last.number != seen:
            if (last.outcome, last.reason, last.decided_by_id) == (outcome, reason, by.pk):
                return last
            raise DecisionConflict(last)
        row = Decision(
            case=case,
            offer=offer.id,
            edition=offer.edition,
            title=offer.title,
            number=seen + 1,
            outcome=outcome,
            reason=reason,
            verdict=checked.result.verdict,
            findings=_findings(checked),
            decided_by=by,
            decided_at=at,
        )
        _store(row)
        details = {"offer": offer.id, "outcome": str(outcome), "verdict": str(checked.result.verdict)}
        trail.record(DECIDED, by=by, at=at, subject=row, scope=case, details=details)
    return row


def last_decisions(case: Case) -> dict[str, Decision]:
    """The decision about each offer that counts now; one query."""
    rows = Decision.objects.filter(case=case).select_related("decided_by").order_by("offer", "number")
    found: dict[str, Decision] = {}
    for row in rows:
        row.case = case
        found[row.offer] = row
    return found


def decisions_about(case: Case, offer: str) -> list[Decision]:
    """All decisions about one offer, newest first."""
    rows = list(Decision.objects.filter(case=case, offer=offer).select_related("decided_by"))
    for row in rows:
        row.case = case
    return rows


def _store(row: Decision) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise DecisionConflict(last_decisions(row.case)[row.offer]) from None


def _findings(checked: Explained) -> list[dict[str, Any]]:
    """What is kept of the check, in German, whoever decides."""
    with translation.override(GERMAN):
        return [
            {
                "id": line.criterion.id,
                "finding": str(line.finding),
                "sentence": line.sentence,
                "source": line.source,
                "health": line.health,
            }
            for line in checked.lines
        ]
