"""Data protection in the demo: three requests with their clocks, the papers of the service, a breach that runs."""

from datetime import date, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.common.days import noon
from roterfaden.operations.demo.people import Stage
from roterfaden.privacy import papers, requests
from roterfaden.privacy.choices import Outcome

# kind, how it came, in her or his words, came so many days ago, who asks
ASKED = (
    ("access", "in_person", "Ich möchte wissen, was hier alles über mich steht.", 24, "known"),
    ("rectification", "phone", "Die Straße stimmt nicht mehr, wir sind umgezogen.", 9, "known"),
    ("objection", "letter", "Ich will nicht, dass mein Betrieb weiter gefragt wird.", 40, "known"),
)
PROVIDERS: tuple[dict[str, Any], ...] = (
    {
        "name": "Rechenzentrum Nordland",
        "task": "Betreibt den Server und die Sicherungen. Schlüssel hat nur der Dienst.",
        "classes": ["master", "work", "abilities", "course", "social", "health", "diagnosis", "third_party"],
        "place": "here",
        "since": 700,
        "notified": True,
    },
    {
        "name": "Aktenvernichtung Küste",
        "task": "Holt Papier ab und vernichtet es.",
        "classes": ["master", "course"],
        "place": "here",
        "since": -20,
        "notified": False,
    },
)
# who, pledged so many days ago
PLEDGED = (("holm", 400), ("lorenz", 760), ("reimers", 90))
BREACH = "Ein Brief mit einem Termin lag im Kasten der Nachbarwohnung."


def protect_data(stage: Stage, *, today: date) -> None:
    """Quick, through the real functions."""
    _requests(stage, today)
    _papers(stage, today)


def _requests(stage: Stage, today: date) -> None:
    service = stage.offices["ifd-neuhafen"]
    cases = Case.objects.filter(service=service, state=CaseState.OPEN, restricted_at__isnull=True)
    chosen = cases.select_related("person", "service", "responsible").order_by("file_number")[: len(ASKED)]
    for case, (kind, way, wording, days, identity) in zip(chosen, ASKED, strict=False):
        facts = {
            "kind": kind,
            "way": way,
            "wording": wording,
            "identity": identity,
            "received_on": today - timedelta(days=days),
        }
        made = requests.receive(
            case=case,
            facts=facts,
            token=_token(kind),
            by=case.responsible,
            at=noon(today - timedelta(days=days)),
        )
        if kind == "objection":
            requests.decide(
                request=made,
                case=case,
                outcome=Outcome.GRANTED,
                reason="Der Betrieb wird nicht mehr gefragt.",
                revision=1,
                by=case.responsible,
                at=noon(today - timedelta(days=30)),
            )


def _papers(stage: Stage, today: date) -> None:
    body, by = stage.offices["ifd-neuhafen"], stage.users["admin"]
    named: dict[str, Any] = {"organisation": body, "by": by}
    operator = {
        "controller": "Verein Arbeit für alle e. V., Lotsenweg 12, 10001 Neuhafen",
        "head": "Vorstand",
        "officer": stage.users["quandt"],
        "officer_contact": "N. Quandt, datenschutz@ifd-neuhafen.example",
        "authority": "Landesbeauftragte für den Datenschutz Nordland",
        "supervision": "Integrationsamt Nordland",
        "hosting": "Rechenzentrum Nordland, eigener Server",
        "trail_months": 6,
    }
    papers.change_operator(facts=operator, revision=0, at=noon(today - timedelta(days=200)), **named)
    weighed = {
        "need": "Ohne Akte lässt sich niemand verlässlich begleiten. Jede Angabe dient einem Schritt.",
        "advice": "Vor dem Anschluss weiterer Stellen neu prüfen.",
        "result": "Die verbleibenden Risiken sind tragbar.",
        "assessed_on": today - timedelta(days=190),
        "review_on": today + timedelta(days=175),
    }
    papers.change_assessment(facts=weighed, revision=1, at=noon(today - timedelta(days=190)), **named)
    for one in PROVIDERS:
        begins = today - timedelta(days=one["since"])
        facts = {name: one[name] for name in ("name", "task", "classes", "place")} | {
            "address": "",
            "persons": "Klientinnen und Klienten",
            "others": "",
            "safeguards": "Vertrag, Verpflichtung, Prüfung einmal im Jahr.",
            "contract_on": begins - timedelta(days=20),
            "begins_on": begins,
            "notified_on": begins - timedelta(days=15) if one["notified"] else None,
            "ended_on": None,
        }
        papers.add_processor(
            facts=facts, token=_token(one["name"]), at=noon(today - timedelta(days=25)), **named
        )
    for name, days in PLEDGED:
        day = today - timedelta(days=days)
        papers.add_pledge(
            user=stage.users[name],
            processor=None,
            pledged_on=day,
            token=_token(name),
            at=noon(day + timedelta(days=1)),
            **named,
        )
    yesterday = noon(today - timedelta(days=1))
    papers.add_breach(known_at=yesterday, what=BREACH, token=_token("breach"), at=yesterday, **named)


def _token(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"demo/privacy/{name}")
