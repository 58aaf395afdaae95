import threading
from typing import Any

import pytest
from django.core.exceptions import FieldDoesNotExist
from django.db import connections, transaction

from roterfaden.common.revisions import Conflict, save_revision
from tests.common.makers import fresh, make_note
from tests.common.shelf.models import Note


@pytest.mark.django_db
def test_the_first_editor_saves_with_one_query(django_assert_num_queries: Any) -> None:
    note = make_note(text="alt", author="a", facts={"a": 1})
    note.text, note.author, note.facts = "neu", "b", {"a": 2}
    with django_assert_num_queries(1):
        save_revision(note, expected=1, fields=["text", "author", "facts"])
    assert note.revision == 2
    again = fresh(note)
    assert (again.text, again.author, again.facts, again.revision) == ("neu", "b", {"a": 2}, 2)


@pytest.mark.django_db
def test_only_the_named_fields_are_written() -> None:
    note = make_note(text="alt", author="a")
    note.text, note.author = "neu", "b"
    save_revision(note, expected=1, fields=["author"])
    assert (fresh(note).text, fresh(note).author) == ("alt", "b")


@pytest.mark.django_db
def test_the_second_editor_is_told_and_nothing_is_overwritten() -> None:
    first = make_note(text="alt")
    second = fresh(first)
    first.text = "von der Ersten"
    save_revision(first, expected=1, fields=["text"])
    second.text = "von der Zweiten"
    with pytest.raises(Conflict, match="inzwischen geändert") as caught:
        save_revision(second, expected=1, fields=["text"])
    assert isinstance(caught.value.current, Note)
    assert caught.value.current.text == "von der Ersten"
    assert caught.value.current.revision == 2
    assert second.text == "von der Zweiten", "the typed text is kept"
    assert fresh(first).text == "von der Ersten"


@pytest.mark.django_db
def test_a_record_that_is_gone_is_a_conflict_too() -> None:
    note = make_note(text="alt")
    Note.objects.filter(pk=note.pk).delete()
    with pytest.raises(Conflict) as caught:
        save_revision(note, expected=1, fields=["text"])
    assert caught.value.current is None


@pytest.mark.django_db
def test_a_misspelt_field_is_refused_before_anything_is_written() -> None:
    note = make_note(author="a")
    note.author = "b"
    with pytest.raises(FieldDoesNotExist, match="reply"):
        save_revision(note, expected=1, fields=["author", "reply"])
    assert fresh(note).author == "a"


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("R-31", figure="8 editors at once, 0 lost; 10,000 edits are not measured")
def test_of_eight_editors_at_once_each_edit_counts_or_is_refused() -> None:
    note = make_note(text="0")
    saved, refused = [], []

    def edit(worker: int) -> None:
        try:
            for _ in range(10):
                mine = Note.objects.get(pk=note.pk)
                mine.text = f"{int(mine.text) + 1}"
                try:
                    with transaction.atomic():
                        save_revision(mine, expected=mine.revision, fields=["text"])
                    saved.append(worker)
                except Conflict:
                    refused.append(worker)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=edit, args=[worker]) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(saved) + len(refused) == 80
    assert fresh(note).text == str(len(saved))
    assert fresh(note).revision == 1 + len(saved)
