"""Surveys in the demo: two told of one questionnaire, three parties side by side, one with too few sheets, one that
runs, a questionnaire of its own; deterministic answers.
"""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from roterfaden.common.days import noon
from roterfaden.operations.demo.people import Stage
from roterfaden.surveys import asking, own
from roterfaden.surveys.choices import Kind
from roterfaden.surveys.models import Round
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


@dataclass(frozen=True)
class Asking:
    """One round of the demo: begun and ending in how many days, sheets by group, how many of them are content."""

    questionnaire: str
    occasion: str
    begins: int
    ends: int
    sheets: Mapping[str, int]
    content: float
    axis: str = ""
    beside: str = ""


ROUNDS: tuple[Asking, ...] = (
    Asking("clients", "Abschluss im Vorjahr", -400, -340, {"": 34}, content=0.5),
    Asking(
        "clients",
        "Abschluss im Frühjahr",
        -200,
        -140,
        {"finding": 24, "keeping": 21},
        content=0.65,
        axis="chain",
    ),
    Asking(
        "colleagues",
        "Fachkräfte im Frühjahr",
        -200,
        -140,
        {"": 18},
        content=0.6,
        beside="Abschluss im Frühjahr",
    ),
    Asking(
        "funders",
        "Auftraggeber im Frühjahr",
        -200,
        -140,
        {"": 22},
        content=0.45,
        beside="Abschluss im Frühjahr",
    ),
    Asking("employers", "Betriebe mit Erprobung", -120, -60, {"": 3}, content=0.5),
    Asking("clients", "Herbst", -10, 20, {"": 2}, content=0.5),
)


def ask_people(stage: Stage, *, today: date) -> None:
    """Plan the rounds, answer them and close those that are over."""
    rng = random.Random(SEED)  # noqa: S311 - made-up answers
    known = {one.id: one for one in questionnaires().values()}
    made: dict[str, Round] = {}
    for asked in ROUNDS:
        made[asked.occasion] = _ask(
            stage, asked, known[asked.questionnaire], made.get(asked.beside), rng, today
        )

    _write_own(stage, known["employers"], today=today)


def _write_own(stage: Stage, start: Questionnaire, *, today: date) -> None:
    """A questionnaire of the service that nobody has asked yet."""
    head = own.Head(
        title="Fragen nach dem ersten Gespräch im Betrieb",
        source="Team Neuhafen, nach der mitgelieferten Befragung von Betrieben",
        context="Ein Betrieb, der absagt, ist kein Fehler. Wichtig ist, ob er wieder anrufen würde.",
    )
    own.begin(
        organisation=stage.offices["ifd-neuhafen"],
        head=head,
        group=start.group,
        questions=start.questions,
        by=stage.users["quandt"],
        at=noon(today - timedelta(days=20)),
    )


def _ask(
    stage: Stage, asked: Asking, what: Questionnaire, beside: Round | None, rng: random.Random, today: date
) -> Round:
    service, by = stage.offices["ifd-neuhafen"], stage.users["quandt"]
    begun, ends = today + timedelta(days=asked.begins), today + timedelta(days=asked.ends)
    wanted = asking.Plan(
        questionnaire=what,
        occasion=asked.occasion,
        opens_on=begun,
        closes_on=ends,
        axis=asked.axis,
        linked_to=beside,
    )
    survey = asking.plan(organisation=service, wanted=wanted, by=by, at=noon(begun - timedelta(days=3)))
    numbers = {group: number + 4 for group, number in asked.sheets.items()}
    codes = asking.make_codes(survey=survey, numbers=numbers, by=by, at=noon(begun))
    for group, number in asked.sheets.items():
        for code in codes[group][:number]:
            answers = _sheet(what, rng, content=asked.content)
            asking.answer(code=code, answers=answers, at=noon(begun + timedelta(days=5)))
    if ends < today:
        asking.close(survey=survey, by=by, at=noon(ends + timedelta(days=1)))
    return survey


def _sheet(questionnaire: Questionnaire, rng: random.Random, *, content: float) -> dict[str, str]:
    given = {}
    for question in questionnaire.questions:
        for part in question.parts:
            if question.kind == Kind.TEXT:
                given[part] = rng.choice(WORDS)
                continue
            likely = 0.72 if part.endswith("expected") else content
            good, bad = ("yes", "no") if question.kind == Kind.YES_NO else ("45", "123")
            if rng.random() < likely:
                given[part] = good if question.kind == Kind.YES_NO else rng.choice(good)
            else:
                given[part] = bad if question.kind == Kind.YES_NO else rng.choice(bad)
    return given
