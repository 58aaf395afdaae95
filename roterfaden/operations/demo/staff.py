"""Staff in the demo: five workers with what they bring and lack, one in induction, a plan of training, supervision."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from roterfaden.accounts.models import User
from roterfaden.common.days import noon
from roterfaden.operations.demo.people import Stage
from roterfaden.staff import files, induction, qualifying, supervision, training
from roterfaden.staff.choices import Held, Impact, Origin, Priority, SupervisionKind, TrainingState
from roterfaden.staff.models import Induction, StaffFile, Training

SERVICE = "ifd-neuhafen"
LOOKED_AT = ("computing", "suitability")
PAPER = "Die Urkunde liegt in der Personalabteilung des Trägers."
# who, share, in the service since how many days, tasks, degree with its year and place
CREW = (
    ("holm", "1", 2600, ["placement", "companies"], "social_work", "Soziale Arbeit, Hochschule Kiel"),
    ("reimers", "0.75", 1400, ["placement"], "occupational_therapy", "Ergotherapie, Fachschule Lübeck"),
    ("albers", "0.5", 900, ["securing", "companies"], "psychology", "Psychologie, Universität Hamburg"),
    ("yilmaz", "1", 75, ["securing"], "social_pedagogy", "Sozialpädagogik, Hochschule Bremen"),
    ("lorenz", "0.8", 3400, ["placement"], "social_work", "Soziale Arbeit, Hochschule Hamburg"),
)  # fmt: skip
# who, criterion, what, how it stands, lapses in how many days, confirmed
BROUGHT: tuple[tuple[str, str, str, Held, int | None, bool], ...] = (
    ("holm", "additional", "Zusatzausbildung Arbeitspädagogik", Held.YES, None, True),
    ("holm", "disabilities", "Kursreihe Behinderung und Arbeit", Held.YES, None, True),
    ("holm", "diagnostics", "IMBA und MELBA, Grundkurs", Held.YES, 34, True),
    ("holm", "counselling", "Systemische Beratung, zwei Jahre", Held.YES, None, True),
    ("holm", "business_life", "Drei Jahre in der Disposition eines Betriebs", Held.YES, None, True),
    ("holm", "acquisition", "Seminar Arbeitsplätze gewinnen", Held.YES, None, True),
    ("holm", "law", "SGB IX in der Praxis", Held.YES, None, True),
    ("holm", "statements", "Schreibwerkstatt Stellungnahmen", Held.YES, None, True),
    ("holm", "computing", "Im Alltag gesehen", Held.YES, None, True),
    ("holm", "suitability", "Gespräch bei der Einstellung", Held.YES, None, True),
    ("lorenz", "additional", "Psychosoziale Beratung, zwei Jahre", Held.YES, None, True),
    ("lorenz", "disabilities", "Seelische Behinderung und Arbeit", Held.YES, None, True),
    ("lorenz", "diagnostics", "IMBA, Aufbaukurs", Held.YES, None, True),
    ("lorenz", "counselling", "Supervisorin in Ausbildung", Held.YES, None, True),
    ("lorenz", "business_life", "Praktika in vier Betrieben", Held.YES, None, True),
    ("lorenz", "acquisition", "Seminar Arbeitsplätze gewinnen", Held.YES, None, True),
    ("lorenz", "law", "SGB IX in der Praxis", Held.YES, None, True),
    ("lorenz", "statements", "Stellungnahmen gegenlesen", Held.YES, None, True),
    ("lorenz", "computing", "Im Alltag gesehen", Held.YES, None, True),
    ("lorenz", "suitability", "Gespräch bei der Einstellung", Held.YES, None, True),
    ("reimers", "additional", "Arbeitspädagogik, läuft bis zum Sommer", Held.UNDER_WAY, None, False),
    ("reimers", "disabilities", "Grundkurs Autismus und Arbeit", Held.YES, None, True),
    ("reimers", "counselling", "Gesprächsführung, Träger", Held.YES, None, True),
    ("reimers", "business_life", "Fünf Jahre in einer Tischlerei", Held.YES, None, True),
    ("reimers", "acquisition", "Seminar Arbeitsplätze gewinnen", Held.YES, None, True),
    ("reimers", "law", "SGB IX für Einsteiger", Held.YES, None, False),
    ("reimers", "computing", "Im Alltag gesehen", Held.YES, None, True),
    ("reimers", "suitability", "Gespräch bei der Einstellung", Held.YES, None, True),
    ("albers", "additional", "Psychosoziale Beratung", Held.YES, None, True),
    ("albers", "disabilities", "Hirnschädigung und Arbeit", Held.YES, None, True),
    ("albers", "diagnostics", "MELBA-Lizenz, erneuert alle drei Jahre", Held.YES, -12, True),
    ("albers", "counselling", "Gesprächsführung, Universität", Held.YES, None, True),
    ("albers", "business_life", "Zwei Jahre Personalabteilung", Held.YES, None, True),
    ("albers", "law", "SGB IX in der Praxis", Held.YES, None, True),
    ("albers", "computing", "Im Alltag gesehen", Held.YES, None, True),
    ("albers", "suitability", "Gespräch bei der Einstellung", Held.YES, None, True),
    ("yilmaz", "additional", "Noch nicht begonnen", Held.NO, None, False),
    ("yilmaz", "counselling", "Gesprächsführung, Hochschule", Held.YES, None, True),
    ("yilmaz", "suitability", "Gespräch bei der Einstellung", Held.YES, None, True),
)  # fmt: skip
PLAN: tuple[tuple[str, Origin, str, str, Priority, int | None, str | None, str], ...] = (
    ("yilmaz", Origin.GAP, "additional", "Zusatzqualifikation Arbeitspädagogik", Priority.FIRST, 60, "1850.00",
     "Akademie Nord"),
    ("", Origin.RULE, "law", "Neues im SGB IX: ein Nachmittag für alle", Priority.FIRST, 25, "420.00", "Inklusionsamt"),
    ("albers", Origin.GAP, "diagnostics", "MELBA-Lizenz erneuern", Priority.FIRST, None, None, ""),
    ("reimers", Origin.WISH, "", "Leichte Sprache im Beratungsgespräch", Priority.SECOND, None, None, ""),
    ("", Origin.OFFICE, "statements", "Stellungnahmen kürzer schreiben", Priority.THIRD, None, None, ""),
)  # fmt: skip


def weave_staff(stage: Stage, *, today: date) -> None:
    """Quick, through the real functions."""
    made = _files(stage, today=today)
    _brought(stage, made, today=today)
    _induction(stage, made["yilmaz"], today=today)
    _trainings(stage, made, today=today)
    _supervision(stage, today=today)


def _files(stage: Stage, *, today: date) -> dict[str, StaffFile]:
    service, lead, made = stage.offices[SERVICE], stage.users["lorenz"], {}
    for name, share, days, areas, degree, what in CREW:
        begun = (today - timedelta(days=days)).replace(day=1)
        facts: dict[str, Any] = {
            "employed_from": begun,
            "probation_until": None,
            "areas": areas,
            "left_on": None,
        }
        made[name] = files.open_file(
            organisation=service,
            user=stage.users[name],
            facts=facts,
            share=Decimal(share),
            token=_token("file", name),
            by=lead,
            at=noon(today),
        )
        since = begun - timedelta(days=400 if name == "yilmaz" else 2000)
        _note(stage, made[name], "degree", what, today=today, choice=degree, since=since)
        if name != "reimers":
            until = begun - timedelta(days=30)
            job = "Arbeit mit Menschen mit Behinderung, Werkstatt und Wohnhaus"
            _note(stage, made[name], "experience", job, today=today, since=since, until=until)
    facts = {"share": Decimal("0.5"), "since": today - timedelta(days=50), "filled_on": None}
    files.add_vacancy(
        organisation=service, facts=facts, token=_token("vacancy", "1"), by=lead, at=noon(today)
    )
    wanted = {
        "title": "Führerschein Klasse B",
        "area": "",
        "source": "Vertrag mit dem Inklusionsamt, ländliches Gebiet",
        "ended_on": None,
    }
    files.add_criterion(
        organisation=service, facts=wanted, token=_token("criterion", "1"), by=lead, at=noon(today)
    )
    return made


def _brought(stage: Stage, made: dict[str, StaffFile], *, today: date) -> None:
    for name, criterion, what, held, lapses, seen in BROUGHT:
        until = today + timedelta(days=lapses) if lapses is not None else None
        since = made[name].employed_from if held == Held.YES else None
        _note(
            stage,
            made[name],
            criterion,
            what,
            today=today,
            held=held,
            since=since,
            valid_until=until,
            seen=seen,
        )


def _note(
    stage: Stage,
    staff_file: StaffFile,
    criterion: str,
    what: str,
    *,
    today: date,
    seen: bool = True,
    **more: Any,
) -> None:
    """Noted by the worker, confirmed by who leads; by the other lead where it is their own."""
    proven = more.get("held", Held.YES) == Held.YES and criterion not in LOOKED_AT
    facts: dict[str, Any] = {
        "held": Held.YES,
        "choice": "",
        "what": what,
        "since": None,
        "until": None,
        "valid_until": None,
        "reason": PAPER if proven else "",
    }
    row = qualifying.note(
        staff_file=staff_file,
        criterion=criterion,
        facts=facts | more,
        upload=None,
        token=_token(str(staff_file.user.username), f"{criterion}/{what}"),
        by=staff_file.user,
        at=noon(today),
    )
    if seen and row.confirmed_on is None:
        lead: User = stage.users["falk" if staff_file.user.username == "lorenz" else "lorenz"]
        qualifying.confirm(qualification=row, revision=row.revision, by=lead, at=noon(today))


def _induction(stage: Stage, of: StaffFile, *, today: date) -> None:
    """Under way: the first steps are done, one shadowing, too."""
    begun: Induction = induction.begin(
        staff_file=of,
        mentor=stage.users["albers"],
        begins_on=of.employed_from,
        token=_token("induction", "1"),
        by=stage.users["lorenz"],
        at=noon(today),
    )
    for step in begun.steps.filter(due_on__lt=today - timedelta(days=18)).order_by("due_on", "pk"):
        facts = {name: getattr(step, name) for name in induction.STEP_FIELDS}
        facts |= {"done_on": step.due_on, "note": "Gemeinsam besprochen."}
        induction.change_step(
            step=step, facts=facts, revision=step.revision, by=stage.users["albers"], at=noon(today)
        )


def _trainings(stage: Stage, made: dict[str, StaffFile], *, today: date) -> None:
    lead = stage.users["lorenz"]
    for name, origin, criterion, topic, priority, days, cost, provider in PLAN:
        planned = today + timedelta(days=days) if days is not None else None
        _need(
            stage,
            made.get(name),
            origin=origin,
            criterion=criterion,
            topic=topic,
            priority=priority,
            state=TrainingState.PLANNED if planned else TrainingState.NEED,
            planned_on=planned,
            provider=provider,
            cost=Decimal(cost) if cost else None,
            at=today,
        )
    held_on = today - timedelta(days=140)
    row: Training = _need(
        stage,
        made["holm"],
        origin=Origin.WISH,
        criterion="",
        topic="Gespräche mit Betrieben führen",
        priority=Priority.SECOND,
        state=TrainingState.PLANNED,
        planned_on=held_on,
        provider="Handwerkskammer",
        cost=Decimal("290.00"),
        at=held_on - timedelta(days=60),
    )
    training.hold(
        training=row, held_on=held_on, reason=PAPER, upload=None, revision=1, by=lead, at=noon(held_on)
    )
    training.tell_effect(
        training=row,
        impact=Impact.HELPS,
        effect="Ich frage früher nach dem, was der Betrieb wirklich braucht.",
        revision=2,
        by=stage.users["holm"],
        at=noon(today - timedelta(days=45)),
    )


def _need(stage: Stage, staff_file: StaffFile | None, *, at: date, **facts: Any) -> Training:
    return training.need(
        organisation=stage.offices[SERVICE],
        staff_file=staff_file,
        facts=facts,
        token=_token("training", str(facts["topic"])),
        by=stage.users["lorenz"],
        at=noon(at),
    )


def _supervision(stage: Stage, *, today: date) -> None:
    sessions = (
        (
            SupervisionKind.TEAM,
            21,
            "Wie wir Übergaben machen",
            ("holm", "reimers", "albers", "yilmaz"),
            "Frau Sommer",
        ),
        (SupervisionKind.CASES, 9, "Wenn ein Betrieb nicht mehr antwortet", ("holm", "reimers"), ""),
        (SupervisionKind.SINGLE, 35, "Grenzen im Gespräch", ("holm",), "Frau Sommer"),
    )
    for kind, days, topic, names, guide in sessions:
        facts = {
            "kind": kind,
            "held_on": today - timedelta(days=days),
            "led_by": guide,
            "topic": topic,
            "minutes": "Wir haben drei Wege besprochen und einen davon bis zum nächsten Mal verabredet.",
        }
        supervision.note(
            organisation=stage.offices[SERVICE],
            facts=facts,
            there=[stage.users[name] for name in names],
            token=_token("supervision", topic),
            by=stage.users["holm"],
            at=noon(today),
        )


def _token(kind: str, name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo/staff/{kind}/{name}")
