"""Surveys in the demo: one told, one with too few sheets, one that runs; deterministic answers."""

import random
from datetime import date, timedelta

from roterfaden.common.days import noon
from roterfaden.operations.demo.people import Stage
from roterfaden.surveys import asking
from roterfaden.surveys.choices import Kind
from roterfaden.surveys.reader import Questionnaire, questionnaires

SEED = 26
WORDS = (
    "Die Gespräche haben mir Mut gemacht.",
    "Ich hätte gern früher von der Erprobung gehört.",
    "Am Telefon war immer jemand da.",
    "Der Weg zum Büro ist weit.",
    "Im Betrieb wurde gut erklärt, worum es geht.",
    "Mehr Zeit für die Bewerbung wäre schön.",
)
# questionnaire, occasion, begun and ending in how many days, sheets, closed
ROUNDS = (
    ("clients", "Abschluss im Frühjahr", -200, -140, 24, True),
    ("employers", "Betriebe mit Erprobung", -120, -60, 3, True),
    ("clients", "Herbst", -10, 20, 2, False),
)


def ask_people(stage: Stage, *, today: date) -> None:
    """Plan the rounds, answer them and close those that are over."""
    rng = random.Random(SEED)  # noqa: S311 - made-up answers
    service, by = stage.offices["ifd-neuhafen"], stage.users["quandt"]
    known = {one.id: one for one in questionnaires().values()}
    for name, occasion, begins, ends, sheets, closed in ROUNDS:
        begun = today + timedelta(days=begins)
        survey = asking.plan(
            organisation=service,
            questionnaire=known[name],
            occasion=occasion,
            opens_on=begun,
            closes_on=today + timedelta(days=ends),
            minimum=5,
            by=by,
            at=noon(begun - timedelta(days=3)),
        )
        codes = asking.make_codes(survey=survey, number=sheets + 4, by=by, at=noon(begun))
        for code in codes[:sheets]:
            asking.answer(code=code, answers=_sheet(known[name], rng), at=noon(begun + timedelta(days=5)))
        if closed:
            asking.close(survey=survey, by=by, at=noon(today + timedelta(days=ends + 1)))


def _sheet(questionnaire: Questionnaire, rng: random.Random) -> dict[str, str]:
    given = {}
    for question in questionnaire.questions:
        for part in question.parts:
            if question.kind == Kind.TEXT:
                given[part] = rng.choice(WORDS)
            elif question.kind == Kind.YES_NO:
                given[part] = rng.choice(("yes", "yes", "no"))
            else:
                given[part] = rng.choice("345" if part.endswith("expected") else "2344455")
    return given
