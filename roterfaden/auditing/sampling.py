"""Draw cases at random, so that nobody chooses them, and read them without knowing whose they are.

The seed is drawn once and kept with the frame: whoever doubts the sample draws it again and gets the same.
"""

import random
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.auditing.models import Audit, Finding, Sample, SampledCase
from roterfaden.auditing.neutrality import without_own_cases
from roterfaden.auditing.preparing import require_auditor
from roterfaden.auditing.refusals import AuditRefused
from roterfaden.auditing.rules import may_audit
from roterfaden.cases.models import Case
from roterfaden.documents.typesetting.content import Document
from roterfaden.dossier.acquaintances import known_to
from roterfaden.dossier.choices import Part, Purpose
from roterfaden.dossier.printing import Order, document_of
from roterfaden.dossier.redacting import Redaction

actions.register("auditing.sample_drawn", "Stichprobe für ein Audit gezogen")
actions.register("auditing.case_read", "Geschwärzte Akte für ein Audit gelesen", reading=True)

MOST_CASES = 20
# health records and declarations are not for audits
PARTS = (Part.HEAD, Part.STEPS, Part.GOALS, Part.JOURNAL, Part.DEADLINES, Part.DOCUMENTS)


@dataclass(frozen=True, kw_only=True)
class Frame:
    """From which cases is drawn."""

    opened_from: date
    opened_until: date
    chain: str = ""


def draw(
    *, audit: Audit, frame: Frame, how_many: int, by: User, at: datetime, seed: int | None = None
) -> Sample:
    """Draw the sample of an audit, once. `seed` only to draw a known sample again.

    Left out: cases in which the auditor acted or whose person is close to the auditor; destroyed and restricted ones.
    Refuses others than the auditor, a second sample on which findings stand, an empty frame, more cases than there are.
    Effects: sample with its cases in the drawn order, audit entry with seed and size.
    """
    require_auditor(audit, by)
    if frame.opened_until < frame.opened_from:
        raise AuditRefused("Der Zeitraum endet vor seinem Beginn: Bitte prüfen Sie die beiden Tage.")
    if not 1 <= how_many <= MOST_CASES:
        raise AuditRefused(f"Eine Stichprobe hat 1 bis {MOST_CASES} Fälle.")
    with transaction.atomic():
        Audit.objects.select_for_update(of=("self",)).get(pk=audit.pk)
        if Finding.objects.filter(audit=audit, sampled__isnull=False).exists():
            raise AuditRefused("Zu dieser Stichprobe gibt es schon Feststellungen. Sie bleibt.")
        whole = _population(audit, frame)
        rows = without_own_cases(whole, by)
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        if len(ids) < how_many:
            raise AuditRefused(f"In diesem Rahmen liegen nur {len(ids)} Fälle.")
        Sample.objects.filter(audit=audit).delete()
        seed = secrets.randbelow(2**40) if seed is None else seed
        made = Sample.objects.create(
            audit=audit,
            seed=seed,
            population=len(ids),
            left_out=whole.count() - len(ids),
            drawn_at=at,
            drawn_by=by,
            **vars(frame),
        )
        SampledCase.objects.bulk_create(
            SampledCase(sample=made, number=number, case_id=pk)
            for number, pk in enumerate(drawn(ids, how_many, seed), start=1)
        )
        trail.record(
            "auditing.sample_drawn",
            by=by,
            at=at,
            subject=made,
            scope=audit,
            organisation=audit.organisation,
            details={"seed": seed, "cases": how_many, "population": len(ids)},
        )
    return made


def drawn(ids: list[int], how_many: int, seed: int) -> list[int]:
    """The same ids and the same seed always give the same sample, in the same order."""
    return random.Random(seed).sample(sorted(ids), how_many)  # noqa: S311


def redacted(sampled: SampledCase, *, by: User, at: datetime) -> Document:
    """The file of a drawn case without names, numbers and places. Refuses others than the auditor.

    Effects: entries in the trail of reads, of the case and of the audit.
    """
    audit = sampled.sample.audit
    if not may_audit(by, audit):
        raise AuditRefused("Die Stichprobe liest nur, wer das Audit führt.")
    document = document_of(sampled.case, Order(parts=PARTS, purpose=Purpose.AUDIT), by=by, at=at)
    trail.record_read(
        "auditing.case_read",
        by=by,
        at=at,
        subject=sampled,
        scope=audit,
        organisation=audit.organisation,
        details={"number": sampled.number},
    )
    return document


def without_names(text: str, case: Case) -> str:
    """What an auditor writes about a drawn case, without the names that the case knows."""
    return Redaction(known_to(case)).redact(text)


def _population(audit: Audit, frame: Frame) -> QuerySet[Case]:
    rows = Case.objects.filter(
        service=audit.organisation,
        opened_on__gte=frame.opened_from,
        opened_on__lte=frame.opened_until,
        destroyed_at__isnull=True,
        restricted_at__isnull=True,
    )
    return rows.filter(chain=frame.chain) if frame.chain else rows
