"""Peter M.: the worked example of the Lucerne article (ZESO 1/2009), told as a case on the chain IIZ.

The events are the article's, the words are ours, the days are placed so that he is in his internship today.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO

from django.utils import timezone

from roterfaden.cases import intake, journal, steps
from roterfaden.cases.choices import ContactKind, MandateKind
from roterfaden.cases.document_kinds import document_kinds
from roterfaden.cases.evidence import record_evidence
from roterfaden.cases.filing import Upload
from roterfaden.cases.mandates import MandateFacts
from roterfaden.cases.models import Case
from roterfaden.cases.participants import add_participant
from roterfaden.operations.demo.people import Stage
from roterfaden.people.choices import Gender
from roterfaden.process.catalogue import chain_of_run, version_in_force
from roterfaden.process.choices import DocumentState, TaskState
from roterfaden.process.evidence import missing_documents
from roterfaden.process.models import Run, Task


@dataclass(frozen=True)
class Act:
    """One step or answer: days before today, who did it, node or `node=label`, what came of it."""

    ago: int
    who: str
    node: str
    note: str = ""
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Word:
    """One journal entry."""

    ago: int
    who: str
    kind: ContactKind
    text: str


CONCERN = (
    "Peter M., 26, hat eine zweijährige Bürolehre und seit fünf Jahren nur sporadisch gearbeitet. Er bezieht ALV-Taggelder "  # noqa: E501
    "und ergänzende Sozialhilfe, die IV-Anmeldung ist erfolgt, Anspruch auf IV-Berufsberatung besteht. Welche "
    "Tätigkeit passt, ist offen. Mehrere Stellen sind beteiligt und sollen gemeinsam planen."
)
ACTS = (
    Act(330, "hodel", "x1", "Über IIZ informiert. Peter M. ist hoffnungsvoll und zugleich skeptisch."),
    Act(330, "hodel", "d_voraussetzung=ja"),
    Act(322, "hodel", "d_teilnahme=ja", "Er nimmt freiwillig teil."),
    Act(322, "hodel", "x2", "Vollmacht unterschrieben.", (
        ("Vollmacht Datenaustausch.txt", "Vollmacht zum Datenaustausch (Demo)\n\nPeter M. erlaubt RAV, Sozialdienst und IV-Stelle, die für die Eingliederung nötigen Angaben auszutauschen. Er kann das jederzeit widerrufen.\n"),)),  # noqa: E501
    Act(320, "hodel", "x3", "Anmeldung bei der Koordinationsstelle.", (
        ("Anmeldung IIZ.txt", "Anmeldung IIZ (Demo)\n\nAnmeldende Stelle: Sozialdienst. Beteiligt: RAV, IV-Berufsberatung.\n"),)),  # noqa: E501
    Act(310, "amrein", "x4", "Alle Stellen haben ihre Unterlagen vorab geteilt, gestützt auf die Vollmacht."),
    Act(306, "amrein", "x5", "Eingeladen sind IV, RAV und Sozialhilfe; auf seinen Wunsch auch der Psychotherapeut."),
    Act(292, "amrein", "x6", "Lage zusammengetragen: Tempo und Konzentration sind durch die Krankheit beeinträchtigt, er lebt zurückgezogen. Ressourcen: Bürolehre, Interesse an Technik, Therapie auf eigenen Wunsch begonnen."),  # noqa: E501
    Act(292, "amrein", "x7", "Mit Peter M. besprochen, er findet sich darin wieder."),
    Act(292, "amrein", "x8", "Ziel: berufliche Richtung klären, Belastbarkeit aufbauen, dann eine Stelle."),
    Act(290, "amrein", "x9", "Handlungsplan von allen unterschrieben, auch von Peter M.", (
        ("Handlungsplan unterschrieben.txt", "Handlungsplan (Demo)\n\n1. Berufliche Abklärung, drei Monate (IV)\n2. Arbeitstraining, zwei bis drei Monate (IV)\n3. Auswertung in der zweiten Hälfte des Trainings (IV und RAV)\n4. Unterstützung bei der Stellensuche (IV und RAV)\n5. Job-Coaching im Rahmen der Therapie (Peter M.)\n\nUnterschrieben von allen Beteiligten.\n"),)),  # noqa: E501
    Act(288, "zemp", "x10", "Der Berufsberater der IV übernimmt das Case-Management und ist für alle die Ansprechperson."),  # noqa: E501
)  # fmt: skip
WORDS = (
    Word(332, "hodel", ContactKind.MEETING, "Peter M. auf die Möglichkeit von IIZ angesprochen. Vor einigen Wochen hat er sich selbst zu einer psychologischen Beratung angemeldet. An früheren Stellen ist er angeeckt; eine Rückkehr in die Arbeit traut er sich kaum noch zu."),  # noqa: E501
    Word(292, "amrein", ContactKind.MEETING, "Standortgespräch, zweieinhalb Stunden. Anwesend: IV-Berufsberatung, RAV, Sozialdienst, Psychotherapeut, Peter M. im zweiten Teil."),  # noqa: E501
    Word(275, "zemp", ContactKind.NOTE, "Berufliche Abklärung hat begonnen, Dauer drei Monate. Die IV organisiert und bezahlt sie."),  # noqa: E501
    Word(230, "zemp", ContactKind.CALL, "Zwischenstand der Abklärung: genau bei Technik und PC, rascher müde bei Kundenkontakt."),  # noqa: E501
    Word(182, "zemp", ContactKind.MAIL, "Bericht der Abklärung: Richtung PC-Support und Büro. Alle Beteiligten informiert."),  # noqa: E501
    Word(178, "zemp", ContactKind.NOTE, "Arbeitstraining in derselben Institution beginnt, zwei bis drei Monate, bezahlt von der IV."),  # noqa: E501
    Word(170, "zemp", ContactKind.NOTE, "Job-Coaching vereinbart: Peter M. denkt in der Therapie über sein Verhalten am Arbeitsplatz nach und probiert Neues aus."),  # noqa: E501
    Word(126, "zemp", ContactKind.MEETING, "Auswertungssitzung in der zweiten Hälfte des Trainings mit IV und RAV-Arbeitsvermittlung. Beide Stellen helfen nun gemeinsam bei der Stellensuche."),  # noqa: E501
    Word(120, "bucher", ContactKind.CALL, "Erste Betriebe gemeinsam ausgewählt, Lebenslauf angepasst."),
    Word(104, "zemp", ContactKind.COMPANY, "Noch während des Trainings hat er einen Praktikumsplatz gefunden: ein Betrieb, der Kleingeräte vertreibt."),  # noqa: E501
    Word(62, "zemp", ContactKind.NOTE, "Praktikum hat begonnen, drei Monate: PC-Support für die Administration, dazu Unterhalt der Geräte."),  # noqa: E501
    Word(60, "zemp", ContactKind.MAIL, "Alle Beteiligten über den Beginn des Praktikums informiert."),
    Word(20, "zemp", ContactKind.COMPANY, "Besuch im Betrieb: Die Vorgesetzten sind zufrieden. Wenn es so weitergeht, ist eine feste Anstellung möglich."),  # noqa: E501
)  # fmt: skip


def tell_peters_story(stage: Stage, *, today: date) -> Case:
    """Make the case of Peter M. at the coordination office, with the three partners taking part."""
    version = version_in_force("IIZ", on=today)
    if version is None:
        raise LookupError("The chain IIZ is not in the catalogue.")
    case = intake.open_case(
        service=stage.offices["iiz"],
        person={
            "first_name": "Peter",
            "last_name": "M.",
            "birth_date": today - timedelta(days=26 * 365 + 120),
            "gender": Gender.MALE,
            "town": "Luzern",
            "postcode": "6003",
            "disability": "Arbeitstempo und Konzentration sind durch eine Krankheit beeinträchtigt.",
        },
        chain_version=version,
        start_node="start_ansprache",
        responsible=stage.users["amrein"],
        opened_on=today - timedelta(days=333),
        concern=CONCERN,
        mandate=MandateFacts(
            kind=MandateKind.COORDINATION,
            commissioner=stage.offices["sozialdienst"],
            valid_from=today - timedelta(days=333),
            goal="Berufliche Wiedereingliederung, gemeinsam geplant.",
        ),
        by=stage.users["amrein"],
        at=_at(today, 333),
    )
    _let_partners_in(case, stage, today=today)
    run = Run.objects.get(case_run__case=case)
    for act in ACTS:
        run = _act(case, run, act, stage, today=today)
    for word in WORDS:
        at = _at(today, word.ago, hour=14)
        journal.write_entry(
            case=case, kind=word.kind, happened_at=at, text=word.text, by=stage.users[word.who], at=at
        )
    return case


def _let_partners_in(case: Case, stage: Stage, *, today: date) -> None:
    for name, office, function in (
        ("zemp", "iv", "Berufsberater der IV, Case-Management"),
        ("bucher", "rav", "Personalberaterin des RAV"),
        ("hodel", "sozialdienst", "Sozialarbeiterin"),
    ):
        add_participant(
            case=case,
            user=stage.users[name],
            organisation=stage.offices[office],
            function=function,
            valid_from=today - timedelta(days=333),
            valid_until=None,
            agreed=True,
            by=stage.users["amrein"],
            at=_at(today, 333),
        )


def _act(case: Case, run: Run, act: Act, stage: Stage, *, today: date) -> Run:
    name, _equals, label = act.node.partition("=")
    task = Task.objects.get(run=run, node=name, state=TaskState.OPEN)
    task.run = run
    by, at = stage.users[act.who], _at(today, act.ago)
    missing = missing_documents(chain=chain_of_run(run), task=task)
    for title, (file_name, text) in zip(missing, act.files, strict=False):
        record_evidence(
            case=case,
            task=task,
            title=title,
            state=DocumentState.PRESENT,
            revision=None,
            upload=Upload(file_name, BytesIO(text.encode()), document_kinds().proposed_for(title) or "other"),
            by=by,
            at=at,
        )
    return steps.complete_task(
        case=case,
        seen=steps.Seen(run, run.moves),
        number=task.number,
        outcome=label,
        note=act.note,
        by=by,
        at=at,
    )


def _at(today: date, ago: int, *, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(today - timedelta(days=ago), time(hour)))
