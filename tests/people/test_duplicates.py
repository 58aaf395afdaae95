"""Is this person known already? Spellings, swapped names, slips in the date; found in bounded work."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roterfaden.common.codes import new_code
from roterfaden.common.crypto import keyring
from roterfaden.people.duplicates import MOST_CANDIDATES, MOST_FOUND, look_alikes, slips_of
from roterfaden.people.models import Person
from roterfaden.people.records import correct_person, record_person, set_keys
from roterfaden.people.sounds import compared, sound_of
from tests.fixtures import AT, World, open_case

BORN = date(1984, 3, 12)


def known(world: World, first: str, last: str, born: date = BORN) -> Person:
    facts = {"first_name": first, "last_name": last, "birth_date": born}
    return record_person(organisation=world.service, facts=facts, by=world.anna, at=AT)


def look(world: World, first: str, last: str, born: date = BORN) -> list[tuple[str, tuple[str, ...]]]:
    facts = {"first_name": first, "last_name": last, "birth_date": born}
    found = look_alikes(organisation=world.service, facts=facts)
    return [(str(one.person), one.reasons) for one in found]


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("one", "other"),
    [("Müller", "Mueller"), ("Müller", "Muller"), ("Meyer", "Maier"), ("Schmidt", "Schmitt"), ("Yılmaz", "Yilmaz"),
     ("Philipp", "Filip"), ("Öztürk", "Oeztuerk"), ("Wiśniewski", "Wisniewski")],
)  # fmt: skip
def test_one_name_in_two_spellings_sounds_the_same(one: str, other: str) -> None:
    assert sound_of(one) == sound_of(other)


@pytest.mark.one_database
def test_the_sounds_are_those_of_cologne() -> None:
    words = {"Wikipedia": "3412", "Müller-Lüdenscheidt": "65752682", "Breschnew": "17863", "Xaver": "4837"}
    assert {word: sound_of(word) for word in words} == words
    assert sound_of("") == ""
    assert sound_of("Иванова")
    assert compared("Müller") == compared("MUELLER") == "muller"


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        (("Jürgen", "Müller", BORN), "gleicher Name"),
        (("Juergen", "Mueller", BORN), "gleicher Name"),
        (("Jurgen", "Muller", BORN), "gleicher Name"),
        (("Müller", "Jürgen", BORN), "vertauscht"),
        (("Jürgen", "Müler", BORN), "ähnlicher Name"),
        (("Jürgen", "Müller", BORN + timedelta(days=1)), "um einen Tag anders"),
        (("Jürgen", "Müller", date(1984, 12, 3)), "Tag und Monat vertauscht"),
        (("Jürgen", "Müller", date(1994, 3, 12)), "eine Ziffer"),
        (("Jürgen", "Müller", date(1948, 3, 12)), "zwei Ziffern"),
        (("Jürgen", "Müller", date(1950, 1, 1)), "gleicher Name"),
        (("Jürgen", "Petersen", BORN), "gleicher Vorname"),
    ],
)
def test_slips_are_seen_through(world: World, typed: tuple[str, str, date], why: str) -> None:
    known(world, "Jürgen", "Müller")
    ((name, reasons),) = look(world, *typed)
    assert name == "Jürgen Müller"
    assert why in ", ".join(reasons)


@pytest.mark.parametrize(
    "typed",
    [
        ("Sabine", "Petersen", BORN),
        ("Hans", "Müller", date(1950, 1, 1)),
        ("Jens", "Möller", date(1984, 3, 13)),
    ],
)
def test_others_are_left_alone(world: World, typed: tuple[str, str, date]) -> None:
    known(world, "Jürgen", "Müller")
    assert look(world, *typed) == []


def test_another_service_is_not_asked(world: World) -> None:
    facts: dict[str, Any] = {"first_name": "Jürgen", "last_name": "Müller", "birth_date": BORN}
    record_person(organisation=world.other_service, facts=facts, by=world.fritz, at=AT)
    assert look(world, "Jürgen", "Müller") == []


def test_a_corrected_name_is_found_by_its_new_sound(world: World) -> None:
    case = open_case(world, first_name="Jürgen", last_name="Falsch")
    correct_person(
        person=case.person, facts={"last_name": "Müller"}, revision=1, scope=case, by=world.anna, at=AT
    )
    assert [name for name, _why in look(world, "Jürgen", "Müller", case.person.birth_date)] == [
        "Jürgen Müller"
    ]


@pytest.mark.one_database
def test_slips_are_days_that_exist() -> None:
    slips = slips_of(date(1984, 2, 29))
    assert date(1984, 2, 28) in slips
    assert date(1984, 3, 1) in slips
    assert date(1984, 2, 29) not in slips
    assert len(slips) < 120


def test_many_namesakes_cost_no_more_queries_and_the_likeliest_come_first(world: World) -> None:
    mine = known(world, "Anna", "Müller", date(1990, 5, 5))
    with CaptureQueriesContext(connection) as few:
        look(world, "Anna", "Müller", date(1990, 5, 5))
    key = keyring.new_key()
    crowd = [
        Person(
            organisation=world.service, code=new_code(8), data_key=key, first_name="Anna", last_name="Müller",
            birth_date=date(1950, 1, 1) + timedelta(days=7 * n),
        )
        for n in range(MOST_CANDIDATES + 50)
    ]  # fmt: skip
    for person in crowd:
        set_keys(person)
    Person.objects.bulk_create(crowd)
    with CaptureQueriesContext(connection) as many:
        found = look_alikes(
            organisation=world.service,
            facts={"first_name": "Anna", "last_name": "Müller", "birth_date": date(1990, 5, 5)},
        )
    assert len(many) == len(few) == 3
    assert len(found) == MOST_FOUND
    assert found[0].person == mine
