"""Two records of one person: found in spite of slips, joined with all that hangs on them, parted as they were."""

from datetime import date
from typing import Any

import pytest

from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring
from roterfaden.common.revisions import Conflict
from roterfaden.consent.models import Consent
from roterfaden.people.choices import RelationKind
from roterfaden.people.duplicates import look_alikes
from roterfaden.people.finding import PERSONS
from roterfaden.people.merging import MergeRefused, keys_of, merge_persons, part_persons
from roterfaden.people.models import Person, PersonMerge
from roterfaden.people.records import record_person
from roterfaden.people.relations import FIELDS, add_relation
from tests.consent.makers import set_stage
from tests.fixtures import AT, World, open_case


def names_found(world: World, **facts: Any) -> set[str]:
    whole = {"first_name": "Jürgen", "last_name": "Müßig", "birth_date": date(1980, 3, 4)} | facts
    found = look_alikes(organisation=world.service, facts=whole)
    return {one.person.last_name for one in found}


@pytest.mark.parametrize(
    "slip",
    [
        {"last_name": "Muessig"},
        {"last_name": "Mussig", "first_name": "Jurgen"},
        {"first_name": "Müßig", "last_name": "Jürgen"},
        {"birth_date": date(1980, 3, 5)},
        {"birth_date": date(1980, 4, 3)},
        {"last_name": "Müßigg"},
    ],
)
def test_slips_of_the_pen_do_not_hide_a_person(world: World, slip: dict[str, Any]) -> None:
    facts = {"first_name": "Jürgen", "last_name": "Müßig", "birth_date": date(1980, 3, 4)}
    record_person(organisation=world.service, facts=facts, by=world.anna, at=AT)
    record_person(organisation=world.other_service, facts=facts, by=world.fritz, at=AT)
    assert names_found(world, **slip) == {"Müßig"}


def test_somebody_else_is_not_taken_for_a_look_alike(world: World) -> None:
    facts = {"first_name": "Olga", "last_name": "Brandt", "birth_date": date(1971, 9, 9)}
    record_person(organisation=world.service, facts=facts, by=world.anna, at=AT)
    assert names_found(world) == set()


@pytest.fixture
def second(world: World, case: Case) -> Case:
    return open_case(world, first_name="Leila", last_name="Aksoi")


def join(world: World, case: Case, second: Case, **changes: Any) -> PersonMerge:
    kept, gone = Person.objects.get(pk=case.person_id), Person.objects.get(pk=second.person_id)
    facts: dict[str, Any] = {"chosen": ["first_name"], "revisions": (kept.revision, gone.revision)} | changes
    return merge_persons(kept=kept, gone=gone, scope=case, by=world.lena, at=AT, **facts)


def test_all_that_hangs_on_a_record_moves_and_comes_back(world: World, case: Case, second: Case) -> None:
    consent = set_stage(world, second).consent(purpose="Praktikum")
    relation = add_relation(
        person=second.person,
        kind=RelationKind.CONTACT,
        name="Ole Petersen",
        details=dict.fromkeys(FIELDS[RelationKind.CONTACT], ""),
        scope=second,
        by=world.anna,
        at=AT,
    )
    merge = join(world, case, second)
    second.refresh_from_db()
    assert second.person_id == case.person_id
    assert Person.objects.get(pk=case.person_id).first_name == "Leila"
    assert PERSONS.called("Aksoi", organisations=[world.service.pk]) == []
    part_persons(merge=merge, scope=case, by=world.lena, at=AT)
    second.refresh_from_db()
    consent.refresh_from_db()
    relation.refresh_from_db()
    assert (second.person_id, consent.person_id, relation.person_id) == (merge.gone_id,) * 3
    assert Person.objects.get(pk=case.person_id).first_name == "Leyla"
    assert PERSONS.called("Aksoi", organisations=[world.service.pk]) == [merge.gone_id]


def test_after_joining_the_key_of_the_one_who_stays_opens_all_and_forgets_all(
    world: World, case: Case, second: Case
) -> None:
    consent = set_stage(world, second).consent(purpose="Praktikum")
    gone_key = second.person.data_key
    join(world, case, second)
    keyring.destroy(gone_key, at=AT)
    keyring.forget()
    assert Consent.objects.get(pk=consent.pk).purpose == "Praktikum"
    kept = Person.objects.get(pk=case.person_id)
    assert gone_key in keys_of(kept)
    keyring.destroy(kept.data_key, at=AT)
    keyring.forget()
    with pytest.raises(keyring.KeyDestroyed):
        _ = Consent.objects.get(pk=consent.pk).purpose


def test_what_cannot_be_joined_is_refused(world: World, case: Case, second: Case) -> None:
    with pytest.raises(MergeRefused, match="ein und dieselbe"):
        join(world, case, case)
    with pytest.raises(Conflict):
        join(world, case, second, revisions=(99, 1))
    merge = join(world, case, second)
    again: dict[str, Any] = {"chosen": [], "revisions": (1, 1), "scope": case, "by": world.lena, "at": AT}
    with pytest.raises(MergeRefused, match="schon in einer anderen"):
        merge_persons(kept=merge.kept, gone=merge.gone, **again)
    part_persons(merge=merge, scope=case, by=world.lena, at=AT)
    with pytest.raises(MergeRefused, match="schon aufgehoben"):
        part_persons(merge=merge, scope=case, by=world.lena, at=AT)


def test_records_of_two_services_are_never_joined(world: World, case: Case) -> None:
    facts = {"first_name": "Leyla", "last_name": "Aksoy", "birth_date": date(1991, 6, 4)}
    stranger = record_person(organisation=world.other_service, facts=facts, by=world.fritz, at=AT)
    with pytest.raises(MergeRefused, match="verschiedener Stellen"):
        merge_persons(
            kept=case.person, gone=stranger, chosen=[], revisions=(1, 1), scope=case, by=world.lena, at=AT
        )
