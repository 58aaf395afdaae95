"""The promises of encryption, tried by force: swaps, damage, search in the raw database, destroyed keys."""

import random
import secrets
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from roterfaden.common.crypto import keyring
from roterfaden.common.crypto.sealing import SealBroken, key_id_of, seal, unseal
from tests.common.makers import fresh, make_folder
from tests.common.shelf.models import Folder, Note

SWAPS = 1000
CANARIES = 500


def blobs(column: str, table: str = "shelf_note") -> dict[int, bytes]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {column} FROM {table}")
        return {pk: bytes(blob) for pk, blob in cursor.fetchall()}


def put(pk: int, column: str, blob: bytes, table: str = "shelf_note") -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [blob, pk])


@pytest.mark.django_db
@pytest.mark.requirement("R-27", figure="every swap refused")
def test_every_swap_between_rows_columns_and_tables_is_refused() -> None:
    """Same key for all, so that only the place tells them apart."""
    folder = make_folder()
    folder.title = "Titel"
    folder.save()
    Note.objects.bulk_create(Note(folder=folder, text=f"T{n}", remark=f"R{n}") for n in range(30))
    cells = {("shelf_note", "text", pk): blob for pk, blob in blobs("text").items()}
    cells |= {("shelf_note", "remark", pk): blob for pk, blob in blobs("remark").items()}
    cells |= {("shelf_folder", "title", pk): blob for pk, blob in blobs("title", "shelf_folder").items()}
    rng, refused = random.Random(27), 0
    for _ in range(SWAPS):
        target, source = rng.sample(sorted(cells), 2)
        table, column, pk = target
        put(pk, column, cells[source], table)
        model = Note if table == "shelf_note" else Folder
        with pytest.raises(SealBroken, match=r"stammt aus einer anderen Zeile"):
            getattr(model.objects.get(pk=pk), column)
        refused += 1
        put(pk, column, cells[target], table)
    assert refused == SWAPS
    assert {note.text for note in Note.objects.all()} == {f"T{n}" for n in range(30)}


def test_every_single_bit_counts() -> None:
    cipher, key_id, place = AESGCM(secrets.token_bytes(32)), uuid4(), "a.b:c"
    blob = bytes(seal("Text", cipher=cipher, key_id=key_id, place=place))
    assert unseal(blob, cipher=cipher, place=place) == "Text"
    for bit in range(len(blob) * 8):
        damaged = bytearray(blob)
        damaged[bit // 8] ^= 1 << bit % 8
        assert not opens(bytes(damaged), cipher, place)
    for length in range(len(blob)):
        assert not opens(blob[:length], cipher, place)


def opens(blob: bytes, cipher: AESGCM, place: str) -> bool:
    try:
        key_id_of(blob, place=place)
        unseal(blob, cipher=cipher, place=place)
    except SealBroken:
        return False
    return True


@pytest.mark.django_db
def test_plaintext_in_the_column_is_refused_not_shown() -> None:
    note = Note.objects.create(folder=make_folder(), text="x")
    for planted in (b"Klartext", b"\x01" + b"Klartext, lang genug fuer einen Kopf und mehr als das"):
        put(note.pk, "text", planted)
        with pytest.raises((SealBroken, keyring.KeyMissing)):
            _ = fresh(note).text


@pytest.mark.django_db(transaction=True)
@pytest.mark.requirement("R-27", figure="0 canaries in the raw database")
def test_no_canary_is_found_in_the_raw_database(tmp_path: Path) -> None:
    canaries = [f"kanarie{secrets.token_hex(8)}" for _ in range(CANARIES)]
    with transaction.atomic():
        folder = make_folder()
        Note.objects.bulk_create(
            Note(folder=folder, author="sichtbar", text=word, remark=f"ä {word}", facts={"k": word})
            for word in canaries
        )
    raw = raw_database(tmp_path)
    assert b"sichtbar" in raw, "the search would find what is not sealed"
    assert [word for word in canaries if word.encode() in raw or word.encode().hex().encode() in raw] == []
    keyring.forget()
    assert {note.text for note in Note.objects.all()} == set(canaries)


def raw_database(tmp_path: Path) -> bytes:
    """Every byte that a thief of the disk or of a dump would have."""
    if connection.vendor == "sqlite":
        main = Path(str(settings.DATABASES["default"]["NAME"]))
        files = sorted(main.parent.glob(f"{main.name}*"))
        assert main in files
        return b"".join(file.read_bytes() for file in files)
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            with cursor.copy(f'COPY "{table}" TO STDOUT') as copy:
                rows += [bytes(part) for part in copy]
    return b"".join(rows)


@pytest.mark.django_db
@pytest.mark.requirement("R-30", figure="0 texts readable")
def test_a_destroyed_key_leaves_its_texts_unreadable_and_the_others_alone() -> None:
    gone, kept = make_folder(), make_folder()
    lost = Note.objects.create(folder=gone, text="vergessen")
    left = Note.objects.create(folder=kept, text="bleibt")
    keyring.destroy(gone.data_key, at=timezone.now())
    with pytest.raises(keyring.KeyDestroyed, match="Schlüssel wurde vernichtet"):
        _ = fresh(lost).text
    with pytest.raises(keyring.KeyDestroyed), transaction.atomic():
        Note.objects.create(folder=gone, text="neu")
    assert fresh(left).text == "bleibt"
    fresh(lost).save()  # other columns can still be written
