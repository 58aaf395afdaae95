"""Tampering below the guards, as the owner of the database could do it, is found, and at the right row."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.models import F

from roterfaden.audit import trail
from roterfaden.audit.chain import Fields, link
from roterfaden.audit.models import Entry, Head
from tests import thorough
from tests.audit.makers import AT, drop_guards, forge, sql, write_entries
from tests.common.makers import make_folder

pytestmark = pytest.mark.django_db
ROWS = 40
ROUNDS = 10_000 if thorough.FULL else 1_000


def test_an_empty_chain_is_sound() -> None:
    assert trail.verify() == trail.VerifyResult(0)


@pytest.mark.requirement(
    "R-43", figure="1,000 of 1,000 tamperings found in the suite, 10,000 of 10,000 with FULL=1"
)
def test_a_thousand_random_tamperings_are_found_at_the_right_row() -> None:
    write_entries(ROWS, scope=make_folder())
    drop_guards()
    rng, found = random.Random(43), 0
    kinds = [change, change, delete, insert, reorder, renumber]
    for turn in range(ROUNDS):
        before = transaction.savepoint()
        kind = kinds[turn % len(kinds)]
        broken_from = kind(rng)
        result = trail.verify()
        assert not result.sound, kind.__name__
        assert result.first_broken == broken_from, (kind.__name__, result.reason)
        assert result.rows == broken_from - 1
        assert result.reason
        found += 1
        transaction.savepoint_rollback(before)
    assert found == ROUNDS
    assert trail.verify() == trail.VerifyResult(ROWS)


def change(rng: random.Random) -> int:
    """Change one column of one row to another value."""
    seq = rng.randint(1, ROWS)
    row = Entry.objects.get(pk=seq)
    values: dict[str, Any] = {
        "at": row.at + timedelta(microseconds=rng.randint(1, 10**9)),
        "actor_id": rng.choice([None, (row.actor_id or 0) + 1]),
        "actor_label": row.actor_label + "x",
        "action": "tests.folder_read",
        "subject_type": "",
        "subject_uuid": rng.choice([None, uuid4()]),
        "subject_code": "7K3M9",
        "scope_uuid": rng.choice([None, uuid4()]),
        "organisation_uuid": uuid4(),
        "payload": rng.choice(["{}", None, (row.payload or "").replace("text", "test")]),
        "salt": rng.choice([None, "00" * 16]),
        "commitment": "0" * 64,
        "previous": "0" * 63 + "1",
        "hash": "f" * 64,
    }
    column = rng.choice(sorted(values))
    assert Entry.objects.filter(pk=seq).update(**{column: values[column]}) == 1
    return seq


def delete(rng: random.Random) -> int:
    """Remove some rows in a stretch; the last ones too."""
    first = rng.randint(1, ROWS)
    Entry.objects.filter(pk__range=(first, first + rng.randint(0, 3))).delete()
    return first


def insert(rng: random.Random) -> int:
    """Put a well-formed row between two others (the next one breaks), or where the head does not know it."""
    place = rng.randint(2, ROWS + 1)
    Entry.objects.filter(pk__gte=place).order_by("-pk").update(seq=F("seq") + 1000)
    Entry.objects.filter(pk__gte=1000).update(seq=F("seq") - 999)
    before = Entry.objects.get(pk=place - 1)
    forge(place, previous=before.hash)
    return min(place + 1, max(place, ROWS))


def reorder(rng: random.Random) -> int:
    """Let two rows change their numbers."""
    one, two = sorted(rng.sample(range(1, ROWS + 1), 2))
    for old, new in ((one, 5000), (two, one), (5000, two)):
        Entry.objects.filter(pk=old).update(seq=new)
    return one


def renumber(rng: random.Random) -> int:
    """Leave a gap in the numbers."""
    seq = rng.randint(1, ROWS)
    Entry.objects.filter(pk=seq).update(seq=9000 + seq)
    return seq


def test_a_row_recomputed_with_its_hash_breaks_the_next() -> None:
    write_entries(5)
    drop_guards()
    Entry.objects.filter(pk=3).delete()
    forge(3, previous=Entry.objects.get(pk=2).hash)
    assert trail.verify() == trail.VerifyResult(3, 4, "Sie schließt nicht an die Zeile davor an.")


def test_the_last_row_recomputed_differs_from_the_head() -> None:
    write_entries(5)
    drop_guards()
    Entry.objects.filter(pk=5).delete()
    forge(5, previous=Entry.objects.get(pk=4).hash)
    assert trail.verify().first_broken == 5
    assert "Kettenkopf" in trail.verify().reason


def test_rows_cut_off_at_the_end_are_missed() -> None:
    write_entries(5)
    drop_guards()
    Entry.objects.filter(pk__gte=4).delete()
    assert trail.verify() == trail.VerifyResult(3, 4, "Sie fehlt: Die Kette reicht bis Zeile 5.")


def test_a_head_that_was_set_back_is_seen() -> None:
    write_entries(5)
    drop_guards()
    Head.objects.update(seq=3)
    assert trail.verify().first_broken == 3
    Head.objects.update(hash=Entry.objects.get(pk=3).hash)
    assert trail.verify() == trail.VerifyResult(3, 4, "Sie ist zu viel: Die Kette endet mit Zeile 3.")


@pytest.mark.parametrize("column", ["at", "scope_uuid"])
def test_a_row_that_cannot_be_read_is_a_broken_row(column: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL holds nothing of the wrong type")
    write_entries(5)
    drop_guards()
    sql(f"UPDATE audit_entry SET {column} = 'unsinn' WHERE seq = 3")
    assert trail.verify().first_broken == 3
    assert trail.verify().rows == 2


def test_a_later_start_trusts_what_is_before() -> None:
    write_entries(10)
    drop_guards()
    Entry.objects.filter(pk=2).update(actor_label="x")
    assert trail.verify().first_broken == 2
    assert trail.verify(start=3) == trail.VerifyResult(8)
    Entry.objects.filter(pk=7).update(actor_label="x")
    assert trail.verify(start=3).first_broken == 7
    assert trail.verify(start=8) == trail.VerifyResult(3)
    assert trail.verify(start=11) == trail.VerifyResult(0)
    for start in (0, 12):
        assert trail.verify(start=start).first_broken == start


def test_a_chain_whose_old_end_was_taken_away_lawfully_is_checked_from_there() -> None:
    write_entries(10)
    drop_guards()
    Entry.objects.filter(pk__lte=4).delete()
    assert trail.verify() == trail.VerifyResult(0, 1, "Sie fehlt: Auf Zeile 0 folgt Zeile 5.")
    assert trail.verify(start=5) == trail.VerifyResult(6)
    assert trail.verify(start=3).first_broken == 3


def test_a_long_chain_is_read_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roterfaden.audit.verification.CHUNK", 7)
    write_entries(50)
    assert trail.verify() == trail.VerifyResult(50)


def test_the_hash_tells_every_two_entries_apart() -> None:
    """No two different rows have the same canonical form, whatever stands in the texts."""
    nasty = ["", "a", 'a"', '","', "null", "None", "[", "\\", "ä", "\u2028", "0"]
    base = Fields(1, AT, None, "", "x", "", None, "", None, None, "c")

    def variants() -> Iterator[Fields]:
        for one in nasty:
            for two in nasty:
                yield base._replace(actor_label=one, action=two)
                yield base._replace(subject_type=one, subject_code=two)
        for actor in (0, 1, 10, -1):
            yield base._replace(actor_id=actor)
        same = uuid4()
        yield base._replace(subject_uuid=same)
        yield base._replace(scope_uuid=same)
        yield base._replace(organisation_uuid=same)
        yield base._replace(at=AT + timedelta(microseconds=1))
        yield base._replace(seq=11)

    different = set(variants())
    assert len({link("p", fields) for fields in different}) == len(different)
