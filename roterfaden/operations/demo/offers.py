"""What the demo's services offer themselves, who waits, what was answered and decided about offers; all invented."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from roterfaden.cases.choices import CaseState, FieldClass
from roterfaden.cases.models import Case
from roterfaden.offers import deciding, waiting
from roterfaden.offers.answering import Given, record_answers
from roterfaden.offers.choices import Audience, OfferKind, Outcome, Urgency, WaitState
from roterfaden.offers.list_of_offers import offers_of
from roterfaden.offers.own_offers import write_offer
from roterfaden.offers.person_check import PersonCheck, check_person
from roterfaden.offers.reader import shipped_facts
from roterfaden.operations.demo.people import Stage
from roterfaden.operations.demo.programme import show_the_programme

# what was answered in open cases of a service
ANSWERS: dict[str, dict[str, Any]] = {
    "ifd-neuhafen": {
        "consent_given": True,
        "employer_consents": True,
        "physician_confirms_partial_ability": True,
        "reduced_performance": True,
        "subject_to_social_insurance_job": True,
    },
    "iiz": {
        "incapacity_months": 8,
        "incapacity_percent": 60,
        "weekly_presence_hours": 10,
        "presence_days_per_week": 3,
        "prognosis_follow_up_reachable": True,
        "has_employment_experience": True,
        "integration_measure_months_used": 2,
    },
}
REASONS = {
    Outcome.PURSUED: "Passt zum Ziel. Antrag wird gemeinsam vorbereitet.",
    Outcome.LATER: "Erst nach der Reha sinnvoll. Im Frühjahr wieder prüfen.",
    Outcome.NOT_WANTED: "Nach dem Gespräch nicht gewünscht; die Person möchte es ohne versuchen.",
}


DECIDED = {
    "ifd-neuhafen": ("DE26-STUFENWEISE", "DE26-EINGLIEDERUNGSZUSCHUSS", "DE26-UNTERSTUETZTE-BESCHAEFTIGUNG"),
    "iiz": ("CH-LU-AUFBAU", "CH-LU-COACHING", "CH-LU-AUFBAU"),
}


def offer_and_decide(stage: Stage, *, today: date) -> None:
    """Two own offers, an overlay, answers and decisions in open cases, and a short waiting list."""
    began = timezone.make_aware(datetime.combine(today - timedelta(days=40), time(10)))
    workshop = _write_own(stage, today=today, at=began)
    for code, said in ANSWERS.items():
        rows = Case.objects.filter(service=stage.offices[code], state=CaseState.OPEN, restricted_at=None)
        chosen = rows.select_related("person", "service__kind", "responsible", "data_key").order_by("pk")[:4]
        for place, case in enumerate(chosen):
            at = began + timedelta(days=place * 5)
            _answer(case, dict(list(said.items())[: None if place < 2 else 3]), at=at)  # noqa: PLR2004
            if place < len(REASONS):
                _decide(case, DECIDED[code][place], list(REASONS)[place], at=at + timedelta(hours=1))
            if code == "ifd-neuhafen" and place < 3:  # noqa: PLR2004
                _wait(case, workshop, place, at=at + timedelta(hours=2))
    show_the_programme(stage, today=today)


def _write_own(stage: Stage, *, today: date, at: datetime) -> str:
    told: dict[str, Any] = {
        "organisation": stage.offices["ifd-neuhafen"],
        "valid_from": today - timedelta(days=200),
        "by": stage.users["lorenz"],
        "at": at,
    }
    content = {
        "title": "Bewerbungswerkstatt am Hafen",
        "kind": OfferKind.INTEGRATION,
        "audience": Audience.EVERYBODY,
        "provider": "IFD Neuhafen",
        "source": "Konzept des Dienstes",
        "note": "Sechs Nachmittage in kleiner Gruppe, mit Übungsgesprächen",
        "criteria": [
            {"text": "Volljährig", "fact": "age", "op": "gte", "value": 18},
            {
                "text": "Arbeitslos oder arbeitsuchend",
                "fact": "unemployed_or_job_seeking",
                "op": "eq",
                "value": True,
            },
            {"text": "Kommt in einer Gruppe zurecht", "fact": ""},
        ],
    }
    made = write_offer(content=content, valid_until=today + timedelta(days=160), places=2, **told)
    past = content | {"title": "Digitalkurs Büro (ausgelaufen)", "criteria": []}
    write_offer(content=past, valid_until=today - timedelta(days=60), places=6, **told)
    note = {
        "provider": "IFD Neuhafen im Auftrag",
        "note": "Bei uns nach dem Auftrag, zuerst für zwölf Monate",
    }
    write_offer(based_on="DE26-IFD", content=note | {"criteria": []}, valid_until=None, places=40, **told)
    return made.key


def _answer(case: Case, said: dict[str, Any], *, at: datetime) -> None:
    record_answers(
        case=case,
        given=[Given(fact=fact, value=value) for fact, value in said.items()],
        facts=shipped_facts(),
        source="Gespräch mit der Person",
        said_on=timezone.localdate(at),
        health=True,
        by=case.responsible,
        at=at,
    )


def _check(case: Case, on: date) -> PersonCheck:
    offers = offers_of(case.service, on=on)
    return check_person(case, offers, facts=shipped_facts(), parts=frozenset(FieldClass), on=on)


def _decide(case: Case, key: str, outcome: Outcome, *, at: datetime) -> None:
    check = _check(case, timezone.localdate(at))
    found = check.offer(key)
    if found is not None:
        told: dict[str, Any] = {"by": case.responsible, "at": at, "seen": 0}
        deciding.decide(case=case, checked=found, outcome=outcome, reason=REASONS[outcome], **told)


def _wait(case: Case, key: str, place: int, *, at: datetime) -> None:
    offer = next(one for one in offers_of(case.service, on=timezone.localdate(at)) if one.id == key)
    told: dict[str, Any] = {"offer": offer, "by": case.responsible, "at": at}
    urgency, reason = (Urgency.FIRST, "Vertrag endet bald.") if place == 0 else (Urgency.NORMAL, "")
    row = waiting.enter(case=case, since=timezone.localdate(at), urgency=urgency, reason=reason, **told)
    if place == 0:
        row.case = case
        for state, why in ((WaitState.OFFERED, "Platz ist frei."), (WaitState.TAKEN, "Hat heute begonnen.")):
            waiting.turn(waiting=row, state=state, urgency=urgency, reason=why, revision=row.revision, **told)
