"""An encrypted and signed report, opened and checked by openssl as the mail program of another body would."""

import subprocess
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail as sent

from roterfaden.documents.files import read_file
from roterfaden.jobs.outbox import send_waiting
from tests.consent.makers import Stage
from tests.correspondence.certificates import Wanted, certificate, key_pem, pem
from tests.correspondence.test_encrypted_mail import keep, released, send, stage
from tests.fixtures import AT

__all__ = ["stage"]
pytestmark = [pytest.mark.peers, pytest.mark.one_database]


def cms(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["openssl", "cms", *arguments], capture_output=True, check=False)


@pytest.mark.parametrize("signed", [False, True])
def test_openssl_opens_the_mail_and_finds_the_report(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, signed: bool
) -> None:
    report, signer = released(stage), Wanted(which=1)
    (tmp_path / "signer.pem").write_bytes(key_pem(which=1) + pem(certificate(signer)))
    monkeypatch.setattr(settings, "SMIME_SIGNER", str(tmp_path / "signer.pem") if signed else "")
    keep(stage.office, stage.world.lena)
    send(report, stage)
    send_waiting(at=AT)
    letter, opened = tmp_path / "mail.eml", tmp_path / "opened"
    letter.write_bytes(sent.outbox[0].message().as_bytes())
    for which in (0, 1):
        (tmp_path / f"{which}.crt").write_bytes(pem(certificate(Wanted(which=which))))
        (tmp_path / f"{which}.key").write_bytes(key_pem(which=which))
    other = cms("-decrypt", "-in", letter, "-recip", tmp_path / "1.crt", "-inkey", tmp_path / "1.key")
    assert other.returncode != 0, "somebody else's key opens nothing"
    asked = (
        "-decrypt",
        "-in",
        letter,
        "-recip",
        tmp_path / "0.crt",
        "-inkey",
        tmp_path / "0.key",
        "-out",
        opened,
    )
    done = cms(*asked)
    assert done.returncode == 0, done.stderr
    shown = cms("-cmsout", "-print", "-in", letter).stdout
    assert b"aes-256-cbc" in shown
    if signed:
        inside = tmp_path / "inside"
        verify = ("-verify", "-in", opened, "-CAfile", tmp_path / "1.crt", "-out", inside)
        checked = cms(*verify, "-purpose", "any", "-attime", str(int(AT.timestamp())))
        assert checked.returncode == 0, checked.stderr
        changed = tmp_path / "changed"
        changed.write_bytes(opened.read_bytes().replace(b"Guten Tag", b"Guten Weg"))
        assert changed.read_bytes() != opened.read_bytes()
        assert (
            cms("-verify", "-in", changed, "-CAfile", tmp_path / "1.crt", "-purpose", "any").returncode != 0
        )
        opened = inside
    found = message_from_bytes(opened.read_bytes(), policy=default)
    text, attached = found.iter_parts()
    assert stage.case.file_number in text.get_content()
    assert report.file is not None
    assert attached.get_content() == read_file(report.file)
