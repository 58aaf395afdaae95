"""What is asked and decided about offers; `plant` writes the canaries into the texts."""

from typing import Any

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.offers.answering import Given, record_answers
from roterfaden.offers.deciding import decide
from roterfaden.offers.list_of_offers import offers_of
from roterfaden.offers.person_check import check_person
from roterfaden.offers.reader import shipped_facts
from roterfaden.offers.waiting import enter
from tests.access.guiding import give_triage
from tests.fixtures import AT, World


def give_offers(world: World, case: Case) -> None:
    """An answer on health, a decision, a place on a waiting list, and what a triage leaves."""
    told: dict[str, Any] = {"case": case, "source": "Gespräch", "by": world.anna, "at": AT}
    given = [Given(fact="gdb", value=40), Given(fact="employer_consents", value=True)]
    record_answers(given=given, facts=shipped_facts(), said_on=AT.date(), health=True, **told)
    offers = offers_of(case.service, on=AT.date())
    check = check_person(case, offers, facts=shipped_facts(), parts=frozenset(FieldClass), on=AT.date())
    found = check.offer("CH-LU-AUFBAU")
    assert found is not None
    decide(case=case, checked=found, outcome="later", reason="Später.", seen=0, by=world.anna, at=AT)
    enter(
        case=case, offer=found.result.offer, since=AT.date(), urgency=0, reason="Eilig.", by=world.anna, at=AT
    )
    give_triage(world, case)
