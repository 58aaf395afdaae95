"""What the rows of requirements show, and the bar above them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from roterfaden.accounts.models import Organisation
from roterfaden.auditing.models import Finding
from roterfaden.auditing.queries import findings_on_requirements
from roterfaden.standards.choices import State
from roterfaden.standards.library import Standard
from roterfaden.standards.models import Assessment
from roterfaden.standards.queries import evidence_for, round_before
from roterfaden.standards.standing import Row, counts, kept_standard, rows_of
from roterfaden.steering.choices import SourceKind
from roterfaden.steering.models import Improvement
from roterfaden.steering.queries import improvements_from
from roterfaden.web.requirements.access import Here

# how a state looks: class of the word and its icon
LOOKS = {
    State.MET: ("present", "check"),
    State.PARTLY: ("missing", "info"),
    State.NOT: ("missing", "close"),
    State.NOT_APPLICABLE: ("excused", ""),
    "": ("open", ""),
}
BAR = 600


@dataclass(frozen=True)
class Line:
    """One requirement in the list."""

    row: Row
    url: str
    findings: Sequence[Finding] = ()
    improvement: Improvement | None = None

    @property
    def look(self) -> str:
        return LOOKS[self.row.state][0]

    @property
    def icon(self) -> str:
        return LOOKS[self.row.state][1]


@dataclass(frozen=True)
class Part:
    """One piece of the bar."""

    look: str
    label: str
    number: int
    x: float
    width: float


def bar_of(rows: Sequence[Row], empty: str) -> list[Part]:
    """How many requirements are in which state, as pieces of a bar that is `BAR` wide."""
    found, x = [], 0.0
    for state, number in counts(rows).items():
        width = BAR * number / len(rows) if rows else 0
        label = str(State(state).label) if state else empty
        found.append(Part(state or "unseen", label, number, round(x, 1), round(width, 1)))
        x += width
    return [part for part in found if part.number]


def rows_in(found: Here, standard: Standard, assessment: Assessment | None) -> list[Row]:
    """The rows of a round as they stand; of a closed one as they stood."""
    before = round_before(assessment) if assessment else None
    if assessment is not None and assessment.closed_on is not None:
        return rows_of({}, kept_standard(assessment), assessment, before, (), on=found.today)
    return rows_of(found.standards, standard, assessment, before, evidence_for(found.place), on=found.today)


def lines_of(found: Here, key: str, assessment: Assessment | None, rows: Iterable[Row]) -> list[Line]:
    """The rows with their address, their findings and what is being improved; two queries."""
    findings: dict[str, list[Finding]] = {}
    for one in findings_on_requirements(found.place, key, found.user, on=found.today):
        findings.setdefault(one.reference, []).append(one)
    improved = improvements_on(found.place, found)
    return [
        Line(
            row,
            address_of(found, key, assessment, row.requirement.code),
            findings.get(f"{key}:{row.requirement.code}", ()),
            improved.get(f"{key}:{row.requirement.code}"),
        )
        for row in rows
    ]


def address_of(found: Here, key: str, assessment: Assessment | None, code: str) -> str:
    if assessment is None:
        return found.url("requirement", key, code)
    return found.url("rate", assessment.uuid, code)


def improvements_on(place: Organisation, found: Here) -> dict[str, Improvement]:
    """The latest improvement of each requirement, by `standard:code`."""
    rows = improvements_from(place, SourceKind.REQUIREMENT, found.user, on=found.today)
    return {row.source_code: row for row in reversed(list(rows[:500]))}
