"""Who stands beside a person, how one reaches them, and two records joined, in the browser."""

import pytest
from django.test import Client
from django.urls import reverse

from roterfaden.cases.models import Case
from roterfaden.people.models import Person, PersonMerge, Relation
from tests.fixtures import World, open_case


@pytest.fixture
def client(world: World) -> Client:
    client = Client()
    client.force_login(world.lena)
    return client


def page(client: Client, case: Case, name: str, *more: object) -> str:
    answer = client.get(reverse(f"casefile:{name}", args=[case.code, *more]))
    assert answer.status_code == 200, answer.content.decode()[:500]
    return answer.content.decode()


def test_somebody_is_put_beside_a_person_and_corrected_by_one_of_two(case: Case, client: Client) -> None:
    add = reverse("casefile:add_relation", args=[case.code, "contact"])
    assert client.post(add, {"name": ""}).status_code == 422
    assert client.post(add, {"name": "Ole Petersen", "function": "Nachbar"}).status_code == 302
    assert "Ole Petersen" in page(client, case, "person")
    relation = Relation.objects.get()
    change = reverse("casefile:edit_relation", args=[case.code, relation.uuid])
    assert client.post(change, {"name": "Ole Peters", "revision": "1"}).status_code == 302
    late = client.post(change, {"name": "Olaf Petersen", "revision": "1"})
    assert late.status_code == 409
    assert "Olaf Petersen" in late.content.decode()
    assert "Ole Peters" in late.content.decode()


def test_an_unknown_kind_is_a_missing_page(case: Case, client: Client) -> None:
    assert client.get(reverse("casefile:add_relation", args=[case.code, "pet"])).status_code == 404


def test_languages_need_their_level(case: Case, client: Client) -> None:
    where = reverse("casefile:communication", args=[case.code])
    answer = client.post(where, {"revision": "1", "language0": "Türkisch", "level0": ""})
    assert answer.status_code == 422
    assert "Türkisch" in answer.content.decode()


def test_two_records_are_joined_field_by_field_and_parted(world: World, case: Case, client: Client) -> None:
    second = open_case(world, first_name="Leila", last_name="Aksoy")
    other = second.person
    assert other.code in page(client, case, "duplicates")
    where = reverse("casefile:merge_persons", args=[case.code, other.code])
    assert "Leila" in client.get(where).content.decode()
    stale = client.post(where, {"kept_revision": "9", "gone_revision": "1", "first_name": "gone"})
    assert stale.status_code == 409
    chosen = {"kept_revision": "1", "gone_revision": "1", "first_name": "gone"}
    assert client.post(where, chosen).status_code == 302
    assert Person.objects.get(pk=case.person_id).first_name == "Leila"
    merge = PersonMerge.objects.get()
    part = reverse("casefile:part_persons", args=[case.code, merge.uuid])
    assert client.post(part).status_code == 302
    assert Person.objects.get(pk=case.person_id).first_name == "Leyla"


def test_those_without_the_right_do_not_join(world: World, case: Case) -> None:
    other = open_case(world, first_name="Leila", last_name="Aksoy").person
    client = Client()
    client.force_login(world.fritz)
    assert client.get(reverse("casefile:merge_persons", args=[case.code, other.code])).status_code == 404
