"""Many writers at once: the numbers stay consecutive and the chain whole. Readers of the chain hold nobody up."""

import threading

import pytest
from django.db import connections, transaction

from roterfaden.audit import trail
from roterfaden.audit.models import Entry
from tests.audit.makers import AT, CHANGED, Person
from tests.common.makers import make_folder
from tests.common.shelf.models import Note

WRITERS = 6
CHANGES = 25


@pytest.mark.django_db(transaction=True)
def test_many_writers_give_one_consecutive_chain() -> None:
    folder = make_folder()
    gate, failures, checks = threading.Barrier(WRITERS + 1), [], []

    def write(worker: int) -> None:
        try:
            gate.wait()
            for number in range(CHANGES):
                try:
                    with transaction.atomic():
                        note = Note.objects.create(folder=folder, text=f"{worker}.{number}")
                        trail.record(CHANGED, by=Person(worker), at=AT, subject=note, scope=folder)
                        if number % 5 == 4:
                            raise LookupError  # what is rolled back leaves neither note nor entry nor gap
                except LookupError:
                    pass
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    def check() -> None:
        try:
            gate.wait()
            checks.extend(trail.verify() for _ in range(10))
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=[worker]) for worker in range(WRITERS)]
    threads.append(threading.Thread(target=check))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    kept = WRITERS * CHANGES * 4 // 5
    assert trail.verify() == trail.VerifyResult(kept)
    assert list(Entry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, kept + 1))
    noted = set(Note.objects.values_list("uuid", flat=True))
    assert set(Entry.objects.values_list("subject_uuid", flat=True)) == noted
    assert len(noted) == kept
    assert len(checks) == 10
    assert all(result.sound for result in checks), "a check among writers raises no false alarm"
