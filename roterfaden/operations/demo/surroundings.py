"""Who stands beside some persons of the demo, and one person who was recorded twice."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from roterfaden.cases.models import Case
from roterfaden.people.choices import RelationKind
from roterfaden.people.records import record_person
from roterfaden.people.relations import FIELDS, add_relation

PEOPLE: tuple[tuple[RelationKind, str, dict[str, Any]], ...] = (
    (RelationKind.FAMILY, "Renate {last}", {"in_household": True, "phone": "040 555 0131"}),
    (RelationKind.DOCTOR, "Dr. Miriam Sommer", {"specialty": "Neurologie", "phone": "040 555 0177"}),
    (RelationKind.CONTACT, "Ole Petersen", {"function": "Nachbar, hilft bei Post", "phone": "040 555 0143"}),
    (RelationKind.FAMILY, "Jonas {last}", {"note": "Bruder, am Wochenende erreichbar"}),
)
EVERY = 5


def add_surroundings(*, today: date) -> None:
    """Put somebody beside every fifth person with a case; record one person a second time. Deterministic."""
    at = timezone.make_aware(datetime.combine(today - timedelta(days=3), time(11)))
    cases = list(Case.objects.select_related("person__data_key", "responsible", "service").order_by("pk"))
    for number, case in enumerate(cases[::EVERY]):
        for kind, name, details in PEOPLE[number % 3 : number % 3 + 2]:
            blank: dict[str, Any] = dict.fromkeys(FIELDS[kind], "")
            add_relation(
                person=case.person,
                kind=kind,
                name=name.format(last=case.person.last_name),
                details=blank | details,
                scope=case,
                by=case.responsible,
                at=at,
            )
    _record_twice(cases[1], at)


def _record_twice(case: Case, at: datetime) -> None:
    """A colleague took the person for a new one: another spelling, the day and month of birth read wrongly."""
    person = case.person
    facts = {
        "first_name": person.first_name,
        "last_name": person.last_name.replace("nk", "nck") + "e",
        "birth_date": person.birth_date,
        "phone": person.phone,
    }
    record_person(organisation=case.service, facts=facts, by=case.responsible, at=at)
