"""Letterheads, an own Word template, marked entries, and reports of the IFD Neuhafen in every state."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from io import BytesIO

from django.utils import timezone

from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.consent.choices import Aid, Channel, DataClass, GivenForm, Giver
from roterfaden.consent.declarations import Facts, record_consent
from roterfaden.consent.models import Consent, Recipient
from roterfaden.correspondence import client_copies, reports, sending
from roterfaden.correspondence.body import OWN_VIEW, Evidence, Sentence
from roterfaden.correspondence.letterheads import change_letterhead
from roterfaden.correspondence.marking import mark_entries
from roterfaden.correspondence.models import Report
from roterfaden.correspondence.own_templates import add_template
from roterfaden.correspondence.placeholders import letterhead_of
from roterfaden.correspondence.shipped import shipped_letters
from roterfaden.correspondence.word import as_own_template
from roterfaden.operations.demo.certificates import keep_certificate
from roterfaden.operations.demo.people import Stage

MARKED = 4
VIEWS = {
    "einschaetzung": "Die Erprobung zeigt: Vier Stunden am Tag sind auf Dauer möglich, mit Pause am Vormittag.",
    "ausblick": "Wir empfehlen, den Auftrag um sechs Monate zu verlängern.",
    "befunde": "Am Arbeitsplatz wurden die Wege, die Beleuchtung und die Hilfsmittel angesehen.",
    "anhoerung": "Die Person und der Betrieb wurden getrennt gehört. Beide haben die Zusammenfassung gelesen.",
    "bewertung": "Die Umgebung ist geeignet, wenn ein höhenverstellbarer Tisch beschafft wird.",
    "antwort": "Ja, mit der genannten Anpassung.",
    "grundlagen": "Ausgewertet wurden die Akte und ein Besuch im Betrieb.",
}

EASY = """Sie arbeiten zuverlässig.
Sie wollen weiter eine Stelle finden.
Wir wollen Ihnen noch länger helfen.
Darum bitten wir das Amt."""


def write_letters(stage: Stage, *, today: date) -> None:
    """Quick, through the real functions; does nothing where the service has no open cases of Ms Holm."""
    service, users = stage.offices["ifd-neuhafen"], stage.users
    at = timezone.make_aware(datetime.combine(today - timedelta(days=9), time(9)))
    said = {
        "office": "Integrationsfachdienst Neuhafen",
        "street": "Kaistraße 12",
        "town": "26452 Neuhafen",
        "phone": "04451 2020-0",
        "email": "post@ifd-neuhafen.example",
        "foot": "Integrationsfachdienst Neuhafen · Kaistraße 12 · 26452 Neuhafen · Mo bis Do 9–16 Uhr",
        "window": "din",
    }
    change_letterhead(head=letterhead_of(service), said=said, revision=0, by=users["lorenz"], at=at)
    add_template(
        service=service,
        name="Einladung mit Hauslogo",
        file_name="einladung.docx",
        stream=BytesIO(as_own_template(shipped_letters()["einladung"])),
        valid_from=today - timedelta(days=9),
        by=users["lorenz"],
        at=at,
    )
    cases = list(
        Case.objects.filter(service=service, responsible=users["holm"], state=CaseState.OPEN)
        .select_related("person", "service", "responsible", "data_key")
        .order_by("pk")[:4]
    )
    office = Recipient.objects.get(service=service, name="Inklusionsamt Nordland")
    keep_certificate(office, by=users["lorenz"], at=at)
    for number, case in enumerate(cases):
        entries = list(
            JournalEntry.objects.filter(case=case).order_by("-pk").values_list("uuid", flat=True)[:MARKED]
        )
        mark_entries(case=case, shown=entries, chosen=entries, by=users["holm"], at=at)
        _write(stage, case, number, office, at=at)


def _write(stage: Stage, case: Case, number: int, office: Recipient, *, at: datetime) -> None:
    """One each: in work, waiting for release, released and gone, a statement with a question."""
    holm, lorenz = stage.users["holm"], stage.users["lorenz"]
    statement = number == 3  # noqa: PLR2004
    order = reports.Order(
        recipient=office,
        purpose="Entscheidung über Leistungen an den Betrieb" if statement else "Verlängerung des Auftrags",
        consent=_consent(case, office, at=at),
        question="Ist der Arbeitsplatz mit einer Anpassung geeignet?" if statement else "",
        asked_on=timezone.localdate(at) if statement else None,
    )
    template = "stellungnahme-arbeitsplatz" if statement else "zwischenbericht"
    report = reports.begin_report(case=case, template_id=template, order=order, by=holm, at=at)
    if number == 0:
        reports.add_comment(
            report=report,
            text="Bitte noch den Besuch im Betrieb aufnehmen.",
            by=lorenz,
            at=at + timedelta(hours=1),
        )
        return
    _complete(report, at=at + timedelta(hours=2))
    if statement:
        return
    reports.submit(report=report, revision=report.revision, by=holm, at=at + timedelta(hours=3))
    if number == 1:
        return
    reports.release(report=report, revision=report.revision, by=lorenz, at=at + timedelta(days=1))
    out = at + timedelta(days=1, hours=2)
    client_copies.explain(report=report, text=EASY, revision=report.revision, by=holm, at=out)
    sending.send(report=report, channel=Channel.LETTER, revision=report.revision, by=holm, at=out)
    day = timezone.localdate(at) + timedelta(days=4)
    later = at + timedelta(days=5)
    sending.note_receipt(report=report, on=day, revision=report.revision, by=holm, at=later)


def _complete(report: Report, *, at: datetime) -> None:
    """Say something in every section that needs it and is empty, as the writer's own view."""
    view = Evidence(OWN_VIEW, "", "eigene fachliche Einschätzung")
    parts = [
        replace(
            part,
            sentences=(
                Sentence(
                    text=VIEWS.get(part.id, "Wie besprochen."), data_class=DataClass.COURSE, evidence=(view,)
                ),
            ),
        )
        if part.needed and not part.sentences
        else part
        for part in reports.parts_of(report)
    ]
    reports.change_report(report=report, parts=parts, revision=report.revision, by=report.begun_by, at=at)


def _consent(case: Case, office: Recipient, *, at: datetime) -> Consent:
    given_on = timezone.localdate(at)
    facts = Facts(
        purpose="Bericht an das Inklusionsamt",
        occasion="Auftrag und Leistungen 2026",
        recipients=[office],
        classes=frozenset((DataClass.MASTER, DataClass.COURSE, DataClass.WORK, DataClass.ABILITIES)),
        consequences="Ohne Bericht entscheidet das Amt nach Aktenlage.",
        withdrawal_explained=True,
        special_named=False,
        language="Deutsch",
        aid=Aid.READ_ALOUD,
        given_by=Giver.PERSON,
        guardian="",
        form=GivenForm.PAPER,
        given_on=given_on,
        valid_until=given_on + timedelta(days=365),
    )
    return record_consent(
        person=case.person, service=case.service, facts=facts, scope=case, by=case.responsible, at=at
    )
