from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from roterfaden.common.crypto import keyring
from roterfaden.common.models import DataKey
from roterfaden.common.prepared import MARK, NotPrepared, Prepared
from tests.common.makers import make_folder, make_note
from tests.common.shelf.models import Folder, Note

pytestmark = pytest.mark.django_db


def state_of(row: Any) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_the_rows_are_those_of_the_queryset_each_time() -> None:
    first, second = make_folder(), make_folder()
    for folder, author in ((first, "b"), (second, "x"), (first, "a")):
        make_note(folder, author=author)
    queryset = Note.objects.order_by("author").defer("text", "remark", "facts")
    prepared = Prepared(queryset, by="folder")
    for folder in (first, second, first):
        expected = [state_of(note) for note in queryset.filter(folder=folder)]
        assert [state_of(note) for note in prepared.rows(folder.pk)] == expected
    assert [note.author for note in prepared.rows(first.pk)] == ["a", "b"]
    assert prepared.rows(second.pk + 1) == []


def test_further_conditions_hold() -> None:
    folder = make_folder()
    make_note(folder, author="a")
    wanted = make_note(folder, author="b")
    assert Prepared(Note.objects.filter(author="b"), by="folder").rows(folder.pk) == [wanted]


def test_a_row_can_be_found_by_its_uuid() -> None:
    make_folder()
    key = keyring.new_key()
    prepared = Prepared(DataKey.objects.only("wrapped"), by="id")
    found = prepared.one(key.pk)
    assert (found.pk, bytes(found.wrapped or b"")) == (key.pk, bytes(key.wrapped or b""))
    with pytest.raises(DataKey.DoesNotExist):
        prepared.one(uuid4())


def test_sealed_texts_open_and_can_be_written_again() -> None:
    note = make_note(text="Das bleibt unter uns.", facts={"Grad": 50})
    found = Prepared(Note.objects.all(), by="id").one(note.pk)
    assert (found.text, found.facts) == ("Das bleibt unter uns.", {"Grad": 50})
    found.text = "Neu"
    found.save(update_fields=["text"])
    assert Note.objects.get(pk=note.pk).text == "Neu"


def test_what_was_left_out_is_loaded_when_it_is_read() -> None:
    note = make_note(author="Anna")
    found = Prepared(Note.objects.only("revision"), by="id").one(note.pk)
    assert found.get_deferred_fields() >= {"author", "text"}
    assert found.author == "Anna"


def test_each_use_is_one_statement_with_the_same_text() -> None:
    prepared = Prepared(Folder.objects.only("uuid"), by="id")
    texts = set()
    for folder in (make_folder(), make_folder()):
        with CaptureQueriesContext(connection) as queries:
            assert prepared.one(folder.pk) == folder
        assert len(queries) == 1
        texts.add(queries[0]["sql"].replace(str(folder.pk), "…"))
    assert len(texts) == 1


def test_the_row_is_locked_where_the_database_can() -> None:
    folder = make_folder()
    with CaptureQueriesContext(connection) as queries:
        Prepared(Folder.objects.select_for_update(), by="id").one(folder.pk)
    assert ("FOR UPDATE" in queries[0]["sql"]) is connection.features.has_select_for_update


def test_what_is_asked_along_stands_beside_the_row() -> None:
    first, second = make_folder(), make_folder()
    for folder in (first, second):
        make_note(folder, text="Das bleibt unter uns.")
    prepared = Prepared(Note.objects.select_related("folder__data_key").defer("folder__title"), by="folder")
    for folder in (first, second):
        with CaptureQueriesContext(connection) as queries:
            (found,) = prepared.rows(folder.pk)
            assert found.text == "Das bleibt unter uns."
            assert found.folder.data_key == folder.data_key
        assert len([row for row in queries if "shelf_" in row["sql"]]) == 1
        assert state_of(found.folder)["uuid"] == folder.uuid
        assert found.folder.get_deferred_fields() == {"title"}


def test_a_condition_on_another_table_holds() -> None:
    folder = make_folder()
    note = make_note(folder)
    assert Prepared(Note.objects.filter(folder__uuid=folder.uuid), by="id").rows(note.pk) == [note]
    assert Prepared(Note.objects.filter(folder__uuid=uuid4()), by="id").rows(note.pk) == []


def test_a_value_without_a_place_of_its_own_is_refused() -> None:
    make_note()
    with pytest.raises(NotPrepared):
        Prepared(Note.objects.filter(folder__id=MARK), by="id").rows(1)


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_over_its_own_connection() -> None:
    folder = make_folder()
    prepared = Prepared(Folder.objects.only("uuid"), by="id")
    assert prepared.one(folder.pk) == folder
    found: list[Folder] = []

    def ask() -> None:
        found.append(prepared.one(folder.pk))
        connections.close_all()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [folder]
