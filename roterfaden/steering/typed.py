"""The monthly figures that are typed: which there are, strictly read; writing one down."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.catalogue_file import MAX_LINE, CatalogueFile
from roterfaden.common.days import local_day
from roterfaden.process.rules import may_keep
from roterfaden.steering.models import TypedFigure

actions.register("steering.figure_typed", "Monatsgröße eingetragen")

TYPED = Path(settings.PACKAGE_DIR) / "catalogue" / "kpis" / "typed-2026-11.yaml"
MOST = Decimal(10) ** 9


class TypedRefused(ValueError):
    """This figure cannot be written down; the message says why."""


@dataclass(frozen=True)
class Typed:
    """One figure that people type."""

    name: str
    title: str
    unit: str
    help: str


@lru_cache(maxsize=1)
def typed_figures() -> Mapping[str, Typed]:
    """As this installation ships them. Raises FileFaults if the file is faulty."""
    file = CatalogueFile(TYPED)
    file.edition("typed_figures")
    found = {}
    for fields in file.top.many("figures", least=1):
        name = fields.identifier("id")
        found[name] = Typed(
            name,
            fields.text("title", most=120),
            fields.text("unit", most=40),
            fields.text("help", most=MAX_LINE),
        )
        fields.close()
    file.close()
    return found


def type_figure(
    *,
    service: Organisation,
    name: str,
    month: date,
    value: Decimal,
    by: User,
    at: datetime,
    replace: bool = False,
) -> TypedFigure:
    """Write down what a figure is from `month` on; another value of the same month only gives way to `replace`.

    Refuses who does not look after the quality of the service, an unknown figure, a month in the future, a negative or
    impossible value. Effects: audit entry with figure, month and value.
    """
    if not may_keep(by, service.pk, on=local_day(at)):
        raise TypedRefused("Das tragen Leitung und Qualitätsbeauftragte des Dienstes ein.")
    if name not in typed_figures():
        raise TypedRefused("Diese Größe gibt es nicht.")
    if month > local_day(at):
        raise TypedRefused("Der Monat liegt in der Zukunft.")
    if not 0 <= value < MOST:
        raise TypedRefused("Der Wert liegt zwischen 0 und einer Milliarde.")
    first = month.replace(day=1)
    with transaction.atomic():
        known = (
            TypedFigure.objects.select_for_update().filter(service=service, name=name, month=first).first()
        )
        if known is not None and known.value != value and not replace:
            raise TypedRefused(
                f"Für diesen Monat steht dort schon {known.value.normalize():f}. "
                "Setzen Sie den Haken, um den Wert zu ersetzen."
            )
        row, _made = TypedFigure.objects.update_or_create(
            service=service,
            name=name,
            month=first,
            defaults={"value": value, "written_by": by},
        )
        trail.record(
            "steering.figure_typed",
            by=by,
            at=at,
            subject=row,
            organisation=service,
            details={"figure": name, "month": f"{month:%Y-%m}", "value": str(value)},
        )
    return row
