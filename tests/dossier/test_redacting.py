"""No name survives in the file for an audit: canaries of every kind, in every part, in every spelling."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.cases import journal, personal_notes
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.journal import CompanyPart, ContactFacts
from roterfaden.cases.models import Case
from roterfaden.common.text import normalise
from roterfaden.documents.typesetting.content import Document
from roterfaden.dossier.choices import Part, Purpose
from roterfaden.dossier.printing import Order, document_of
from roterfaden.dossier.redacting import Known, Redaction, letters
from roterfaden.people.choices import RelationKind
from roterfaden.people.facts import Said, Sitting, record_facts
from roterfaden.people.models import Person
from roterfaden.people.overlays import form_for
from roterfaden.people.relations import add_relation
from tests.consent.makers import set_stage
from tests.deadlines.makers import appointment, follow_up
from tests.fixtures import AT, World, walk
from tests.web.browsing import stop_clock

TELLTALE = (
    "aksoy", "leyla", "guelten", "demir", "petersen", "brandt", "zwanzig", "kuhlmann", "krume", "muster", "anna",
    "bela", "neuhafen", "hafenstr", "0461", "1234567", "example.org", "1991", "nh-2026", "de12", "blattgruen",
    "oezguer",
)  # fmt: skip
TEXT = """Frau Aksoy (Leyla) kommt mit ihrer Mutter, Gülten Aksoy-Demir.
Leylas Ärztin Dr. Petersen ruft an: 0461 55 21 30.
AKSOYS Plan: Bäckerei Krume in Neuhafen, Hafenstraße 12. Herr Zwanzig aus der Krume fragt nach. Zwanzig meldet sich.
Mail an leyla.aksoy@example.org, Konto DE12 5001 0517 0648 4898 90, Akte NH-2026-0001, geboren 04.06.1991.
Bela Muster übernimmt. Frau Dr. Kuhlmann vom Amt. Oezguer und Özgür sind derselbe. Mobil +49 170 1234567."""


@pytest.fixture
def told(world: World, case: Case) -> Case:
    """A case in which names stand wherever people write them."""
    Person.objects.filter(pk=case.person_id).update(
        street="Hafenstraße 12",
        postcode="24937",
        town="Neuhafen",
        phone="0461 55 21 30",
        email="leyla.aksoy@example.org",
    )
    case.person.refresh_from_db()
    by: dict[str, Any] = {"scope": case, "by": world.anna, "at": AT}
    for kind, name in (
        (RelationKind.FAMILY, "Gülten Aksoy-Demir (Mutter)"),
        (RelationKind.FAMILY, "Özgür"),
        (RelationKind.DOCTOR, "Dr. Petersen"),
    ):
        add_relation(person=case.person, kind=kind, name=name, details={"phone": "0461 998877"}, **by)
    form = form_for(case.service, on=AT.date())
    record_facts(
        person=case.person,
        form=form,
        sitting=Sitting(source="doctor", said_on=AT.date(), source_name="Dr. Kuhlmann"),
        said=[Said(item="3.2", value="Rücken, sagt Frau Dr. Petersen.")],
        health=True,
        **by,
    )
    journal.write_contact(
        case=case,
        kind=ContactKind.COMPANY,
        happened_at=AT - timedelta(days=1),
        text=TEXT,
        company=CompanyPart(company="Bäckerei Krume", text="Die Schichtleiterin Frau Brandt sucht jemanden."),
        facts=ContactFacts(people="Frau Brandt (Leitung), Herr Zwanzig", result="Brandt sagt zu."),
        by=world.anna,
        at=AT,
    )
    personal_notes.write_note(case=case, text="GEHEIM nur für mich", by=world.anna, at=AT)
    follow_up(case, world.anna, text="Bei Leyla nachfragen.")
    appointment(case, world, starts_at=AT + timedelta(days=1), subject="Mit Leyla", place="Hafenstraße 12")
    set_stage(world, case).consent(purpose="Leyla Aksoy bei der Krume vorstellen")
    walk(case, "", by=world.anna)
    return case


def all_texts(document: Document) -> str:
    found: list[str] = []

    def keep(text: str) -> str:
        found.append(text)
        return text

    document.mapped(keep)
    return "\n".join(found)


def survivors(text: str) -> list[str]:
    plain = normalise(text)
    return [word for word in TELLTALE if re.search(rf"(?<![a-z]){re.escape(word)}", plain)]


def test_no_name_number_or_place_survives_and_placeholders_are_stable(world: World, told: Case) -> None:
    order = Order(parts=list(Part), purpose=Purpose.AUDIT)
    open_file = document_of(told, Order(parts=list(Part), purpose=Purpose.OWN), by=world.anna, at=AT)
    assert set(survivors(all_texts(open_file))) == set(TELLTALE)
    document = document_of(told, order, by=world.anna, at=AT)
    text = all_texts(document)
    assert survivors(text) == []
    assert "GEHEIM" not in text + all_texts(open_file)
    assert "Frau Person A (Person A) kommt mit ihrer Mutter" in text
    assert "Person As" not in text
    for word in (
        "[Telefon]",
        "[E-Mail]",
        "[Anschrift]",
        "[Aktenzeichen]",
        "[Konto]",
        "[Geburtsdatum]",
        "Fachkraft B",
    ):
        assert word in text, word
    # the same person bears the same letter everywhere
    brandt = re.search(r"Die Schichtleiterin Frau (Person [A-Z]+) sucht", text)
    assert brandt is not None
    assert f"{brandt[1]} sagt zu." in text
    again = document_of(told, order, by=world.anna, at=AT)
    assert all_texts(again) == text


def test_the_page_for_an_audit_holds_none_either(
    world: World, told: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop_clock(monkeypatch)
    client = Client()
    client.force_login(world.anna)
    query = "&".join(f"parts={part}" for part in Part) + "&purpose=audit"
    page = client.get(f"{reverse('dossier:read', args=[told.code])}?{query}")
    assert page.status_code == 200
    main = page.content.decode().partition("<main")[2].partition("</main>")[0].partition("<h1>")[2]
    assert survivors(re.sub(r"<[^>]+>", " ", main)) == []


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Müllers Akte", "Person A Akte"),
        ("MUELLER, Jo", "Person A"),
        ("jo geht", "jo geht"),
        ("Die Mühle mahlt.", "Die Mühle mahlt."),
        ("Müllersche Art", "Person A Art"),
        ("2026 sind es 15 Stellen, Raum 204.", "2026 sind es 15 Stellen, Raum 204."),
        ("Tel. 0170-1234567", "Tel. [Telefon]"),
        ("AHV 756.1234.5678.97", "AHV [Nummer]"),
        ("Am 01.02.2026 um 08.30, 15000 Euro", "Am 01.02.2026 um 08.30, 15000 Euro"),
        ("am 3.4.1990", "am [Geburtsdatum]"),
        ("wohnt in 24937 Flensburg", "wohnt in [Ort]"),
    ],
)
def test_spellings(text: str, expected: str) -> None:
    known = Known(people=["Jo Müller"])
    known.add_birthday(date(1990, 4, 3))
    assert Redaction(known).redact(text) == expected


@pytest.mark.one_database
def test_letters_go_on_after_z() -> None:
    assert [letters(number) for number in (1, 26, 27, 52, 703)] == ["A", "Z", "AA", "AZ", "AAA"]
