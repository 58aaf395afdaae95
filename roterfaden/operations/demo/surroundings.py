"""Who stands beside some persons of the demo, how one communicates with them, and two persons recorded twice."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from roterfaden.cases import intake
from roterfaden.cases.models import Case
from roterfaden.people.choices import RelationKind
from roterfaden.people.models import Person
from roterfaden.people.records import record_person
from roterfaden.people.relations import FIELDS, add_relation, set_communication
from roterfaden.process.catalogue import chain_of, version_in_force

Beside = tuple[RelationKind, str, dict[str, Any]]
FAMILY: tuple[Beside, ...] = (
    (
        RelationKind.FAMILY,
        "Renate {last}",
        {"relationship": "mother", "in_household": True, "phone": "0461 555 131"},
    ),
    (RelationKind.FAMILY, "Jonas {last}", {"relationship": "sibling", "note": "Am Wochenende erreichbar."}),
    (
        RelationKind.CONTACT,
        "Ole Petersen",
        {"function": "Nachbar, hilft bei der Post", "phone": "0461 555 143"},
    ),
)
GERMAN: tuple[Beside, ...] = (
    (
        RelationKind.GUARDIAN,
        "Betreuungsbüro Thode, Frau Thode",
        {
            "scopes": ["health", "property", "authorities"],
            "court_number": "Amtsgericht Neuhafen, 12 XVII 204",
            "phone": "0461 555 160",
        },
    ),
    (RelationKind.DOCTOR, "Dr. Miriam Sommer", {"specialty": "Neurologie", "phone": "0461 555 177"}),
    (
        RelationKind.DOCTOR,
        "Praxis Dr. Jessen",
        {"specialty": "Psychiatrie und Psychotherapie", "phone": "0461 555 181"},
    ),
)
SWISS: tuple[Beside, ...] = (
    (
        RelationKind.GUARDIAN,
        "Berufsbeistandschaft Luzern, Herr Wicki",
        {
            "scopes": ["representing", "assets"],
            "court_number": "KESB Luzern 2024-118",
            "phone": "041 555 60 11",
        },
    ),
    (
        RelationKind.DOCTOR,
        "lic. phil. Regula Wyss",
        {"specialty": "Psychotherapie", "phone": "041 555 60 22"},
    ),
    (
        RelationKind.DOCTOR,
        "Hausarztpraxis Sursee",
        {"specialty": "Allgemeine Innere Medizin", "phone": "041 555 60 33"},
    ),
)
WAYS: tuple[tuple[list[str], list[dict[str, Any]]], ...] = (
    (["easy_language", "trusted_person"], []),
    (["dgs", "sign_interpreter", "written"], [{"name": "Deutsch", "level": "b2"}]),
    (
        ["interpreter", "plain_language"],
        [{"name": "Arabisch", "level": "first"}, {"name": "Deutsch", "level": "a2"}],
    ),
    (["large_print", "electronic"], []),
    (["more_time"], [{"name": "Türkisch", "level": "first"}, {"name": "Deutsch", "level": "c"}]),
)
EVERY = 4
UMLAUTS = (("ü", "ue"), ("ö", "oe"), ("ä", "ae"), ("ß", "ss"))


def add_surroundings(*, today: date) -> None:
    """Put people beside every fourth person with a case; record two persons a second time. Deterministic."""
    at = timezone.make_aware(datetime.combine(today - timedelta(days=3), time(11)))
    related = ("person__data_key", "person__organisation", "responsible", "service", "team")
    cases = list(Case.objects.select_related(*related).order_by("pk"))
    for number, case in enumerate(cases[::EVERY]):
        office = SWISS if case.service.region.startswith("CH") else GERMAN
        family = FAMILY[number % len(FAMILY)]
        for beside in (family, office[0], office[1 + number % 2]) if number % 2 else (family, office[1]):
            _put_beside(case, beside, at=at)
        _communicate(case, number, at=at)
    german = [case for case in cases if case.service.code == "ifd-neuhafen"]
    _record_twice(german[1], born_off_by=1, with_case=True, at=at)
    _record_twice(german[5], born_off_by=0, with_case=False, at=at)


def _put_beside(case: Case, beside: Beside, *, at: datetime) -> None:
    kind, name, details = beside
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


def _communicate(case: Case, number: int, *, at: datetime) -> None:
    needs, languages = WAYS[number % len(WAYS)]
    set_communication(
        person=case.person,
        needs=needs,
        languages=languages,
        remark=case.person.communication,
        revision=case.person.revision,
        scope=case,
        by=case.responsible,
        at=at,
    )


def _record_twice(case: Case, *, born_off_by: int, with_case: bool, at: datetime) -> Person:
    """A colleague took the person for a new one: other spelling, names swapped or the birthday off by a day."""
    person = case.person
    names = {"first_name": person.first_name, "last_name": _respelt(person.last_name)}
    if not with_case:
        names = {"first_name": person.last_name, "last_name": person.first_name}
    facts = names | {
        "birth_date": person.birth_date + timedelta(days=born_off_by),
        "phone": "0461 555 900",
        "town": person.town,
    }
    version = version_in_force("V4", on=at.date())
    if not with_case or version is None:
        return record_person(organisation=case.service, facts=facts, by=case.responsible, at=at)
    opened = intake.open_case(
        service=case.service,
        person=facts,
        chain_version=version,
        start_node=chain_of(version).starts[0].id,
        responsible=case.responsible,
        team=case.team,
        opened_on=at.date(),
        concern="Fragt nach einer Beratung am Arbeitsplatz.",
        by=case.responsible,
        at=at,
    )
    return opened.person


def _respelt(name: str) -> str:
    """Umlauts written out; without one, a letter doubled."""
    for umlaut, written in UMLAUTS:
        if umlaut in name:
            return name.replace(umlaut, written)
    return name[:-1] + name[-1] * 2
