from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from roterfaden.common.crypto import keyring
from roterfaden.common.models import DataKey
from roterfaden.common.prepared import NotPrepared, Prepared
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


def test_further_tables_are_refused() -> None:
    make_note()
    for queryset in (Note.objects.select_related("folder"), Note.objects.filter(folder__uuid=uuid4())):
        with pytest.raises(NotPrepared):
            Prepared(queryset, by="id").rows(1)


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
