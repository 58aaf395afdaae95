"""Layers of the demo: a Land's names and form, house rules of the IFD Neuhafen, what comes next, and a proposal."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.utils import timezone

from roterfaden.operations.demo.people import Stage
from roterfaden.process import editions
from roterfaden.process.choices import EditionKind
from roterfaden.process.layering import replan
from roterfaden.process.models import Edition
from roterfaden.process.overlay_reader import parse_overlay
from roterfaden.process.shipped_overlays import store_shipped

TEXTS = Path(__file__).with_name("overlays")
CHAIN = "V1"
MORNING = time(8, 30)


def lay_layers(stage: Stage, *, today: date) -> None:
    """A Land, house rules since yesterday, newer ones from the next publication day, and one that waits for release."""
    yesterday = _morning(today - timedelta(days=1))
    store_shipped(parse_overlay(_text("V1.DE-SH"), name="V1.DE-SH.yaml"), at=yesterday)
    replan(CHAIN, at=yesterday)
    now = _checked(stage, "V1.neuhafen-1", at=yesterday)
    _release(stage, now, valid_from=yesterday.date(), at=yesterday)
    soon = _checked(stage, "V1.neuhafen-2", at=yesterday)
    _release(stage, soon, valid_from=editions.publication_days(after=today)[0], at=yesterday)
    _checked(stage, "V1.neuhafen-3", at=_morning(today))


def _text(name: str) -> str:
    return (TEXTS / f"{name}.yaml").read_text(encoding="utf-8")


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))


def _checked(stage: Stage, name: str, *, at: datetime) -> Edition:
    """Written by the quality officer and without fault."""
    by = stage.users["quandt"]
    edition = editions.draft(
        key=CHAIN,
        kind=EditionKind.OVERLAY,
        organisation=stage.offices["ifd-neuhafen"],
        text=_text(name),
        by=by,
        at=at,
    )
    found = editions.check(edition=edition, revision=edition.revision, by=by, at=at)
    if found.faults:
        raise ValueError(f"{name}: {found.faults[0]}")
    return edition


def _release(stage: Stage, edition: Edition, *, valid_from: date, at: datetime) -> None:
    editions.release(
        edition=edition, valid_from=valid_from, revision=edition.revision, by=stage.users["koester"], at=at
    )
