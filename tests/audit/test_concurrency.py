"""Many writers at once: the numbers stay consecutive, the chain whole; who checks it holds nobody up."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from roterfaden.audit import trail
from roterfaden.audit.models import Entry
from roterfaden.common.only_reading import only_reading
from tests.audit.makers import AT, CHANGED, READ, Person
from tests.common.makers import make_folder
from tests.common.shelf.models import Folder, Note

WRITERS = 6
CHANGES = 25


class ChangedMind(Exception):
    pass


def change(folder: Folder, worker: int, number: int) -> None:
    """Write a note and its entry; every fifth time take both back."""
    with transaction.atomic():
        note = Note.objects.create(folder=folder, text=f"{worker}.{number}")
        trail.record(CHANGED, by=Person(worker), at=AT, subject=note, scope=folder)
        if number % 5 == 4:
            raise ChangedMind


@pytest.mark.django_db(transaction=True)
def test_many_writers_give_one_consecutive_chain() -> None:
    folder = make_folder()
    gate = threading.Barrier(WRITERS + 1)

    def at_once(work: Callable[[], None]) -> None:
        gate.wait()
        try:
            work()
        finally:
            connections.close_all()

    def write(worker: int) -> None:
        for number in range(CHANGES):
            try:
                change(folder, worker, number)
            except ChangedMind:
                continue

    def check() -> None:
        for _ in range(10):
            assert trail.verify().sound, "a check among writers raises no false alarm"

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        tasks = [pool.submit(at_once, lambda worker=worker: write(worker)) for worker in range(WRITERS)]  # type: ignore[misc]
        tasks.append(pool.submit(at_once, check))
    for task in tasks:
        task.result()

    kept = WRITERS * CHANGES * 4 // 5
    assert trail.verify() == trail.VerifyResult(kept)
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, kept + 1))
    notes = set(Note.objects.values_list("uuid", flat=True))
    assert set(Entry.objects.values_list("subject_uuid", flat=True)) == notes
    assert len(notes) == kept


@pytest.mark.django_db(transaction=True)
def test_who_puts_a_page_together_holds_no_writer_up() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets in one transaction at a time")
    folder = make_folder()

    def write() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            trail.record(CHANGED, by=Person(2), at=AT, subject=folder, scope=folder)
        connections.close_all()

    with ThreadPoolExecutor(1) as pool, only_reading():
        trail.record_read(READ, by=Person(1), at=AT, subject=folder, scope=folder)
        pool.submit(write).result()
    assert list(Entry.objects.order_by("seq").values_list("action", flat=True)) == [CHANGED, READ]
    assert trail.verify().sound
