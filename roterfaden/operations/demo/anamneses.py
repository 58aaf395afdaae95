"""Believable anamneses for some cases of the demo: several sources, values that changed, values that are disputed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from roterfaden.cases.anamnesis_words import record_in_case
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.common.days import local_day, noon
from roterfaden.operations.demo.people import Stage
from roterfaden.people.disputes import dispute_fact
from roterfaden.people.facts import Said, Sitting
from roterfaden.people.health import grant_health
from roterfaden.people.models import Fact, FactSlot
from roterfaden.people.overlays import add_item, form_for

PROFILES_FILE = Path(__file__).with_name("anamnesis.yaml")
GERMAN, SWISS = 14, 6


def tell_anamneses(stage: Stage, *, today: date) -> int:
    """Fill in the anamnesis of some open cases of both worlds; returns of how many."""
    profiles: dict[str, list[dict[str, Any]]] = yaml.safe_load(PROFILES_FILE.read_text("utf-8"))
    _ask_something_of_our_own(stage, today=today)
    cases = Case.objects.filter(state=CaseState.OPEN).select_related(
        "person__data_key", "person__organisation", "service", "responsible"
    )
    cases = cases.filter(opened_on__lte=today - timedelta(days=90))
    german = list(cases.filter(service__code="ifd-neuhafen").order_by("pk")[:GERMAN])
    swiss = list(cases.filter(service__region__startswith="CH").order_by("-pk")[:SWISS])
    for told, name in ((german, "profiles"), (swiss, "profiles_ch")):
        for number, case in enumerate(told):
            _tell(case, profiles[name][number % len(profiles[name])], today=today)
    _let_the_lead_in(german, stage, today=today)
    return len(german) + len(swiss)


def _ask_something_of_our_own(stage: Stage, *, today: date) -> None:
    add_item(
        organisation=stage.offices["ifd-neuhafen"],
        section="7",
        label="Führerschein und Auto",
        type="choice",
        repeatable=False,
        special=False,
        hint="Für den Weg zur Arbeit",
        choices=["weder noch", "Führerschein", "Führerschein und Auto"],
        revision=0,
        on=today,
        by=stage.users["quandt"],
        at=noon(today - timedelta(days=30)),
    )


def _tell(case: Case, profile: Mapping[str, Any], *, today: date) -> None:
    form = form_for(case.service, on=today)
    oldest = max(sitting["ago"] for sitting in profile["sittings"])
    # no sitting before the case was opened: young cases have them closer together
    age = max((today - case.opened_on).days, 1)
    pace = min(1.0, age / (oldest + 1))
    for sitting in profile["sittings"]:
        at = noon(today - timedelta(days=round(sitting["ago"] * pace)))
        source = Sitting(source=sitting["source"], said_on=local_day(at), source_name=sitting.get("name", ""))
        record_in_case(
            case=case,
            form=form,
            sitting=source,
            said=[_said(case, key, value) for key, value in sitting["answers"].items()],
            health=True,
            by=case.responsible,
            at=at,
        )
    for mark in profile["disputed"]:
        _dispute(case, mark, at=noon(today - timedelta(days=round(mark["ago"] * pace))))


def _said(case: Case, key: str, value: Any) -> Said:
    item, entry, place = (*key.split("/"), "", "")[:3]
    at: dict[str, Any] = {"item": item, "entry": int(entry or 0), "place": int(place or 0)}
    slot = FactSlot.objects.filter(person=case.person, **at).first()
    return Said(**at, value=value, seen=slot.revision if slot else 0)


def _dispute(case: Case, mark: Mapping[str, Any], *, at: datetime) -> None:
    facts = Fact.objects.filter(slot__person=case.person, slot__item=mark["item"])
    dispute_fact(
        fact=facts.select_related("slot__person__organisation", "data_key").latest("number"),
        said_by=mark["by"],
        reason=mark["reason"],
        raised_on=local_day(at),
        scope=case,
        by=case.responsible,
        at=at,
    )


def _let_the_lead_in(cases: list[Case], stage: Stage, *, today: date) -> None:
    """The lead stands in for advice in one case; all others stay closed to her."""
    own = [case for case in cases if case.responsible == stage.users["holm"]]
    if own:
        grant_health(
            person=own[0].person,
            user=stage.users["lorenz"],
            reason="Fallbesprechung zur Belastbarkeit, auf Wunsch der zuständigen Fachkraft.",
            valid_until=today + timedelta(days=21),
            scope=own[0],
            by=own[0].responsible,
            at=noon(today - timedelta(days=2)),
        )
