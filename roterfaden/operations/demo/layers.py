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
    yesterday = morning(today - timedelta(days=1))
    store_shipped(parse_overlay(overlay_text("V1.DE-SH"), name="V1.DE-SH.yaml"), at=yesterday)
    replan(CHAIN, at=yesterday)
    now = checked(stage, CHAIN, "V1.neuhafen-1", at=yesterday)
    released(stage, now, valid_from=yesterday.date(), at=yesterday)
    soon = checked(stage, CHAIN, "V1.neuhafen-2", at=yesterday)
    released(stage, soon, valid_from=editions.publication_days(after=today)[0], at=yesterday)
    checked(stage, CHAIN, "V1.neuhafen-3", at=morning(today))


def overlay_text(name: str) -> str:
    """An overlay of the demo as it is written in its file."""
    return (TEXTS / f"{name}.yaml").read_text(encoding="utf-8")


def morning(day: date) -> datetime:
    """When the quality officer writes."""
    return timezone.make_aware(datetime.combine(day, MORNING))


def checked(stage: Stage, key: str, name: str, *, at: datetime) -> Edition:
    """Written by the quality officer and without fault."""
    by = stage.users["quandt"]
    edition = editions.draft(
        key=key,
        kind=EditionKind.OVERLAY,
        organisation=stage.offices["ifd-neuhafen"],
        text=overlay_text(name),
        by=by,
        at=at,
    )
    found = editions.check(edition=edition, revision=edition.revision, by=by, at=at)
    if found.faults:
        raise ValueError(f"{name}: {found.faults[0]}")
    return edition


def released(stage: Stage, edition: Edition, *, valid_from: date, at: datetime) -> None:
    """Released by the coordinator: the second pair of eyes."""
    editions.release(
        edition=edition, valid_from=valid_from, revision=edition.revision, by=stage.users["koester"], at=at
    )
