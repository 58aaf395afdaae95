"""Steering in the demo: figures, kept values, two target agreements, goals of clients, improvements, findings."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.common.days import noon
from roterfaden.operations.demo.fieldwork import go_out
from roterfaden.operations.demo.greeting import greet
from roterfaden.operations.demo.network import weave_network
from roterfaden.operations.demo.people import Stage
from roterfaden.operations.demo.privacy import protect_data
from roterfaden.operations.demo.staff import weave_staff
from roterfaden.operations.demo.surveys import ask_people
from roterfaden.process.choices import TaskState
from roterfaden.process.models import Run, Task
from roterfaden.steering import agreements, case_goals, improvements, keeping, negotiation, sweeping
from roterfaden.steering.agreement_records import Agreement
from roterfaden.steering.agreements import Answer
from roterfaden.steering.case_goals import GoalWords
from roterfaden.steering.choices import Effect, Outcome, Party, Place, Side, SourceKind
from roterfaden.steering.goals import GoalFacts, fingerprint
from roterfaden.steering.models import CaseGoal, TypedFigure
from roterfaden.steering.negotiation import Balance

MONTHS_KEPT = 6
FIGURES = {
    "workers": "4.5",
    "placement_workers": "2",
    "case_groups": "4",
    "case_groups_staffed": "3",
    "costs": "31000",
    "refunded": "9800",
    "unemployment": "6.4",
    "agency_districts": "1",
}
SIX_POINTS: dict[str, Any] = {
    "extent_by": "quantity",
    "measure_by": "quality",
    "time_by": "time",
    "in_reach": True,
}
GOALS = (
    (
        "structure",
        "Mehr Kontakte mit kleinen Betrieben",
        "companies",
        "6",
        "Ein Gesprächsleitfaden für Betriebe",
    ),
    (
        "structure",
        "Alle Fallgruppen mit eigener Fachkraft",
        "case_groups",
        "100",
        "Eine Stelle für Hörbehinderung",
    ),
    (
        "process",
        "Auf jede Anfrage in drei Tagen reagieren",
        "reaction",
        "95",
        "Tägliche Durchsicht der Anfragen",
    ),
    ("process", "In Krisen binnen einer Stunde handeln", "crisis", "100", "Bereitschaft im Wechsel"),
    (
        "result",
        "Mehr Aufträge führen in Arbeit",
        "placed_share",
        "40",
        "Probearbeit vor jeder Bewerbung anbieten",
    ),
    ("result", "Mehr Arbeitsplätze bleiben erhalten", "secured_share", "60", "Früher Besuch im Betrieb"),
)
WISHES = (
    (
        "keep",
        "Ich will meine Stelle in der Wäscherei behalten.",
        "Ich arbeite fünf Tage, ohne früher zu gehen.",
    ),
    ("placement", "Ich will wieder arbeiten, am liebsten draußen.", "Ich habe einen Arbeitsvertrag."),
    ("peace", "Ich will, dass im Team nicht über mich geredet wird.", "Ein Monat ohne Streit."),
    (
        "clarify",
        "Ich will wissen, welcher Beruf zu mir passt.",
        "Ich kann zwei Berufe nennen und sagen, warum.",
    ),
    (
        "overload",
        "Ich will abends nicht mehr völlig erschöpft sein.",
        "Ich schaffe abends noch etwas für mich.",
    ),
    ("absence", "Ich will seltener krank sein.", "Höchstens drei Fehltage im Monat."),
)


def steer(stage: Stage, *, today: date) -> None:
    """Quick, through the real functions; monthly figures are written as rows, so that they can lie in the past."""
    _type_figures(stage, today=today)
    _set_goals(stage, today=today)
    _agree(stage, today=today)
    _improve(stage, today=today)
    weave_network(stage, today=today)
    greet(stage, today=today)
    go_out(stage, today=today)
    weave_staff(stage, today=today)
    ask_people(stage, today=today)
    protect_data(stage, today=today)
    service, at = stage.offices["ifd-neuhafen"], noon(today)
    keeping.keep_values(service, at=at, months=MONTHS_KEPT)
    sweeping.sweep(service, at=at)


def _type_figures(stage: Stage, *, today: date) -> None:
    begun = date(today.year - 3, 1, 1)
    TypedFigure.objects.bulk_create(
        TypedFigure(
            service=stage.offices[code],
            name=name,
            month=begun,
            value=Decimal(value),
            written_by=stage.users["quandt"],
        )
        for code in ("ifd-neuhafen", "ifd-altwiek")
        for name, value in FIGURES.items()
    )


def _set_goals(stage: Stage, *, today: date) -> None:
    """Goals of clients: some running, one seen differently by two parties, one moved, three ended."""
    cases = Case.objects.filter(service=stage.offices["ifd-neuhafen"], state=CaseState.OPEN).order_by("pk")[
        :6
    ]
    at = noon(today - timedelta(days=60))
    later = noon(today - timedelta(days=5))
    outcomes = {2: Outcome.PARTLY, 4: Outcome.NOT, 5: Outcome.REACHED}
    for place, (case, (topic, text, expected)) in enumerate(
        zip(cases.select_related("service"), WISHES, strict=False)
    ):
        by = stage.users["lorenz"]
        words = GoalWords(
            text=text, levels=["Es wird schlimmer.", "Es bleibt, wie es ist.", expected, "", ""], topic=topic
        )
        goal = case_goals.set_goal(case=case, words=words, by=by, at=at)
        _see(goal, Party.CLIENT, -1 if place % 2 else 0, by=by, at=later)
        _see(goal, Party.SERVICE, 0, by=by, at=later)
        if place == 1:
            moved = GoalWords(
                text="Ich will wieder arbeiten, auch in der Halle.", levels=words.levels, topic=topic
            )
            reason = "Im Winter gibt es draußen keine Stellen."
            case_goals.move_goal(goal=goal, words=moved, reason=reason, revision=1, by=by, at=later)
        if place in outcomes:
            ending = "So weit sind wir gekommen, den Rest trägt jetzt der Betrieb."
            case_goals.end_goal(
                goal=goal, outcome=outcomes[place], ending=ending, revision=1, by=by, at=later
            )


def _see(goal: CaseGoal, party: Party, level: int, *, by: User, at: datetime) -> None:
    seen_on = timezone.localdate(at)
    case_goals.note_view(goal=goal, party=party, level=level, seen_on=seen_on, note="", by=by, at=at)


def _agree(stage: Stage, *, today: date) -> None:
    """This year's agreement is signed and balanced at half-time; next year's is being negotiated."""
    begins = date(today.year, 1, 1)
    this_year = _begin(stage, begins, at=noon(begins - timedelta(days=80)))
    _draft(this_year, stage, at=noon(begins - timedelta(days=70)))
    at = noon(begins - timedelta(days=40))
    _go(this_year, stage.users["lorenz"], at)
    for goal in GOALS:
        _write(this_year, goal, by=stage.users["amt"], at=at)
    for user in ("lorenz", "lorenz", "amt"):
        _go(this_year, stage.users[user], at, ready=True)
    for user in ("lorenz", "amt"):
        seen = fingerprint(this_year)
        negotiation.sign(agreement=this_year, seen=seen, by=stage.users[user], at=at + timedelta(days=9))
    _go(this_year, stage.users["amt"], at + timedelta(days=9))
    _balance(this_year, stage, at=min(noon(date(today.year, 6, 20)), noon(today)))
    following = _begin(stage, date(today.year + 1, 1, 1), at=noon(today - timedelta(days=30)))
    _draft(following, stage, at=noon(today - timedelta(days=20)))
    _write(following, GOALS[2], by=stage.users["koester"], at=noon(today - timedelta(days=4)))
    _write(following, GOALS[4], by=stage.users["amt"], at=noon(today - timedelta(days=3)))


def _begin(stage: Stage, begins_on: date, *, at: datetime) -> Agreement:
    made = agreements.begin(
        service=stage.offices["ifd-neuhafen"],
        office=stage.offices["inklusionsamt"],
        begins_on=begins_on,
        by=stage.users["amt"],
        at=at,
    )
    _go(made, stage.users["amt"], at)
    return made


def _draft(agreement: Agreement, stage: Stage, *, at: datetime) -> None:
    """Both sides write what they see and what they want."""
    texts = {
        Place.STATE: "Anfragen kommen schnell dran. In Krisen dauert es noch zu lange.",
        Place.IDEAS: "Krisen, Kontakte mit kleinen Betrieben, mehr Vermittlungen aus Probearbeit.",
    }
    for place, text in texts.items():
        for side, user in ((Side.OFFICE, "amt"), (Side.PROVIDER, "koester")):
            by = stage.users[user]
            agreements.write_side_text(
                agreement=agreement, side=side, place=place, text=text, revision=0, by=by, at=at
            )
            _go(agreement, by, at)


def _go(agreement: Agreement, by: User, at: datetime, *, ready: bool = False) -> None:
    """Complete the first open place at which `by` acts."""
    agreement.run = Run.objects.select_related("chain_version").get(pk=agreement.run_id)
    today = timezone.localdate(at)
    tasks = Task.objects.filter(run=agreement.run, state=TaskState.OPEN).order_by("number")
    task = next(one for one in tasks if agreements.may_act_on(by, agreement, one.node, on=today))
    outcome = "ja" if ready and task.kind == "decision" else ""
    seen = agreement.run.moves
    agreements.move_on(
        agreement=agreement, seen_moves=seen, number=task.number, answer=Answer(outcome), by=by, at=at
    )
    agreement.run = Run.objects.select_related("chain_version").get(pk=agreement.run_id)


def _write(agreement: Agreement, goal: tuple[str, str, str, str, str], *, by: User, at: datetime) -> None:
    dimension, title, kpi, target, programme = goal
    facts = GoalFacts(
        dimension=dimension,
        title=title,
        due_on=agreement.ends_on,
        kpi=kpi,
        target=Decimal(target),
        state="Siehe Wert der Kennzahl.",
        need="Der Ablauf im Team ist anzupassen.",
        content=f"{title}, bis zum Ende des Jahres.",
        measure="Kennzahl aus den Fällen",
        programme=programme,
        responsible="Teamleitung",
        **SIX_POINTS,
    )
    negotiation.write_goal(agreement=agreement, facts=facts, by=by, at=at)


def _balance(agreement: Agreement, stage: Stage, *, at: datetime) -> None:
    for goal in agreement.goals.select_related("agreement__service__parent", "agreement__office"):
        balance = Balance(
            text="Auf dem Weg. Der Leitfaden ist fertig, die Runde mit dem Team steht noch aus."
        )
        by = stage.users["koester"]
        negotiation.draw_balance(
            goal=goal, place=Place.INTERIM, balance=balance, revision=goal.revision, by=by, at=at
        )
    _go(agreement, stage.users["amt"], at)


def _improve(stage: Stage, *, today: date) -> None:
    """One proposed, one agreed, one done, one checked."""
    users, at = stage.users, noon(today - timedelta(days=50))
    texts = (
        (SourceKind.COMPLAINT, "QB", "Vor jedem Gespräch prüfen, ob man draußen mithören kann."),
        (SourceKind.STATISTICS, "crisis", "Bereitschaft für Krisen im Wechsel, mit Vertretung."),
        (SourceKind.DATA, "silent", "Einmal im Monat ruhende Fälle im Team durchgehen."),
        (SourceKind.IDEA, "", "Betriebe einmal im Jahr zu einem Frühstück einladen."),
    )
    rows = [
        improvements.propose(
            organisation=stage.offices["ifd-neuhafen"],
            source_kind=kind,
            source_code=code,
            what=what,
            token=UUID(int=9000 + place),
            by=users["reimers"],
            at=at,
        )
        for place, (kind, code, what) in enumerate(texts)
    ]
    for place, row in enumerate(rows[:3]):
        due_on = today + timedelta(days=20 * place - 10 if place else 10)
        improvements.agree(
            improvement=row, responsible=users["falk"], due_on=due_on, revision=1, by=users["quandt"], at=at
        )
    for row in rows[:2]:
        improvements.finish(
            improvement=row, revision=2, by=users["falk"], at=noon(today - timedelta(days=20))
        )
    improvements.check(
        improvement=rows[0],
        effect=Effect.WORKS,
        remark="Drei Hörproben, nichts zu hören.",
        revision=3,
        by=users["quandt"],
        at=noon(today - timedelta(days=2)),
    )
