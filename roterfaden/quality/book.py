"""What the handbook says: parts and chapters, working aids, abbreviations, the law then and now. Frozen values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import slugify

from roterfaden.common.catalogue_file import Edition
from roterfaden.quality.choices import BoxKind, LawStatus


def holds_in(regions: Sequence[str], region: str) -> bool:
    """Whether something for `regions` (none: everywhere) holds in `region`: DE holds in DE-SH."""
    return not regions or any(region == one or region.startswith(f"{one}-") for one in regions)


@dataclass(frozen=True)
class Chapter:
    key: str
    number: str
    title: str
    source: str
    text: Sequence[str]
    boxes: Mapping[BoxKind, Sequence[str]]
    regions: Sequence[str]
    dimension: str
    edition: Edition


@dataclass(frozen=True)
class Part:
    """One part of the handbook: the roof, a pillar, the foundation."""

    title: str
    dimension: str
    order: int
    regions: Sequence[str]
    chapters: Sequence[Chapter]
    edition: Edition


@dataclass(frozen=True)
class Section:
    """A piece of a working aid: running text, points to tick, fields to fill in."""

    title: str
    text: Sequence[str]
    items: Sequence[str]
    fields: Sequence[str]


@dataclass(frozen=True)
class Aid:
    """A checklist, form or leaflet, and the steps and chapters where it helps."""

    key: str
    title: str
    form: str
    summary: str
    regions: Sequence[str]
    steps: Sequence[tuple[str, str]]
    chapters: Sequence[str]
    sections: Sequence[Section]
    edition: Edition


@dataclass(frozen=True)
class Term:
    """An abbreviation. `since` says what it is called today where the handbook's term is gone."""

    short: str
    long: str
    since: str
    regions: Sequence[str]
    edition: Edition

    @property
    def key(self) -> str:
        return slugify(self.short)


@dataclass(frozen=True)
class LawRow:
    """What one provision of the old act became. `now` is empty where nothing follows, `old` where it is new."""

    old: Sequence[str]
    now: Sequence[str]
    subject: str
    status: str
    read: str
    note: str

    @property
    def key(self) -> str:
        """Its old paragraph, with today's where it has no old one or shares it."""
        return "-".join(
            [*(f"alt-{number}" for number in self.old[:1]), *(f"neu-{number}" for number in self.now[:1])]
        )

    @property
    def status_label(self) -> str:
        return str(LawStatus(self.status).label)


@dataclass(frozen=True)
class Concordance:
    act: str
    old_state: str
    new_state: str
    checked_on: date
    old_sources: Sequence[str]
    old_until: int
    rows: Sequence[LawRow]
    edition: Edition

    def quotes_old(self, source: str) -> bool:
        """Whether a text from `source` quotes the old numbering."""
        return any(word in source for word in self.old_sources)


@dataclass(frozen=True)
class Measure:
    """A measure, field of activity or supporting service of the catalogue, and the chains that carry it out."""

    key: str
    title: str
    kind: str
    section: str
    definition: str
    boxes: Mapping[str, Sequence[str]]
    chains: Sequence[str]
    edition: Edition


@dataclass(frozen=True)
class Office:
    """What the shipped texts call an office; a Land, canton or service may call it otherwise."""

    key: str
    label: str
    edition: Edition


@dataclass(frozen=True)
class ShippedBox:
    """What a shipped layer of a Land or canton says in one box of an entry."""

    region: str
    title: str
    kind: str
    entry: str
    box: str
    mode: str
    lines: Sequence[str]
    edition: Edition


@dataclass(frozen=True)
class Links:
    """Which chapters belong to a core process, a chain, a step."""

    core_processes: Mapping[str, Sequence[str]]
    chains: Mapping[str, Sequence[str]]
    steps: Mapping[tuple[str, str], Sequence[str]]


@dataclass(frozen=True)
class Procedure:
    """The chain that proposals walk, what its places mean, and who speaks for a Land."""

    land_kinds: Sequence[str]
    publisher_kinds: Sequence[str]
    chain: str
    starts: Mapping[str, str]
    other_start: str
    handed_in_by: str
    answered_at: Sequence[str]
    published_at: Sequence[str]
    actors: Mapping[str, str]

    def start_for(self, kind: str) -> str:
        """Where the chain begins for a proposal that comes from an organisation of this kind."""
        return self.starts.get(kind, self.other_start)


@dataclass(frozen=True)
class Book:
    """The shipped handbook as a whole."""

    parts: Sequence[Part]
    aids: Sequence[Aid]
    terms: Sequence[Term]
    law: Concordance
    links: Links
    procedure: Procedure
    measures: Sequence[Measure] = ()
    offices: Sequence[Office] = ()
    layers: Sequence[ShippedBox] = ()

    @property
    def chapters(self) -> list[Chapter]:
        return [chapter for part in self.parts for chapter in part.chapters]

    def chapter(self, key: str) -> Chapter | None:
        return next((chapter for chapter in self.chapters if chapter.key == key), None)

    def aid(self, key: str) -> Aid | None:
        return next((aid for aid in self.aids if aid.key == key), None)

    def measure(self, key: str) -> Measure | None:
        return next((measure for measure in self.measures if measure.key == key), None)

    def chapters_of(self, *, core_process: str, chain: str, step: str = "") -> list[Chapter]:
        """The chapters for a step: its own first, then those of its chain, else of the chain's core process."""
        wider = self.links.chains.get(chain) or self.links.core_processes.get(core_process, ())
        keys = dict.fromkeys([*self.links.steps.get((chain, step), ()), *wider])
        return [found for key in keys if (found := self.chapter(key)) is not None]

    def aids_of(self, *, chain: str, step: str, region: str) -> list[Aid]:
        return [a for a in self.aids if (chain, step) in a.steps and holds_in(a.regions, region)]
