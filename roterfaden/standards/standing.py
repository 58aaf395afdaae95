"""How a place stands against a standard: rating, evidence, gap, and how it was the last time."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from roterfaden.accounts.models import Organisation
from roterfaden.common.catalogue_file import Edition
from roterfaden.standards.choices import State
from roterfaden.standards.layering import counting_for
from roterfaden.standards.library import Chapter, Requirement, Standard
from roterfaden.standards.models import Assessment, Evidence, Rating
from roterfaden.standards.queries import SOON

STEPS: Mapping[str, int] = {State.NOT: 0, State.PARTLY: 1, State.MET: 2}


@dataclass(frozen=True)
class Shown:
    """One piece of evidence at a requirement; `via`: the other requirement that it was added for."""

    evidence: Evidence
    via: str
    lapsed: bool
    soon: bool


@dataclass(frozen=True)
class Row:
    """One requirement as it stands."""

    requirement: Requirement
    rating: Rating | None
    before: Rating | None
    evidence: tuple[Shown, ...]

    @property
    def state(self) -> str:
        return self.rating.state if self.rating else ""

    @property
    def valid(self) -> int:
        return sum(not one.lapsed for one in self.evidence)

    @property
    def lapsed(self) -> int:
        return len(self.evidence) - self.valid

    @property
    def unproved(self) -> bool:
        """Said to be kept, but nothing that holds shows it."""
        kept = self.state in (State.MET, State.PARTLY)
        return kept and self.requirement.needs_evidence and not self.valid

    @property
    def is_gap(self) -> bool:
        return self.state in (State.PARTLY, State.NOT) or self.unproved

    @property
    def trend(self) -> int:
        """Better (1), worse (-1) or the same (0) than the last time; 0 where one of the two says nothing."""
        now, then = STEPS.get(self.state), STEPS.get(self.before.state if self.before else "")
        return 0 if now is None or then is None else (now > then) - (now < then)


def rows_of(
    standards: Mapping[str, Standard],
    standard: Standard,
    found: Assessment | None,
    before: Assessment | None,
    evidence: Iterable[Evidence],
    *,
    on: date,
) -> list[Row]:
    """Every requirement of a standard with its rating in the round `found`, and in the one before; two queries."""
    rated, earlier = ratings_of(found), ratings_of(before)
    proofs: dict[tuple[str, str], list[Evidence]] = {}
    for one in evidence:
        for proof in one.proofs.all():
            proofs.setdefault((proof.standard, proof.code), []).append(one)
    return [
        Row(
            one,
            rated.get(one.code),
            earlier.get(one.code),
            _shown(counting_for(standards, standard, one), (standard.key, one.code), proofs, on=on),
        )
        for one in standard.requirements
    ]


def ratings_of(found: Assessment | None) -> dict[str, Rating]:
    """The ratings of a round by code."""
    if found is None:
        return {}
    rows = Rating.objects.filter(assessment=found).select_related("assessment", "rated_by")
    return {row.code: row for row in rows}


def kept_standard(found: Assessment) -> Standard:
    """The standard as it read when the round was closed. `needs_evidence` says that a proof was lacking on that day."""
    titles = list(dict.fromkeys(one["chapter"] for one in found.wording))
    edition = Edition(found.standard, found.version, found.closed_on or found.begun_on, "")
    return Standard(
        edition=edition,
        title=found.subject or found.standard,
        about="",
        chapters=tuple(Chapter(title, title, "") for title in titles),
        requirements=tuple(
            Requirement(
                code=one["code"],
                chapter=one["chapter"],
                topic=one["topic"],
                text=one["text"],
                needs_evidence=one["unproved"],
                origin=one["origin"],
            )
            for one in found.wording
        ),
    )


def counts(rows: Iterable[Row]) -> dict[str, int]:
    """How many there are of each state; an empty key for what was not looked at."""
    found = Counter(row.state for row in rows)
    return {state: found[state] for state in (*State.values, "")}


def latest_round(place: Organisation, standard: str = "") -> Assessment | None:
    """The latest closed round of `place`, against one standard or any; else the one that runs."""
    rows = Assessment.objects.filter(organisation=place, subject="").select_related(
        "data_key", "organisation"
    )
    if standard:
        rows = rows.filter(standard=standard)
    return (
        rows.filter(closed_on__isnull=False).order_by("-closed_on", "-pk").first()
        or rows.order_by("-begun_on", "-pk").first()
    )


def _shown(
    counting: frozenset[tuple[str, str]],
    mine: tuple[str, str],
    proofs: Mapping[tuple[str, str], list[Evidence]],
    *,
    on: date,
) -> tuple[Shown, ...]:
    found: dict[int, Shown] = {}
    for reference in sorted(counting, key=lambda one: (one != mine, one)):
        for one in proofs.get(reference, ()):
            until = one.valid_until
            found.setdefault(
                one.pk,
                Shown(
                    one,
                    "" if reference == mine else ":".join(reference),
                    until is not None and until < on,
                    until is not None and on <= until <= on + SOON,
                ),
            )
    return tuple(found.values())
