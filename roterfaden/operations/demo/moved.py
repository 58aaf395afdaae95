"""A service whose cases were moved to its house rules yesterday; the rules will not fit what the Land says next."""

from datetime import date, datetime, timedelta

from roterfaden.cases.moving import move_all
from roterfaden.operations.demo.layers import checked, morning, overlay_text, released
from roterfaden.operations.demo.people import Stage
from roterfaden.process import bulk_moves, editions
from roterfaden.process.catalogue import version_in_force
from roterfaden.process.choices import ReasonCategory
from roterfaden.process.deviations import Reason
from roterfaden.process.layering import replan
from roterfaden.process.overlay_reader import parse_overlay
from roterfaden.process.shipped_overlays import store_shipped

CHAIN = "V2"
FIRST_DAY = "valid_from: 2026-12-31"


def move_to_house_rules(stage: Stage, *, today: date) -> None:
    """House rules since yesterday, all running cases moved to them in one go, and a base to come that breaks a line."""
    yesterday = morning(today - timedelta(days=1))
    _move(stage, at=yesterday)
    day = editions.publication_days(after=today)[0]
    text = overlay_text("V2.DE-SH").replace(FIRST_DAY, f"valid_from: {day.isoformat()}")
    store_shipped(parse_overlay(text, name="V2.DE-SH.yaml"), at=yesterday)
    replan(CHAIN, at=yesterday)


def _move(stage: Stage, *, at: datetime) -> None:
    released(stage, checked(stage, CHAIN, "V2.neuhafen-1", at=at), valid_from=at.date(), at=at)
    service, by = stage.offices["ifd-neuhafen"], stage.users["quandt"]
    version = version_in_force(CHAIN, on=at.date(), service=service)
    if version is None:
        raise ValueError(f"{CHAIN} is not in force on {at.date()}")
    order = bulk_moves.order(
        organisation=service,
        to=version,
        corrections={},
        reason=Reason(ReasonCategory.OTHER, "Die neuen Hausregeln sollen in allen laufenden Fällen gelten."),
        by=by,
        at=at + timedelta(minutes=20),
    )
    later = at + timedelta(minutes=21)
    tally = move_all(bulk=order, by=by, now=lambda: later, report=lambda _done, _total: None)
    if not tally.moved:
        raise ValueError(f"no case of {CHAIN} could be moved: {tally.refused}")
