"""What the law of a country asks for: terms of the rights, the trail, breaches, pledges. Data, read strictly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from roterfaden.common.catalogue_file import MAX_LINE, MAX_TITLE, CatalogueFile
from roterfaden.common.yaml_fields import Fields
from roterfaden.privacy.choices import RequestKind
from roterfaden.process.reckoning.counting import months_later

FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "privacy" / "regimes.yaml"
CERTAINTIES = ("law", "guide", "general")
MOST_MONTHS, MOST_DAYS, MOST_HOURS = 120, 366, 720


@dataclass(frozen=True)
class Term:
    """How long an answer to a right may take, and how much longer with a reason."""

    months: int
    days: int
    extend_months: int
    law: str
    certainty: str

    def due(self, received_on: date) -> date:
        """The last day of the answer."""
        return months_later(received_on, self.months) + timedelta(days=self.days)

    def longest(self, received_on: date) -> date:
        """The last day when the term was extended."""
        return months_later(received_on, self.months + self.extend_months) + timedelta(days=self.days)


@dataclass(frozen=True)
class TrailRule:
    """How long the details of readings are kept: at least, or at most, so many months."""

    bound: str
    months: int
    shipped: int
    law: str
    certainty: str

    def allows(self, months: int) -> bool:
        return months >= self.months if self.bound == "least" else 1 <= months <= self.months


@dataclass(frozen=True)
class BreachRule:
    """By when a breach is reported; `hours` 0: the law names no number."""

    hours: int
    law: str
    persons: str
    supervision: str
    certainty: str

    def report_by(self, known_at: datetime) -> datetime | None:
        return known_at + timedelta(hours=self.hours) if self.hours else None


@dataclass(frozen=True)
class Regime:
    """The law of data protection of one country."""

    id: str
    version: str
    region: str
    title: str
    rights: Mapping[str, Term]
    told: str
    refusal: str
    others: str
    health_law: str
    health_text: str
    physician_with_consent: bool
    trail: TrailRule
    breach: BreachRule
    notice_law: str
    notice_title: str
    pledge_law: str
    pledge_months: int
    record: str
    assessment: str
    source: str

    @property
    def label(self) -> str:
        """How rows name it: `regime@version`."""
        return f"{self.id}@{self.version}"


class NoRegime(LookupError):
    """The catalogue knows no law for this place."""


@lru_cache(maxsize=1)
def regimes() -> tuple[Regime, ...]:
    """As this installation ships them. Raises FileFaults if the file is faulty."""
    return read_regimes(FILE)


def regime_of(region: str) -> Regime:
    """The law that holds in a region (`DE-NW`, `CH-LU`). Raises NoRegime."""
    for one in regimes():
        if region == one.region or region.startswith(f"{one.region}-"):
            return one
    raise NoRegime(f"Für {region} kennt der Katalog kein Datenschutzrecht.")


def read_regimes(path: Path, text: str | None = None) -> tuple[Regime, ...]:
    """Read and check one file; all faults at once."""
    file = CatalogueFile(path, text)
    edition = file.edition("privacy_regimes")
    found = tuple(_regime(one, edition.version, edition.source) for one in file.top.many("regimes", least=1))
    file.close()
    return found


def _regime(fields: Fields, version: str, source: str) -> Regime:
    health, notice, pledge = (_part(fields, key) for key in ("health", "notice", "pledge"))
    made = Regime(
        id=fields.identifier("id"),
        version=version,
        region=fields.text("region", most=6),
        title=fields.text("title", most=MAX_TITLE),
        rights=_rights(fields),
        told=fields.text("told", most=MAX_LINE),
        refusal=fields.text("refusal", most=MAX_LINE),
        others=fields.text("others", most=MAX_LINE),
        health_law=health.text("law", most=MAX_LINE),
        health_text=health.text("text", most=MAX_LINE),
        physician_with_consent=health.flag("with_consent"),
        trail=_trail(_part(fields, "trail")),
        breach=_breach(_part(fields, "breach")),
        notice_law=notice.text("law", most=MAX_LINE),
        notice_title=notice.text("title", most=MAX_TITLE),
        pledge_law=pledge.text("law", most=MAX_LINE),
        pledge_months=pledge.number("renew_months", least=1, most=MOST_MONTHS),
        record=fields.text("record", most=MAX_LINE),
        assessment=fields.text("assessment", most=MAX_LINE),
        source=source,
    )
    for part in (health, notice, pledge):
        part.choice("certainty", CERTAINTIES)
        part.close()
    fields.close()
    return made


def _rights(fields: Fields) -> dict[str, Term]:
    found = {}
    for one in fields.many("rights", least=len(RequestKind)):
        kind = one.choice("id", RequestKind.values)
        found[kind] = Term(
            months=one.number("months", least=0, most=MOST_MONTHS),
            days=one.number("days", least=0, most=MOST_DAYS),
            extend_months=one.number("extend_months", least=0, most=MOST_MONTHS),
            law=one.text("law", most=MAX_LINE),
            certainty=one.choice("certainty", CERTAINTIES),
        )
        one.close()
    return found


def _trail(fields: Fields) -> TrailRule:
    made = TrailRule(
        bound=fields.choice("bound", ("least", "most")),
        months=fields.number("months", least=1, most=MOST_MONTHS),
        shipped=fields.number("shipped", least=1, most=MOST_MONTHS),
        law=fields.text("law", most=MAX_LINE),
        certainty=fields.choice("certainty", CERTAINTIES),
    )
    if not made.allows(made.shipped):
        fields.refuse("shipped", "Der Wert liegt außerhalb dessen, was die Regel erlaubt.")
    fields.close()
    return made


def _breach(fields: Fields) -> BreachRule:
    made = BreachRule(
        hours=fields.number("hours", least=0, most=MOST_HOURS),
        law=fields.text("law", most=MAX_LINE),
        persons=fields.text("persons", most=MAX_LINE),
        supervision=fields.text("supervision", most=MAX_LINE),
        certainty=fields.choice("certainty", CERTAINTIES),
    )
    fields.close()
    return made


def _part(fields: Fields, key: str) -> Fields:
    found = fields.one(key)
    if found is None:
        fields.refuse(key, "Dieser Schlüssel fehlt.")
        return Fields(fields.mapping, fields.faults, fields.prefix)
    return found
