"""Every write fails once, and the disk is full: nothing half done, a plain answer, and it works again afterwards."""

import hashlib
import resource
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse

from roterfaden.cases import journal, steps
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.common.crypto.sealing import reading_raw
from roterfaden.common.only_reading import WRITING
from roterfaden.documents.files import read_file, store_file
from roterfaden.documents.models import StoredFile
from tests.fixtures import AT, World, open_case, open_task, run_of

LOOKED_AT = ("audit", "cases", "common", "deadlines", "documents", "jobs", "people", "process")
MOST = 200


class NthWriteFails:
    """Lets n - 1 writes pass, then the database is gone."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if WRITING.match(sql):
            self.left -= 1
            if self.left == 0:
                text = "the database went away"
                raise DatabaseError(text)
        return execute(sql, *rest)


def everything() -> str:
    """A fingerprint of all rows that business actions touch."""
    digest = hashlib.sha256()
    with reading_raw():
        for label in LOOKED_AT:
            for model in apps.get_app_config(label).get_models():
                for row in model._default_manager.order_by("pk").values_list():
                    digest.update(repr([getattr(value, "blob", value) for value in row]).encode())
    return digest.hexdigest()


def complete(world: World, case: Case) -> None:
    run = run_of(case)
    steps.complete_task(
        case=case,
        seen=steps.Seen(run, run.moves),
        number=open_task(run).number,
        outcome="",
        missing_reason="Wird nachgereicht.",
        by=world.anna,
        at=AT + timedelta(hours=1),
    )


def write(world: World, case: Case) -> None:
    journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text="Ein Satz.", by=world.anna, at=AT
    )


def upload(world: World, case: Case) -> None:
    store_file(
        name="a.txt", stream=BytesIO(b"Inhalt"), data_key=case.data_key, scope=case, by=world.anna, at=AT
    )


def intake(world: World, _case: Case) -> None:
    open_case(world, last_name="Neu")


@pytest.mark.requirement(
    "R-32", figure="four business actions, a fault at each of their writes: 0 half states"
)
@pytest.mark.parametrize("action", [complete, write, upload, intake], ids=lambda action: action.__name__)
def test_a_fault_at_any_write_leaves_nothing(
    world: World, case: Case, action: Callable[[World, Case], None]
) -> None:
    before = everything()
    for number in range(1, MOST):
        try:
            with connection.execute_wrapper(NthWriteFails(number)):
                action(world, case)
        except DatabaseError:
            case.refresh_from_db()
            assert everything() == before, f"write {number}"
            continue
        break
    assert 1 < number < MOST - 1
    assert everything() != before


@pytest.mark.requirement(
    "R-40", figure="a full disk: refused with a plain page, nothing kept, works again afterwards"
)
@pytest.mark.one_database
@pytest.mark.django_db(transaction=True)
def test_a_full_disk_is_told_and_nothing_is_half_written(world: World, case: Case) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(world.anna)
    address = f"/faelle/{case.code}/journal/neu/"
    typed = {"kind": "call", "day": "2026-11-24", "time": "09:30", "text": "Satz. " * 3000}
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")
        try:
            answer = client.post(address, typed)
        finally:
            cursor.execute("PRAGMA max_page_count=1073741823")
    assert answer.status_code == 500
    assert "nicht gespeichert" in answer.content.decode()
    assert not JournalEntry.objects.exists()
    assert client.post(address, typed).status_code == 302
    assert JournalEntry.objects.count() == 1


@contextmanager
def full_disk() -> Iterator[int]:
    """No file of this process may grow beyond the bytes that are yielded, which its database does not reach."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    database = Path(connection.settings_dict["NAME"]) if connection.vendor == "sqlite" else None
    room = 2_000_000 + (database.stat().st_size if database else 0)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield room
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.requirement(
    "R-40",
    figure="the disk fills while a file is written: refused in a sentence, no byte left, works afterwards",
)
@pytest.mark.django_db
def test_a_disk_that_fills_while_a_file_comes_in(world: World, case: Case, settings: Any) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50_000_000
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    client = Client(raise_request_exception=False)
    client.force_login(world.anna)
    address = reverse("cases:document", args=[case.code, 1, open_task(run_of(case)).number, 0])
    typed = {"state": "present", "reason": "Kam mit der Post.", "revision": "", "file_kind": "profile"}
    with full_disk() as room:
        content = b"Ein Satz. " * (room // 10 + 1)
        answer = client.post(address, {**typed, "file": SimpleUploadedFile("Brief.txt", content)})
    assert answer.status_code == 422
    assert "nicht gespeichert" in answer.content.decode()
    assert not StoredFile.objects.exists()
    assert [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == []
    answer = client.post(address, {**typed, "file": SimpleUploadedFile("Brief.txt", content)})
    assert answer.status_code == 303
    assert read_file(StoredFile.objects.get()) == content
