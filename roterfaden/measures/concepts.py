"""The concept of a service for a kind of measure: goals, content, procedure, in versions that hold from a day on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.measures.catalogue import carrying
from roterfaden.measures.concept_records import Concept
from roterfaden.measures.definitions import MeasureKind

actions.register("measures.concept_written", "Konzept einer Maßnahme geschrieben")

TEXTS = ("goals", "content", "procedure")
NEWER = "Inzwischen gibt es eine neuere Fassung. Bitte sehen Sie sie zuerst an."


class ConceptRefused(ValueError):
    """This cannot be kept as a concept; the message says why."""


@dataclass(frozen=True, kw_only=True)
class ConceptFacts:
    """One version in words, what is other than before, and from when on it holds."""

    goals: str
    content: str
    procedure: str
    changed: str
    valid_from: date


def kinds_for(service: Organisation) -> list[MeasureKind]:
    """The kinds of measures that a service of this country carries out."""
    return [one for one in carrying().kinds.values() if one.country in ("", service.region[:2])]


def write_concept(
    *, service: Organisation, kind: str, facts: ConceptFacts, after: int, by: User, at: datetime
) -> Concept:
    """Keep the next version; `after` is the number of the one that the writer had before their eyes (0: none).

    Refuses: an unknown kind, an empty part, a second version without what is other, one that holds before the one it
    follows, and when somebody wrote a version in between. Safe to repeat: the same words from the same day are one.
    """
    if kind not in {one.id for one in kinds_for(service)}:
        raise ConceptRefused("Bitte wählen Sie eine Maßnahme.")
    texts = {name: getattr(facts, name).strip() for name in TEXTS}
    if not all(texts.values()):
        raise ConceptRefused("Zu einem Konzept gehören Ziele, Inhalte und Verfahren.")
    with transaction.atomic():
        newest = Concept.objects.filter(service=service, kind=kind).order_by("-number").first()
        if newest is not None and _says_the_same(newest, texts, facts):
            return newest
        if after != (newest.number if newest else 0):
            raise ConceptRefused(NEWER)
        if newest is not None and not facts.changed.strip():
            raise ConceptRefused("Was ist anders als vorher? Bitte in einem Satz.")
        if newest is not None and facts.valid_from < newest.valid_from:
            raise ConceptRefused("Eine neue Fassung gilt nicht vor der alten.")
        try:
            with transaction.atomic():
                made = Concept.objects.create(
                    service=service,
                    kind=kind,
                    number=after + 1,
                    changed=facts.changed.strip() if newest else "",
                    valid_from=facts.valid_from,
                    made_at=at,
                    made_by=by,
                    **texts,
                )
        except IntegrityError:
            raise ConceptRefused(NEWER) from None
        trail.record(
            "measures.concept_written",
            by=by,
            at=at,
            subject=made,
            organisation=service,
            details={"kind": kind, "version": made.number},
        )
    return made


def concepts_of(service: Organisation, kind: str) -> list[Concept]:
    """All versions, the newest first."""
    rows = Concept.objects.filter(service=service, kind=kind).select_related("made_by")
    return list(rows.order_by("-number"))


def holding(versions: Iterable[Concept], *, on: date) -> Concept | None:
    """The version that holds on the day: the newest of those that hold already."""
    return max((one for one in versions if one.valid_from <= on), key=lambda one: one.number, default=None)


def _says_the_same(known: Concept, texts: dict[str, str], facts: ConceptFacts) -> bool:
    same = all(getattr(known, name) == text for name, text in texts.items())
    return same and known.valid_from == facts.valid_from
