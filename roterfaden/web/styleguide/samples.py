"""Invented people and facts for the style guide. The day is fixed, so that screenshots stay equal."""

from datetime import UTC, date, datetime
from typing import Any

from roterfaden.web.components import Action, CaseHead, DueItem, Fact, Involved, JournalLine, Link

TODAY = date(2026, 11, 23)


def day(text: str) -> date:
    return date.fromisoformat(text)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


CRUMBS = [Link(title="Fälle", url="#"), Link(title="Leyla Aksoy", url="#"), Link(title="Journal")]
SEGMENTS = [
    Link(title="Meine Fälle", url="#", current=True, count=11),
    Link(title="Vertretung", url="#", count=3),
    Link(title="Team Neuhafen", url="#", count=34),
]
TABS = [
    Link(title="Übersicht", url="#"),
    Link(title="Schritte", url="#", current=True, count=12),
    Link(title="Fassungen", url="#", count=2),
]
CASE_PAGES = [
    Link(title="Faden", url="#", current=True),
    Link(title="Akte", url="#"),
    Link(title="Journal", url="#", count=38),
    Link(title="Aufträge", url="#", count=2, gap=True),
    Link(title="Unterlagen", url="#", count=21),
    Link(title="Beteiligte", url="#", count=6, gap=True),
    Link(title="Protokoll", url="#"),
]
BUTTONS = [
    Action(label="Neuen Fall eröffnen", url="#", kind="primary", icon="add"),
    Action(label="Filter anwenden", url="#"),
    Action(label="Abbrechen", url="#", kind="tertiary"),
    Action(label="Krise: sofort handeln", url="#", kind="ink", icon="warning"),
    Action(label="Fall abschließen", url="#", kind="danger"),
]
HEAD = CaseHead(
    name="Leyla Aksoy",
    meta="geboren 04.06.1991 · Vermittlung auf den allgemeinen Arbeitsmarkt",
    facts=[
        Fact(label="Aktenzeichen", value="NH-2026-0417"),
        Fact(label="Dienst", value="IFD Neuhafen, Vermittlung"),
        Fact(label="Zuständig", value="Katrin Holm"),
        Fact(label="Auftrag bis", value="31.03.2027"),
        Fact(label="Nächste Frist", value="Zwischenbericht", due=day("2026-11-27")),
    ],
    actions=[Action(label="Krise: sofort handeln", url="#", kind="ink", icon="warning")],
)
DUE_DAYS = [
    (day("2026-11-18"), ""),
    (day("2026-11-22"), ""),
    (day("2026-11-23"), "14:00 Uhr"),
    (day("2026-11-24"), ""),
    (day("2026-11-27"), ""),
    (day("2027-01-29"), ""),
]
DEADLINES = [
    DueItem(
        due=day("2026-11-20"),
        title="Rückmeldung an den Betrieb",
        computed="Anruf am 13.11.2026 plus 5 Arbeitstage. Regel: Hausregel 7, Fassung 2026.",
    ),
    DueItem(
        due=day("2026-11-27"),
        title="Zwischenbericht an den Auftraggeber",
        computed="Letzter Bericht 27.05.2026 plus 6 Monate. Regel: Auftrag Nr. 4, Fassung 01.01.2026.",
    ),
    DueItem(
        due=day("2026-12-03"),
        title="Anforderungsprofil erheben",
        computed="Betriebskontakt 19.11.2026 plus 10 Arbeitstage. Regel: Hausregel 12, Fassung 2026.",
    ),
    DueItem(
        due=day("2027-01-29"),
        title="Verlängerung beantragen",
        computed="Ende des Auftrags 31.03.2027 minus 2 Monate: ein Sonntag, vorgezogen auf Freitag.",
    ),
]
PEOPLE = [
    Involved(name="Leyla Aksoy", function="Klientin", sees=["Eigener Plan", "Freigaben"]),
    Involved(
        name="Agentur für Arbeit Neuhafen", function="Auftraggeber", sees=["Berichte"], note="nach Auftrag"
    ),
    Involved(
        name="Möller Logistik",
        function="Betrieb",
        sees=["Fähigkeiten"],
        sees_not=["Diagnosen"],
        note="Einwilligung bis 28.02.2027",
    ),
    Involved(
        name="Dr. Petra Sommer",
        function="Hausärztin",
        sees_not=["alles"],
        note="Entbindung abgelaufen am 31.10.2026.",
        action=Action(label="Erneuern", url="#"),
    ),
]
JOURNAL = [
    JournalLine(
        at=moment("2026-11-19T09:40"),
        kind="Telefonat",
        who="K. Holm",
        text="Möller Logistik sucht eine Bürohilfe, 25 Stunden.",
    ),
    JournalLine(
        at=moment("2026-11-17T13:00"),
        kind="Beratung",
        who="K. Holm",
        text="Frau Aksoy möchte vormittags arbeiten.",
    ),
    JournalLine(
        at=moment("2026-11-12T08:15"),
        kind="E-Mail",
        who="T. Reimers",
        text="Kreisarchiv sagt ab: Stelle gestrichen.",
    ),
]
NOTE = "Herr Möller ruft Mittwoch zurück. Frage: ruhiger Platz im Lagerbüro?"
GLYPHS = [
    ("am Anfang", {"done": 0, "loops": 0, "ahead": 6, "ended": False}),
    ("unterwegs", {"done": 3, "loops": 0, "ahead": 3, "ended": False}),
    ("mit Schlaufe", {"done": 5, "loops": 1, "ahead": 3, "ended": False}),
    ("sehr lang", {"done": 43, "loops": 4, "ahead": 12, "ended": False}),
    ("letzter Schritt", {"done": 6, "loops": 0, "ahead": 0, "ended": False}),
    ("beendet", {"done": 5, "loops": 1, "ahead": 0, "ended": True}),
]
ICONS = [
    "account-circle",
    "add",
    "arrow-forward",
    "calendar-today",
    "check",
    "checklist",
    "close",
    "danger",
    "delete",
    "download",
    "draft",
    "edit",
    "help",
    "info",
    "logout",
    "mail",
    "open-in-new",
    "search",
    "success",
    "visibility",
    "visibility-off",
    "warning",
    "undo",
    "clock",
    "branch",
    "handover",
    "key",
    "people",
    "end",
]


def row(*texts: str, **more: Any) -> dict[str, Any]:
    """One row of the worklist, as the real page hands it over: due, name, number, step, chain, need."""
    due, name, number, step, chain, need = texts
    walk = {"done": 0, "loops": 0, "ahead": 3} | more.pop("walk", {})
    facts = {"name": name, "number": number, "step": step, "chain": chain, "need": need}
    return facts | {"due": day(due), "walk": walk} | more


WORK_GROUPS = [
    (
        "overdue",
        "Überfällig",
        [
            row(
                "2026-11-18",
                "Henrik Voss",
                "NH-2025-0388",
                "Begleitung in der Probezeit",
                "V1 Vermittlung, Schritt 8",
                "Mitteilung an das Integrationsamt",
                note="Arbeitsaufnahme am 04.11.",
                walk={"done": 6, "ahead": 1},
            ),
            row(
                "2026-11-20",
                "Dorothea Lindner",
                "NH-2026-0102",
                "Arbeitsversuch begleiten",
                "M7 Arbeitsversuch, Schritt 2",
                "Aktionsplan fehlt",
                note="Versuch läuft seit 16.11.",
                walk={"done": 1, "ahead": 2},
            ),
        ],
    ),
    (
        "today",
        "Heute",
        [
            row(
                "2026-11-23",
                "Mehmet Kaya",
                "NH-2026-0455",
                "Information und Klärung",
                "V1 Vermittlung, Schritt 1",
                "Erstgespräch",
                note="Gebärdensprache ist bestellt",
                time="14:00 Uhr",
                walk={"ahead": 6},
            ),
            row(
                "2026-11-23",
                "Ute Brinkmann",
                "NH-2024-0219",
                "Begleitung im Betrieb",
                "S2 Sicherung, Schritt 4",
                "Entscheidung: weiter begleiten?",
                note="Alle Unterlagen liegen vor",
                walk={"done": 3},
            ),
        ],
    ),
    (
        "week",
        "Diese Woche",
        [
            row(
                "2026-11-25",
                "Jan Oltmanns",
                "NH-2026-0311",
                "Zielvereinbarung",
                "V1 Vermittlung, Schritt 3",
                "Unterschrift von Herrn Oltmanns",
                walk={"done": 2, "ahead": 4},
            ),
            row(
                "2026-11-27",
                "Leyla Aksoy",
                "NH-2026-0417",
                "Akquise von Arbeitsplätzen",
                "V1 Vermittlung, Schritt 5, 2. Mal",
                "Zwischenbericht",
                note="Entwurf ist zu zwei Dritteln gefüllt",
                walk={"done": 8, "loops": 1},
            ),
            row(
                "2026-11-27",
                "Piotr Nowak",
                "NH-2026-0178",
                "Praktikum im Betrieb",
                "V1 Vermittlung, Schritt 7a",
                "Entscheidung: Erprobung erfolgreich?",
                note="Beurteilung des Betriebs liegt vor",
                walk={"done": 5, "ahead": 2},
            ),
        ],
    ),
    (
        "later",
        "Später",
        [
            row(
                "2026-12-07",
                "Farid Rahmani",
                "NH-2025-0402",
                "Gründe prüfen, Ziel ändern",
                "V1 Vermittlung, Schritt 9",
                "Entscheidung: Verlängerung?",
                note="Auftrag endet am 31.12.",
                walk={"done": 31, "loops": 2, "ahead": 1},
            ),
        ],
    ),
]
