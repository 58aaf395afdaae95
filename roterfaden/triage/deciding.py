"""Decide in a triage how the office acts about an offer: the program proposes, a professional decides."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.languages.shipped import GERMAN
from roterfaden.offers import deciding
from roterfaden.offers.admission.checking import Verdict
from roterfaden.offers.choices import Outcome
from roterfaden.offers.person_check import PersonCheck
from roterfaden.offers.reader import shipped_facts
from roterfaden.offers.sentences import value_words
from roterfaden.triage.guide import Guide, Path, Way, all_hold, asked
from roterfaden.triage.models import PotentialAssessment, SanctionReview, TriageDecision
from roterfaden.triage.queries import last_decisions

DECIDED = actions.register("triage.decided", "In einer Triage entschieden")
MAX_REASON = 2000


class TriageRefused(ValueError):
    """It cannot be done like this; the message says why and `field` where."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class TriageConflict(Exception):
    """Somebody decided first; `current` is what they said."""

    def __init__(self, current: TriageDecision) -> None:
        super().__init__("Jemand anderes hat inzwischen in dieser Triage entschieden.")
        self.current = current


def decide(
    *,
    case: Case,
    guide: Guide,
    path: Path,
    way: str,
    check: PersonCheck,
    reason: str,
    seen: int,
    by: User,
    at: datetime,
) -> TriageDecision:
    """Keep how the office acts about one offer, with the facts as they stand.

    Refuses with TriageRefused: no reason, a way that this office does not have, an offer that the service does not
    have; with TriageConflict when somebody decided about the path since `seen` (the number of its last decision). Safe
    to repeat. Effects: a sealed row, the offer noted as pursued (`offers.deciding`), audit entries without the reason.
    """
    chosen, found = _way(path, way, check), check.offer(path.offer)
    reason = reason.strip()
    if found is None:
        raise TriageRefused("Dieses Angebot gibt es in diesem Dienst nicht.")
    if not reason or len(reason) > MAX_REASON:
        raise TriageRefused("Bitte begründen Sie die Entscheidung.", "reason")
    with transaction.atomic():
        require_open(case)
        last = last_decisions(case).get(path.id)
        if last is not None and last.number != seen:
            if (last.way, last.reason, last.decided_by_id) == (way, reason, by.pk):
                return last
            raise TriageConflict(last)
        row = TriageDecision(
            case=case,
            number=_next_number(case),
            edition=guide.edition,
            path=path.id,
            offer=path.offer,
            way=chosen.id,
            act_title=chosen.act.title,
            title=found.result.offer.title,
            verdict=found.result.verdict,
            departs=found.result.verdict == Verdict.NOT_ADMITTED,
            reason=reason,
            facts=_facts(guide, check),
            decided_by=by,
            decided_at=at,
        )
        _store(row, case, path)
        offers_last = deciding.last_decisions(case).get(path.offer)
        number = offers_last.number if offers_last else 0
        told: dict[str, Any] = {"outcome": Outcome.PURSUED, "reason": reason, "seen": number}
        deciding.decide(case=case, checked=found, by=by, at=at, **told)
        details: dict[str, Any] = {
            "path": path.id,
            "offer": path.offer,
            "act": chosen.act.id,
            "departs": row.departs,
        }
        trail.record(DECIDED, by=by, at=at, subject=row, scope=case, details=details)
    return row


def forget_triage(case: Case) -> None:
    """Delete the triage of a case that is destroyed, in the caller's transaction. Its texts went with the key."""
    for model in (TriageDecision, PotentialAssessment, SanctionReview):
        model.objects.filter(case=case).delete()


def _way(path: Path, way: str, check: PersonCheck) -> Way:
    known = {name: one.value for name, one in check.told.items()}
    found = next((one for one in path.ways if one.id == way), None)
    if found is None:
        raise TriageRefused("Bitte wählen Sie, wie die Stelle handelt.", "way")
    if all_hold(found.when, known) is False:
        raise TriageRefused("Das darf diese Stelle nicht; eine andere Stelle ist dafür zuständig.", "way")
    if found.act.binding and all_hold(found.when, known) is None:
        raise TriageRefused(
            "Erst klären, welche Stelle den Fall führt: Nur manche dürfen verpflichten.", "way"
        )
    return found


def _next_number(case: Case) -> int:
    newest = TriageDecision.objects.filter(case=case).order_by("-number").first()
    return 1 if newest is None else newest.number + 1


def _store(row: TriageDecision, case: Case, path: Path) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        current = last_decisions(case).get(path.id) or TriageDecision.objects.filter(case=case).latest(
            "number"
        )
        raise TriageConflict(current) from None


def _facts(guide: Guide, check: PersonCheck) -> list[dict[str, Any]]:
    """What is kept of the facts, in German, whoever decides."""
    known, facts = {name: one.value for name, one in check.told.items()}, shipped_facts()
    with translation.override(GERMAN):
        return [
            {
                "words": f"{facts[one.fact].meaning}: {value_words(known[one.fact], facts[one.fact])}",
                "source": check.told[one.fact].source,
                "health": check.told[one.fact].health or facts[one.fact].health,
            }
            for one in asked(guide, known)
            if one.fact in known
        ]
