"""Rows for the tests of sealed fields."""

from typing import Any

from roterfaden.common.crypto import keyring
from tests.common.shelf.models import Folder, Note


def make_folder() -> Folder:
    return Folder.objects.create(data_key=keyring.new_key())


def make_note(folder: Folder | None = None, **values: Any) -> Note:
    return Note.objects.create(folder=folder or make_folder(), **values)


def fresh(note: Note) -> Note:
    """The same note as another request would load it."""
    keyring.forget()
    return Note.objects.get(pk=note.pk)
