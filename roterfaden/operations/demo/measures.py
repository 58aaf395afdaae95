"""What the demo's service says of measures: its own crosses in the matrix, and how it carries two of them out."""

from datetime import date, timedelta

from roterfaden.common.days import noon
from roterfaden.measures.concepts import ConceptFacts, write_concept
from roterfaden.operations.demo.people import Stage
from roterfaden.process.matrix import fill_in, shipped_matrix

HEAD = "ifd-neuhafen"
# what the service added to the certain crosses of the source
OWN = {
    "M2": {"T1", "T2", "T5", "T9"},
    "M6": {"T1", "T5"},
    "M9": {"T6", "T7"},
    "M10": {"T4", "T5", "T6", "T7"},
    "M13": {"T2"},
    "M14": {"T1", "T2", "T5"},
    "M15": {"T1", "T5"},
}
GOALS = "Die Person beherrscht ihre Aufgaben am Arbeitsplatz und kommt ohne Begleitung zurecht."
CONTENT = "Arbeitsanalyse in der ersten Woche.\nFeinziele für je zwei Wochen.\nÜben im laufenden Betrieb."
PROCEDURE = (
    "Erstgespräch im Betrieb zu dritt.\nTraining an zwei bis fünf Tagen in der Woche.\n"
    "Zwischenbilanz nach sechs Wochen."
)
# kind -> goals, content, procedure, what is other; so many days before today; one line for each version
CONCEPTS = (
    ("on-the-job", GOALS, CONTENT, PROCEDURE, "", 400),
    (
        "on-the-job",
        GOALS,
        CONTENT,
        f"{PROCEDURE}\nVier Wochen nach dem Ende fragt der Dienst im Betrieb nach.",
        "Der Dienst fragt nach dem Ende noch einmal nach.",
        30,
    ),
    (
        "training-group",
        "Die Teilnehmenden sprechen Schwieriges am Arbeitsplatz an.",
        "Sechs Themen, jedes mit einem Beispiel aus dem Betrieb.",
        "Zehn Treffen zu zwei Stunden, höchstens acht Personen.",
        "",
        400,
    ),
)


def speak_of_measures(stage: Stage, *, today: date) -> None:
    """The team lead of the IFD Neuhafen writes the concepts, and sets the crosses a month ago."""
    service, lead = stage.offices[HEAD], stage.users["lorenz"]
    for kind, goals, content, procedure, changed, ago in CONCEPTS:
        day = today - timedelta(days=ago)
        facts = ConceptFacts(
            goals=goals, content=content, procedure=procedure, changed=changed, valid_from=day
        )
        after = 1 if changed else 0
        write_concept(service=service, kind=kind, facts=facts, after=after, by=lead, at=noon(day))
    certain = shipped_matrix().certain_cells()
    fill_in(
        organisation=service,
        cells={key: fields | OWN.get(key, set()) for key, fields in certain.items()},
        revision=0,
        by=lead,
        at=noon(today - timedelta(days=30)),
    )
