import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as current_settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from roterfaden.common.crypto import keyring, master
from roterfaden.common.models import DataKey
from tests.common.makers import fresh, make_note


@pytest.fixture
def key_file(tmp_path: Path, settings: Any) -> Iterator[Path]:
    settings.MASTER_KEY_FILE = tmp_path / "keys" / "master.key"
    keyring.forget()
    yield settings.MASTER_KEY_FILE
    keyring.forget()


def put_first(path: Path, secret: str) -> None:
    old = path.read_text()
    path.write_text(f"# neu\n{secret}\n{old}")


# The master key file.


def test_the_file_is_made_once_and_for_its_owner_only(key_file: Path) -> None:
    assert keyring.ensure_master_key() == key_file
    content = key_file.read_bytes()
    assert len(bytes.fromhex(content.decode())) == 32
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(key_file.parent.stat().st_mode) == 0o700
    assert [path.name for path in key_file.parent.iterdir()] == ["master.key"], "no draft is left"
    keyring.ensure_master_key()
    assert key_file.read_bytes() == content


def test_of_many_at_once_all_use_the_same_key(key_file: Path) -> None:
    gate, seen = threading.Barrier(8), []

    def create() -> None:
        gate.wait()
        seen.append(keyring.ensure_master_key().read_bytes())

    threads = [threading.Thread(target=create) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1


@pytest.mark.requirement("R-29", figure="refused")
def test_inside_the_program_is_no_place_for_a_key(settings: Any) -> None:
    settings.MASTER_KEY_FILE = current_settings.BASE_DIR / "var" / "master.key"
    with pytest.raises(master.MasterKeyUnusable, match="Programmverzeichnis"):
        keyring.ensure_master_key()
    assert not settings.MASTER_KEY_FILE.exists()


def test_no_file_is_said_plainly(key_file: Path) -> None:
    with pytest.raises(master.MasterKeyMissing, match="keinen Hauptschlüssel"):
        master.current()


def test_a_file_that_others_may_read_is_refused(key_file: Path) -> None:
    keyring.ensure_master_key()
    key_file.chmod(0o640)
    with pytest.raises(master.MasterKeyUnusable, match="chmod 600"):
        master.current()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "enthält keinen"),
        ("# nur Worte\n", "enthält keinen"),
        ("ab" * 31, "Zeile 1"),
        ("\n" + "zz" * 32, "Zeile 2"),
    ],
)
def test_a_damaged_file_is_refused(key_file: Path, content: str, sentence: str) -> None:
    keyring.ensure_master_key()
    key_file.write_text(content)
    with pytest.raises(master.MasterKeyUnusable, match=sentence):
        master.current()


def test_fingerprint_and_purposes_differ() -> None:
    key, other = master.MasterKey(bytes(32)), master.MasterKey(bytes(31) + b"\1")
    assert key.id != other.id
    assert len(key.id) == 16
    assert key.derive("search") != key.derive("wrap") != other.derive("wrap")
    assert "secret" not in repr(key)
    assert bytes(32).hex() not in repr(key)


# Data keys.


@pytest.mark.django_db
def test_a_data_key_is_stored_wrapped_and_comes_back() -> None:
    key = keyring.new_key()
    secret = keyring.key_for(key.id)
    assert len(secret) == 32
    keyring.forget()
    assert keyring.key_for(key.id) == secret
    row = DataKey.objects.get(pk=key.id)
    assert row.wrapped is not None
    assert secret not in bytes(row.wrapped)
    assert row.master_id == master.current().id


@pytest.mark.django_db
def test_a_wrapped_key_opens_only_in_its_own_row() -> None:
    one, two = keyring.new_key(), keyring.new_key()
    DataKey.objects.filter(pk=one.pk).update(wrapped=two.wrapped)
    keyring.forget()
    with pytest.raises(master.WrapBroken, match="vertauscht"):
        keyring.key_for(one.id)
    DataKey.objects.filter(pk=one.pk).update(wrapped=b"\x07" + bytes(two.wrapped or b"")[1:])
    with pytest.raises(master.WrapBroken, match="beschädigt"):
        keyring.key_for(one.id)


@pytest.mark.django_db
def test_an_unknown_key_is_missing() -> None:
    with pytest.raises(keyring.KeyMissing):
        keyring.key_for(uuid4())


@pytest.mark.django_db
def test_destroying_is_final_keeps_its_time_and_can_be_repeated() -> None:
    key, first = keyring.new_key(), timezone.now()
    keyring.destroy(key, at=first)
    keyring.destroy(key, at=timezone.now())
    assert key.wrapped is None
    assert key.destroyed_at == first
    with pytest.raises(keyring.KeyDestroyed):
        keyring.key_for(key.id)
    assert keyring.rewrap(key) is False


@pytest.mark.django_db
def test_a_key_is_wrapped_or_destroyed_never_both_or_neither() -> None:
    key = keyring.new_key()
    for values in ({"wrapped": None}, {"destroyed_at": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DataKey.objects.filter(pk=key.pk).update(**values)


@pytest.mark.django_db
def test_prefetch_asks_once_and_leaves_out_what_cannot_be_opened(django_assert_num_queries: Any) -> None:
    keys = [keyring.new_key() for _ in range(5)]
    keyring.destroy(keys[0], at=timezone.now())
    keyring.forget()
    with django_assert_num_queries(1):
        keyring.prefetch([*(key.id for key in keys), uuid4(), None])
        for key in keys[1:]:
            keyring.key_for(key.id)
    with django_assert_num_queries(0):
        keyring.prefetch(key.id for key in keys[1:])
    with pytest.raises(keyring.KeyDestroyed):
        keyring.key_for(keys[0].id)


@pytest.mark.django_db
def test_memory_holds_only_so_many_keys(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(keyring, "CACHE_SIZE", 3)
    keys = [keyring.new_key() for _ in range(4)]
    with django_assert_num_queries(0):
        for key in keys[1:]:
            keyring.key_for(key.id)
    with django_assert_num_queries(1):
        keyring.key_for(keys[0].id)


@pytest.mark.django_db
def test_a_request_begins_and_ends_without_keys(rf: RequestFactory, django_assert_num_queries: Any) -> None:
    key = keyring.new_key()

    def view(request: HttpRequest) -> HttpResponse:
        with django_assert_num_queries(1):
            keyring.key_for(key.id)
            keyring.key_for(key.id)
        return HttpResponse()

    middleware = keyring.KeyringMiddleware(view)
    middleware(rf.get("/"))
    middleware(rf.get("/"))


@pytest.mark.django_db
def test_the_keys_are_dropped_when_a_view_fails(rf: RequestFactory, django_assert_num_queries: Any) -> None:
    key = keyring.new_key()
    keyring.forget()

    def view(request: HttpRequest) -> HttpResponse:
        keyring.key_for(key.id)
        raise LookupError

    with pytest.raises(LookupError):
        keyring.KeyringMiddleware(view)(rf.get("/"))
    with django_assert_num_queries(1):
        keyring.key_for(key.id)


@pytest.mark.django_db
@pytest.mark.requirement("R-28", figure="0 unreadable; 1 M fields under load are not measured")
def test_the_master_key_can_change_and_old_texts_stay(key_file: Path) -> None:
    keyring.ensure_master_key()
    note = make_note(text="unter dem alten")
    old = master.current().id
    put_first(key_file, "5a" * 32)
    assert master.current().id != old
    assert fresh(note).text == "unter dem alten"
    key = note.folder.data_key
    assert keyring.rewrap(key) is True
    assert keyring.rewrap(key) is False
    key_file.write_text("5a" * 32)
    assert fresh(note).text == "unter dem alten", "the old master key is no longer needed"


@pytest.mark.django_db
def test_a_master_key_that_was_taken_away_is_named(key_file: Path) -> None:
    keyring.ensure_master_key()
    note = make_note(text="x")
    key_file.write_text("5a" * 32)
    with pytest.raises(master.MasterKeyMissing, match=note.folder.data_key.master_id):
        _ = fresh(note).text
