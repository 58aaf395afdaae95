"""The network in the demo: partners with agreements that run out, committees with minutes and resolutions, a year of
public relations, two places with gaps.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from roterfaden.accounts.models import Organisation, User
from roterfaden.common.days import noon
from roterfaden.network import committees, outreach, partners, reachability
from roterfaden.network.choices import ContactWay, OutreachState, RoomState
from roterfaden.operations.demo.people import Stage

# name, kind, street, town, phone, about, who cares
PARTNERS = (
    ("Hafenwerkstatt Neuhafen", "workshop", "Kaistraße 8", "10001 Neuhafen", "0100 2000",
     "Übergänge auf den allgemeinen Arbeitsmarkt, gemeinsame Praktika.", "holm"),
    ("Förderschule am Deich", "school", "Deichweg 3", "10001 Neuhafen", "0100 2100",
     "Berufsorientierung in den letzten zwei Schuljahren.", "holm"),
    ("Klinik Seeblick, Sozialdienst", "clinic", "Seeallee 40", "10002 Seeblick", "0100 2200",
     "Früher Kontakt, wenn jemand in die Arbeit zurückkehrt.", "lorenz"),
    ("Handwerkskammer Nordland", "chamber", "Markt 1", "10001 Neuhafen", "0100 2300",
     "Ausbildung mit Fachpraktiker-Regelung, Kontakt zu Betrieben.", "lorenz"),
    ("Selbsthilfe Hören Nordland", "self_help", "", "10001 Neuhafen", "",
     "Beratung zu Technik und Gebärdensprache.", ""),
)  # fmt: skip
# of which partner, title, content, begun and ending in how many days, notice in weeks
PACTS = (
    (0, "Übergang Werkstatt – allgemeiner Arbeitsmarkt",
     "Die Werkstatt meldet, wer wechseln möchte. Der Dienst begleitet das Praktikum.",
     -700, 45, 4),
    (1, "Berufsorientierung", "Der Dienst kommt in jedes Abschlussjahr. Die Schule lädt Eltern ein.", -400, 600, 12),
    (2, "Rückkehr in Arbeit", "Der Sozialdienst fragt Patientinnen und Patienten, ob der Dienst kommen soll.",
     -900, -20, 0),
)  # fmt: skip
# kind, title, in how many days, for whom, cost, reached, effect
ACTIONS = (
    ("press", "Zeitungsbericht über zwei Arbeitsplätze im Handwerk", -200, "Betriebe", "0", 9000,
     "Drei Betriebe riefen an, einer bot ein Praktikum an."),
    ("fair", "Stand auf der Ausbildungsmesse", -120, "Jugendliche und Eltern", "480.50", 140,
     "Vierzig Gespräche, sechs Anfragen danach."),
    ("talk", "Vortrag vor Schwerbehindertenvertretungen", -60, "Vertretungen in Betrieben", "60", 35,
     "Zwei Einladungen in Betriebe."),
    ("open_day", "Offene Tür am neuen Standort", 20, "Alle im Landkreis", "900", None, ""),
)  # fmt: skip
HOURS = "Mo-Do 9:00-16:00, Fr 9:00-12:00"
RESPONSE = "In einer Krise sofort, sonst innerhalb von zwei Wochen."
VENUES = (
    ("Geschäftsstelle Neuhafen", "Lotsenweg 12, 10001 Neuhafen", HOURS,
     "Bus 4 und 7 bis Lotsenweg, von dort 150 Meter ohne Stufen. Parkplatz vor dem Haus.",
     {"stop": "", "parking": "", "entrance": "", "lift": "", "toilet": "", "table": "",
      "door": "Die Haustür ist zu schwer, ein Antrieb fehlt.",
      "contact": "Für gehörlose Menschen fehlt ein Weg ohne Telefon."}),
    ("Stützpunkt Seeblick", "Rathausplatz 2, 10002 Seeblick", "Di 14:00-17:00",
     "Im Rathaus, Zimmer 3, Erdgeschoss.",
     {"entrance": "", "lift": "", "sound": "Der Raum hallt, Gespräche sind im Flur zu hören."}),
)  # fmt: skip


def weave_network(stage: Stage, *, today: date) -> None:
    """Quick, through the real functions."""
    service, lead = stage.offices["ifd-neuhafen"], stage.users["lorenz"]
    _partners(stage, service, lead, today)
    _committees(stage, service, lead, today)
    _outreach(service, lead, today)
    _venues(service, lead, today)


def _partners(stage: Stage, service: Organisation, lead: User, today: date) -> None:
    made = []
    for name, kind, street, town, phone, about, carer in PARTNERS:
        said = {"name": name, "kind": kind, "street": street, "town": town, "phone": phone, "about": about}
        rest = {"is_here": None, "email": "", "cared_by": stage.users.get(carer), "ended_on": None}
        token, at = _token("partner", name), noon(today - timedelta(days=300))
        made.append(
            partners.add_partner(organisation=service, facts=said | rest, token=token, by=lead, at=at)
        )
    people = (
        ("Frau Brandt", "Begleitender Dienst"),
        ("Herr Oltmanns", "Schulleitung"),
        ("Frau Saleh", "Sozialdienst"),
    )
    for partner, (name, task) in zip(made, people, strict=False):
        facts: dict[str, Any] = {
            "name": name,
            "task": task,
            "phone": partner.phone,
            "email": "",
            "gone_on": None,
        }
        token, at = _token("contact", name), noon(today - timedelta(days=200))
        partners.add_contact(partner=partner, facts=facts, token=token, by=lead, at=at)
    for index, days, note in (
        (0, 30, "Halbjahresgespräch: vier Menschen wollen ins Praktikum."),
        (1, 90, "Termin für den Elternabend im Frühjahr vereinbart."),
        (0, 210, "Besuch in der Schlosserei, neue Leitung kennengelernt."),
    ):
        day = today - timedelta(days=days)
        named: dict[str, Any] = {"happened_on": day, "way": ContactWay.VISIT, "note": note}
        partners.note_touch(
            partner=made[index], **named, token=_token("touch", note), by=stage.users["holm"], at=noon(day)
        )
    for index, title, content, begun, ends, weeks in PACTS:
        agreed: dict[str, Any] = {
            "title": title,
            "parties": f"{service}, {made[index]}",
            "content": content,
            "filed": "Mappe Kooperation",
            "begins_on": today + timedelta(days=begun),
            "ends_on": today + timedelta(days=ends),
            "notice_weeks": weeks,
            "responsible": lead,
            "ended_on": None,
        }
        token = _token("pact", title)
        partners.add_pact(partner=made[index], facts=agreed, token=token, by=lead, at=noon(today))


def _committees(stage: Stage, service: Organisation, lead: User, today: date) -> None:
    facts: dict[str, Any] = {
        "name": "Arbeitskreis Teilhabe am Arbeitsleben Nordland",
        "purpose": "Ämter, Werkstätten, Schulen und Dienste stimmen sich zweimal im Jahr ab.",
        "seat": lead,
        "agreed_on": today - timedelta(days=320),
        "dissolved_on": None,
    }
    at, token = noon(today - timedelta(days=300)), _token("committee", "")
    found = committees.add_committee(organisation=service, facts=facts, token=token, by=lead, at=at)
    held = {
        "held_on": today - timedelta(days=40),
        "location": "Rathaus Neuhafen, Saal 2",
        "agenda": "1. Übergang aus der Werkstatt\n2. Ausbildungsmesse\n3. Verschiedenes",
        "attendance": "Integrationsamt, Hafenwerkstatt, Förderschule am Deich, IFD",
        "minutes": "Zu 1: Die Wege sind zu lang, ein Blatt für alle hilft.\nZu 2: Wir gehen wieder gemeinsam hin.",
    }
    then = noon(today - timedelta(days=39))
    sitting = committees.add_sitting(
        committee=found, facts=held, token=_token("sitting", "1"), by=lead, at=then
    )
    ahead = {"agenda": "1. Stand der Beschlüsse\n2. Planung des Jahres", "attendance": "", "minutes": ""}
    planned = {"held_on": today + timedelta(days=30), "location": "IFD Neuhafen"} | ahead
    committees.add_sitting(
        committee=found, facts=planned, token=_token("sitting", "2"), by=lead, at=noon(today)
    )
    for text, who, elsewhere, due in (
        ("Entwurf für das gemeinsame Blatt zum Übergang schreiben", "holm", "", -5),
        ("Stand auf der Messe bestellen", "", "Integrationsamt", 60),
        ("Liste der Ansprechpersonen verteilen", "lorenz", "", -20),
    ):
        said = {"text": text, "responsible": stage.users.get(who), "elsewhere": elsewhere}
        due_on, token = today + timedelta(days=due), _token("resolution", text)
        made = committees.resolve(
            sitting=sitting, facts=said | {"due_on": due_on}, token=token, by=lead, at=then
        )
    committees.finish(
        resolution=made,
        outcome="An alle Mitglieder verschickt.",
        revision=1,
        by=lead,
        at=noon(today - timedelta(days=21)),
    )


def _outreach(service: Organisation, lead: User, today: date) -> None:
    for kind, title, days, group, cost, reached, effect in ACTIONS:
        facts: dict[str, Any] = {
            "kind": kind,
            "title": title,
            "begins_on": today + timedelta(days=days),
            "ends_on": None,
            "target_group": group,
            "cost": Decimal(cost),
            "reached": reached,
            "state": OutreachState.HELD if effect else OutreachState.PLANNED,
            "effect": effect,
            "agreed_on": today - timedelta(days=210),
            "responsible": lead,
        }
        token, at = _token("outreach", title), noon(today)
        outreach.add_outreach(organisation=service, facts=facts, token=token, by=lead, at=at)


def _venues(service: Organisation, lead: User, today: date) -> None:
    at = noon(today - timedelta(days=50))
    for name, address, hours, way, checks in VENUES:
        facts: dict[str, Any] = {
            "name": name,
            "address": address,
            "hours": hours,
            "phone": "0100 1000",
            "phone_hours": "Mo-Fr 8:30-12:00",
            "email": "kontakt@ifd-neuhafen.example",
            "way_there": way,
            "response": RESPONSE,
            "is_public": True,
            "closed_on": None,
        }
        venue = reachability.add_venue(
            organisation=service, facts=facts, token=_token("venue", name), by=lead, at=at
        )
        for criterion, gap in checks.items():
            state = RoomState.PARTLY if gap else RoomState.MET
            reachability.check_room(
                venue=venue, criterion=criterion, state=state, gap=gap, revision=0, by=lead, at=at
            )


def _token(kind: str, name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo/network/{kind}/{name}")
