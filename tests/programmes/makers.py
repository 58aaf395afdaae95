"""A canton that runs a programme, an office of its region, and somebody in another canton."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from roterfaden.accounts import organisations
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.programmes import budgeting, events
from roterfaden.programmes.choices import Audience
from roterfaden.programmes.models import BudgetLine, Event, Plan, Spending
from roterfaden.programmes.reader import Programme, shipped_programmes
from roterfaden.programmes.running import begin
from tests.fixtures import AT, TODAY
from tests.triage.makers import person

PROGRAMME: Programme = shipped_programmes()["programm-s"]


@dataclass(frozen=True)
class Canton:
    """Who runs the programme, who carries a measure out, who only reads, who must not see it."""

    body: Organisation
    office: Organisation
    steering: User
    officer: User
    reader: User
    stranger: User
    plan: Plan


def canton() -> Canton:
    made = {
        code: organisations.add_organisation(
            code=code, name=code.title(), kind=kind, region=region, by=None, at=AT
        )
        for code, kind, region in (
            ("kanton", "canton", "CH-SO"),
            ("amt", "rav", "CH-SO"),
            ("fremdkanton", "canton", "CH-LU"),
        )
    }
    steering = person("steuerung", made["kanton"], Role.COORDINATOR)
    plan = begin(organisation=made["kanton"], programme=PROGRAMME, by=steering, at=AT)
    return Canton(
        body=made["kanton"],
        office=made["amt"],
        steering=steering,
        officer=person("leitung-amt", made["amt"], Role.TEAM_LEAD),
        reader=person("fachkraft-amt", made["amt"], Role.CASEWORKER),
        stranger=person("fremd", made["fremdkanton"], Role.COORDINATOR),
        plan=plan,
    )


def event(place: Canton, by: Any = None, **more: Any) -> Event:
    facts: dict[str, Any] = {
        "measure": "5.10", "organisation": place.office, "held_on": TODAY, "title": "Arbeiten in der Schweiz",
        "place": "Pfarreisaal", "audience": Audience.PERSONS, "came": 12, "remark": "Mit Dolmetscherin.",
    }  # fmt: skip
    token = more.pop("token", uuid4())
    return events.tell_event(plan=place.plan, facts=facts | more, token=token, by=by or place.reader, at=AT)


def budget_line(place: Canton, by: Any = None, **more: Any) -> BudgetLine:
    facts: dict[str, Any] = {
        "measure": "3.2", "year": TODAY.year, "purpose": "Anlass für Betriebe", "payer": "Bund",
        "amount": Decimal(1000),
    }  # fmt: skip
    token = more.pop("token", uuid4())
    return budgeting.plan_line(
        plan=place.plan, facts=facts | more, token=token, by=by or place.steering, at=AT
    )


def spent(row: BudgetLine, by: Any, amount: str = "400.00", **more: Any) -> Spending:
    said: dict[str, Any] = {"day": TODAY, "receipt": "R-17 Saalmiete", "token": uuid4()}
    return budgeting.spend(line=row, amount=Decimal(amount), by=by, at=AT, **(said | more))
