"""The anamnesis: sourced values that are never overwritten, two editors, disputes, the state on a day."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring
from roterfaden.people.anamnesis import answered_items, facts_as_of, history_of, known_facts
from roterfaden.people.disputes import DisputeRefused, dispute_fact, settle_dispute
from roterfaden.people.facts import FactConflict, FactRefused, Said
from roterfaden.people.models import Fact, FactSlot, HealthRecord
from tests.fixtures import AT, TODAY, World
from tests.people.makers import answer, tell

LATER = AT + timedelta(days=9)


def test_several_answers_of_one_sitting_are_kept_with_their_source(world: World, case: Case) -> None:
    tell(
        case, answer("1.8", "single"), answer("7.6", 20), by=world.anna, source="doctor", name="Dr. Petersen"
    )
    known = known_facts(case.person, health=False)
    assert {at[0]: one.value for at, one in known.items()} == {"1.8": "single", "7.6": 20}
    fact = known["1.8", 0, 0].fact
    assert (fact.source, fact.source_name, fact.said_on) == ("doctor", "Dr. Petersen", TODAY)
    entry = Entry.objects.latest("seq")
    assert (entry.action, entry.scope_uuid) == ("people.facts_recorded", case.uuid)
    assert "single" not in (entry.payload or "")


def test_a_new_value_leaves_the_old_one_in_the_history(world: World, case: Case) -> None:
    tell(case, answer("3.4", 40), by=world.anna)
    tell(case, answer("3.4", 60, seen=1), by=world.bela, source="document", at=LATER)
    tell(case, answer("3.4", None, seen=2), by=world.anna, at=LATER)
    facts = history_of(FactSlot.objects.get())
    assert [(fact.number, fact.value, fact.source) for fact in facts] == [
        (3, None, "client"),
        (2, 60, "document"),
        (1, 40, "client"),
    ]
    assert answered_items(case.person) == set()


def test_what_is_unchanged_is_not_written_again(world: World, case: Case) -> None:
    tell(case, answer("1.8", "single"), by=world.anna)
    assert tell(case, answer("1.8", "single", seen=1), answer("7.6", None), by=world.bela) == []
    assert Fact.objects.count() == 1
    confirmed = Said(item="1.8", value="single", seen=1, again=True)
    assert len(tell(case, confirmed, by=world.bela, source="document")) == 1


def test_the_second_of_two_editors_is_told_and_nothing_of_the_sitting_is_kept(
    world: World, case: Case
) -> None:
    tell(case, answer("1.8", "single"), by=world.anna)
    tell(case, answer("1.8", "married", seen=1), by=world.bela)
    with pytest.raises(FactConflict) as refusal:
        tell(case, answer("1.8", "divorced", seen=1), answer("7.6", 20), by=world.anna)
    assert refusal.value.places == (("1.8", 0, 0),)
    assert set(known_facts(case.person, health=True)) == {("1.8", 0, 0)}
    # a field that one left as one saw it is no conflict, and takes nothing back
    tell(case, answer("1.8", "single", seen=1), answer("7.6", 20), by=world.anna)
    assert known_facts(case.person, health=True)["1.8", 0, 0].value == "married"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (answer("1.8", "nonsense"), "aus der Liste"),
        (answer("3.4", 101), "zwischen 0 und 100"),
        (answer("7.3", "31.02.2026"), "kein Datum"),
        (answer("4.1", {"from": "2015", "to": "2012"}, entry=1), "vor dem Anfang"),
        (answer("4.1", {"from": "früher"}, entry=1), "weder Jahr"),
        (answer("4.6", {"Farbe": "x"}, entry=1), "andere Teile"),
        (answer("6.2", "x" * 501, entry=1), "höchstens 500"),
        (answer("6.2", "x", entry=501), "So viele"),
        (answer("1.1", "Aksoy"), "nicht in der Anamnese geführt"),
        (answer("99", "x"), "nicht in der Anamnese geführt"),
    ],
)
def test_what_is_no_answer_is_refused_with_its_place(
    world: World, case: Case, said: Said, sentence: str
) -> None:
    with pytest.raises(FactRefused, match=sentence) as refusal:
        tell(case, said, by=world.anna)
    assert refusal.value.place == said.at
    assert not Fact.objects.exists()


@pytest.mark.parametrize(
    ("sitting", "sentence"),
    [({"source": "gossip"}, "von wem"), ({"said_on": TODAY + timedelta(days=1)}, "Zukunft")],
)
@pytest.mark.requirement("R-51", figure="100 % refused")
def test_without_a_real_source_nothing_is_kept(
    world: World, case: Case, sitting: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(FactRefused, match=sentence):
        tell(case, answer("1.8", "single"), by=world.anna, **sitting)


@pytest.mark.requirement("R-58", figure="own record, key and right")
def test_health_has_a_record_and_a_key_of_its_own(world: World, case: Case) -> None:
    with pytest.raises(FactRefused, match="Gesundheitsakte"):
        tell(case, answer("3.2", "Epilepsie"), by=world.lena, health=False)
    assert not HealthRecord.objects.exists()
    tell(case, answer("3.2", "Epilepsie"), answer("1.8", "single"), by=world.anna)
    record = HealthRecord.objects.get()
    keys = {fact.slot.item: fact.data_key_id for fact in Fact.objects.select_related("slot")}
    assert keys == {"3.2": record.data_key_id, "1.8": case.person.data_key_id}
    assert set(known_facts(case.person, health=False)) == {("1.8", 0, 0)}
    keyring.destroy(record.data_key, at=AT)
    keyring.forget()
    with pytest.raises(keyring.KeyDestroyed):
        _ = known_facts(case.person, health=True)["3.2", 0, 0].value
    assert known_facts(case.person, health=True)["1.8", 0, 0].value == "single"


@pytest.mark.requirement("R-56", figure="shown with the value")
def test_a_dispute_goes_with_its_value_until_it_is_settled(world: World, case: Case) -> None:
    (fact,) = tell(case, answer("3.11", "Keine Leitern."), by=world.anna)
    mark: dict[str, Any] = {"said_by": "Frau Aksoy", "reason": "Kurze Leitern gehen.", "raised_on": TODAY}
    dispute = dispute_fact(fact=fact, **mark, scope=case, by=world.anna, at=AT)
    shown = known_facts(case.person, health=True)["3.11", 0, 0].dispute
    assert shown is not None
    assert (shown.said_by, shown.reason) == ("Frau Aksoy", "Kurze Leitern gehen.")
    with pytest.raises(DisputeRefused, match="schon"):
        dispute_fact(fact=fact, **mark, scope=case, by=world.bela, at=AT)
    settle_dispute(dispute=dispute, settlement="Ärztin bestätigt.", scope=case, by=world.bela, at=LATER)
    settle_dispute(dispute=dispute, settlement="Anders.", scope=case, by=world.bela, at=LATER)
    assert known_facts(case.person, health=True)["3.11", 0, 0].dispute is None
    told = history_of(fact.slot)[0].told  # type: ignore[attr-defined]
    assert [one.settlement for one in told] == ["Ärztin bestätigt."]
    assert Entry.objects.filter(action="people.dispute_settled").count() == 1


@pytest.mark.parametrize(
    "wrong", [{"said_by": " "}, {"reason": ""}, {"raised_on": TODAY + timedelta(days=1)}]
)
def test_a_dispute_needs_who_why_and_a_real_day(world: World, case: Case, wrong: dict[str, Any]) -> None:
    (fact,) = tell(case, answer("1.8", "single"), by=world.anna)
    mark: dict[str, Any] = {"said_by": "Frau Aksoy", "reason": "Verheiratet.", "raised_on": TODAY} | wrong
    with pytest.raises(DisputeRefused):
        dispute_fact(fact=fact, **mark, scope=case, by=world.anna, at=AT)


def test_the_file_of_an_earlier_day_shows_what_was_known_then(world: World, case: Case) -> None:
    (fact,) = tell(case, answer("3.4", 40), by=world.anna)
    dispute = dispute_fact(
        fact=fact, said_by="Amt", reason="Zu niedrig.", raised_on=TODAY, scope=case, by=world.anna, at=AT
    )
    settle_dispute(dispute=dispute, settlement="Neuer Bescheid.", scope=case, by=world.anna, at=LATER)
    tell(case, answer("3.4", 60, seen=1), answer("1.8", "single"), by=world.anna, at=LATER)
    then = facts_as_of(case.person, AT, health=True)
    assert {at[0]: one.value for at, one in then.items()} == {"3.4": 40}
    assert then["3.4", 0, 0].dispute is not None
    assert facts_as_of(case.person, AT - timedelta(days=1), health=True) == {}
    now = facts_as_of(case.person, LATER, health=True)
    assert {at[0]: one.value for at, one in now.items()} == {"3.4": 60, "1.8": "single"}
    assert now["3.4", 0, 0].dispute is None


def test_reading_costs_the_same_for_one_and_many(world: World, case: Case) -> None:
    def cost() -> int:
        keyring.forget()
        with CaptureQueriesContext(connection) as queries:
            for known in known_facts(case.person, health=True).values():
                _ = known.value, known.fact.source_name
        return len(queries)

    tell(case, answer("3.2", "x"), answer("1.8", "single"), by=world.anna)
    few = cost()
    tell(case, *(answer("3.9", f"Mittel {n}", place=n) for n in range(30)), by=world.anna)
    assert cost() == few
