"""A case whose journal fills a year, a running crisis, drafts that wait, text blocks, whom to call."""

import random
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from uuid import UUID

from django.utils import timezone

from roterfaden.accounts.models import User
from roterfaden.cases import crisis, crisis_contacts, journal, personal_notes, text_blocks
from roterfaden.cases.attachments import attach
from roterfaden.cases.choices import CaseState, ContactKind, CrisisAct, CrisisOutcome
from roterfaden.cases.crisis_contacts import ContactText
from roterfaden.cases.filing import Upload
from roterfaden.cases.journal import CompanyPart, ContactFacts
from roterfaden.cases.models import Case
from roterfaden.cases.text_blocks import BlockText
from roterfaden.drafts.drafting import Typed, keep_draft
from roterfaden.operations.demo.people import Stage

SEED = 411
CONTACTS = (
    (ContactKind.CALL, "Ruft an, weil der Bus früher fährt. Wir verschieben den Beginn um zwanzig Minuten.", "Beginn 7:40 Uhr", 10),  # noqa: E501
    (ContactKind.MEETING, "Rückblick auf die Woche: Die Pausen helfen, mittags wird es laut. Der Gehörschutz liegt im Spind.", "Gehörschutz ab Montag", 45),  # noqa: E501
    (ContactKind.COMPANY, "Am Arbeitsplatz dabei. Greift sicher nach den richtigen Teilen, fragt nach, wenn etwas fehlt.", "Einarbeitung läuft", 90),  # noqa: E501
    (ContactKind.MAIL, "Bericht an den Auftraggeber geschickt, Kopie in der Akte.", "", 35),
    (ContactKind.VISIT, "Zu Hause besprochen, wer morgens weckt. Die Schwester übernimmt zwei Tage.", "Plan hängt am Kühlschrank", 60),  # noqa: E501
    (ContactKind.MEETING, "Ziele durchgesehen. Ein Ziel ist erreicht, eines war zu groß und wird geteilt.", "Zwei neue Teilziele", 50),  # noqa: E501
    (ContactKind.CALL, "Die Ärztin bestätigt: Heben bis acht Kilogramm ist erlaubt.", "Schriftlich angefordert", 15),
    (ContactKind.NOTE, "Antrag auf den höhenverstellbaren Tisch liegt beim Integrationsfachberater.", "", None),
)  # fmt: skip
COMPANY = "Möbelhaus Nord, Lager"
COMPANY_TEXTS = (
    "Der Schichtleiter wechselt im nächsten Monat. Neue Ansprechperson ist Frau Brandt.",
    "Im Lager werden zum Frühjahr zwei Stellen frei. Das Haus fragt nach Möglichkeiten der Förderung.",
    "Der Betriebsrat möchte eine Runde zum Thema Lärm anbieten und bittet um jemanden vom Dienst.",
)
BLOCKS = (
    BlockText(title="Erstgespräch", text="Anlass:\nWas gelingt gut:\nWas fällt schwer:\nWünsche:\nVereinbart:", kind="meeting"),  # noqa: E501
    BlockText(title="Betriebsbesuch", text="Gesprächspartner:\nArbeitsplatz und Aufgaben:\nBelastungen:\nVereinbart:", kind="company"),  # noqa: E501
    BlockText(title="Telefonat ohne Ergebnis", text="Nicht erreicht, Rückruf erbeten.", kind="call"),
)  # fmt: skip
HELPERS = (
    ContactText(name="Sozialpsychiatrischer Dienst Neuhafen", phone="0461 555 210", hours="Mo-Do 8:00-16:00, Fr 8-12", helps_with="psychische Krisen, kommt auch ins Haus"),  # noqa: E501
    ContactText(name="Krisentelefon der Klinik am Förderweg", phone="0461 555 300", hours="immer", helps_with="Aufnahme und Rat", note="zuerst anrufen, dann kommen"),  # noqa: E501
    ContactText(name="Suchtberatung Hafenstraße", phone="0461 555 420", hours="Mo 9-12 und 14-18, Do 14-19", helps_with="Rückfall"),  # noqa: E501
    ContactText(name="Frauenhaus Nord", phone="0461 555 118", hours="Mo-So 20:00-8:00, Feiertag 0-24", helps_with="Gewalt in der Familie"),  # noqa: E501
)  # fmt: skip


def fill_journals(stage: Stage, *, today: date) -> None:
    """Write all of it for the service of Katrin Holm; deterministic for a given day."""
    holm, lorenz = stage.users["holm"], stage.users["lorenz"]
    service = stage.offices["ifd-neuhafen"]
    began = _at(today, 40)
    for block in BLOCKS:
        text_blocks.add_block(said=block, service=service, by=lorenz, at=began)
    own = BlockText(title="Mein Wochenabschluss", text="Diese Woche gelungen:\nNächste Woche zuerst:")
    text_blocks.add_block(said=own, service=None, by=holm, at=began)
    for helper in HELPERS:
        crisis_contacts.add_contact(service=service, said=helper, by=lorenz, at=began)
    cases = list(
        Case.objects.filter(responsible=holm, state=CaseState.OPEN)
        .select_related("person", "service", "data_key")
        .order_by("opened_on", "pk")
    )
    if len(cases) < 3:  # noqa: PLR2004
        return
    _a_year(cases[0], holm, stage.users["reimers"], today=today)
    _notes_and_drafts(cases[0], cases[1], holm, today=today)
    _a_crisis_that_runs(cases[1], holm, today=today)
    _a_crisis_that_ended(cases[2], holm, today=today)


def _a_year(case: Case, by: User, colleague: User, *, today: date) -> None:
    rng = random.Random(SEED)  # noqa: S311
    entry = None
    for number in range(64):
        ago = 360 - number * 5 - rng.randint(0, 3)
        at = _at(today, ago, hour=rng.randint(8, 15), minute=rng.choice((0, 10, 15, 30, 45)))
        if timezone.localdate(at) < case.opened_on:
            continue
        kind, text, result, minutes = CONTACTS[number % len(CONTACTS)]
        travels = kind in {ContactKind.COMPANY, ContactKind.VISIT}
        facts = ContactFacts(
            result=result,
            minutes=minutes,
            people="Frau Brandt" if kind == ContactKind.COMPANY else "",
            travel_minutes=40 if travels else None,
            travel_km=Decimal("23.5") if travels else None,
            next_step="Nachfragen, wie es läuft" if number % 9 == 0 else "",
            next_on=timezone.localdate(at) + timedelta(days=14) if number % 9 == 0 else None,
        )
        part = None
        if kind == ContactKind.COMPANY and number % 3 == 0:
            part = CompanyPart(company=COMPANY, text=COMPANY_TEXTS[number // 8 % len(COMPANY_TEXTS)])
        entry = journal.write_contact(
            case=case,
            kind=kind,
            happened_at=at,
            text=text,
            company=part,
            facts=facts,
            colleagues=[colleague] if number % 11 == 5 else (),  # noqa: PLR2004
            by=by,
            at=at,
        )
    if entry is not None:
        entry.case = case
        stream = BytesIO(b"Wochenplan (Demo)\n\nMontag bis Freitag 7:40 bis 13:00 Uhr")
        attach(entry=entry, upload=Upload("Wochenplan.txt", stream, "plan"), by=by, at=_at(today, 30))


def _notes_and_drafts(case: Case, other: Case, by: User, *, today: date) -> None:
    at = _at(today, 2, hour=16)
    note = "Beim nächsten Mal mehr Zeit lassen und nicht zwei Themen auf einmal. Fragen, ob die Schwester dabei sein soll."  # noqa: E501
    personal_notes.write_note(case=case, text=note, by=by, at=at)
    begun = (
        (case, "Betriebsbesuch am Vormittag. Die neue Schichtleiterin kennt den Plan noch nicht; wir gehen ihn durch und"),  # noqa: E501
        (other, "Anruf der Mutter: Sie fragt, ob"),
    )  # fmt: skip
    for number, (about, text) in enumerate(begun, start=1):
        page = f"/faelle/{about.code}/journal/"
        keep_draft(
            Typed(
                token=UUID(int=number),
                page=page,
                form=f"{page}neu/",
                title=f"Journal: {about.person}",
                fields=[
                    ("kind", "company"),
                    ("day", _at(today, 1).date().isoformat()),
                    ("time", "09:30"),
                    ("text", text),
                ],
                version=1,
            ),
            by=by,
            at=_at(today, 1, hour=16, minute=number * 20),
        )


def _a_crisis_that_runs(case: Case, by: User, *, today: date) -> None:
    began = _at(today, 1, hour=15, minute=10)
    running = crisis.begin_crisis(
        case=case,
        reported_by="company",
        what="Der Betrieb ruft an: nach einem Streit vom Platz gelaufen, sitzt im Pausenraum und spricht nicht.",
        by=by,
        at=began,
    )
    for minutes, act, text in (
        (
            6,
            CrisisAct.COMPANY,
            "Schichtleitung: Streit um die Pause, niemand verletzt. Der Raum bleibt frei.",
        ),
        (25, CrisisAct.VISITED, "Angekommen. Erst Ruhe, dann reden."),
        (70, CrisisAct.TALKED, "Möchte heute nach Hause, morgen wieder ein Gespräch. Schwester holt ab."),
        (95, CrisisAct.CALLED, "Sozialpsychiatrischer Dienst: Termin morgen früh möglich."),
    ):
        at = began + timedelta(minutes=minutes)
        crisis.log_act(crisis=running, act=act, text=text, happened_at=None, by=by, at=at)
    crisis.plan_aftercare(
        crisis=running,
        due_on=today,
        text="Am Morgen anrufen: Wie war die Nacht?",
        by=by,
        at=began + timedelta(minutes=100),
    )


def _a_crisis_that_ended(case: Case, by: User, *, today: date) -> None:
    began = _at(today, 47, hour=10)
    past = crisis.begin_crisis(
        case=case, reported_by="client", what="Angst vor der Kündigung, schläft nicht mehr.", by=by, at=began
    )
    at = began + timedelta(hours=3)
    crisis.log_act(
        crisis=past, act=CrisisAct.TALKED, text="Langes Gespräch, Ärztin ruft zurück.", happened_at=None, by=by, at=at
    )  # fmt: skip
    crisis.end_crisis(
        crisis=past,
        outcome=CrisisOutcome.CALMED,
        ending="Mit Ärztin und Betrieb gesprochen; keine Kündigung geplant. Gespräch mit der Leitung vereinbart.",
        revision=past.revision,
        by=by,
        at=at + timedelta(days=1),
    )


def _at(today: date, ago: int, *, hour: int = 10, minute: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(today - timedelta(days=ago), time(hour, minute)))
