"""No German of the program on paper or in a mail in French or Italian: letters, forms, files, plans, minutes, reports.

Whatever Typst sets is heard on its way, so a new print of a page is looked at without being named here.
"""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import typst
from django.test import Client
from django.utils import translation
from docx import Document as Word

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.models import Case
from roterfaden.consent.choices import DataClass
from roterfaden.cooperation import reminders as cooperation_reminders
from roterfaden.cooperation.choices import PlanSection
from roterfaden.cooperation.minutes import minutes_of
from roterfaden.cooperation.minutes_files import minutes_as_pdf, minutes_as_word
from roterfaden.correspondence import reports
from roterfaden.correspondence.filling import filled, templates_for
from roterfaden.correspondence.shipped import shipped_letters
from roterfaden.deadlines import invitations, reminders
from roterfaden.deadlines.choices import Frequency
from roterfaden.deadlines.reminders import choose_reminder
from roterfaden.documents.typesetting import pdf
from roterfaden.documents.typesetting.content import Document, LetterPage
from roterfaden.dossier import printing
from roterfaden.dossier.choices import Part, Purpose
from roterfaden.jobs.models import Mail
from roterfaden.people.relations import set_communication
from roterfaden.people.surroundings import load_surroundings
from roterfaden.portal import messages
from tests.access.stage import AUDIENCE, Arguments, arguments, guarded, url
from tests.access.urls import all_pages
from tests.consent.makers import set_stage
from tests.cooperation.makers import set_circle
from tests.fixtures import AT, TODAY, World, walk
from tests.languages.test_no_german_on_pages import german_texts
from tests.portal.makers import give_client

__all__ = ["arguments", "guarded"]

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]

LANGUAGES = {"fr": "Französisch", "it": "Italienisch"}
# words that no French or Italian sentence has
GERMAN_WORD = re.compile(
    r"\b(?:und|oder|nicht|kein|keine|der|das|dem|den|für|von|mit|wird|wurde|werden|zum|zur|ist|sind|bitte|über|"
    r"offen|Uhr|Stelle|Dienst|Niederschrift|Seite|Schritt|Fassung|Unterschrift|vom)\b"
)
# what somebody has typed in the worlds of the tests
TYPED = (
    "Sucht eine ruhige Arbeit im Büro.",
    "Agentur für Arbeit",
    "Mit der Post.",
    "Stelle am Kanal",
    "KANARIE-Schritt",
)
# files that a spreadsheet or a calendar reads
TABLES = ("text/csv", "text/calendar")
# the pages that printed something for whom; to know which print asks all of them once as everybody
_printed: dict[str, str] = {}
# keys of what is set that are no text
SILENT = {"id", "kind", "language", "window", "level"}


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def _all_speak(world: World, language: str) -> Iterator[None]:
    """Everybody, every body and the program itself."""
    _speak(language)
    for one in vars(world).values():
        if isinstance(one, Organisation | User):
            one.refresh_from_db()
    with translation.override(language):
        yield


@pytest.fixture
def case(case: Case, language: str) -> Case:
    """Made once for all tests, and with it what its service spoke then."""
    _speak(language)
    return Case.objects.get(pk=case.pk)


def _speak(language: str) -> None:
    Organisation.objects.update(language=language)
    User.objects.update(language=language)


@pytest.fixture
def papers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that was set, in one text for each document."""
    heard: list[str] = []
    original = typst.compile

    def hear(layout: Any, **options: Any) -> Any:
        heard.extend("\n".join(texts_in(json.loads(value))) for value in options["sys_inputs"].values())
        return original(layout, **options)

    monkeypatch.setattr(typst, "compile", hear)
    return heard


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, one in value.items():
            if key not in SILENT:
                yield from texts_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from texts_in(one)
    elif isinstance(value, str):
        yield value


def said_in(paper: Document | LetterPage) -> str:
    return "\n".join(texts_in(json.loads(json.dumps(paper.plain(), default=str))))


def german_in(text: str, language: str) -> list[str]:
    """The lines that are a text of the program in German, or have a word that only German has."""
    known = german_texts(language)
    for typed in TYPED:
        text = text.replace(typed, "")
    lines = {" ".join(line.split()) for line in text.splitlines()}
    return sorted(line for line in lines if line in known or GERMAN_WORD.search(line))


def speak(case: Case, world: World, language: str) -> None:
    set_communication(
        person=case.person,
        needs=[],
        languages=[{"name": LANGUAGES[language], "level": next(iter(load_surroundings()["levels"]))}],
        remark="",
        revision=case.person.revision,
        scope=case,
        by=world.anna,
        at=AT,
    )


def cells_of(answer: Any) -> list[str]:
    """What stands in the cells of a table as CSV, or in the lines of a calendar; nothing for other answers."""
    if not answer.headers.get("Content-Type", "").startswith(TABLES):
        return []
    parts = answer.streaming_content if answer.streaming else [answer.content]
    text = b"".join(parts).decode("utf-8-sig")
    return [cell.strip('"') for line in text.splitlines() for cell in re.split(r";|SUMMARY:", line)]


def test_every_shipped_letter_and_form(world: World, case: Case, language: str) -> None:
    walk(case, "", by=world.anna)
    speak(case, world, language)
    found = {}
    for template in shipped_letters().values():
        if not template.is_written:
            page = filled(case, template, on=TODAY).page
            assert page.language == language, template.id
            if german := german_in(said_in(page), language):
                found[template.id] = german
    assert found == {}


def test_every_report(world: World, case: Case, language: str) -> None:
    walk(case, "", by=world.anna)
    stage = set_stage(world, case)
    consent = stage.consent(recipients=[stage.office], classes=frozenset(DataClass), special_named=True)
    found = {}
    for template in templates_for(case):
        if template.is_written:
            order = reports.Order(
                recipient=stage.office, purpose="Xxx", consent=consent, question="Xxx", asked_on=TODAY
            )
            made = reports.begin_report(case=case, template_id=template.id, order=order, by=world.anna, at=AT)
            document = reports.document_of(made, by=world.anna, at=AT)
            assert document.language == language, template.id
            if german := german_in(said_in(document), language):
                found[template.id] = german
    assert found == {}


def test_the_whole_file(world: World, guarded: Case, language: str) -> None:
    order = printing.Order(parts=list(Part), purpose=Purpose.OWN)
    document = printing.document_of(guarded, order, by=world.anna, at=AT)
    assert german_in(said_in(document), language) == []


def test_a_file_for_another_body_is_in_its_language(
    world: World, guarded: Case, language: str, papers: list[str]
) -> None:
    stage = set_stage(world, guarded)
    consent = stage.consent(recipients=[stage.office], classes=frozenset(DataClass), special_named=True)
    order = printing.Order(
        parts=[Part.HEAD, Part.PERSON, Part.STEPS, Part.DEADLINES],
        purpose=Purpose.THIRD,
        recipient=stage.office,
        wherefore="Xxx",
        consent=consent,
    )
    with translation.override("de"):
        printing.print_file(case=guarded, order=order, by=world.anna, at=AT)
    assert german_in(papers[-1], language) == []


def test_minutes_and_plan(world: World, case: Case, language: str, papers: list[str]) -> None:
    circle = set_circle(world, case)
    circle.accept()
    meeting = circle.fix(circle.meeting())
    meeting.cooperation = circle.running
    circle.hold(meeting)
    circle.write(PlanSection.GOALS, "Xxx")
    circle.write(PlanSection.ITEMS, "Xxx", person="Klara", cost_bearer="AI")
    circle.write(PlanSection.OBLIGATIONS, "Xxx")
    circle.issue()
    minutes = minutes_of(meeting)
    minutes_as_pdf(minutes)
    assert german_in(papers[-1], language) == []
    word = Word(BytesIO(minutes_as_word(minutes)))
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert german_in("\n".join([*cells, *(one.text for one in word.paragraphs)]), language) == []


def test_whatever_a_page_prints(world: World, arguments: Arguments, language: str, papers: list[str]) -> None:
    """All pages are asked in the first language, in the next those that printed something then, by whom they did."""
    found, seen, known = {}, set[str](), dict(_printed)
    for user in (world.anna, world.lena, world.quirin):
        client = Client(raise_request_exception=False, headers={"Accept-Language": language})
        client.force_login(user)
        for page in all_pages():
            if not page.can_be_read or page.name in seen or AUDIENCE.get(page.name) in ("guest", "token"):
                continue
            if known and known.get(page.name) != user.username:
                continue
            papers.clear()
            answer = client.get(url(page, arguments.real))
            told = [*papers, *cells_of(answer)]
            if told and answer.status_code == 200:
                seen.add(page.name)
                _printed[page.name] = user.username
                if german := german_in("\n".join(told), language):
                    found[page.name] = german
    assert found == {}
    assert seen == set(_printed), "what prints in one language prints in the other"
    assert seen >= {"complaints:letter", "rights:report", "steering:review"}
    assert "dates:appointment_file" in seen, "a calendar"


def test_mails(world: World, guarded: Case, language: str) -> None:
    guarded.person.email = "leyla@example.org"
    guarded.person.save()
    speak(guarded, world, language)
    choose_reminder(user=world.anna, frequency=Frequency.DAILY, email="a@example.org", by=world.anna, at=AT)
    with translation.override("de"):
        invitations.mail_to_client(appointment=guarded.appointments.earliest("pk"), by=world.anna, at=AT)
        guest = give_client(world, guarded).guest
        messages.send(guest=guest, text="Xxx", token=UUID(int=1), by=world.anna, at=AT)
        reminders.send_reminders(at=AT + timedelta(days=3))
        for days in (1, 20, 60):
            cooperation_reminders.remind(at=AT + timedelta(days=days))
    told = {mail.key: german_in(f"{mail.subject}\n{mail.body}", language) for mail in Mail.objects.all()}
    assert {key: german for key, german in told.items() if german} == {}
    assert len(told) > 5


def test_layouts_say_nothing_by_themselves() -> None:
    """Words in a layout would be German for everybody."""
    folder = Path(pdf.LAYOUTS)
    layouts = [*folder.glob("*.typ"), Path(minutes_as_pdf.__globals__["TEMPLATE"])]
    for layout in layouts:
        text = re.sub(r"//.*", "", layout.read_text("utf-8"))
        assert not GERMAN_WORD.search(text), layout.name
    assert len(layouts) > 4


def test_german_is_found_where_it_stands(language: str) -> None:
    assert german_in("Kopf\nFür und wider\nAkte gedruckt", language) == ["Für und wider"]
    assert german_in("Ordine del giorno e risultati\nProcès-verbal", language) == []
