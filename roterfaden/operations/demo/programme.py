"""A canton with a programme, a social region and a municipality: triage, invitations, states, values; all invented."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from roterfaden.cases import intake
from roterfaden.cases.choices import CaseState, FieldClass
from roterfaden.cases.models import Case
from roterfaden.common.days import noon
from roterfaden.invitations import inviting
from roterfaden.invitations.choices import InviteeState
from roterfaden.invitations.inviting import Dates
from roterfaden.invitations.models import Invitee
from roterfaden.offers.answering import Given, record_answers
from roterfaden.offers.list_of_offers import offers_of
from roterfaden.offers.person_check import PersonCheck, check_person
from roterfaden.offers.reader import shipped_facts
from roterfaden.operations.demo.people import Stage
from roterfaden.people.records import record_persons
from roterfaden.process.catalogue import version_in_force
from roterfaden.programmes.budgeting import plan_line, spend
from roterfaden.programmes.choices import Audience, LineState, ValueKind
from roterfaden.programmes.events import tell_event
from roterfaden.programmes.models import Plan, PlanLine
from roterfaden.programmes.reader import shipped_programmes
from roterfaden.programmes.running import begin, change_line, record_value
from roterfaden.triage import sanctions
from roterfaden.triage.assessing import record_assessment
from roterfaden.triage.deciding import decide
from roterfaden.triage.reader import guide_for

REGION = "CH-SO"
# theme, days from today, measure, for whom, how many came, what was prepared and done
EVENTS = (
    ("Arbeiten und lernen in der Schweiz", -75, "5.10", Audience.PERSONS, 34,
     "Mit Dolmetscherin und Kinderhort. Danach elf Anmeldungen zum Gespräch."),
    ("Bewerbung schreiben, erster Teil", -20, "5.10", Audience.PERSONS, 12, ""),
    ("Frühstück für Betriebe", -48, "3.2", Audience.EMPLOYERS, 19, "Drei Betriebe bieten einen Probeeinsatz an."),
    ("Bewerbung schreiben, zweiter Teil", 12, "5.10", Audience.PERSONS, None, "Raum ist bestellt."),
)  # fmt: skip
# purpose, measure, planned, what was spent
BUDGET = (
    ("Veranstaltungen in den Sozialregionen", "5.10", "9000", (("Saal und Dolmetschen", "1840.50"),)),
    ("Anlass für Betriebe", "3.2", "4000", (("Verpflegung", "1210"), ("Einladungskarten", "365.80"))),
    ("Mehraufwand der Sozialregionen", "5.2.1", "120000", ()),
)
SAID: dict[str, Any] = {
    "employable": True, "placeability_clear": True, "placeable": True, "german_level": "A2",
    "training_capable": True, "childcare_secured": True,
}  # fmt: skip
PEOPLE = (
    ("Oksana", "Lysenko", date(1988, 3, 14)), ("Andrij", "Moroz", date(1979, 11, 2)),
    ("Natalija", "Tkatsch", date(1994, 7, 21)), ("Iwan", "Rudenko", date(2004, 1, 9)),
    ("Halyna", "Sawtschuk", date(1969, 5, 30)), ("Maksym", "Olijnyk", date(1991, 9, 17)),
    ("Julija", "Polischtschuk", date(1985, 12, 5)), ("Petro", "Kozak", date(2006, 8, 25)),
)  # fmt: skip
# measure: state, office, term from today in days, remark
STATES: dict[str, tuple[LineState, str, int | None, str]] = {
    "1.1": (LineState.DONE, "", -200, "Auszug liegt vor und wird jeden Monat erneuert."),
    "1.2": (LineState.RUNNING, "sozialregion", 60, "Erste Liste ist eingeladen, zweite Einladung läuft."),
    "1.3": (LineState.DONE, "", -150, "Rundschreiben an alle beratenden Stellen."),
    "1.4": (LineState.RUNNING, "", -20, "Begleitgruppe hat einmal getagt."),
    "1.7": (LineState.RUNNING, "", 45, "Kriterien liegen im Entwurf vor."),
    "1.8": (LineState.OPEN, "", -35, ""),
    "2.1": (LineState.RUNNING, "", 90, "Grössen sind festgelegt, Werte kommen aus den Fällen und von Hand."),
    "5.1": (LineState.RUNNING, "sozialregion", 120, ""),
    "5.3.1": (LineState.RUNNING, "sozialregion", None, "Kurse werden laufend verfügt."),
    "5.3.2": (LineState.RUNNING, "einwohnergemeinde", None, ""),
    "5.10": (LineState.OPEN, "sozialregion", 30, ""),
    "5.12": (LineState.DROPPED, "", None, "Zu wenige Personen mit Deutsch B2. In einem Jahr wieder prüfen."),
    "6.2": (LineState.RUNNING, "", 75, "Sechs Betriebe besucht."),
    "9.4": (LineState.DONE, "", None, "Bestehende Wege sind gesichert."),
}
EMPLOYED = ((-900, "21.4"), (-720, "25.8"), (-540, "29.1"), (-360, "31.7"), (-180, "34.9"), (-30, "36.2"))


def show_the_programme(stage: Stage, *, today: date) -> None:
    """The programme with states and values, a list half invited, guided cases, one check for a sanction that runs."""
    _open_in_the_municipality(stage, today=today)
    _steer(stage, today=today)
    _invite(stage, today=today)
    cases = Case.objects.filter(service__region=REGION, state=CaseState.OPEN, restricted_at=None)
    rows = cases.select_related("person", "service__kind", "responsible", "data_key").order_by("pk")
    for place, case in enumerate(rows):
        _guide(case, place, at=noon(today - timedelta(days=9 - place)))


def _open_in_the_municipality(stage: Stage, *, today: date) -> None:
    version, by = version_in_force("PROGRAMM-S", on=today), stage.users["stuber"]
    if version is None:
        return
    intake.open_case(
        service=stage.offices["einwohnergemeinde"],
        person={"first_name": "Switlana", "last_name": "Bojko", "birth_date": date(1990, 2, 11)},
        chain_version=version, start_node="start_zemis", responsible=by, team=None,
        opened_on=today - timedelta(days=20), concern="Möchte in der Pflege arbeiten.", mandate=None,
        by=by, at=noon(today - timedelta(days=20)),
    )  # fmt: skip


def _steer(stage: Stage, *, today: date) -> None:
    by, began = stage.users["kamber"], noon(today - timedelta(days=240))
    programme = shipped_programmes()["programm-s"]
    plan = begin(organisation=stage.offices["kanton-solothurn"], programme=programme, by=by, at=began)
    for measure, (state, office, days, remark) in STATES.items():
        line = PlanLine.objects.get(plan=plan, measure=measure)
        line.plan = plan
        due_on = today + timedelta(days=days) if days is not None else None
        told: dict[str, Any] = {"office": stage.offices.get(office), "due_on": due_on, "by": by}
        at = noon(today - timedelta(days=60))
        change_line(line=line, state=state, remark=remark, revision=line.revision, at=at, **told)
    _values(plan, stage, today=today)
    _events_and_money(plan, stage, today=today)


def _values(plan: Plan, stage: Stage, *, today: date) -> None:
    told: dict[str, Any] = {"plan": plan, "kind": ValueKind.ACTUAL, "source": "Beispielwert der Demo",
                            "by": stage.users["kamber"], "at": noon(today)}  # fmt: skip
    for days, value in EMPLOYED:
        day = today + timedelta(days=days)
        record_value(indicator="employment", day=day, value=Decimal(value), **told)
    for indicator, value in (("language", "412"), ("ami", "137"), ("education", "88"), ("amm", "41")):
        record_value(indicator=indicator, day=today - timedelta(days=30), value=Decimal(value), **told)


def _events_and_money(plan: Plan, stage: Stage, *, today: date) -> None:
    tokens = (UUID(int=number) for number in count(5100))
    told: dict[str, Any] = {"plan": plan, "by": stage.users["wyss"], "at": noon(today)}
    facts = {"organisation": stage.offices["sozialregion"], "place": "Pfarreisaal Solothurn"}
    for title, days, measure, audience, came, remark in EVENTS:
        said = facts | {"title": title, "held_on": today + timedelta(days=days), "measure": measure,
                        "audience": audience, "came": came, "remark": remark}  # fmt: skip
        tell_event(facts=said, token=next(tokens), **told)
    told["by"] = stage.users["kamber"]
    for purpose, measure, amount, receipts in BUDGET:
        said = {"purpose": purpose, "measure": measure, "year": today.year, "payer": "Integrationspauschale (Beispiel)",
                "amount": Decimal(amount)}  # fmt: skip
        line = plan_line(facts=said, token=next(tokens), **told)
        for receipt, spent in receipts:
            spend(line=line, day=today.replace(day=1), amount=Decimal(spent), receipt=receipt, token=next(tokens),
                  by=told["by"], at=noon(today))  # fmt: skip


def _invite(stage: Stage, *, today: date) -> None:
    service, by = stage.offices["sozialregion"], stage.users["wyss"]
    at = noon(today - timedelta(days=28))
    towns = {"street": "Hauptgasse 12", "postcode": "4500", "town": "Solothurn"}
    facts = [
        {"first_name": first, "last_name": last, "birth_date": born, "gender": "unknown"} | towns
        for first, last, born in PEOPLE
    ]
    persons = record_persons(organisation=service, facts=facts, by=by, at=at)
    round_ = inviting.open_round(service=service, title="Auszug Status S, erste Liste", by=by, at=at)
    inviting.add_persons(round_=round_, persons=persons, by=by, at=at)
    rows = list(Invitee.objects.filter(round=round_).select_related("person__data_key").order_by("pk"))
    for row in rows:
        row.round = round_
    first = Dates(first_at=at + timedelta(days=10), minutes=30, place="Sozialregion, Zimmer 4",
                  interpreter="Ukrainisch, Frau Melnyk")  # fmt: skip
    inviting.invite(round_=round_, invitees=rows[:6], dates=first, by=by, at=at)
    later = at + timedelta(days=12)
    answers = (
        (InviteeState.CAME, ""), (InviteeState.CAME, ""), (InviteeState.EXCUSED, "Kind ist krank"),
        (InviteeState.ABSENT, ""),
    )  # fmt: skip
    for row, (state, reason) in zip(rows, answers, strict=False):
        inviting.answer(invitee=row, state=state, reason=reason, revision=row.revision, by=by, at=later)
    again = Dates(first_at=noon(today + timedelta(days=6)), minutes=30, place="Sozialregion, Zimmer 4")
    inviting.invite(round_=round_, invitees=rows[2:4], dates=again, by=by, at=later + timedelta(days=1))


def _guide(case: Case, place: int, *, at: datetime) -> None:
    guide, by = guide_for(REGION), case.responsible
    if guide is None:
        return
    said = SAID if place % 2 == 0 else dict(list(SAID.items())[:1]) | {"german_level": "B1"}
    given = [Given(fact=fact, value=value) for fact, value in (said | {"has_status_s": True}).items()]
    told: dict[str, Any] = {"by": by, "at": at}
    record_answers(case=case, given=given, facts=shipped_facts(), source="Gespräch mit der Person",
                   said_on=at.date(), health=True, **told)  # fmt: skip
    path = guide.path("p3")
    if place % 2 == 0 and path is not None:
        way = path.ways[0 if case.service.kind.code == "social_service" else 1].id
        decide(case=case, guide=guide, path=path, way=way, check=_check(case, at.date()),
               reason="Deutsch A2. Der Kurs beginnt im nächsten Monat.", seen=0, **told)  # fmt: skip
    if place == 0:
        areas = {
            "experience": {"level": "resource", "note": "Zehn Jahre Buchhaltung"},
            "language": {"level": "build", "note": "A2, lernt täglich"},
            "family": {"level": "resource", "note": "Kinder sind in der Schule"},
        }
        record_assessment(case=case, guide=guide, kind="full", done_on=at.date(), body="Fachstelle Integration",
                          areas=areas, result="work", health=True,
                          summary="Kann im Büro arbeiten, sobald Deutsch B1 erreicht ist.", **told)  # fmt: skip
    if place == 1 and sanctions.rules_of(case) is not None:
        sanctions.open_review(case=case, occasion="Probeeinsatz nicht angetreten, ohne Nachricht.",
                              happened_on=at.date() - timedelta(days=3), **told)  # fmt: skip


def _check(case: Case, on: date) -> PersonCheck:
    offers = offers_of(case.service, on=on)
    return check_person(case, offers, facts=shipped_facts(), parts=frozenset(FieldClass), on=on)
