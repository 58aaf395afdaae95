"""The German service lets its people take appointments along; the Swiss one has not switched it on."""

from datetime import date, timedelta

from roterfaden.common.days import noon
from roterfaden.fieldwork.carrying import change_rule
from roterfaden.fieldwork.queries import rule_of
from roterfaden.operations.demo.people import Stage

SERVICES = ("ifd-neuhafen",)


def go_out(stage: Stage, *, today: date) -> None:
    """Switch on working without a network. Folders are packed by hand: they belong to a device."""
    for code in SERVICES:
        place = stage.offices[code]
        change_rule(
            organisation=place,
            is_on=True,
            revision=rule_of(place).revision,
            by=stage.users["admin"],
            at=noon(today - timedelta(days=30)),
        )
