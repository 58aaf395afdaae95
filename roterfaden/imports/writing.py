"""Write one row into the registers, through the same domain functions as the pages: dry runs and real ones alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.choices import MandateKind
from roterfaden.cases.intake import IntakeRefused, open_case
from roterfaden.cases.mandates import MandateFacts, MandateRefused
from roterfaden.cases.models import Mandate
from roterfaden.common.days import local_day
from roterfaden.employers.choices import Size
from roterfaden.employers.models import Employer
from roterfaden.employers.register import EDITABLE_FIELDS as EMPLOYER_FIELDS
from roterfaden.employers.register import RegisterRefused, record_contact, record_employer, record_employers
from roterfaden.imports.options import Options
from roterfaden.people.choices import Gender
from roterfaden.people.models import Person
from roterfaden.people.records import EDITABLE_FIELDS as PERSON_FIELDS
from roterfaden.people.records import RecordRefused, record_person, record_persons
from roterfaden.process.runs import RunRefused

# what a file may tell of the person to call at a company
CONTACTS = ("name", "function", "phone", "email")


class RowRefused(ValueError):
    """This row cannot be written; the message says why, `field` which column it is about."""

    def __init__(self, message: str, field: str = "") -> None:
        self.field = field
        super().__init__(message)


# what the domain functions refuse, and the field that the sentence stands at
REFUSALS: dict[type[ValueError], str] = {
    RecordRefused: "birth_date",
    MandateRefused: "valid_until",
    IntakeRefused: "opened_on",
    RunRefused: "start",
    RegisterRefused: "name",
}


@dataclass(frozen=True)
class Written:
    """One record that a row made (`created`) or was attached to."""

    register: str
    record: Any
    created: bool


@dataclass(frozen=True)
class Desk:
    """Where rows are written: into which service, by whom, when, and what the choices mean there."""

    organisation: Organisation
    options: Options
    by: User
    at: datetime

    @property
    def today(self) -> date:
        return local_day(self.at)


def write_row(
    desk: Desk, *, kind: str, facts: Mapping[str, Any], known: Any = None, token: UUID | None = None
) -> list[Written]:
    """Write what a row says. `known` is the person or company it is attached to; `token` makes a case only once.

    Refuses with RowRefused what the domain functions refuse. Runs inside the transaction of its portion.
    """
    try:
        match kind:
            case "persons":
                return [Written("person", _person(desk, facts), created=True)]
            case "cases":
                return _case(desk, facts, known, token)
        return _employer(desk, facts, known)
    except tuple(REFUSALS) as refusal:
        field = next(field for error, field in REFUSALS.items() if isinstance(refusal, error))
        if isinstance(refusal, MandateRefused) and not facts["commissioner"]:
            field = "commissioner"
        raise RowRefused(str(refusal), field) from refusal


def fits_together(kind: str, facts: Mapping[str, Any]) -> bool:
    """Whether such a row can be written along with others by `write_rows`: one record, nothing hangs on it."""
    return kind == "persons" or (
        kind == "employers" and not any(facts[f"contact_{name}"] for name in CONTACTS)
    )


def write_rows(desk: Desk, *, kind: str, facts: Sequence[Mapping[str, Any]]) -> list[Written]:
    """Write many rows that fit together, each a new record, in one go; refuses all of them if one is refused."""
    given: Any = {"organisation": desk.organisation, "by": desk.by, "at": desk.at}
    try:
        if kind == "persons":
            persons = record_persons(facts=[_said_of_person(one) for one in facts], **given)
            return [Written("person", person, created=True) for person in persons]
        employers = record_employers(facts=[_said_of_employer(one) for one in facts], **given)
        return [Written("employer", employer, created=True) for employer in employers]
    except (RecordRefused, RegisterRefused) as refusal:
        raise RowRefused(str(refusal)) from refusal


def _person(desk: Desk, facts: Mapping[str, Any]) -> Person:
    return record_person(organisation=desk.organisation, facts=_said_of_person(facts), by=desk.by, at=desk.at)


def _said_of_person(facts: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: facts[name] for name in PERSON_FIELDS if name in facts}
    return said | {"gender": said.get("gender") or Gender.UNKNOWN}


def _said_of_employer(facts: Mapping[str, Any]) -> dict[str, Any]:
    said = {name: facts[name] for name in EMPLOYER_FIELDS if name in facts}
    return said | {"size": said.get("size") or Size.UNKNOWN}


def _case(desk: Desk, facts: Mapping[str, Any], known: Person | None, token: UUID | None) -> list[Written]:
    key, _colon, start = facts["start"].partition(":")
    person = known or _person(desk, facts)
    case = open_case(
        service=desk.organisation,
        person=person,
        chain_version=desk.options.versions[key],
        start_node=start,
        responsible=desk.options.users[facts["responsible"]],
        team=desk.options.teams.get(facts["team"]),
        opened_on=facts["opened_on"] or desk.today,
        concern=_concern(facts),
        mandate=_mandate(desk, facts),
        intake_token=token,
        by=desk.by,
        at=desk.at,
    )
    orders = [Written("mandate", order, created=True) for order in Mandate.objects.filter(case=case)]
    return [Written("person", person, created=known is None), Written("case", case, created=True), *orders]


def _concern(facts: Mapping[str, Any]) -> str:
    """With the number that the file gave the case, so that the search finds it under both."""
    former = facts["former_number"]
    told = _("Früheres Aktenzeichen: %s") % former if former else ""
    return "\n\n".join(part for part in (facts["concern"], told) if part)


def _mandate(desk: Desk, facts: Mapping[str, Any]) -> MandateFacts | None:
    if not facts["kind"]:
        if any(
            facts[name] for name in ("commissioner", "valid_from", "valid_until", "hours_per_month", "goal")
        ):
            raise RowRefused(_("Zum Auftrag fehlt die Art des Auftrags."), "kind")
        return None
    return MandateFacts(
        kind=MandateKind(facts["kind"]),
        commissioner=desk.options.offices.get(facts["commissioner"]),
        valid_from=facts["valid_from"] or facts["opened_on"] or desk.today,
        valid_until=facts["valid_until"],
        hours_per_month=facts["hours_per_month"],
        goal=facts["goal"],
    )


def _employer(desk: Desk, facts: Mapping[str, Any], known: Employer | None) -> list[Written]:
    contact = {name: facts[f"contact_{name}"] for name in CONTACTS}
    if not contact["name"] and any(contact.values()):
        raise RowRefused(_("Zur Ansprechperson fehlt der Name."), "contact_name")
    employer = known
    if employer is None:
        employer = record_employer(
            organisation=desk.organisation, facts=_said_of_employer(facts), by=desk.by, at=desk.at
        )
    found = [Written("employer", employer, created=known is None)]
    if contact["name"]:
        before = set(employer.contacts.values_list("pk", flat=True))
        made = record_contact(employer=employer, facts=contact, by=desk.by, at=desk.at)
        found.append(Written("contact", made, created=made.pk not in before))
    return found
