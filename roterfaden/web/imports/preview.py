"""The first rows as they would become, before anything is checked in the registers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format

from roterfaden.imports.fields import fields_of
from roterfaden.imports.models import Import
from roterfaden.imports.options import Options
from roterfaden.imports.rows import RowReader

SHOWN = 5
LONGEST = 60


@dataclass(frozen=True)
class Shown:
    """One row: its number, its values in the order of the headings, and what is wrong with it."""

    number: int
    values: list[str]
    findings: list[list[str]]


@dataclass(frozen=True)
class Preview:
    """The headings of the fields that are filled, and the first rows."""

    headings: list[str]
    rows: list[Shown]


def preview_of(run: Import, options: Options, *, today: date) -> Preview:
    """The first five rows, read as the mapping says."""
    mapping = run.mapping
    specs = [
        spec for spec in fields_of(run.kind) if spec.id in mapping["columns"] or mapping["fixed"].get(spec.id)
    ]
    reader = RowReader(kind=run.kind, columns=run.columns, mapping=mapping, options=options, today=today)
    part = run.parts.select_related("of", "of__table_key").first()
    rows = []
    for number, cells in (part.rows if part else [])[:SHOWN]:
        one = reader.read(number, cells)
        values = [_shown(one.facts.get(spec.id), options.labels.get(spec.id, {})) for spec in specs]
        rows.append(Shown(number, values, one.findings))
    return Preview([spec.title for spec in specs], rows)


def _shown(value: Any, labels: dict[str, str]) -> str:
    match value:
        case date():
            return date_format(value, "d.m.Y")
        case Decimal():
            return str(number_format(value))
        case None:
            return ""
    text = str(labels.get(value, value))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
