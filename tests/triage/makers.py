"""A social region and a municipality of the canton with a case each, and people who work there."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from roterfaden.accounts import members, organisations
from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.cases import intake
from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.offers.answering import Given, newest_answers, record_answers
from roterfaden.offers.list_of_offers import offers_of
from roterfaden.offers.person_check import PersonCheck, check_person
from roterfaden.offers.reader import shipped_facts
from roterfaden.process.catalogue import version_in_force
from roterfaden.triage.guide import Guide
from roterfaden.triage.reader import guide_for
from roterfaden.triage.sanction_rules import SanctionRules, sanction_rules_for
from tests.fixtures import AT, TODAY

REGION = "CH-SO"


def shipped_guide() -> Guide:
    found = guide_for(REGION)
    assert found is not None
    return found


def shipped_rules() -> SanctionRules:
    found = sanction_rules_for(REGION)
    assert found is not None
    return found


@dataclass(frozen=True)
class Office:
    """A body that leads cases, with a caseworker, a lead, and one case."""

    organisation: Organisation
    worker: User
    lead: User
    case: Case


def office(code: str, kind: str) -> Office:
    prefix = f"{code[:2]}{code[-1]}".upper()
    made = organisations.add_organisation(
        code=code,
        name=code.title(),
        kind=kind,
        region=REGION,
        file_prefix=prefix,
        by=None,
        at=AT,
    )
    worker, lead = (person(f"{code}-{role}", made, role) for role in (Role.CASEWORKER, Role.TEAM_LEAD))
    version = version_in_force("PROGRAMM-S", on=TODAY)
    assert version is not None
    case = intake.open_case(
        service=made,
        person={"first_name": "Olena", "last_name": "Koval", "birth_date": date(1990, 5, 6)},
        chain_version=version,
        start_node="start_zemis",
        responsible=worker,
        team=None,
        opened_on=TODAY,
        concern="Sucht Arbeit.",
        mandate=None,
        by=worker,
        at=AT,
    )
    return Office(made, worker, lead, case)


def person(name: str, organisation: Organisation, role: Role) -> User:
    user = members.add_user(
        username=name, first_name=name.title(), last_name="Muster", by=None, at=AT, password="geheim"
    )
    members.add_member(user=user, organisation=organisation, role=role, valid_from=TODAY, by=None, at=AT)
    return user


def answer(case: Case, by: User, **said: Any) -> None:
    """Answer facts of admission, over what was answered before."""
    seen = {row.fact: row.number for row in newest_answers(case)}
    given = [Given(fact=name, value=value, seen=seen.get(name, 0)) for name, value in said.items()]
    told: dict[str, Any] = {"source": "Gespräch", "said_on": TODAY, "health": True, "by": by, "at": AT}
    record_answers(case=case, given=given, facts=shipped_facts(), **told)


def check_of(case: Case, parts: frozenset[FieldClass] = frozenset(FieldClass)) -> PersonCheck:
    offers = offers_of(case.service, on=TODAY)
    return check_person(case, offers, facts=shipped_facts(), parts=parts, on=TODAY)
