"""Companies with workplaces, trials and employments for the tests of this folder."""

from datetime import timedelta
from typing import Any

from roterfaden.cases.models import Case
from roterfaden.employers.models import Workplace
from roterfaden.employers.register import record_employer
from roterfaden.employers.workplaces import record_workplace
from roterfaden.placement.employments import start_employment
from roterfaden.placement.models import Employment, Trial
from roterfaden.placement.trials import agree_trial
from tests.fixtures import AT, TODAY, World

START = TODAY - timedelta(days=100)


def workplace(world: World, title: str = "Lager") -> Workplace:
    employer = world.service.employers.first() or record_employer(
        organisation=world.service, facts={"name": "Werft am Kanal", "town": "Neuhafen"}, by=world.anna, at=AT
    )
    facts = {"title": title, "open_from": START}
    return record_workplace(employer=employer, facts=facts, by=world.anna, at=AT)


def trial(world: World, case: Case, place: Workplace, **facts: Any) -> Trial:
    known = {
        "kind": "work_trial", "starts_on": START, "ends_on": START + timedelta(days=28), "hours": 20,
        "goals": "Ob das Tempo zu schaffen ist.", "agreed_on": START,
    }  # fmt: skip
    return agree_trial(case=case, workplace=place, facts=known | facts, by=world.anna, at=AT)


def employment(world: World, case: Case, place: Workplace, **facts: Any) -> Employment:
    known = {
        "contract": "fixed", "starts_on": START, "hours": 20, "pay": "1.400 Euro",
        "probation_until": START + timedelta(days=180), "fixed_until": START + timedelta(days=364),
    }  # fmt: skip
    return start_employment(case=case, workplace=place, facts=known | facts, by=world.anna, at=AT)
