"""What a triage leaves in a case; the arguments of the pages of triages, programmes and invitations."""

from typing import Any

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.offers.list_of_offers import offers_of
from roterfaden.offers.person_check import check_person
from roterfaden.offers.reader import shipped_facts
from roterfaden.people.languages import record_level
from roterfaden.triage.assessing import record_assessment
from roterfaden.triage.deciding import decide
from roterfaden.triage.models import SanctionReview
from roterfaden.triage.reader import shipped_guides
from tests.fixtures import AT, World


def give_triage(world: World, case: Case) -> None:
    """A decision, an assessment, a check for a sanction, a level of a language; `plant` writes the canaries."""
    guide = shipped_guides()[0]
    path = guide.path("p8")
    assert path is not None
    told: dict[str, Any] = {"by": world.anna, "at": AT}
    offers = offers_of(case.service, on=AT.date())
    check = check_person(case, offers, facts=shipped_facts(), parts=frozenset(FieldClass), on=AT.date())
    decide(case=case, guide=guide, path=path, way="motivate", check=check, reason="Passt.", seen=0, **told)
    record_assessment(
        case=case, guide=guide, kind="full", done_on=AT.date(), body="Xxx", areas={}, result="work",
        summary="Gut.", health=True, **told,
    )  # fmt: skip
    SanctionReview.objects.create(
        case=case, edition="sanction-so@2026-11", occasion="Kurs", happened_on=AT.date(), findings={},
        hearing="Ja.", reason="Xxx", opened_by=world.anna, opened_at=AT,
    )  # fmt: skip
    said: dict[str, Any] = {"language": "de", "level": "B1", "said_on": AT.date(), "source": "Kurs"}
    record_level(person=case.person, scope=case, **said, **told)


def guiding_arguments(guarded: Case) -> dict[str, Any]:
    """Programmes and lists have tests of their own; here the uuid of something else will do."""
    missing = dict.fromkeys(
        (
            "programme_plan",
            "plan_line",
            "programme_event",
            "budget_line",
            "spending",
            "inviting",
            "invitee",
            "office_cost",
        ),
        guarded.uuid,
    )
    sanction = guarded.sanction_reviews.get().uuid
    return {**missing, "sanction": sanction, "triage_path": "p8", "indicator": "employment", "body": "kanton"}
