"""What the scanner could not look through: read by nobody, released or discarded, by itself or by those who lead."""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings

from roterfaden.audit.models import Entry
from roterfaden.cases import journal
from roterfaden.cases.attachments import attach
from roterfaden.cases.choices import ContactKind
from roterfaden.cases.filing import Upload
from roterfaden.cases.models import Case, SearchText
from roterfaden.cases.sharing import shareable_parts
from roterfaden.common.crypto import keyring
from roterfaden.documents import orphans, quarantine, store
from roterfaden.documents.choices import FileState, HoldOutcome, HoldReason
from roterfaden.documents.files import FileHeld, read_file
from roterfaden.documents.models import HeldFile, StoredFile
from roterfaden.documents.store_names import path_of
from roterfaden.operations.doctor import Level, examine
from roterfaden.portal.documents import put_document
from roterfaden.portal.refusals import PortalRefused
from tests.documents.clamd import VIRUS, Clamd, clamd, closed_port
from tests.fixtures import AT, World

__all__ = ["clamd"]
LATER = AT + timedelta(hours=1)


def lies_at(file: StoredFile) -> Path:
    return Path(settings.MEDIA_ROOT) / path_of(file.uuid.hex)


def hold(world: World, case: Case, clamd: Clamd, content: bytes = b"Wir sahen Giraffen.") -> StoredFile:
    """A file that came in while the scanner answered nonsense."""
    clamd.answer = b"nonsense\0"
    entry = journal.write_entry(
        case=case, kind=ContactKind.CALL, happened_at=AT, text=content.hex(), by=world.anna, at=AT
    )
    entry.case = case
    upload = Upload("Befund.txt", BytesIO(content), "plan")
    file = attach(entry=entry, upload=upload, by=world.anna, at=AT).file
    clamd.answer = b""
    return file


def test_a_held_file_is_read_by_nobody_and_goes_nowhere(world: World, case: Case, clamd: Clamd) -> None:
    file = hold(world, case, clamd)
    held = HeldFile.objects.get()
    assert (file.state, held.service, held.why) == (FileState.HELD, world.service, HoldReason.ODD_ANSWER)
    with pytest.raises(FileHeld):
        read_file(file)
    with pytest.raises(PortalRefused):
        put_document(case=case, file=file, by=world.anna, at=AT)
    assert not [part for part in shareable_parts(case, health=True) if part.item.file]
    assert b"Giraffen" not in store.fetch(file.uuid), "sealed like every other"
    told = [one for one in examine(at=AT, quick=True) if one.about == "Virenprogramm"]
    assert [one.level for one in told] == [Level.WARNING]
    told = [one for one in examine(at=AT + timedelta(days=3), quick=True) if one.about == "Virenprogramm"]
    assert [one.level for one in told] == [Level.BAD]


@pytest.mark.requirement(
    "R-25",
    figure="held until scanned: read by nobody, 0 leave by portal or gate, 9 odd answers, silence, nobody",
)
def test_the_scanner_comes_back_and_clean_files_are_released_by_themselves(
    world: World, case: Case, clamd: Clamd
) -> None:
    file = hold(world, case, clamd)
    clamd.answer = None
    assert quarantine.scan_held(at=LATER) == {"released": 0, "infected": 0, "waiting": 1}
    held = HeldFile.objects.get()
    assert (held.attempts, held.tried_at, held.why) == (2, LATER, HoldReason.TIMED_OUT)
    before = SearchText.objects.filter(case=case, source=file.uuid).count()
    clamd.answer = b""
    assert quarantine.scan_held(at=LATER) == {"released": 1, "infected": 0, "waiting": 0}
    file.refresh_from_db()
    assert read_file(file) == b"Wir sahen Giraffen."
    assert HeldFile.objects.get().outcome == HoldOutcome.RELEASED
    assert SearchText.objects.filter(case=case, source=file.uuid).count() >= before
    assert Entry.objects.filter(action="documents.released", subject_uuid=file.uuid).count() == 1
    assert quarantine.scan_held(at=LATER) == {"released": 0, "infected": 0, "waiting": 0}


def test_a_virus_found_late_is_discarded_with_its_bytes(
    world: World, case: Case, clamd: Clamd, django_capture_on_commit_callbacks: object
) -> None:
    file = hold(world, case, clamd, VIRUS)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        assert quarantine.scan_held(at=LATER)["infected"] == 1
    file.refresh_from_db()
    assert file.state == FileState.DISCARDED
    with pytest.raises(FileHeld):
        read_file(file)
    assert not lies_at(file).exists()
    assert not [one for one in examine(at=AT) if one.about == "Dateien" and one.level == Level.BAD]


def test_without_a_scanner_nothing_is_released(
    world: World, case: Case, clamd: Clamd, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(world, case, clamd)
    for place in ("", closed_port()):
        monkeypatch.setattr(settings, "CLAMAV", place)
        quarantine.scan_held(at=LATER)
        quarantine.scan_again(HeldFile.objects.get(), by=None, at=LATER)
        assert HeldFile.objects.get().ended_at is None
    told = [one for one in examine(at=AT, quick=True) if "antwortet nicht" in one.sentence]
    assert [one.level for one in told] == [Level.BAD]


def test_those_who_lead_decide_once(world: World, case: Case, clamd: Clamd) -> None:
    file = hold(world, case, clamd)
    held = HeldFile.objects.get()
    for stranger in (world.anna, world.fritz, world.quirin):
        with pytest.raises(quarantine.QuarantineRefused, match="Leitung"):
            quarantine.discard(held=held, by=stranger, at=LATER)
        with pytest.raises(quarantine.QuarantineRefused, match="Leitung"):
            quarantine.ask_again(held=held, by=stranger, at=LATER)
    quarantine.discard(held=held, by=world.lena, at=LATER)
    with pytest.raises(quarantine.QuarantineRefused, match="inzwischen"):
        quarantine.discard(held=held, by=world.lena, at=LATER)
    assert quarantine.scan_again(held, by=None, at=LATER) is None, "whoever comes second changes nothing"
    file.refresh_from_db()
    assert file.state == FileState.DISCARDED
    assert Entry.objects.filter(action="documents.discarded").count() == 1


def test_a_held_file_of_a_destroyed_case_waits_no_more(world: World, case: Case, clamd: Clamd) -> None:
    hold(world, case, clamd)
    keyring.destroy(case.data_key, at=AT)
    assert quarantine.scan_held(at=LATER) == {"released": 0, "infected": 0, "waiting": 0}
    assert not [one for one in examine(at=AT, quick=True) if "Quarantäne" in one.sentence]


def test_orphans_older_than_an_hour_go_and_nothing_else(world: World, case: Case, clamd: Clamd) -> None:
    file = hold(world, case, clamd)
    folder = lies_at(file).parent
    left = {name: folder / name for name in ("0" * 32, "1" * 32 + ".part", "f" * 32)}
    outside = folder.parent / "README"
    other = folder.parent / "lost+found" / "x"
    other.parent.mkdir(exist_ok=True)
    for path in (*left.values(), outside, other):
        path.write_bytes(b"x")
    long_ago = (AT - timedelta(hours=2)).timestamp()
    for path in (
        lies_at(file),
        left["0" * 32],
        left["1" * 32 + ".part"],
        outside,
        other,
    ):
        os.utime(path, (long_ago, long_ago))
    os.utime(left["f" * 32], ((AT - timedelta(minutes=59)).timestamp(),) * 2)
    assert orphans.remove_orphans(at=AT) == {"removed": 2}
    assert left["f" * 32].exists(), "somebody may still be writing its row"
    assert outside.exists()
    assert other.exists()
    assert lies_at(file).exists()
    assert orphans.remove_orphans(at=LATER) == {"removed": 1}
