"""The scanner's word on bytes: clean, infected, or nothing that one may rely on, whatever goes wrong."""

from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings

from roterfaden.documents import scanning
from roterfaden.documents.checks import UploadRefused, check_upload, refuse_unscanned
from roterfaden.documents.choices import HoldReason
from roterfaden.imports.reading import read_upload
from tests.documents.clamd import VIRUS, Clamd, clamd, closed_port, running

__all__ = ["clamd"]

pytestmark = pytest.mark.one_database
ODD = {
    "half an answer": b"stream: O",
    "nothing": b"\0",
    "an error": b"INSTREAM size limit exceeded. ERROR\0",
    "of another command": b"PONG\0",
    "clean, and more": b"stream: OK\0stream: X FOUND\0",
    "without its NUL": b"stream: OK",
    "a name that says OK": b"stream: OK.Virus\0",
    "endless": b"x" * 10_000,
    "bytes": b"\xff\xfe\x00\x01\0",
}


def test_clean_and_infected_over_tcp(clamd: Clamd) -> None:
    big = bytes(range(256)) * 4096
    assert scanning.word_on(big) == scanning.CLEAN_WORD
    assert clamd.seen == [big], "every byte was sent"
    assert scanning.word_on(b"vorn " + VIRUS) == scanning.Word(infected=True)
    assert scanning.word_on(b"") == scanning.CLEAN_WORD


def test_a_socket_of_the_file_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with running(tmp_path / "clamd.ctl") as scanner:
        monkeypatch.setattr(settings, "CLAMAV", scanner.place)
        assert scanning.is_alive()
        assert scanning.word_on(VIRUS).infected
    assert not scanning.is_alive()
    assert scanning.word_on(VIRUS).hold == HoldReason.UNREACHABLE


@pytest.mark.parametrize("answer", ODD.values(), ids=ODD)
def test_every_other_answer_is_a_reason_to_hold(clamd: Clamd, answer: bytes) -> None:
    clamd.answer = answer
    assert scanning.word_on(b"Text").hold == HoldReason.ODD_ANSWER


def test_silence_and_nobody_are_reasons_to_hold(clamd: Clamd, monkeypatch: pytest.MonkeyPatch) -> None:
    clamd.answer = None
    assert scanning.word_on(b"Text").hold == HoldReason.TIMED_OUT
    monkeypatch.setattr(settings, "CLAMAV", closed_port())
    assert scanning.word_on(b"Text").hold == HoldReason.UNREACHABLE
    monkeypatch.setattr(settings, "CLAMAV", "gibt-es-nicht.invalid:3310")
    assert scanning.word_on(b"Text").hold == HoldReason.UNREACHABLE
    monkeypatch.setattr(settings, "CLAMAV", "")
    assert scanning.word_on(VIRUS) == scanning.CLEAN_WORD, "no scanner was asked for"


def test_what_was_scanned_beforehand_is_not_scanned_again(clamd: Clamd) -> None:
    good, bad, long = BytesIO(b"gut"), BytesIO(VIRUS), BytesIO(b"x" * 101)
    with scanning.beforehand([good, bad, long], most_bytes=100):
        assert clamd.asked == 2, "what is too large is refused without it"
        assert scanning.word_on(b"gut") == scanning.CLEAN_WORD
        assert scanning.word_on(VIRUS).infected
        assert clamd.asked == 2
        assert scanning.word_on(b"anderes") == scanning.CLEAN_WORD
        assert clamd.asked == 3
    assert (good.read(), bad.read()) == (b"gut", VIRUS)
    scanning.word_on(b"gut")
    assert clamd.asked == 4, "of the request before nothing is left"


def test_a_silent_scanner_costs_one_wait_for_all_files(clamd: Clamd) -> None:
    clamd.answer = None
    with scanning.beforehand([BytesIO(b"%d" % n) for n in range(5)], most_bytes=9):
        assert {scanning.word_on(b"%d" % n).hold for n in range(5)} == {HoldReason.TIMED_OUT}
    assert clamd.asked == 1


def test_uploads_are_refused_kept_or_held(clamd: Clamd) -> None:
    assert check_upload(name="a.txt", stream=BytesIO(b"Text")).hold is None
    with pytest.raises(UploadRefused, match="Virus"):
        check_upload(name="a.txt", stream=BytesIO(VIRUS))
    clamd.answer = ODD["an error"]
    assert check_upload(name="a.txt", stream=BytesIO(b"Text")).hold == HoldReason.ODD_ANSWER
    with pytest.raises(UploadRefused, match="Endung"):
        check_upload(name="a.pdf", stream=BytesIO(b"Text"))


def test_what_is_read_at_once_needs_a_word(clamd: Clamd) -> None:
    table = b"Name;Ort\r\nAksoy;Neuhafen\r\n"
    assert read_upload(name="a.csv", stream=BytesIO(table)).rows
    for content, sentence in ((VIRUS + table, "Virus"), (table, "")):
        clamd.answer = b"" if sentence else None
        with pytest.raises(UploadRefused, match=sentence or "antwortet nicht"):
            read_upload(name="a.csv", stream=BytesIO(content))
    with pytest.raises(UploadRefused, match="Ungeprüft"):
        refuse_unscanned(b"x")
