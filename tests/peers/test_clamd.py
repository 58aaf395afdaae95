"""The scanner of the program against a real clamd, on a socket of the file system and on TCP.

Its signatures are our own: EICAR by its text and by the hash of its file, and the virus of the other tests. The
servers of ClamAV are not asked.
"""

import hashlib
import os
import signal
import subprocess
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import docx
import pytest
from django.conf import settings

from benchmarks.killing import free_port, until
from roterfaden.audit.models import Entry
from roterfaden.cases.models import Case
from roterfaden.documents import quarantine, scanning
from roterfaden.documents.checks import UploadRefused, check_upload
from roterfaden.documents.choices import FileState, HoldReason
from roterfaden.documents.files import FileHeld, read_file, store_file
from roterfaden.documents.models import HeldFile, StoredFile
from tests.documents.clamd import VIRUS
from tests.fixtures import AT, World

pytestmark = [pytest.mark.peers, pytest.mark.one_database]
# in two parts, so that no scanner takes this file for the real thing
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + rb"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
PLACES = ("socket", "tcp")


class RealClamd:
    """One clamd with a folder of its own; `place` is what the program is told."""

    def __init__(self, folder: Path, kind: str) -> None:
        self.folder, self.kind = folder, kind
        self.port = free_port()
        self.place = str(folder / "clamd.ctl") if kind == "socket" else f"127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        signatures = folder / "signatures"
        signatures.mkdir()
        (signatures / "own.ndb").write_text(
            f"Eicar.Text:0:*:{EICAR.hex()}\nTest.Virus:0:*:{VIRUS.hex()}\n", "ascii"
        )
        digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
        (signatures / "own.hdb").write_text(f"{digest}:{len(EICAR)}:Eicar.Hash\n", "ascii")
        listens = (
            f"LocalSocket {self.place}" if kind == "socket" else f"TCPSocket {self.port}\nTCPAddr 127.0.0.1"
        )
        self.configuration = folder / "clamd.conf"
        self.configuration.write_text(
            f"{listens}\nDatabaseDirectory {signatures}\nForeground yes\nLogFile {folder / 'clamd.log'}\n"
            f"StreamMaxLength 30M\nMaxThreads 2\nSelfCheck 86400\n"
        )

    def start(self) -> None:
        self.process = subprocess.Popen(
            ["clamd", f"--config-file={self.configuration}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until(scanning.is_alive)

    def stop(self) -> None:
        if self.process is not None:
            os.kill(self.process.pid, signal.SIGCONT)
            self.process.terminate()
            self.process.wait(30)
            self.process = None

    def freeze(self) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGCONT)


@pytest.fixture(params=PLACES)
def real(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[RealClamd]:
    scanner = RealClamd(tmp_path_factory.mktemp("clamd"), request.param)
    monkeypatch.setattr(settings, "CLAMAV", scanner.place)
    monkeypatch.setattr(settings, "CLAMAV_SECONDS", 20)
    scanner.start()
    yield scanner
    scanner.stop()


def zipped(content: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("ordner/datei.txt", content)
    return out.getvalue()


def in_word(content: bytes) -> bytes:
    out = BytesIO()
    docx.Document().save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("word/embeddings/anhang.bin", content)
    return out.getvalue()


def test_clean_and_infected_as_they_come(real: RealClamd) -> None:
    assert scanning.is_alive()
    for clean in (b"", b"Text", bytes(range(256)) * 40_000, zipped(b"Text"), in_word(b"Text")):
        assert scanning.word_on(clean) == scanning.CLEAN_WORD
    for bad in (
        EICAR,
        b"vorn " + EICAR + b" hinten",
        VIRUS,
        zipped(EICAR),
        zipped(zipped(VIRUS)),
        in_word(EICAR),
    ):
        assert scanning.word_on(bad) == scanning.Word(infected=True)
    with pytest.raises(UploadRefused, match="Virus"):
        check_upload(name="a.txt", stream=BytesIO(VIRUS))
    with pytest.raises(UploadRefused, match="Virus"):
        check_upload(name="a.docx", stream=BytesIO(in_word(VIRUS)))


def test_what_is_too_long_for_it_is_held(real: RealClamd) -> None:
    assert scanning.word_on(b"x" * (31 * 1024 * 1024)).hold in {HoldReason.ODD_ANSWER, HoldReason.UNREACHABLE}


def test_stopped_frozen_and_started_again(
    world: World, case: Case, real: RealClamd, monkeypatch: pytest.MonkeyPatch
) -> None:
    real.stop()
    clean = stored(case, world, b"Wir sahen Giraffen.")
    assert (clean.state, HeldFile.objects.get().why) == (FileState.HELD, HoldReason.UNREACHABLE)
    bad = stored(case, world, VIRUS)
    assert bad.state == FileState.HELD
    assert set(quarantine.scan_held(at=AT + timedelta(hours=1)).values()) == {0}, (
        "it is not asked while it is away"
    )
    assert HeldFile.objects.filter(ended_at__isnull=True).count() == 2
    real.start()
    real.freeze()
    monkeypatch.setattr(settings, "CLAMAV_SECONDS", 1)
    assert scanning.word_on(b"Text").hold == HoldReason.TIMED_OUT
    assert not scanning.is_alive()
    real.thaw()
    monkeypatch.setattr(settings, "CLAMAV_SECONDS", 20)
    assert quarantine.scan_held(at=AT + timedelta(hours=2)) == {"released": 1, "infected": 1, "waiting": 0}
    for file, state in ((clean, FileState.KEPT), (bad, FileState.DISCARDED)):
        file.refresh_from_db()
        assert file.state == state
    assert read_file(clean) == b"Wir sahen Giraffen."
    with pytest.raises(FileHeld):
        read_file(bad)
    assert Entry.objects.filter(action="documents.released", subject_uuid=clean.uuid).count() == 1


def stored(case: Case, world: World, content: bytes) -> StoredFile:
    return store_file(
        name="a.txt",
        stream=BytesIO(content),
        data_key=case.data_key,
        scope=case,
        service=case.service,
        by=world.anna,
        at=AT,
    )
