"""Record an assessment of potential: what was looked at, what it comes to, what follows."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day
from roterfaden.triage.deciding import TriageRefused
from roterfaden.triage.guide import Guide
from roterfaden.triage.models import PotentialAssessment

RECORDED = actions.register("triage.assessment_recorded", "Potenzialabklärung festgehalten")
MAX_NOTE = 1000

Areas = Mapping[str, Mapping[str, str]]


def record_assessment(
    *,
    case: Case,
    guide: Guide,
    kind: str,
    done_on: date,
    body: str,
    areas: Areas,
    result: str,
    summary: str,
    health: bool,
    by: User,
    at: datetime,
) -> PotentialAssessment:
    """Keep the result of an assessment as it was told. `areas`: {area: {"level", "note"}}.

    Refuses: a closed case, a day to come, unknown kinds, areas, levels and results, no body, no summary, an area about
    health without the right (`health`). Safe to repeat: the same words of the same day are one. Effects: sealed; an
    audit entry with the kind alone.
    """
    form = guide.assessment
    if kind not in form.kinds:
        raise TriageRefused("Bitte wählen Sie die Art der Abklärung.", "kind")
    if done_on > local_day(at):
        raise TriageRefused("Der Tag liegt in der Zukunft.", "done_on")
    if form.result(result) is None:
        raise TriageRefused("Bitte wählen Sie, was die Abklärung ergibt.", "result")
    if not body.strip() or not summary.strip():
        field = "body" if not body.strip() else "summary"
        raise TriageRefused("Bitte füllen Sie dieses Feld aus.", field)
    kept = _areas(guide, areas, health=health)
    with transaction.atomic():
        require_open(case)
        for known in PotentialAssessment.objects.filter(case=case, kind=kind, done_on=done_on):
            known.case = case
            if (known.summary, known.result, known.areas) == (summary.strip(), result, kept):
                return known
        row = PotentialAssessment.objects.create(
            case=case,
            edition=guide.edition,
            kind=kind,
            done_on=done_on,
            body=body.strip(),
            areas=kept,
            result=result,
            summary=summary.strip(),
            recorded_by=by,
            recorded_at=at,
        )
        trail.record(RECORDED, by=by, at=at, subject=row, scope=case, details={"kind": kind})
    return row


def _areas(guide: Guide, areas: Areas, *, health: bool) -> dict[str, dict[str, str]]:
    known = {one.id: one for one in guide.assessment.areas}
    kept = {}
    for name, said in areas.items():
        if name not in known or said["level"] not in guide.assessment.levels:
            raise TriageRefused("Bitte wählen Sie zu jedem Bereich etwas aus der Liste.")
        if known[name].health and not health:
            raise TriageRefused("Dafür fehlt Ihnen das Recht an der Gesundheitsakte.")
        if len(said["note"]) > MAX_NOTE:
            raise TriageRefused(f"Eine Bemerkung hat höchstens {MAX_NOTE} Zeichen.")
        kept[name] = {"level": said["level"], "note": said["note"].strip()}
    return kept
