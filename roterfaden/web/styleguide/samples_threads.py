"""Threads of the style guide: the case of the prototype, parallel work, detours, ends, forty knots."""

from roterfaden.web.components import Action, Basis, Card, DocumentRow, Hint, Knot, Outcome, Thread
from roterfaden.web.styleguide.samples import day
from roterfaden.web.styleguide.samples_forms import ReasonForm, StepForm

HOLM, REIMERS = "K. Holm", "T. Reimers"


def done(number: str, title: str, on: str, who: str = HOLM, **more: object) -> Knot:
    return Knot(kind="done", number=number, title=title, on=day(on), who=who, url="#", **more)  # type: ignore[arg-type]


def coming(number: str, title: str, when: str = "offen", **more: object) -> Knot:
    return Knot(kind="next", number=number, title=title, when=when, **more)  # type: ignore[arg-type]


EARLY = Knot(
    kind="bundle",
    title="Schritte 1 bis 4",
    on=day("2026-01-12"),
    until=day("2026-03-02"),
    knots=[
        done("1", "Information und Klärung", "2026-01-12"),
        done("2", "Assessment / Anamnese", "2026-01-29"),
        done("3", "Zielvereinbarung", "2026-02-05"),
        done("4", "Vorbereitung der Akquise", "2026-03-02", REIMERS),
    ],
)

ACQUISITION = Card(
    anchor="jetzt",
    number="5",
    nth=2,
    title="Akquise von geeigneten Arbeitsplätzen",
    url="#",
    since=day("2026-09-15"),
    todo=[
        Hint(text="Stellenpool und Firmendatenbank durchsuchen", done=True),
        Hint(text="Frau Aksoy aktiv beteiligen", done=True),
        Hint(text="Anforderungen des Arbeitsplatzes mit den Fähigkeiten vergleichen", done=False),
        Hint(text="Betriebsklima einschätzen", done=False),
        Hint(text="Arbeitsplatz anpassen, wenn nötig", done=False),
    ],
    basis=[
        Basis(text="§ 193 SGB IX", note="Aufgaben des Integrationsfachdienstes, früher § 110", url="#"),
        Basis(text="§ 49 SGB IX", note="Leistungen zur Teilhabe am Arbeitsleben, früher § 33", url="#"),
        Basis(text="KASSYS 4.1, V1", note="Hauptprozesskette, Schritt 5"),
    ],
    documents=[
        DocumentRow(
            title="Fähigkeitsprofil",
            state="present",
            note="Fassung 2 vom 09.06.2026",
            actions=[Action(label="Öffnen", url="#")],
        ),
        DocumentRow(
            title="Dokumentation der Arbeitgeberkontakte",
            state="present",
            note="7 Kontakte, zuletzt 19.11.2026",
            actions=[Action(label="Öffnen", url="#")],
        ),
        DocumentRow(
            title="Anforderungsprofil Arbeitsplatz: Möller Logistik",
            state="missing",
            note="Pflicht. Bis Do 03.12.2026.",
            actions=[Action(label="Anlegen", url="#"), Action(label="Begründen", url="#")],
        ),
        DocumentRow(
            title="Anforderungsprofil Arbeitsplatz: Kreisarchiv",
            state="excused",
            note="Entfällt: Betrieb hat abgesagt. K. Holm, 12.11.2026",
            actions=[Action(label="Ansehen", url="#")],
        ),
    ],
    due=day("2026-12-15"),
    due_label="Zielvereinbarung: Entscheidung",
    due_computed="Fortschreibung 18.06.2026 plus 6 Monate, vorgezogen auf den Hilfeplantermin.",
    question="Arbeitserprobung?",
    outcomes=[
        Outcome(label="Ja, Erprobung", value="ja", leads_to="weiter mit 7a: Praktikum"),
        Outcome(label="Nein, direkt platzieren", value="nein", leads_to="weiter mit 7b: Platzierung"),
    ],
    warning="Eine Pflichtunterlage fehlt. Sie können entscheiden, müssen es aber begründen.",
    form=StepForm(prefix="schritt"),
    deviate_form=ReasonForm(prefix="abweichen"),
    deviate_url="#",
)

CASE_THREAD = Thread(
    since=day("2026-01-12"),
    steps_walked=9,
    drawing_url="#",
    now_anchor="jetzt",
    knots=[
        Knot(
            kind="start",
            title="V1 Vermittlung auf den allgemeinen Arbeitsmarkt",
            on=day("2026-01-12"),
            result="Auftrag der Agentur für Arbeit Neuhafen",
        ),
        EARLY,
        done(
            "5",
            "Akquise von geeigneten Arbeitsplätzen",
            "2026-04-20",
            question="Arbeitserprobung?",
            outcome="Ja",
            result="Stadtbücherei Neuhafen.",
        ),
        done(
            "7a",
            "Praktikum im Betrieb",
            "2026-05-15",
            question="Erfolgreich?",
            outcome="Nein",
            result="Nach 9 von 20 Tagen beendet: zu viel Publikumsverkehr.",
        ),
        Knot(
            kind="loop",
            number="2",
            title="Assessment / Anamnese",
            on=day("2026-05-15"),
            result="Die Erprobung ist nicht gelungen. Das Assessment beginnt neu.",
        ),
        done(
            "2",
            "Assessment / Anamnese",
            "2026-06-09",
            nth=2,
            question="Vermittlung möglich?",
            outcome="Ja",
            result="Neues Ziel: Büro und Archiv, ruhiger Platz.",
        ),
        done(
            "3",
            "Zielvereinbarung",
            "2026-06-18",
            nth=2,
            result="Fortgeschrieben und von beiden unterschrieben.",
        ),
        done(
            "4",
            "Vorbereitung der Akquise",
            "2026-09-14",
            REIMERS,
            nth=2,
            result="Bewerbungsunterlagen vollständig. Förderzusage liegt vor.",
        ),
        Knot(kind="now", cards=[ACQUISITION]),
        coming("7a", "Praktikum, Probebeschäftigung", "nur bei Ja"),
        coming("7b", "Platzierung im Arbeitsverhältnis"),
        coming("8", "Begleitung in der Probezeit", result="höchstens 6 Monate"),
        coming("", "Ende oder Übergabe an die Sicherung (S2)", is_end=True),
    ],
)


def strand(anchor: str, number: str, title: str, chain: str, missing: bool = False) -> Card:
    """One of several open steps, as short as such cards usually are."""
    return Card(
        anchor=anchor,
        number=number,
        title=title,
        chain=chain,
        url="#",
        since=day("2026-11-09"),
        responsible=HOLM,
        todo=[
            Hint(text="Termin mit allen Beteiligten vereinbaren"),
            Hint(text="Ergebnis in einem Satz festhalten"),
        ],
        basis=[Basis(text="§ 49 SGB IX", url="#")],
        documents=[
            DocumentRow(
                title="Beratungsnotiz",
                state="missing" if missing else "present",
                actions=[Action(label="Anlegen" if missing else "Öffnen", url="#")],
            )
        ],
        due=day("2026-11-20") if missing else day("2026-11-24"),
        due_label="Rückmeldung",
        outcomes=[
            Outcome(label="Schritt abschließen", value="done", leads_to="weiter, sobald alle fertig sind")
        ],
        deviations=[Action(label="Überspringen", url="#"), Action(label="Anderer Schritt", url="#")],
    )


PARALLEL = Thread(
    anchor="f1",
    title="Drei Schritte nebeneinander",
    since=day("2026-10-01"),
    steps_walked=2,
    now_anchor="w1",
    knots=[
        Knot(kind="start", title="M1 Situationsanalyse", on=day("2026-10-01")),
        done("1", "Auftakt", "2026-10-05"),
        Knot(
            kind="called",
            title="Teilkette M5 Suche eines geeigneten Arbeitsplatzes",
            on=day("2026-10-12"),
            result="läuft, 1 Schritt gegangen",
            knots=[
                Knot(kind="start", title="M5 Suche eines geeigneten Arbeitsplatzes", on=day("2026-10-12")),
                done("1", "Bedarf klären", "2026-10-19"),
                coming("2", "Betriebe ansprechen"),
            ],
        ),
        Knot(
            kind="now",
            title="Drei Schritte laufen nebeneinander",
            cards=[
                strand("w1", "2a", "Medizinische Klärung", "M1"),
                strand("w2", "2b", "Gespräch mit dem Betrieb", "M1", missing=True),
                strand("w3", "1", "Fähigkeitsprofil erheben", "M5 Profil"),
            ],
        ),
        coming("3", "Runder Tisch", "wenn alle fertig sind"),
    ],
)
OFF_PATH = Thread(
    anchor="f2",
    title="Abweichungen und Zurückgenommenes",
    since=day("2026-02-02"),
    steps_walked=4,
    knots=[
        Knot(kind="start", title="V1 Vermittlung", on=day("2026-02-02")),
        done("1", "Information und Klärung", "2026-02-02"),
        Knot(
            kind="detour",
            title="Schritt 2 übersprungen",
            on=day("2026-02-16"),
            who=HOLM,
            category="schon anderswo erledigt",
            reason="Das Assessment der Reha-Klinik vom Januar gilt und ist vollständig.",
        ),
        done("3", "Zielvereinbarung", "2026-03-02"),
        Knot(
            kind="undone",
            number="4",
            title="Vorbereitung der Akquise",
            on=day("2026-03-09"),
            who=REIMERS,
            category="Versehen, Korrektur",
            reason="Der Schritt gehörte zu einem anderen Fall.",
        ),
        Knot(
            kind="detour",
            title="eigener Schritt eingefügt: Fahrtraining",
            on=day("2026-03-20"),
            who=HOLM,
            category="Wunsch der Klientin, des Klienten",
            reason="Der Weg zum Betrieb wird dreimal gemeinsam gefahren.",
        ),
        done("", "Fahrtraining", "2026-04-10", badge="eigener Schritt"),
        done("4", "Vorbereitung der Akquise", "2026-04-24", badge="übersprungen"),
        coming("5", "Akquise von geeigneten Arbeitsplätzen"),
    ],
)
FINISHED = Thread(
    anchor="f3",
    title="Übergabe und Ende",
    since=day("2025-01-07"),
    steps_walked=42,
    knots=[
        Knot(
            kind="bundle",
            title="V1: Schritte 1 bis 9, vier Schlaufen",
            on=day("2025-01-07"),
            until=day("2026-03-31"),
            knots=[
                done(str(n % 9 + 1), "Schritt der Vermittlung", f"2025-{n % 12 + 1:02}-1{n % 9}")
                for n in range(40)
            ],
        ),
        Knot(
            kind="handover",
            title="Übergabe an S2: Sicherung des Arbeitsverhältnisses",
            on=day("2026-03-31"),
            who=HOLM,
            result="Die Probezeit ist bestanden.",
        ),
        Knot(
            kind="start", title="S2 Sicherung", on=day("2026-04-01"), result="Auftrag des Integrationsamtes"
        ),
        done("1", "Kontakt aufnehmen", "2026-04-14", REIMERS),
        Knot(
            kind="ended",
            title="Begleitung beendet: Arbeitsplatz gesichert",
            on=day("2026-10-30"),
            who=REIMERS,
            result="Frau Lindner arbeitet unbefristet, 30 Stunden.",
        ),
    ],
)
ALL_THREADS = [PARALLEL, OFF_PATH, FINISHED]
