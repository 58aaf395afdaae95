from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from roterfaden.common.prepared_writes import PreparedInsert, PreparedUpdate
from tests.common.makers import fresh, make_folder, make_note
from tests.common.shelf.models import Note

pytestmark = pytest.mark.django_db


def test_only_the_named_columns_are_saved_and_sealed_for_their_row() -> None:
    note, other = make_note(text="alt", author="a"), make_note(text="bleibt")
    note.text, note.facts, note.author = "neu", {"Grad": 50}, "b"
    PreparedUpdate(Note, "text", "facts").save(note)
    assert (fresh(note).text, fresh(note).facts, fresh(note).author) == ("neu", {"Grad": 50}, "a")
    assert fresh(other).text == "bleibt"


def test_an_emptied_text_is_empty_and_an_unread_one_stays() -> None:
    note = make_note(text="weg", remark="bleibt")
    unread = fresh(note)
    unread.text = ""
    PreparedUpdate(Note, "text", "remark").save(unread)
    assert (fresh(note).text, fresh(note).remark) == ("", "bleibt")


def test_a_row_that_is_gone_is_refused() -> None:
    note = make_note()
    Note.objects.all().delete()
    with pytest.raises(Note.DoesNotExist):
        PreparedUpdate(Note, "text").save(note)


def test_a_new_row_is_the_one_that_the_orm_reads() -> None:
    prepared, folder = PreparedInsert(Note), make_folder()
    for author in ("a", "b"):
        note = Note(folder=folder, author=author, text="Unter uns", uuid=uuid4())
        prepared.insert(note)
        assert fresh(note) == note
        found = fresh(note)
        assert (found.author, found.text, found.uuid, found.folder) == (
            author,
            "Unter uns",
            note.uuid,
            folder,
        )
        note.author = "c"
        note.save()
        assert fresh(note).author == "c"
    assert Note.objects.count() == 2


def test_each_write_is_one_statement_with_the_same_text() -> None:
    insert, update, folder = PreparedInsert(Note), PreparedUpdate(Note, "author"), make_folder()
    texts = []
    for _ in range(2):
        note = Note(folder=folder, author="a")
        with CaptureQueriesContext(connection) as queries:
            insert.insert(note)
            update.save(note)
        assert len(queries) == 2
        texts.append(queries[1]["sql"].removesuffix(str(note.pk)))
    assert texts[0] == texts[1]
