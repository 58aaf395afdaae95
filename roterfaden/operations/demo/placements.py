"""Trials, employments and consulting of the demo; all invented."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.employers.models import Employer, Workplace
from roterfaden.placement import consulting, inquiries, measures
from roterfaden.placement.choices import CheckInResult, Side, TrialEnd
from roterfaden.placement.employments import record_check_in, record_subsidy, start_employment
from roterfaden.placement.losing import lose_job
from roterfaden.placement.models import CheckIn, Employment
from roterfaden.placement.trials import agree_trial, end_trial, evaluate_trial

GOOD = {"tasks": "4", "quality": "3", "pace": "3", "times": "4", "learning": "4", "team": "4"}
OWN = {"tasks": "3", "quality": "3", "pace": "2", "times": "4", "learning": "3", "load": "3"}


def place_some(offices: dict[str, Organisation], users: dict[str, User], *, today: date) -> None:
    """Four cases of the IFD: a trial that runs, one that led to a job, a job with follow-ups, a job that was lost."""
    service, by = offices["ifd-neuhafen"], users["holm"]
    cases = list(
        Case.objects.filter(
            service=service, state=CaseState.OPEN, responsible__username__in=("holm", "reimers")
        )
        .select_related("person", "service", "data_key")
        .order_by("pk")[:4]
    )
    places = list(
        Workplace.objects.filter(employer__organisation=service)
        .select_related("employer__organisation")
        .order_by("pk")[2:24:5]
    )
    told = {"by": by, "at": _at(today)}
    _trial(cases[0], places[0], today - timedelta(days=12), today + timedelta(days=16), told)
    _hired(cases[1], places[1], today, told)
    _asked(cases[2], places[2], today, told)
    _lost(cases[3], places[3], today, told)
    _consult(service, offices, users, today=today)


def _trial(
    case: Case, place: Workplace, first: date, last: date, told: dict[str, Any], kind: str = "work_trial"
) -> Any:
    facts = {
        "kind": kind, "starts_on": first, "ends_on": last, "hours": 20, "agreed_on": first,
        "contact": place.employer.contacts.first(),
        "goals": "Zeigen, dass die Arbeit an vier Stunden am Tag gelingt. Herausfinden, welche Anleitung nötig ist.",
        "terms": "Anleitung durch die Schichtleitung, jeden Freitag ein kurzes Gespräch. Unfallschutz über den Träger.",
    }  # fmt: skip
    return agree_trial(case=case, workplace=place, facts=facts, **told)


def _hired(case: Case, place: Workplace, today: date, told: dict[str, Any]) -> None:
    trial = _trial(
        case, place, today - timedelta(days=80), today - timedelta(days=52), told, "trial_employment"
    )
    day = today - timedelta(days=52)
    for side, answers, note in (
        (
            Side.COMPANY,
            GOOD,
            "Zuverlässig, fragt nach, wenn etwas unklar ist. Am Nachmittag braucht es mehr Pausen.",
        ),
        (Side.PERSON, OWN, "Das Team ist freundlich. Das Tempo am Anfang war schwer."),
    ):
        evaluate_trial(trial=trial, side=side, told_on=day, told_by="", answers=answers, note=note, **told)
    end_trial(trial=trial, end=TrialEnd.HIRED, ended_on=day, note="", revision=trial.revision, **told)
    first = today - timedelta(days=50)
    made = _job(case, place, first, told, contract="fixed", fixed_until=first + timedelta(days=364))
    facts = {
        "kind": "integration_grant", "payer": "Agentur für Arbeit", "state": "granted", "starts_on": first,
        "ends_on": first + timedelta(days=240), "amount": "50 Prozent, nach sechs Monaten weniger",
    }  # fmt: skip
    record_subsidy(employment=made, facts=facts, **told)


def _job(case: Case, place: Workplace, first: date, told: dict[str, Any], **more: Any) -> Employment:
    facts = {
        "contract": "permanent", "starts_on": first, "hours": 25, "pay": "nach Tarif, Entgeltgruppe 2",
        "probation_until": first + timedelta(days=181),
    }  # fmt: skip
    return start_employment(case=case, workplace=place, facts=facts | more, **told)


def _asked(case: Case, place: Workplace, today: date, told: dict[str, Any]) -> None:
    made = _job(case, place, today - timedelta(days=190), told)
    first = CheckIn.objects.select_related("employment__case__data_key", "deadline__deadline").get(
        employment=made
    )
    record_check_in(
        check_in=first, result=CheckInResult.STABLE, asked_on=today - timedelta(days=96),
        note="Gut angekommen. Die Schichtleitung wünscht sich einen festen Ansprechpartner.",
        revision=first.revision, **told,
    )  # fmt: skip


def _lost(case: Case, place: Workplace, today: date, told: dict[str, Any]) -> None:
    made = _job(case, place, today - timedelta(days=140), told)
    lose_job(
        employment=made, reason="business", told_on=today - timedelta(days=2), ended_on=today + timedelta(days=26),
        note="Der Betrieb legt zwei Bereiche zusammen.", steps=["talk", "register", "money"],
        free_from=None, revision=made.revision, **told,
    )  # fmt: skip


def _consult(
    service: Organisation, offices: dict[str, Organisation], users: dict[str, User], *, today: date
) -> None:
    lead: dict[str, Any] = {"by": users["lorenz"], "at": _at(today)}
    told: dict[str, Any] = {"by": users["holm"], "at": _at(today)}
    office = next((one for one in offices.values() if one.kind.code == "integration_office"), None)
    facts = {
        "year": today.year, "fields": ["training", "implementation"], "office": office,
        "focus": "Kleine Betriebe bis 40 Beschäftigte: Eingliederungsmanagement einfach machen. Vorgesetzte stärken.",
    }  # fmt: skip
    frame = consulting.write_framework(service=service, facts=facts, **lead)
    consulting.submit_framework(framework=frame, revision=1, **lead)
    decision: dict[str, Any] = {"decided_on": today, "decided_by": "Frau Brandt", "note": ""}
    consulting.decide_framework(framework=frame, approved=True, revision=2, **decision, **lead)
    werft, hotel = (
        Employer.objects.get(organisation=service, name=n) for n in ("Werft am Kanal", "Hotel Seeblick")
    )
    goal = "Ein Verfahren, das alle kennen und dem Beschäftigte trauen."
    facts = {"kind": "bem", "title": "BEM neu aufstellen", "goal": goal, "framework": frame}
    project = consulting.begin_project(employer=werft, facts=facts, **told)
    plan = {
        "action": "9", "field": "training", "planned_on": today - timedelta(days=3), "place": "Besprechungsraum 2",
        "checklist": {"aim": "Vorgesetzte führen das erste Gespräch sicher.", "audience": "12 Meister"},
    }  # fmt: skip
    act = measures.plan_action(project=project, facts=plan, **told)
    consulting.submit_project(project=project, revision=1, **told)
    consulting.decide_project(project=project, approved=True, revision=2, **decision, **lead)
    act.project = project
    sheet = {
        "result": "Alle haben ein Gespräch geübt.",
        "agreements": "Leitfaden bis Monatsende.",
    }
    held = {"held_on": today - timedelta(days=3), "minutes": 150, "sheet": sheet}
    measures.write_action(action=act, facts=held, revision=1, **told)
    measures.add_participant(action=act, contact=werft.contacts.first(), task="", words="", number=1, **told)
    measures.add_participant(
        action=act, contact=None, task="management", words="Vorgesetzte", number=12, **told
    )
    answers = {"useful": "4", "clear": "4", "applied": "3", "again": "4"}
    measures.keep_feedback(action=act, task="personnel", given_on=today, answers=answers, note="", **told)
    consulting.reach_milestone(project=project, milestone="team", day=today, revision=3, **told)
    facts = {
        "kind": "inclusion_agreement",
        "title": "Erste Vereinbarung",
        "goal": "Ziele für zwei Jahre.",
        "framework": frame,
    }
    consulting.begin_project(employer=hotel, facts=facts, **told)
    asked = {
        "came_on": today - timedelta(days=8), "way": "phone", "caller": "Olga Reimann", "topic": "hire",
        "text": "Das Hotel möchte einen Ausbildungsplatz in der Küche anbieten und fragt nach Förderung.",
    }  # fmt: skip
    inquiries.keep_inquiry(employer=hotel, facts=asked, **told)


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(11)))
