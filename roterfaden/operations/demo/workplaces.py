"""Workplaces at the companies of the demo, with requirement profiles, and what some persons can do; all invented."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.employers.choices import Stage
from roterfaden.employers.models import Employer
from roterfaden.employers.register import correct_employer
from roterfaden.employers.workplaces import move_stage, plan_visit, record_workplace
from roterfaden.profiles.choices import DeclineReason, Method, PlaceMethod, Side, View
from roterfaden.profiles.instruments import Instrument, shipped_instruments
from roterfaden.profiles.keeping import (
    Finding,
    decline,
    record_abilities,
    record_requirements,
    record_terms,
)
from roterfaden.profiles.terms import Wishes

SEED, PERSONS = 2611, 10
# how often something is known, has grown, is so
KNOWN, GROWN, EVEN = 0.85, 0.25, 0.5
Trait = dict[str, int]
# title, hours, licence, conditions, what it asks for beyond the usual
PLACES: dict[str, tuple[tuple[str, int, int, bool, tuple[str, ...], Trait], ...]] = {
    "Lebensmittelhandwerk": (
        ("Hilfe in der Backstube", 20, 39, False, ("night", "dust"), {"order": 4, "standing": 4, "lifting": 4}),
        ("Verkauf Brot und Kuchen", 15, 30, False, ("customers",), {"contact": 4, "arithmetic": 3, "speaking": 4}),
        ("Verpacken und Etikettieren", 15, 25, False, (), {"care": 4, "fine_motor": 3}),
        ("Reinigung Backstube", 10, 20, False, ("wet",), {"order": 4, "independence": 3}),
        ("Auslieferung", 20, 30, True, ("driving", "heavy"), {"punctuality": 5, "responsibility": 4}),
    ),
    "Lager und Versand": (
        ("Kommissionieren", 25, 39, False, ("heavy", "shifts"), {"attention": 4, "walking": 4, "reading": 3}),
        ("Wareneingang prüfen", 20, 39, False, (), {"checking": 4, "care": 4, "arithmetic": 3}),
        ("Retouren bearbeiten", 15, 30, False, (), {"problem_solving": 3, "care": 4}),
        ("Gabelstapler fahren", 30, 39, True, ("driving", "noise"), {"reaction": 4, "responsibility": 5}),
        ("Bürohilfe Disposition", 20, 39, False, ("screens",), {"planning": 4, "writing": 4, "switching": 4}),
    ),
    "Schiffbau": (
        ("Helfen in der Schlosserei", 30, 39, False, ("noise", "heavy"), {"fine_motor": 3, "hazards": 5}),
        ("Materialausgabe", 20, 39, False, (), {"order": 5, "contact": 3}),
        ("Technisches Zeichnen", 25, 39, False, ("screens",), {"imagination": 5, "concentration": 4}),
        ("Poststelle", 15, 30, False, (), {"reading": 4, "punctuality": 4}),
        ("Anstreichen", 30, 39, False, ("heights", "dust"), {"stamina": 4, "climbing": 4}),
    ),
    "Gartenbau": (
        ("Topfen und Pikieren", 15, 39, False, ("wet",), {"fine_motor": 4, "stamina": 4}),
        ("Grünpflege", 20, 39, False, ("wet", "driving"), {"endurance": 4, "drive": 4}),
        ("Verkauf im Gewächshaus", 15, 30, False, ("customers",), {"contact": 4, "arithmetic": 3}),
        ("Bestellungen packen", 15, 25, False, ("pace",), {"attention": 4, "pace": 4}),
        ("Gießdienst", 10, 20, False, ("alone",), {"independence": 4, "responsibility": 4}),
    ),
    "Hotel und Gaststätte": (
        ("Zimmer herrichten", 15, 30, False, ("pace",), {"order": 5, "care": 4, "pace": 4}),
        ("Küche: Vorbereiten", 20, 39, False, ("wet",), {"teamwork": 4, "standing": 4}),
        ("Spülküche", 15, 30, False, ("wet", "noise"), {"stamina": 4, "standing": 4}),
        ("Frühstücksservice", 15, 25, False, ("customers", "shifts"), {"contact": 5, "switching": 4}),
        ("Wäscherei", 15, 39, False, ("noise",), {"order": 4, "arms": 4}),
    ),
    "Druck und Medien": (
        ("Weiterverarbeitung", 20, 39, False, ("noise",), {"fine_motor": 4, "checking": 4}),
        ("Datenprüfung", 20, 39, False, ("screens",), {"concentration": 5, "reading": 5, "care": 5}),
        ("Versand", 15, 30, False, ("heavy",), {"order": 4, "lifting": 4}),
        ("Kundenempfang", 20, 30, False, ("customers",), {"contact": 4, "speaking": 5}),
        ("Scannen und Ablegen", 10, 25, False, (), {"order": 4, "stamina": 3}),
    ),
    "Holzbau": (
        ("Schleifen und Ölen", 20, 40, False, ("dust",), {"care": 4, "fine_motor": 4}),
        ("Montagehilfe", 30, 42, True, ("heavy", "heights"), {"teamwork": 4, "lifting": 5}),
        ("Lager Holz", 20, 42, False, ("heavy",), {"order": 4, "lifting": 4}),
        ("Zuschnitt", 30, 42, False, ("noise",), {"arithmetic": 4, "hazards": 5}),
        ("Reinigung Werkstatt", 10, 20, False, ("dust",), {"order": 4, "independence": 3}),
    ),
    "Lebensmittel": (
        ("Abfüllen", 25, 42, False, ("shifts", "pace"), {"pace": 4, "attention": 4}),
        ("Qualitätsprüfung", 25, 42, False, (), {"checking": 5, "writing": 3}),
        ("Kartonieren", 20, 40, False, ("pace",), {"stamina": 4, "arms": 4}),
        ("Hofdienst", 20, 40, False, ("driving",), {"independence": 4, "walking": 4}),
        ("Sekretariat", 20, 40, False, ("screens",), {"writing": 5, "planning": 4}),
    ),
}  # fmt: skip
# stage, staff and disabled staff, in the order of the companies
STANDINGS = (
    (Stage.VACANCY, 14, 0), (Stage.PLACED, 120, 5), (Stage.WILLING, 480, 31), (Stage.TALK, 26, 1),
    (Stage.CONTACTED, 45, 1), (Stage.RESTING, 12, 0), (Stage.WILLING, 9, 0), (Stage.RESEARCHED, 210, 0),
)  # fmt: skip


def fill_workplaces(users: dict[str, User], *, today: date) -> None:
    """Workplaces, requirement profiles, stages and visits for all companies; profiles for ten persons."""
    rng = random.Random(SEED)  # noqa: S311
    for number, employer in enumerate(Employer.objects.select_related("organisation").order_by("pk")):
        user = users["amrein" if employer.organisation.region.startswith("CH") else "holm"]
        _open_places(employer, user, rng, today=today)
        _tell_stage(employer, number, user, today=today)
    open_cases = Case.objects.filter(
        service__code="ifd-neuhafen", state=CaseState.OPEN, responsible__username__in=("holm", "reimers")
    )
    for case in open_cases.select_related("person", "responsible", "service").order_by("pk")[:PERSONS]:
        _tell_abilities(case, rng, today=today)


def _open_places(employer: Employer, user: User, rng: random.Random, *, today: date) -> None:
    at = _at(today - timedelta(days=21))
    for title, least, most, licence, conditions, traits in PLACES.get(employer.branch, ()):
        facts: dict[str, Any] = {
            "title": title, "hours_from": least, "hours_to": most, "licence": licence,
            "conditions": list(conditions), "open_from": today - timedelta(days=rng.randrange(-40, 30)),
        }  # fmt: skip
        place = record_workplace(employer=employer, facts=facts, by=user, at=at)
        for instrument in shipped_instruments().values():
            values = {
                item.id: traits.get(item.id, rng.choice((2, 3, 3)))
                for item in instrument.items
                if item.id in traits or rng.random() < KNOWN
            }
            finding = Finding(at.date(), PlaceMethod.OBSERVATION, values, {}, "Begehung mit der Leitung")
            record_requirements(workplace=place, instrument=instrument, finding=finding, by=user, at=at)


def _tell_stage(employer: Employer, number: int, user: User, *, today: date) -> None:
    stage, staff, disabled = STANDINGS[number % len(STANDINGS)]
    facts = {
        "staff": staff, "disabled_staff": disabled, "history": "Zwei Praktika, beide gut beendet.",
        "economy": "Auftragslage stabil.", "sources": "Gespräch mit der Leitung, Internetseite",
    }  # fmt: skip
    correct_employer(employer=employer, facts=facts, revision=employer.revision, by=user, at=_at(today))
    resting = today + timedelta(days=90) if stage == Stage.RESTING else None
    for step in (Stage.CONTACTED, stage):
        move_stage(
            employer=employer, stage=step, note="", revision=employer.revision, by=user, at=_at(today),
            resting_until=resting if step == Stage.RESTING else None,
        )  # fmt: skip
    if number % 2 == 0:
        day = today + timedelta(days=3 + number)
        plan_visit(employer=employer, planned_on=day, purpose="Arbeitsplätze ansehen", by=user, at=_at(today))


def _tell_abilities(case: Case, rng: random.Random, *, today: date) -> None:
    by, person = case.responsible, case.person
    first, second = today - timedelta(days=120), today - timedelta(days=14)
    for instrument in shipped_instruments().values():
        values = {
            i.id: rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 5)) for i in instrument.items if rng.random() < KNOWN
        }
        later = {
            item: min(value + (rng.random() < GROWN), instrument.highest) for item, value in values.items()
        }
        own = {item: min(value + rng.choice((0, 0, 1)), instrument.highest) for item, value in later.items()}
        _keep(
            case, instrument, Finding(first, Method.CONVERSATION, values, {}, "Erstgespräch", View.EXTERNAL)
        )
        notes = {next(iter(later)): "In der Arbeitsprobe mehrfach gesehen."}
        _keep(
            case, instrument, Finding(second, Method.WORK_SAMPLE, later, notes, "Arbeitsprobe", View.EXTERNAL)
        )
        _keep(case, instrument, Finding(second, Method.CONVERSATION, own, {}, "selbst", View.SELF))
    wishes = Wishes(
        postcodes=rng.choice(((), ("2493", "2494"), ("249",))),
        hours_from=rng.choice((10, 15, 20)),
        hours_to=rng.choice((25, 30, 39)),
        licence=rng.random() < EVEN,
        must_not=tuple(sorted(rng.sample(["heavy", "night", "noise", "heights", "dust"], k=2))),
    )
    record_terms(person=person, wishes=wishes, agreed_on=second, seen=0, scope=case, by=by, at=_at(second))
    place = Employer.objects.filter(organisation=case.service).order_by("pk")[0].workplaces.order_by("pk")[1]
    if rng.random() < EVEN:
        decline(
            person=person, workplace=place, side=Side.PERSON, reason=DeclineReason.CONDITION, condition="customers",
            note="Möchte nicht an der Theke stehen.", scope=case, by=by, at=_at(today),
        )  # fmt: skip


def _keep(case: Case, instrument: Instrument, finding: Finding) -> None:
    at = _at(finding.found_on)
    record_abilities(
        person=case.person, instrument=instrument, finding=finding, scope=case, by=case.responsible, at=at
    )


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(11)))
