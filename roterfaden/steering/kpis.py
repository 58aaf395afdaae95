"""KPIs as definitions: shipped ones as data, own ones as rows; each in versions, of which one holds on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.catalogue_file import MAX_LINE, MAX_TITLE, CatalogueFile
from roterfaden.common.days import local_day
from roterfaden.common.yaml_fields import Fields
from roterfaden.process.rules import may_keep
from roterfaden.quality.queries import lineage
from roterfaden.steering.choices import Dimension, Direction, Indicator, Light
from roterfaden.steering.figures import FigureRefused, check_call
from roterfaden.steering.formulas import Formula, FormulaRefused, read_formula
from roterfaden.steering.models import OwnKpi

actions.register("steering.kpi_written", "Eigene Kennzahl geschrieben")

KPIS = Path(settings.PACKAGE_DIR) / "catalogue" / "kpis" / "kpis-2026-11.yaml"


class KpiRefused(ValueError):
    """This KPI cannot be used or written; the message says why."""


@dataclass(frozen=True)
class Kpi:
    """One version of the definition of a KPI. `owner` None: shipped, for all."""

    key: str
    version: str
    valid_from: date
    title: str
    meaning: str
    unit: str
    formula: Formula
    direction: Direction
    target: Decimal
    limit: Decimal
    source: str
    dimension: Dimension | None = None
    indicator: Indicator | None = None
    owner: int | None = None

    def light(self, value: Decimal | None) -> Light:
        """How `value` stands to target and limit."""
        if value is None:
            return Light.OPEN
        up = self.direction == Direction.UP
        if value >= self.target if up else value <= self.target:
            return Light.REACHED
        return Light.NEAR if (value >= self.limit if up else value <= self.limit) else Light.MISSED


@lru_cache(maxsize=1)
def shipped_kpis() -> tuple[Kpi, ...]:
    """All versions that this installation ships. Raises FileFaults if the file is faulty."""
    return read_kpis(KPIS)


def read_kpis(path: Path) -> tuple[Kpi, ...]:
    """The KPIs of one file, strictly. Raises FileFaults: unknown figures, a wrong limit, a version twice."""
    file = CatalogueFile(path)
    file.edition("kpis")
    found: list[Kpi] = []
    for fields in file.top.many("kpis", least=1):
        kpi = _kpi(fields)
        if kpi is None:
            continue
        if any((one.key, one.version) == (kpi.key, kpi.version) for one in found):
            fields.refuse("version", "Diese Fassung steht hier zweimal.")
        found.append(kpi)
    file.close()
    return tuple(found)


def _kpi(fields: Fields) -> Kpi | None:
    text = fields.text("formula", most=MAX_LINE)
    formula = None
    try:
        formula = checked_formula(text)
    except KpiRefused as refusal:
        fields.refuse("formula", str(refusal))
    key, version = fields.identifier("id"), fields.text("version", most=20)
    valid_from = fields.day("valid_from")
    title, meaning = fields.text("title", most=MAX_TITLE), fields.text("meaning", most=MAX_LINE)
    unit, source = fields.text("unit", most=40), fields.text("source", most=MAX_LINE)
    dimension = fields.choice("dimension", Dimension.values)
    indicator = fields.choice("indicator", Indicator.values)
    direction = fields.choice("direction", Direction.values)
    target, limit = _decimal(fields, "target"), _decimal(fields, "limit")
    fields.close()
    if (
        formula is None
        or direction not in Direction
        or dimension not in Dimension
        or indicator not in Indicator
    ):
        return None
    if not limit_fits(Direction(direction), target, limit):
        fields.refuse("limit", "Die Grenze liegt auf der guten Seite des Ziels.")
    return Kpi(
        key=key,
        version=version,
        valid_from=valid_from,
        title=title,
        meaning=meaning,
        unit=unit,
        formula=formula,
        direction=Direction(direction),
        target=target,
        limit=limit,
        source=source,
        dimension=Dimension(dimension),
        indicator=Indicator(indicator),
    )


def _decimal(fields: Fields, key: str) -> Decimal:
    text = fields.text(key, most=20, default=None)
    try:
        return Decimal(text)
    except InvalidOperation:
        fields.refuse(key, "Hier steht eine Zahl in Anführungszeichen.")
        return Decimal()


def limit_fits(direction: Direction, target: Decimal, limit: Decimal) -> bool:
    """Whether the limit lies on the worse side of the target, or on it."""
    return limit <= target if direction == Direction.UP else limit >= target


def checked_formula(text: str) -> Formula:
    """A formula whose figures all exist. Refuses in a sentence; a formula without any figure, too."""
    try:
        formula = read_formula(text)
        for call in formula.calls:
            check_call(call)
    except (FormulaRefused, FigureRefused) as refusal:
        raise KpiRefused(str(refusal)) from refusal
    if not formula.calls:
        raise KpiRefused("In der Formel steht keine Größe.")
    return formula


def kpis_for(service: Organisation, *, on: date) -> list[Kpi]:
    """What holds for `service` on the day `on`: shipped ones and own ones, one version of each."""
    places = [place.pk for place in lineage(service)]
    own = [_own(row) for row in OwnKpi.objects.filter(organisation__in=places, valid_from__lte=on)]
    return _newest([*(kpi for kpi in shipped_kpis() if kpi.valid_from <= on), *own])


def kpi_for(service: Organisation, key: str, *, on: date) -> Kpi:
    """One KPI as it holds for `service` on the day `on`. Refuses an unknown one."""
    for kpi in kpis_for(service, on=on):
        if kpi.key == key:
            return kpi
    raise KpiRefused(f"Die Kennzahl „{key[:40]}“ gibt es nicht.")


def versions_of(service: Organisation, key: str) -> list[Kpi]:
    """All versions of one KPI, the newest first."""
    places = [place.pk for place in lineage(service)]
    own = [_own(row) for row in OwnKpi.objects.filter(organisation__in=places, key=key)]
    found = [*(kpi for kpi in shipped_kpis() if kpi.key == key), *own]
    return sorted(found, key=lambda kpi: kpi.valid_from, reverse=True)


def _newest(kpis: Iterable[Kpi]) -> list[Kpi]:
    found: dict[str, Kpi] = {}
    for kpi in kpis:
        known = found.get(kpi.key)
        if known is None or kpi.valid_from >= known.valid_from:
            found[kpi.key] = kpi
    return list(found.values())


def _own(row: OwnKpi) -> Kpi:
    return Kpi(
        key=row.key,
        version=str(row.number),
        valid_from=row.valid_from,
        title=row.title,
        meaning=row.meaning,
        unit=row.unit,
        formula=read_formula(row.formula),
        direction=Direction(row.direction),
        target=row.target,
        limit=row.limit,
        source=row.source,
        owner=row.organisation_id,
    )


@dataclass(frozen=True)
class Written:
    """What somebody writes of an own KPI."""

    title: str
    meaning: str
    unit: str
    formula: str
    direction: Direction
    target: Decimal
    limit: Decimal
    source: str = ""


def write_kpi(
    *,
    organisation: Organisation,
    written: Written,
    valid_from: date,
    by: User,
    at: datetime,
    key: str = "",
    seen: int = 0,
) -> OwnKpi:
    """Write a new own KPI, or with `key` its next version after the version `seen`.

    Refuses who does not look after the quality there, a shipped key, a formula that cannot be read, a limit on the good
    side of the target, a version that begins before the one it follows or before the running month (what was reckoned
    stays), and somebody who saw an older version than there is. Effects: audit entry with key, version and formula.
    """
    today = local_day(at)
    if not may_keep(by, organisation.pk, on=today):
        raise KpiRefused("Eigene Kennzahlen schreiben Leitung und Qualitätsbeauftragte.")
    if not limit_fits(written.direction, written.target, written.limit):
        raise KpiRefused("Die Grenze liegt auf der guten Seite des Ziels.")
    checked_formula(written.formula)
    if valid_from < today.replace(day=1):
        raise KpiRefused("Eine Fassung gilt frühestens ab diesem Monat. Frühere Werte bleiben, wie sie sind.")
    key = key or f"eigen-{slugify(written.title)[:30] or 'kennzahl'}"
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        before = OwnKpi.objects.filter(organisation=organisation, key=key).last()
        _check_order(before, seen, valid_from)
        row = OwnKpi.objects.create(
            organisation=organisation,
            key=key,
            number=(before.number if before else 0) + 1,
            valid_from=valid_from,
            written_by=by,
            **_as_columns(written),
        )
        trail.record(
            "steering.kpi_written",
            by=by,
            at=at,
            subject=row,
            organisation=organisation,
            details={"key": key, "version": row.number, "formula": written.formula},
        )
    return row


def _as_columns(written: Written) -> dict[str, object]:
    names = ("title", "meaning", "unit", "formula", "direction", "target", "limit", "source")
    return {name: getattr(written, name) for name in names}


def _check_order(before: OwnKpi | None, seen: int, valid_from: date) -> None:
    number = before.number if before else 0
    if number != seen:
        raise KpiRefused(
            "Diese Kennzahl gibt es schon in einer anderen Fassung. Bitte öffnen Sie sie und ändern Sie jene."
        )
    if before is not None and valid_from <= before.valid_from:
        raise KpiRefused("Die neue Fassung muss nach der vorigen beginnen.")


def in_order(kpis: Iterable[Kpi]) -> Sequence[Kpi]:
    """By dimension, own ones last; within that as shipped."""
    order = {dimension: place for place, dimension in enumerate(Dimension)}
    return sorted(kpis, key=lambda kpi: order.get(kpi.dimension, 9) if kpi.dimension else 9)
