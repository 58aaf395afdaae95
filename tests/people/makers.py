"""Anamneses in the states that several tests need."""

from datetime import date, datetime
from typing import Any

from roterfaden.accounts.models import User
from roterfaden.cases.models import Case
from roterfaden.people.facts import Said, Sitting, record_facts
from roterfaden.people.models import Fact
from roterfaden.people.overlays import form_for
from tests.fixtures import AT, TODAY


def tell(
    case: Case,
    *said: Said,
    by: User,
    source: str = "client",
    name: str = "",
    said_on: date | None = None,
    at: datetime = AT,
    health: bool = True,
) -> list[Fact]:
    """Keep answers about the person of `case`."""
    return record_facts(
        person=case.person,
        form=form_for(case.service, on=TODAY),
        sitting=Sitting(source=source, said_on=said_on or at.date(), source_name=name),
        said=said,
        health=health,
        scope=case,
        by=by,
        at=at,
    )


def answer(item: str, value: Any, *, entry: int = 0, place: int = 0, seen: int = 0) -> Said:
    return Said(item=item, entry=entry, place=place, value=value, seen=seen)
