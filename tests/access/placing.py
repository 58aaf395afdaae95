"""A trial, an employment and what hangs on them, an application; with canaries in their texts."""

from typing import Any

from roterfaden.applications.models import Application
from roterfaden.cases.models import Case
from roterfaden.placement.choices import Side
from roterfaden.placement.employments import record_subsidy
from roterfaden.placement.models import CheckIn, Employment, Subsidy, Trial
from roterfaden.placement.trials import evaluate_trial
from tests.applications.makers import apply_for
from tests.fixtures import AT, TODAY, World
from tests.placement.makers import START, employment, trial, workplace


def give_work(case: Case, world: World, canary: Any) -> None:
    """One of everything that `placement` keeps of a case, and an application."""
    place = workplace(world)
    tried = trial(world, case, place, goals=canary("Erprobung"))
    evaluate_trial(
        trial=tried, side=Side.COMPANY, told_on=TODAY, told_by=canary("Meister"), answers={}, note=canary("Urteil"),
        by=world.anna, at=AT,
    )  # fmt: skip
    made = employment(world, case, place, pay=canary("Entgelt"))
    facts = {"kind": "integration_grant", "starts_on": START, "amount": canary("Betrag")}
    record_subsidy(employment=made, facts=facts, by=world.anna, at=AT)
    apply_for(world, case)


def work_arguments(case: Case) -> dict[str, Any]:
    """The arguments of its pages."""
    return {
        "trial": Trial.objects.get(case=case).uuid,
        "employment": Employment.objects.get(case=case).uuid,
        "subsidy": Subsidy.objects.get(employment__case=case).uuid,
        "application": Application.objects.get(case=case).uuid,
        "check_in": CheckIn.objects.get(employment__case=case).uuid,
    }
