from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction

from roterfaden.audit import actions, queries, trail
from roterfaden.audit.chain import Fields
from roterfaden.audit.models import Entry, Head
from roterfaden.common.only_reading import only_reading
from tests.audit.makers import AT, CHANGED, READ, Person, drop_guards, sql, write_entries
from tests.common.makers import make_folder, make_note

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_to_which_in_what_case() -> None:
    note = make_note()
    organisation = make_folder()
    entry = trail.record(
        CHANGED,
        by=Person(7, "m.muster"),
        at=AT,
        subject=note,
        scope=note.folder,
        organisation=organisation,
        details={"fields": ["text", "author"], "revision": 2, "late": True, "until": None},
    )
    stored = Entry.objects.get(pk=entry.pk)
    assert (stored.actor_id, stored.actor_label, stored.action, stored.at) == (7, "m.muster", CHANGED, AT)
    assert (stored.subject_type, stored.subject_uuid, stored.subject_code) == ("shelf.note", note.uuid, "")
    assert (stored.scope_uuid, stored.organisation_uuid) == (note.folder.uuid, organisation.uuid)
    assert stored.payload == '{"fields":["text","author"],"late":true,"revision":2,"until":null}'
    assert trail.verify().rows == 1
    assert str(stored) == "1 tests.folder_changed"


def test_the_public_code_of_the_subject_is_kept() -> None:
    folder = make_folder()
    folder.code = "7K3M9"  # type: ignore[attr-defined]
    assert trail.record(CHANGED, by=None, at=AT, subject=folder).subject_code == "7K3M9"


def test_without_a_person_it_was_the_system() -> None:
    entry = trail.record(CHANGED, by=None, at=AT, subject=None)
    assert (entry.actor_id, entry.actor_label, entry.subject_type, entry.payload) == (
        None,
        "system",
        "",
        "{}",
    )


def test_entries_are_numbered_and_linked_one_by_one() -> None:
    first, second, third = write_entries(3)
    assert [first.seq, second.seq, third.seq] == [1, 2, 3]
    assert first.previous == "0" * 64
    assert second.previous == first.hash
    assert third.previous == second.hash
    head = Head.objects.get()
    assert (head.seq, head.hash) == (3, third.hash)


def test_one_query_to_look_and_one_to_write(django_assert_num_queries: Any) -> None:
    folder = make_folder()
    write_entries(1)
    with django_assert_num_queries(2):
        trail.record(CHANGED, by=Person(), at=AT, subject=folder, scope=folder, details={"a": 1})


def test_readings_of_many_cases_are_entries_like_those_of_one(django_assert_num_queries: Any) -> None:
    organisation = make_folder()
    cases = [make_folder() for _ in range(3)]
    trail.record_read(READ, by=None, at=AT, subject=cases[0], scope=cases[0], organisation=organisation)
    with django_assert_num_queries(2):
        trail.record_reads(
            READ,
            by=Person(7, "m.muster"),
            at=AT,
            cases=[(case, organisation) for case in cases],
            details={"page": "search"},
        )
    stored = list(Entry.objects.order_by("seq")[1:])
    assert [entry.seq for entry in stored] == [2, 3, 4]
    assert [entry.subject_uuid for entry in stored] == [case.uuid for case in cases]
    assert [entry.scope_uuid for entry in stored] == [case.uuid for case in cases]
    assert {entry.organisation_uuid for entry in stored} == {organisation.uuid}
    assert {entry.payload for entry in stored} == {'{"page":"search"}'}
    assert len({entry.salt for entry in stored}) == 3
    assert trail.verify().rows == 4


def test_readings_of_no_case_ask_nothing_and_refuse_what_one_refuses(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        trail.record_reads(READ, by=None, at=AT, cases=[])
    folder = make_folder()
    with pytest.raises(actions.UnknownAction, match="no reading"):
        trail.record_reads(CHANGED, by=None, at=AT, cases=[(folder, folder)])
    with pytest.raises(trail.DetailRefused):
        trail.record_reads(READ, by=None, at=AT, cases=[(folder, folder)], details={"text": "x" * 121})
    assert not Entry.objects.exists()


def test_a_reading_page_writes_its_readings_last_and_each_once(django_assert_num_queries: Any) -> None:
    first, second, organisation = make_folder(), make_folder(), make_folder()
    shown = [(first, organisation), (second, organisation)]
    with only_reading():
        with django_assert_num_queries(0):
            trail.record_read(READ, by=None, at=AT, subject=first, scope=first, organisation=organisation)
            trail.record_reads(READ, by=None, at=AT + timedelta(seconds=1), cases=shown)
            trail.record_reads(READ, by=None, at=AT, cases=shown, details={"page": "another"})
            with pytest.raises(trail.DetailRefused):
                trail.record_read(READ, by=None, at=AT, subject=first, details={"text": "x" * 121})
        assert not Entry.objects.exists()
    stored = [(entry.scope_uuid, entry.at, entry.payload) for entry in Entry.objects.order_by("seq")]
    assert stored == [
        (first.uuid, AT, "{}"),
        (second.uuid, AT + timedelta(seconds=1), "{}"),
        (first.uuid, AT, '{"page":"another"}'),
        (second.uuid, AT, '{"page":"another"}'),
    ]
    assert trail.verify() == trail.VerifyResult(4)


def test_a_page_that_fails_was_not_read() -> None:
    folder = make_folder()

    def page() -> None:
        trail.record_read(READ, by=None, at=AT, subject=folder, scope=folder)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), only_reading():
        page()
    assert not Entry.objects.exists()


def test_the_hashed_fields_stand_in_the_order_of_the_columns() -> None:
    columns = [field.attname for field in Entry._meta.concrete_fields]
    assert columns == [*Fields._fields, "payload", "salt", "previous", "hash"]


def test_the_stored_entry_is_an_ordinary_row() -> None:
    entry = write_entries(1)[0]
    assert entry == Entry.objects.get()
    assert not entry._state.adding
    entry.refresh_from_db()
    assert entry.action == CHANGED


def test_times_of_any_zone_are_the_same_moment() -> None:
    entry = trail.record(
        CHANGED, by=None, at=datetime(2026, 3, 29, 3, 30, tzinfo=timezone(timedelta(hours=2))), subject=None
    )
    assert Entry.objects.get(pk=entry.pk).at == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert trail.verify().sound


@pytest.mark.requirement("R-41", figure="0 entries without change")
def test_a_change_that_is_rolled_back_leaves_no_entry() -> None:
    write_entries(1)
    before = transaction.savepoint()
    write_entries(2)
    assert Entry.objects.count() == 3
    transaction.savepoint_rollback(before)
    assert Entry.objects.count() == 1
    assert Head.objects.get().seq == 1
    write_entries(1)
    assert trail.verify() == trail.VerifyResult(2)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", [trail.record, trail.record_read])
def test_outside_a_transaction_nothing_is_recorded(write: Any) -> None:
    action = READ if write is trail.record_read else CHANGED
    with pytest.raises(trail.OutsideTransaction):
        write(action, by=None, at=AT, subject=None)
    assert Entry.objects.count() == 0
    with transaction.atomic():
        write(action, by=None, at=AT, subject=None)
    assert trail.verify().rows == 1


def test_readings_and_changes_keep_to_their_own_function() -> None:
    trail.record_read(READ, by=Person(), at=AT, subject=None)
    assert [entry.action for entry in Entry.objects.all()] == [READ]
    with pytest.raises(actions.UnknownAction):
        trail.record(READ, by=None, at=AT, subject=None)
    with pytest.raises(actions.UnknownAction):
        trail.record_read(CHANGED, by=None, at=AT, subject=None)


def test_unregistered_actions_and_naive_times_are_refused() -> None:
    with pytest.raises(actions.UnknownAction, match=r"tests\.never"):
        trail.record("tests.never", by=None, at=AT, subject=None)
    with pytest.raises(ValueError, match="time zone"):
        trail.record(CHANGED, by=None, at=datetime(2026, 1, 1), subject=None)  # noqa: DTZ001
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    "value", ["Frau M. hat erzählt, " * 10, {"a": 1}, 1.5, b"x", AT, [["tief"]], ["x" * 200]]
)
def test_details_that_look_like_content_are_refused(value: Any) -> None:
    with pytest.raises(trail.DetailRefused):
        trail.record(CHANGED, by=None, at=AT, subject=None, details={"text": value})
    assert Entry.objects.count() == 0


def test_equal_details_have_unlike_commitments() -> None:
    assert len({entry.commitment for entry in (write_entries(1)[0], write_entries(1)[0])}) == 2


@pytest.mark.requirement("R-44", figure="chain valid after erasing")
def test_erased_details_leave_a_sound_chain_and_a_trace() -> None:
    folder = make_folder()
    write_entries(20, scope=folder)
    write_entries(5)
    erased = trail.erase_details(Entry.objects.filter(scope_uuid=folder.uuid), by=Person(), at=AT)
    assert erased == 20
    assert set(Entry.objects.filter(scope_uuid=folder.uuid).values_list("payload", "salt")) == {(None, None)}
    assert Entry.objects.get(seq=21).payload is not None
    last = Entry.objects.get(seq=26)
    assert (last.action, last.payload) == (trail.DETAILS_ERASED, '{"entries":20}')
    assert trail.verify() == trail.VerifyResult(26)
    assert trail.erase_details(Entry.objects.filter(scope_uuid=folder.uuid), by=Person(), at=AT) == 0
    assert Entry.objects.count() == 26


@pytest.mark.requirement("R-46", figure="every reading of a case with its reader")
def test_who_was_in_my_file_newest_first_page_by_page(django_assert_num_queries: Any) -> None:
    folder = make_folder()
    write_entries(3, scope=folder)
    write_entries(2)
    trail.record_read(READ, by=Person(), at=AT, subject=folder, scope=folder)
    write_entries(4, scope=folder)
    with django_assert_num_queries(1):
        page = list(queries.entries_for_scope(folder.uuid, limit=5))
    assert [entry.seq for entry in page] == [10, 9, 8, 7, 6]
    assert [entry.seq for entry in queries.entries_for_scope(folder.uuid, before=6, limit=5)] == [3, 2, 1]
    assert [entry.seq for entry in queries.entries_for_scope(folder.uuid, readings=True)] == [6]
    assert [entry.seq for entry in queries.entries_for_scope(folder.uuid, readings=False, limit=2)] == [10, 9]
    assert list(queries.entries_for_scope(uuid4())) == []


def test_actions_have_one_sentence_each() -> None:
    assert actions.register("tests.folder_changed", "Mappe geändert") == CHANGED
    with pytest.raises(actions.ActionTaken):
        actions.register("tests.folder_changed", "Etwas anderes")
    assert actions.sentence_of(CHANGED) == "Mappe geändert"
    assert actions.sentence_of("gone.from_an_old_version") == "gone.from_an_old_version"
    assert READ in actions.readings()
    assert CHANGED not in actions.readings()
    with pytest.raises(ValueError, match="80"):
        actions.register("x" * 81, "zu lang")


def test_a_lost_head_stops_everything() -> None:
    drop_guards()
    sql("DELETE FROM audit_head")
    with pytest.raises(trail.HeadMissing):
        write_entries(1)
    assert trail.verify() == trail.VerifyResult(0, 1, "Der Kettenkopf fehlt.")


def test_ids_are_uuids() -> None:
    folder = make_folder()
    assert isinstance(write_entries(1, scope=folder)[0].scope_uuid, UUID)
