"""The search box. Both databases run this file, so both must give exactly these answers."""

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roterfaden.cases import evidence, journal, participants
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.filing import Upload
from roterfaden.cases.models import Case, SearchText, SearchWord
from roterfaden.employers.register import record_contact, record_employer
from roterfaden.people.models import Person, PersonKey
from roterfaden.process.choices import DocumentState
from roterfaden.search.box import Found, Part, search
from roterfaden.search.rebuilding import rebuild
from tests.fixtures import AT, TODAY, World, open_case, open_task, walk

NAMES = (
    ("Jürgen", "Müller", "+49 461 555-1234"),
    ("Ute", "Weiß-Schröder", "0461 777 0001"),
    ("Sean", "O’Neil", "041 320 55 66"),
    ("Agnieszka", "Wiśniewska", ""),
    ("Ina", "Petersen", "(0461) 55512"),
)


@pytest.fixture
def office(world: World) -> dict[str, Case]:
    """Five persons with a case each, three journal entries, one file, two employers."""
    cases = {}
    for first, last, phone in NAMES:
        case = cases[last] = open_case(world, first_name=first, last_name=last)
        if phone:
            _phone(case.person, phone)
    write(cases["Müller"], world, "Die Praktika in der Küche liefen gut, der Betrieb lobt die Genauigkeit.")
    write(cases["Petersen"], world, "Praktikum abgesagt; die Straßenbahn fährt nicht.")
    write(cases["O’Neil"], world, "Nous avons parlé des mesures d’intégration avec les médecins.")
    run = walk(cases["Müller"], "", by=world.anna)
    task = open_task(run)
    evidence.record_evidence(
        case=cases["Müller"], task=task, title="Fähigkeitsprofil", state=DocumentState.PRESENT, revision=None,
        upload=Upload("Arztbrief Klinik Förde.txt", BytesIO(b"Brief"), "letter"), by=world.anna, at=AT,
    )  # fmt: skip
    for name, town in (("Bäckerei Großmann", "Neuhafen"), ("Werft am Fjord GmbH", "Altwiek")):
        facts = {"name": name, "town": town, "phone": "0461 9988776"}
        made = record_employer(organisation=world.service, facts=facts, by=world.anna, at=AT)
        if name.startswith("Werft"):
            record_contact(employer=made, facts={"name": "Svenja Thomsen"}, by=world.anna, at=AT)
    return cases


def _phone(person: Person, phone: str) -> None:
    from roterfaden.people.finding import index_person  # noqa: PLC0415

    person.phone = phone
    person.save(update_fields=["phone"])
    index_person(person)


def write(case: Case, world: World, text: str) -> None:
    journal.write_entry(case=case, kind=ContactKind.CALL, happened_at=AT, text=text, by=world.anna, at=AT)


def names_in(found: list[Found]) -> dict[str, list[str]]:
    told = {
        Part.PERSONS: lambda row: row.last_name,
        Part.CASES: lambda row: row.person.last_name,
        Part.JOURNAL: lambda row: row.case.person.last_name,
        Part.DOCUMENTS: lambda row: row.name,
        Part.EMPLOYERS: lambda row: row.name,
    }
    return {
        one.part.value: sorted(told[one.part](row) for row in one.records) for one in found if one.records
    }


QUERIES: dict[str, dict[str, list[str]]] = {
    "Müller": {"persons": ["Müller"], "cases": ["Müller"]},
    "mueller": {"persons": ["Müller"], "cases": ["Müller"]},
    "MULLER": {"persons": ["Müller"], "cases": ["Müller"]},
    "Mül": {"persons": ["Müller"], "cases": ["Müller"]},
    "jürgen müller": {"persons": ["Müller"], "cases": ["Müller"]},
    "Müller, Jürgen": {"persons": ["Müller"], "cases": ["Müller"]},
    "Weiss": {"persons": ["Weiß-Schröder"], "cases": ["Weiß-Schröder"]},
    "Schroeder": {"persons": ["Weiß-Schröder"], "cases": ["Weiß-Schröder"]},
    "oneil": {"persons": ["O’Neil"], "cases": ["O’Neil"]},
    "O'Neil": {"persons": ["O’Neil"], "cases": ["O’Neil"]},
    "Wisniewska": {"persons": ["Wiśniewska"], "cases": ["Wiśniewska"]},
    "Petresen": {"persons": ["Petersen"], "cases": ["Petersen"]},
    "Peterson": {"persons": ["Petersen"], "cases": ["Petersen"]},
    "0461 5551234": {"persons": ["Müller"], "cases": ["Müller"]},
    "+49 (0)461 555-1234": {"persons": ["Müller"], "cases": ["Müller"]},
    "5551234": {"persons": ["Müller"], "cases": ["Müller"]},
    "+41 41 320 55 66": {"persons": ["O’Neil"], "cases": ["O’Neil"]},
    "Praktikum": {"cases": ["Müller", "Petersen"], "journal": ["Müller", "Petersen"]},
    "praktikum küche": {"cases": ["Müller"], "journal": ["Müller"]},
    "kuechen": {"cases": ["Müller"], "journal": ["Müller"]},
    "Strassenbahn": {"cases": ["Petersen"], "journal": ["Petersen"]},
    "mesure": {"cases": ["O’Neil"], "journal": ["O’Neil"]},
    "médecin": {"cases": ["O’Neil"], "journal": ["O’Neil"]},
    "arztbrief": {"cases": ["Müller"], "documents": ["Arztbrief Klinik Förde.txt"]},
    "Fähigkeitsprofile": {"cases": ["Müller"], "documents": ["Arztbrief Klinik Förde.txt"]},
    "Grossmann": {"employers": ["Bäckerei Großmann"]},
    "fjord altwiek": {"employers": ["Werft am Fjord GmbH"]},
    "Thomsen": {"employers": ["Werft am Fjord GmbH"]},
    "9988776": {"employers": ["Bäckerei Großmann", "Werft am Fjord GmbH"]},
    "Xylophon": {},
    "und die": {},
    "": {},
    "   ": {},
    "'; DROP TABLE people_person; --": {},
    "%": {},
    "\\ _ *": {},
}


def test_queries_find_exactly_this(office: dict[str, Case], world: World) -> None:
    """More than fifteen queries, one answer each, on whichever database this runs."""
    answers = {query: names_in(search(query, user=world.anna, on=TODAY, limit=10)) for query in QUERIES}
    assert answers == QUERIES


def test_a_file_number_is_found_in_every_way_people_say_it(office: dict[str, Case], world: World) -> None:
    case = office["Petersen"]
    prefix, year, number = case.file_number.split("-")
    for said in (
        case.file_number,
        case.file_number.lower(),
        f"{prefix} {year} {number}",
        f"{year}-{number}",
        number,
    ):
        found = {one.part: one for one in search(said, user=world.anna, on=TODAY)}
        assert case in found[Part.CASES].records, said


def test_nobody_finds_what_they_may_not_see(office: dict[str, Case], world: World) -> None:
    for user in (world.fritz, world.klara, world.quirin):
        for query in QUERIES:
            assert names_in(search(query, user=user, on=TODAY)) == {}, f"{user} {query}"
    participants.add_participant(
        case=office["Müller"], user=world.klara, organisation=world.agency, function="Sachbearbeitung",
        valid_from=TODAY, valid_until=None, agreed=True, by=world.lena, at=AT,
    )  # fmt: skip
    assert names_in(search("Praktikum", user=world.klara, on=TODAY)) == {
        "cases": ["Müller"],
        "journal": ["Müller"],
    }
    assert names_in(search("Petersen", user=world.klara, on=TODAY)) == {}
    assert names_in(search("Werft", user=world.klara, on=TODAY)) == {}


def test_names_that_are_only_alike_are_said_to_be_so(office: dict[str, Case], world: World) -> None:
    exact, alike = (search(q, user=world.anna, on=TODAY)[0] for q in ("Petersen", "Petresen"))
    assert exact.part == alike.part == Part.PERSONS
    assert (exact.guessed, alike.guessed) == (False, True)


def test_of_the_parts_that_nobody_looks_at_only_the_number_is_told(
    office: dict[str, Case], world: World
) -> None:
    for query in ("Praktikum", "Petersen", "Petresen"):
        whole = search(query, user=world.anna, on=TODAY)
        for only in Part:
            found = search(query, user=world.anna, on=TODAY, only=only)
            assert [(one.part, one.count, one.more) for one in found] == [
                (one.part, one.count, one.more) for one in whole
            ]
            assert [list(one.records) for one in found] == [
                list(one.records) if one.part == only else [] for one in whole
            ]


def test_the_second_page_goes_on_where_the_first_ended(office: dict[str, Case], world: World) -> None:
    def journal(**window: int) -> list[Any]:
        found = search("Praktikum", user=world.anna, on=TODAY, only=Part.JOURNAL, **window)
        return list(found[list(Part).index(Part.JOURNAL)].records)

    every = journal(limit=50)
    assert len(every) > 1
    assert [*journal(limit=1), *journal(limit=50, skip=1)] == every


def test_the_number_of_queries_does_not_grow(office: dict[str, Case], world: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as context:
            search("Praktikum", user=world.anna, on=TODAY)
        return len(context)

    before = queries()
    for number in range(12):
        case = open_case(world, first_name="Noch", last_name=f"Jemand{number}")
        write(case, world, "Praktikum besprochen.")
    assert queries() == before


def test_corrected_texts_leave_no_words_behind(office: dict[str, Case], world: World) -> None:
    case = office["Petersen"]
    entry = case.journal.get()
    journal.correct_entry(
        entry=entry, kind=ContactKind.CALL, happened_at=AT, text="Busfahrt geklappt.", revision=1,
        by=world.anna, at=AT,
    )  # fmt: skip
    assert names_in(search("Straßenbahn", user=world.anna, on=TODAY)) == {}
    assert names_in(search("Busfahrt", user=world.anna, on=TODAY))["cases"] == ["Petersen"]
    # a word of the concern stays, although the entry that held it, too, has lost it
    assert "Petersen" in names_in(search("Büro", user=world.anna, on=TODAY))["cases"]


def test_rebuilding_finds_nothing_to_correct_and_mends_what_is_broken(
    office: dict[str, Case], world: World
) -> None:
    assert rebuild().corrected == 0
    SearchWord.objects.filter(case=office["Müller"]).delete()
    SearchText.objects.filter(case=office["Petersen"]).update(tokens=b"")
    PersonKey.objects.filter(person__last_name="O’Neil").delete()
    assert names_in(search("Küche", user=world.anna, on=TODAY)) == {}
    done = rebuild()
    assert (done.corrected, done.cases, done.persons, done.employers) == (3, 5, 5, 2)
    test_queries_find_exactly_this(office, world)


def test_nothing_readable_stands_in_the_index_of_texts(office: dict[str, Case], world: World) -> None:
    for tokens in SearchText.objects.values_list("tokens", flat=True):
        assert b"raktik" not in bytes(tokens)
    assert SearchWord.objects.filter(case=office["Müller"]).exists()
