"""Joining two records of one person, parting them again, and what a destroyed key then takes along."""

from datetime import date, timedelta
from typing import Any

import pytest

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring
from roterfaden.common.revisions import Conflict
from roterfaden.people.anamnesis import history_of, known_facts
from roterfaden.people.choices import RelationKind
from roterfaden.people.disputes import dispute_fact
from roterfaden.people.duplicates import look_alikes
from roterfaden.people.merging import MergeRefused, active_merges, keys_of, merge_persons, part_persons
from roterfaden.people.models import Dispute, Fact, FactSlot, Person, PersonMerge, Relation
from roterfaden.people.queries import persons_visible_to
from roterfaden.people.records import correct_person, record_person
from roterfaden.people.relations import add_relation, relations_of
from tests.fixtures import AT, TODAY, World, open_case
from tests.people.makers import answer, tell

LATER = AT + timedelta(days=3)


@pytest.fixture
def twins(world: World) -> tuple[Case, Case]:
    """Leyla, recorded twice: each record with an anamnesis, somebody beside her, sealed texts."""
    one = open_case(world)
    other = open_case(world, first_name="Leila", last_name="Aksoi")
    for case, phone, disability in (
        (one, "0461 1", "Epilepsie"),
        (other, "0461 2", "Epilepsie, anfallsfrei"),
    ):
        correct_person(
            person=case.person, facts={"phone": phone, "disability": disability}, revision=1, scope=case,
            by=world.anna, at=AT,
        )  # fmt: skip
    tell(one, answer("1.8", "single"), answer("3.4", 40), answer("6.2", "Werft", entry=1), by=world.anna)
    _single, degree, *_rest = tell(
        other, answer("1.8", "married"), answer("3.4", 50), answer("6.2", "Bank", entry=1), answer("7.6", 20),
        by=world.anna, source="doctor", name="Dr. Petersen",
    )  # fmt: skip
    dispute_fact(
        fact=degree,
        said_by="Amt",
        reason="Alter Bescheid.",
        raised_on=TODAY,
        scope=other,
        by=world.anna,
        at=AT,
    )
    for kind, name in ((RelationKind.FAMILY, "Mutter"), (RelationKind.DOCTOR, "Dr. Petersen")):
        add_relation(person=other.person, kind=kind, name=name, details={}, scope=other, by=world.anna, at=AT)
    return one, other


def told_of(fact: Fact) -> list[Dispute]:
    """The disputes that the history put beside a value."""
    told: list[Dispute] = getattr(fact, "told")  # noqa: B009
    return told


def merge(world: World, one: Case, other: Case, **changes: Any) -> PersonMerge:
    asked: dict[str, Any] = {
        "kept": Person.objects.get(pk=one.person_id),
        "gone": Person.objects.get(pk=other.person_id),
        "chosen": ["phone", "disability"],
    } | changes
    asked.setdefault("revisions", (asked["kept"].revision, asked["gone"].revision))
    return merge_persons(**asked, scope=one, by=world.lena, at=AT)


def picture(person_id: int) -> dict[str, Any]:
    """Everything that is known of a person, as people read it."""
    keyring.forget()
    person = Person.objects.get(pk=person_id)
    names = (
        "first_name",
        "last_name",
        "birth_date",
        "phone",
        "disability",
        "needs",
        "search_name",
        "sound_last",
    )
    return {
        "fields": {name: getattr(person, name) for name in names},
        "merged": person.merged_into_id,
        "facts": {
            at: [
                (f.value, f.source, f.source_name, [d.reason for d in told_of(f)])
                for f in history_of(known.slot)
            ]
            for at, known in known_facts(person, health=True).items()
        },
        "relations": sorted((r.kind, r.name) for r in relations_of(person, health=True)),
        "cases": sorted(person.cases.values_list("file_number", flat=True)),
    }


def test_what_belongs_to_both_is_one_record_afterwards(world: World, twins: tuple[Case, Case]) -> None:
    one, other = twins
    merge(world, one, other)
    joined = picture(one.person_id)
    assert joined["fields"]["phone"] == "0461 2"
    assert joined["fields"]["disability"] == "Epilepsie, anfallsfrei"
    assert joined["fields"]["first_name"] == "Leyla"
    assert joined["cases"] == sorted([one.file_number, other.file_number])
    assert joined["relations"] == [("doctor", "Dr. Petersen"), ("family", "Mutter")]
    values = {at: [row[0] for row in rows] for at, rows in joined["facts"].items()}
    assert values == {
        ("1.8", 0, 0): ["single"], ("1.8", 0, 1): ["married"], ("3.4", 0, 0): [40], ("3.4", 0, 1): [50],
        ("6.2", 1, 0): ["Werft"], ("6.2", 2, 0): ["Bank"], ("7.6", 0, 0): [20],
    }  # fmt: skip
    assert joined["facts"]["3.4", 0, 1][0][3] == ["Alter Bescheid."]
    # the one who went is nowhere to be found
    gone = Person.objects.get(pk=other.person_id)
    assert not persons_visible_to(world.anna, on=TODAY).filter(pk=gone.pk).exists()
    facts = {"first_name": "Leila", "last_name": "Aksoi", "birth_date": gone.birth_date}
    assert [f.person.pk for f in look_alikes(organisation=world.service, facts=facts)] == [one.person_id]
    entry = Entry.objects.get(action="people.merged")
    assert "0461" not in (entry.payload or "")


def test_parting_restores_both_exactly(world: World, twins: tuple[Case, Case]) -> None:
    one, other = twins
    before = picture(one.person_id), picture(other.person_id)
    merged = merge(world, one, other)
    assert (picture(one.person_id), picture(other.person_id)) != before
    part_persons(merge=PersonMerge.objects.get(pk=merged.pk), scope=one, by=world.lena, at=LATER)
    assert (picture(one.person_id), picture(other.person_id)) == before
    with pytest.raises(MergeRefused, match="schon aufgehoben"):
        part_persons(merge=PersonMerge.objects.get(pk=merged.pk), scope=one, by=world.lena, at=LATER)
    # and each is sealed by its own keys again
    own = {
        fact.slot.person_id: {fact.data_key_id}
        for fact in Fact.objects.select_related("slot").filter(slot__health=None)
    }
    assert own == {case.person_id: {case.person.data_key_id} for case in twins}


def test_what_was_done_since_the_merge_is_not_taken_back(world: World, twins: tuple[Case, Case]) -> None:
    one, other = twins
    merged = merge(world, one, other)
    kept = Person.objects.get(pk=one.person_id)
    one.person = kept
    correct_person(
        person=kept, facts={"phone": "0461 3"}, revision=kept.revision, scope=one, by=world.anna, at=LATER
    )
    tell(one, answer("7.7", "worker"), answer("1.8", "divorced", place=1, seen=1), by=world.anna, at=LATER)
    part_persons(merge=PersonMerge.objects.get(pk=merged.pk), scope=one, by=world.lena, at=LATER)
    stays, returned = picture(one.person_id), picture(other.person_id)
    assert (stays["fields"]["phone"], stays["fields"]["disability"]) == ("0461 3", "Epilepsie")
    assert stays["facts"]["7.7", 0, 0][0][0] == "worker"
    assert [row[0] for row in returned["facts"]["1.8", 0, 0]] == ["divorced", "married"]


def test_destroying_the_key_of_the_one_who_stays_forgets_all_and_that_of_the_other_nothing(
    world: World, twins: tuple[Case, Case]
) -> None:
    one, other = twins
    merged = merge(world, one, other)
    gone = Person.objects.get(pk=other.person_id)
    keyring.destroy(gone.data_key, at=LATER)
    keyring.destroy(gone.health_record.data_key, at=LATER)
    assert [row[0] for row in picture(one.person_id)["facts"]["3.4", 0, 1]] == [50]
    assert picture(one.person_id)["fields"]["disability"] == "Epilepsie, anfallsfrei"
    with pytest.raises(MergeRefused, match="Schlüssel wurde vernichtet"):
        part_persons(merge=PersonMerge.objects.get(pk=merged.pk), scope=one, by=world.lena, at=LATER)
    assert PersonMerge.objects.get(pk=merged.pk).undone_at is None
    kept = Person.objects.get(pk=one.person_id)
    keys = keys_of(kept)
    assert {key.pk for key in keys} == {
        kept.data_key_id, kept.health_record.data_key_id, gone.data_key_id, gone.health_record.data_key_id,
    }  # fmt: skip
    for key in keys:
        keyring.destroy(key, at=LATER)
    keyring.forget()
    for fact in Fact.objects.all():
        with pytest.raises(keyring.KeyDestroyed):
            _ = fact.value
    for relation in Relation.objects.all():
        with pytest.raises(keyring.KeyDestroyed):
            _ = relation.name
    with pytest.raises(keyring.KeyDestroyed):
        _ = PersonMerge.objects.get(pk=merged.pk).memento


def test_the_second_of_two_editors_is_told_and_nothing_is_moved(
    world: World, twins: tuple[Case, Case]
) -> None:
    one, other = twins
    before = picture(one.person_id), picture(other.person_id)
    for revisions in ((1, 2), (2, 1)):
        with pytest.raises(Conflict):
            merge(world, one, other, revisions=revisions)
    assert (picture(one.person_id), picture(other.person_id)) == before
    assert not PersonMerge.objects.exists()


def test_what_cannot_be_joined_is_refused(world: World, twins: tuple[Case, Case]) -> None:
    one, other = twins
    with pytest.raises(MergeRefused, match="dieselbe"):
        merge(world, one, one)
    facts = {"first_name": "Leyla", "last_name": "Aksoy", "birth_date": date(1991, 6, 4)}
    stranger = record_person(organisation=world.other_service, facts=facts, by=world.fritz, at=AT)
    with pytest.raises(MergeRefused, match="verschiedener Stellen"):
        merge(world, one, other, gone=stranger)
    merge(world, one, other)
    with pytest.raises(MergeRefused, match="aufgegangen"):
        merge(world, one, other)


def test_merges_are_undone_from_the_last_one_back(world: World, twins: tuple[Case, Case]) -> None:
    one, other = twins
    third = open_case(world, first_name="Leyla", last_name="Aksoy-Berg")
    tell(third, answer("7.6", 30), by=world.anna)
    before = [picture(case.person_id) for case in (one, other, third)]
    first = merge(world, one, other)
    second = merge(world, third, one)
    assert picture(third.person_id)["cases"] == sorted(c.file_number for c in (one, other, third))
    with pytest.raises(MergeRefused, match="zuerst die spätere"):
        part_persons(merge=PersonMerge.objects.get(pk=first.pk), scope=one, by=world.lena, at=LATER)
    for merged in (second, first):
        part_persons(merge=PersonMerge.objects.get(pk=merged.pk), scope=one, by=world.lena, at=LATER)
    assert [picture(case.person_id) for case in (one, other, third)] == before
    assert not active_merges(third.person).exists()


def test_no_text_is_left_under_a_key_that_is_not_its_owners(world: World, twins: tuple[Case, Case]) -> None:
    merge(world, *twins)
    kept = Person.objects.get(pk=twins[0].person_id)
    own = {kept.data_key_id, kept.health_record.data_key_id}
    assert set(Fact.objects.values_list("data_key_id", flat=True)) == own
    assert set(Relation.objects.values_list("data_key_id", flat=True)) == own
    assert set(FactSlot.objects.values_list("person_id", flat=True)) == {kept.pk}
