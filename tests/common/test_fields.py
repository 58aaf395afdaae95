import copy
import pickle
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ValidationError
from django.db import connection, models, transaction
from django.db.models import F, Value
from django.db.models.functions import Length
from django.forms import modelform_factory
from django.utils import timezone

from roterfaden.common.crypto import keyring
from roterfaden.common.crypto.fields import SealedTextField, UnsealedWrite
from roterfaden.common.crypto.sealing import SealBroken, Sealed
from tests.common.makers import fresh, make_folder, make_note
from tests.common.shelf.models import Folder, Note

pytestmark = pytest.mark.django_db
Queries = Any


def raw(note: Note, column: str = "text") -> bytes | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM shelf_note WHERE id = %s", [note.pk])
        value = cursor.fetchone()[0]
    return None if value is None else bytes(value)


def test_text_comes_back_and_the_column_holds_only_ciphertext() -> None:
    note = make_note(text="Depression seit 2019 — ärztlich bestätigt 🙂")
    assert fresh(note).text == "Depression seit 2019 — ärztlich bestätigt 🙂"
    stored = raw(note)
    assert stored is not None
    assert stored[0] == 1
    assert stored[1:17] == note.folder.data_key_id.bytes
    assert b"Depression" not in stored


def test_equal_texts_look_different() -> None:
    folder = make_folder()
    assert len({raw(make_note(folder, text="gleich")) for _ in range(20)}) == 20


def test_empty_text_and_none_stay_apart_and_need_no_key() -> None:
    note = make_note(text="", remark=None)
    assert raw(note) == b""
    assert raw(note, "remark") is None
    assert raw(note, "facts") is None
    again = fresh(note)
    assert again.text == ""
    assert again.remark is None
    assert again.facts is None
    note.remark = ""
    note.save(update_fields=["remark"])
    assert raw(note, "remark") == b""
    assert fresh(note).remark == ""


def test_json_comes_back_and_changes_in_place_are_saved() -> None:
    note = make_note(facts={"diagnosen": ["F32.1"], "gdb": 50, "note": None, "quote": 0.5})
    again = fresh(note)
    assert again.facts == {"diagnosen": ["F32.1"], "gdb": 50, "note": None, "quote": 0.5}
    again.facts["gdb"] = 60
    again.save(update_fields=["facts"])
    assert fresh(note).facts["gdb"] == 60
    assert b"F32" not in (raw(note, "facts") or b"")


def test_false_and_empty_json_are_values() -> None:
    values: list[Any] = [{}, [], False, 0, ""]
    for value in values:
        assert fresh(make_note(facts=value)).facts == value


def test_json_refuses_what_json_does_not_know() -> None:
    for value in (float("nan"), {1, 2}, timezone.now()):
        with pytest.raises((TypeError, ValueError)), transaction.atomic():
            make_note(facts=value)


def test_a_list_that_shows_no_text_opens_nothing(django_assert_num_queries: Queries) -> None:
    folder = make_folder()
    Note.objects.bulk_create(Note(folder=folder, author="a", text="geheim") for _ in range(5))
    keyring.destroy(folder.data_key, at=timezone.now())
    with django_assert_num_queries(1):
        assert [note.author for note in Note.objects.all()] == ["a"] * 5


def test_prefetched_keys_open_a_list_with_two_queries(django_assert_num_queries: Queries) -> None:
    notes = [make_note(text=f"Text {number}") for number in range(10)]
    keyring.forget()
    with django_assert_num_queries(2):
        rows = list(Note.objects.select_related("folder").order_by("pk"))
        keyring.prefetch(note.folder.data_key_id for note in rows)
        assert [note.text for note in rows] == [f"Text {number}" for number in range(10)]
    assert len(notes) == 10


def test_a_key_row_that_was_joined_is_used(django_assert_num_queries: Queries) -> None:
    note = make_note(text="vorher")
    keyring.forget()
    with django_assert_num_queries(1):
        again = Note.objects.select_related("folder__data_key").get(pk=note.pk)
        assert again.text == "vorher"
    keyring.forget()
    with django_assert_num_queries(1):
        again.text = "nachher"
        again.save(update_fields=["text"])
    assert fresh(note).text == "nachher"


def test_reading_needs_the_key_and_nothing_else(django_assert_num_queries: Queries) -> None:
    note = fresh(make_note(text="kurz"))
    with django_assert_num_queries(1):
        assert note.text == "kurz"
        assert note.text == "kurz"


def test_deferred_text_loads_once(django_assert_num_queries: Queries) -> None:
    note = make_note(text="später")
    again = Note.objects.defer("text").get(pk=note.pk)
    assert again.get_deferred_fields() == {"text"}
    with django_assert_num_queries(1):
        assert again.text == "später"
    narrow = Note.objects.only("text").get(pk=note.pk)
    with django_assert_num_queries(1):  # the uuid, which the seal is bound to
        assert narrow.text == "später"


def test_saving_a_row_with_a_deferred_text_leaves_the_text_alone() -> None:
    note = make_note(text="bleibt", author="a")
    before = raw(note)
    again = Note.objects.defer("text").get(pk=note.pk)
    again.author = "b"
    again.save()
    assert raw(note) == before


def test_refresh_copies_without_opening_and_sees_the_new_text(django_assert_num_queries: Queries) -> None:
    note = make_note(text="alt")
    other = fresh(note)
    other.text = "neu"
    other.save()
    with django_assert_num_queries(1):
        note.refresh_from_db()
    assert note.text == "neu"
    other.text = "neuer"
    other.save()
    with django_assert_num_queries(1):
        note.refresh_from_db(fields=["text"])
    assert note.text == "neuer"
    keyring.destroy(note.folder.data_key, at=timezone.now())
    note.refresh_from_db()
    with pytest.raises(keyring.KeyDestroyed):
        _ = note.text


def test_an_unchanged_text_is_written_back_as_it_was() -> None:
    note = make_note(text="unverändert", author="a")
    before = raw(note)
    again = fresh(note)
    assert again.text == "unverändert"
    again.author = "b"
    again.save()
    assert raw(note) == before
    assert fresh(note).text == "unverändert"


def test_copies_and_pickles() -> None:
    note = fresh(make_note(text="geheim", facts={"a": 1}))
    assert b"geheim" not in pickle.dumps(note)
    assert note.text == "geheim"
    assert b"geheim" not in pickle.dumps(note), "an opened text stays out of the pickle"
    for twin in (copy.copy(note), copy.deepcopy(note), pickle.loads(pickle.dumps(note))):
        assert twin.text == "geheim"
        assert twin.facts == {"a": 1}


def test_a_row_copied_under_a_new_uuid_is_refused_until_the_text_is_set_anew() -> None:
    note = fresh(make_note(text="Original"))
    text = note.text
    twin = fresh(note)
    twin.pk = None
    twin.uuid = Note._meta.get_field("uuid").get_default()
    twin._state.adding = True
    with pytest.raises(SealBroken, match="anderen Zeile"), transaction.atomic():
        twin.save()
    twin.text = text
    twin.remark = twin.facts = None
    twin.save()
    assert fresh(twin).text == "Original"
    assert fresh(note).text == "Original"


def test_bulk_create_seals_each_row_for_itself() -> None:
    folder = make_folder()
    Note.objects.bulk_create(Note(folder=folder, text=f"Text {number}") for number in range(50))
    keyring.forget()
    assert {note.text for note in Note.objects.all()} == {f"Text {number}" for number in range(50)}


def test_update_or_create_and_get_or_create_defaults() -> None:
    folder = make_folder()
    Note.objects.update_or_create(folder=folder, author="x", defaults={"text": "eins"})
    note, created = Note.objects.update_or_create(folder=folder, author="x", defaults={"text": "zwei"})
    assert not created
    assert fresh(note).text == "zwei"


@pytest.mark.parametrize(
    "write",
    [
        lambda: Note.objects.update(text="Klartext"),
        lambda: Note.objects.update(text=F("author")),
        lambda: Note.objects.update(text=F("remark")),
        lambda: Note.objects.update(text=Value("Klartext")),
        lambda: Note.objects.update(text=b"Klartext"),
        lambda: Note.objects.update(text=Note.objects.values_list("text", flat=True)[0]),
        lambda: Note.objects.bulk_update([_changed(Note.objects.get())], ["text"]),
        lambda: _changed(Note.objects.get(), F("author")).save(),
        lambda: _changed(Note.objects.get(), 17).save(),
        lambda: _changed(Note.objects.get(), b"Klartext").save(),
    ],
)
def test_every_write_without_an_instance_is_refused(write: Any) -> None:
    note = make_note(text="alt", remark="r", author="Klartext")
    before = raw(note)
    with pytest.raises((UnsealedWrite, TypeError), match=r"is sealed|takes text"), transaction.atomic():
        write()
    assert raw(note) == before


def _changed(note: Note, text: Any = "Klartext") -> Note:
    note.text = text
    return note


def test_bulk_update_of_other_columns_works() -> None:
    note = make_note(text="alt")
    note.author = "neu"
    Note.objects.bulk_update([note], ["author"])
    assert fresh(note).author == "neu"
    assert fresh(note).text == "alt"


@pytest.mark.parametrize("lookup", ["text", "text__contains", "text__in", "text__icontains", "text__gt"])
def test_every_filter_is_refused(lookup: str) -> None:
    with pytest.raises(FieldError, match="sealed"):
        Note.objects.filter(**{lookup: ["x"] if lookup.endswith("in") and "contain" not in lookup else "x"})
    with pytest.raises(FieldError, match="sealed"):
        Note.objects.exclude(**{lookup: "x"})


def test_whether_there_is_a_text_can_be_asked() -> None:
    make_note(remark="da")
    make_note(remark=None)
    assert Note.objects.filter(remark__isnull=True).count() == 1


def test_values_answer_with_something_that_is_no_text() -> None:
    make_note(text="geheim")
    for value in (Note.objects.values("text").get()["text"], Note.objects.annotate(t=F("text")).get().t):
        assert isinstance(value, Sealed)
        assert "geheim" not in repr(value)
        with pytest.raises(TypeError, match="opens only on an instance"):
            str(value)
        with pytest.raises(TypeError, match="opens only on an instance"):
            f"{value:>10}"
    assert Note.objects.annotate(size=Length("text")).get().size > 30


def test_dumpdata_is_refused() -> None:
    make_note(text="geheim")
    with pytest.raises(Exception, match="dumpdata would write it in the clear"):
        serializers.serialize("json", Note.objects.all())


def test_a_record_without_key_is_refused_before_anything_is_written() -> None:
    class Keyless(Note):
        class Meta:
            proxy = True
            app_label = "shelf"

        @property
        def folder(self) -> Any:  # type: ignore[override]
            return Folder()

    note = Keyless(folder_id=make_folder().pk, text="x")
    with pytest.raises(keyring.KeyMissing, match="data_key_id is empty"), transaction.atomic():
        note.save()
    assert Note.objects.count() == 0


def test_a_model_form_validates_length_and_characters() -> None:
    form_class = modelform_factory(Note, fields=["text", "remark"])
    note = make_note(text="alt")
    form = form_class({"text": "eins\r\nzwei", "remark": ""}, instance=fresh(note))
    assert form.initial["text"] == "alt"
    assert 'maxlength="500"' in str(form["text"])
    assert "<textarea" in str(form["text"])
    assert form.is_valid()
    form.save()
    assert fresh(note).text == "eins\nzwei"
    assert fresh(note).remark is None
    too_long = form_class({"text": "x" * 501}, instance=fresh(note))
    assert too_long.errors == {"text": ["Der Text ist mit 501 Zeichen zu lang. Erlaubt sind höchstens 500."]}
    assert too_long["text"].value() == "x" * 501
    nul = form_class({"text": "a\0b"}, instance=fresh(note))
    assert "an Stelle 2" in nul.errors["text"][0]


def test_full_clean_and_saving_refuse_what_does_not_fit() -> None:
    note = make_note(text="alt")
    for text in ("x" * 501, "a\0b"):
        note.text = text
        with pytest.raises(ValidationError):
            note.full_clean()
        with pytest.raises(ValueError, match="takes"), transaction.atomic():
            note.save()
    assert fresh(note).text == "alt"


def test_system_checks_name_what_cannot_be_sealed() -> None:
    class Bare(models.Model):
        text = SealedTextField(key="data_key_id", unique=True)

        class Meta:
            app_label = "shelf_checks"

        def __str__(self) -> str:
            return "bare"

    assert {error.id for error in Bare._meta.get_field("text").check()} == {"common.E001", "common.E002"}


def test_the_field_survives_a_migration_writer() -> None:
    field = SealedTextField("Text", key="case.data_key_id", max_length=90, sealed_as="old.text", blank=True)
    _, path, args, kwargs = field.deconstruct()
    assert path == "roterfaden.common.crypto.fields.SealedTextField"
    again = SealedTextField(*args, **kwargs)
    assert (again.key, again.sealed_as, again.max_length) == ("case.data_key_id", "old.text", 90)
    assert len(again.validators) == len(field.validators)


def test_a_renamed_column_keeps_its_texts_by_sealed_as(monkeypatch: pytest.MonkeyPatch) -> None:
    note = make_note(text="von früher")
    field = Note._meta.get_field("text")
    place = field.place(note)
    monkeypatch.setattr(field, "column", "wording")
    assert field.place(note) != place
    monkeypatch.setattr(field, "sealed_as", "shelf_note.text")
    assert field.place(note) == place
