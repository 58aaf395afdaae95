"""The page of the search: what stands there, what it leaves in the trail, and bad input."""

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.accounts import members
from roterfaden.accounts.choices import Role
from roterfaden.audit.models import Entry
from roterfaden.cases import journal, narrowing
from roterfaden.cases.access_table import Level
from roterfaden.cases.choices import ContactKind, FieldClass, Relation
from roterfaden.cases.models import Case
from roterfaden.people.models import Person
from tests.fixtures import AT, TODAY, World
from tests.web.browsing import client_of

HERE = "/suche/"


@pytest.fixture
def anna(world: World, case: Case) -> Client:
    journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text="Vor dem <b>Praktikum</b> noch fragen.",
        by=world.anna, at=AT,
    )  # fmt: skip
    client = Client()
    client.force_login(world.anna)
    return client


def test_results_stand_in_their_parts_and_reading_leaves_a_trace(anna: Client, case: Case) -> None:
    page = anna.get(HERE, {"q": "Praktika"}).content.decode()
    assert "<mark>" in page
    assert "&lt;b&gt;" in page
    assert reverse("cases:thread", args=[case.code]) in page
    trace = Entry.objects.filter(action="cases.read", scope_uuid=case.uuid)
    assert [entry.payload for entry in trace] == ['{"page":"search"}']


def test_a_file_number_leads_straight_to_its_case(anna: Client, case: Case) -> None:
    answer = anna.get(HERE, {"q": case.file_number})
    assert answer.headers["Location"] == reverse("cases:thread", args=[case.code])


def test_one_part_alone(anna: Client, case: Case) -> None:
    page = anna.get(HERE, {"q": "Aksoy", "part": "persons"}).content.decode()
    assert "teil-persons" in page
    assert "teil-cases" not in page


@pytest.mark.parametrize("query", [{"q": "x" * 5000}, {"q": "a\x00b"}, {"q": "\u202eabc"}])
def test_bad_input_is_said_to_be_bad(anna: Client, query: dict[str, str]) -> None:
    assert anna.get(HERE, query).status_code == 422


@pytest.mark.parametrize(
    "query", [{}, {"q": ""}, {"q": "a", "part": "nonsense"}, {"q": "Aksoy", "part": "cases", "page": "-3"}]
)
def test_nonsense_does_no_harm(anna: Client, query: dict[str, str]) -> None:
    assert anna.get(HERE, query).status_code == 200


def test_who_does_not_see_the_person_and_surroundings_reads_the_name_alone(case: Case, world: World) -> None:
    Person.objects.filter(pk=case.person.pk).update(town="Kleinhafen", phone="0381 998877")
    facts = ("Kleinhafen", "0381 998877", "04.06.1991")
    other = members.add_user(
        username="clara", first_name="Clara", last_name="Meyer", by=None, at=AT, password="geheim"
    )
    members.add_member(
        user=other, organisation=world.service, role=Role.CASEWORKER, valid_from=TODAY, by=None, at=AT
    )
    clara = client_of(other)
    page = clara.get(HERE, {"q": "Aksoy", "part": "persons"}).content.decode()
    assert all(fact in page for fact in facts)
    narrowing.narrow(
        service=world.service, relation=Relation.CASEWORKER, levels={FieldClass.CONTACT: Level.NOTHING},
        by=world.lena, at=AT,
    )  # fmt: skip
    page = clara.get(HERE, {"q": "Aksoy", "part": "persons"}).content.decode()
    assert str(case.person) in page
    assert not any(fact in page for fact in facts)
