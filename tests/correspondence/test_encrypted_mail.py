"""Reports by mail: only with a certificate in force, through the gate, and opened by nobody but its holder."""

import email
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from email.policy import default
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs7 import pkcs7_decrypt_der
from django.conf import settings
from django.core import mail as sent
from django.urls import reverse

from roterfaden.audit.models import Entry
from roterfaden.consent import declarations
from roterfaden.consent.choices import Channel, TransferState
from roterfaden.consent.models import Recipient, Transfer
from roterfaden.correspondence import certificates, reports, sending
from roterfaden.correspondence.choices import ReportState
from roterfaden.correspondence.models import MailCertificate, Report
from roterfaden.correspondence.reports import ReportRefused
from roterfaden.correspondence.smime import (
    CertificateRefused,
    check_certificate,
    fingerprint_of,
    read_certificate,
)
from roterfaden.documents.checks import UploadRefused
from roterfaden.documents.files import read_file
from roterfaden.jobs.models import Mail
from roterfaden.jobs.outbox import send_waiting
from tests.consent.makers import Stage
from tests.correspondence.certificates import ADDRESS, Wanted, certificate, key_pem, pem
from tests.correspondence.makers import begun, completed
from tests.correspondence.test_reports import stage
from tests.documents.clamd import closed_port
from tests.fixtures import AT
from tests.web.browsing import client_of, text_of

__all__ = ["stage"]
GOOD = {
    "as it should be": Wanted(),
    "the address in its subject": Wanted(in_subject=True),
    "in other letters": Wanted(address="Posteingang@AMT.example"),
    "silent about its use": Wanted(silent=True),
    "a long key": Wanted(bits=3072),
}
BAD = {
    "another address": (Wanted(address="wer@anders.example"), "nicht für die Adresse"),
    "not yet": (Wanted(begins=AT + timedelta(days=1)), "noch nicht"),
    "run out": (Wanted(ends=AT - timedelta(seconds=1)), "abgelaufen"),
    "a short key": (Wanted(bits=1024), "zu kurz"),
    "another kind of key": (Wanted(elliptic=True), "RSA"),
    "only for signing": (Wanted(encipher=False), "nur zum Unterschreiben"),
    "for a web server": (Wanted(for_mail=False), "nicht für Mail"),
    "of an issuer": (Wanted(issuer=True), "Ausgabestelle"),
}


def keep(recipient: Recipient, by: Any, wanted: Wanted | None = None) -> MailCertificate:
    made = certificate(wanted)
    return certificates.add_certificate(
        recipient=recipient,
        address=ADDRESS,
        stream=BytesIO(pem(made)),
        compared=fingerprint_of(made),
        by=by,
        at=AT,
    )


def released(stage: Stage) -> Report:
    report = begun(stage)
    said: dict[str, Any] = {"by": stage.world.anna, "at": AT}
    reports.change_report(report=report, parts=completed(report), revision=1, **said)
    reports.submit(report=report, revision=report.revision, **said)
    reports.release(report=report, revision=report.revision, by=stage.world.lena, at=AT)
    return Report.objects.select_related("case__person", "case__service", "recipient").get(pk=report.pk)


def send(report: Report, stage: Stage, at: Any = AT) -> Report:
    return sending.send(
        report=report, channel=Channel.SECURE_MAIL, revision=report.revision, by=stage.world.anna, at=at
    )


def opened(raw: bytes, *, which: int = 0) -> EmailMessage:
    """What the holder of the key finds in the mail."""
    outer = email.message_from_bytes(raw, policy=default)
    assert outer.get_content_type() == "application/pkcs7-mime"
    assert outer.get_param("smime-type") == "enveloped-data"
    sealed = outer.get_payload(decode=True)
    assert isinstance(sealed, bytes)
    key: Any = load_pem_private_key(key_pem(which=which), password=None)
    inner = pkcs7_decrypt_der(sealed, certificate(Wanted(which=which)), key, [])
    found = email.message_from_bytes(inner, policy=default)
    assert isinstance(found, EmailMessage)
    return found


@pytest.mark.one_database
@pytest.mark.parametrize("wanted", GOOD.values(), ids=GOOD)
def test_good_certificates_are_read_in_both_forms(wanted: Wanted) -> None:
    made = certificate(wanted)
    for content in (pem(made), made.public_bytes(Encoding.DER), b"Bag Attributes\n" + pem(made)):
        assert read_certificate(content) == made
    check_certificate(made, address=ADDRESS, at=AT)


@pytest.mark.one_database
@pytest.mark.parametrize(("wanted", "said"), BAD.values(), ids=BAD)
def test_what_is_wrong_with_a_certificate_is_told(wanted: Wanted, said: str) -> None:
    with pytest.raises(CertificateRefused, match=said):
        check_certificate(certificate(wanted), address=ADDRESS, at=AT)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "kein Zertifikat"),
        (b"%PDF-1.7", "kein Zertifikat"),
        (lambda: pem(certificate())[:-60], "kein Zertifikat"),
        (lambda: pem(certificate()) * 2, "mehrere"),
        (lambda: pem(certificate()) + key_pem(), "geheimer Schlüssel"),
        (b"x" * 70_000, "64 KB"),
    ],
)
def test_what_is_no_certificate_is_refused(content: bytes | Callable[[], bytes], said: str) -> None:
    with pytest.raises(CertificateRefused, match=said):
        read_certificate(content() if callable(content) else content)


def test_a_certificate_is_kept_once_compared_and_ended(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    lena, made = stage.world.lena, certificate()
    asked: dict[str, Any] = {"recipient": stage.office, "address": ADDRESS, "by": lena, "at": AT}
    for wrong in ("", fingerprint_of(certificate(Wanted(which=1)))):
        with pytest.raises(certificates.NotCompared, match="vergleichen"):
            certificates.add_certificate(stream=BytesIO(pem(made)), compared=wrong, **asked)
    monkeypatch.setattr(settings, "CLAMAV", closed_port())
    with pytest.raises(UploadRefused, match="Ungeprüft"):
        certificates.add_certificate(stream=BytesIO(pem(made)), compared=fingerprint_of(made), **asked)
    monkeypatch.setattr(settings, "CLAMAV", "")
    told = [
        certificates.add_certificate(stream=BytesIO(pem(made)), compared=fingerprint_of(made), **asked)
        for _twice in range(2)
    ]
    assert told[0] == told[1]
    longer = keep(stage.office, lena, Wanted(which=1, ends=AT + timedelta(days=700)))
    assert certificates.certificate_for(stage.office, at=AT) == longer
    assert certificates.certificate_for(stage.company, at=AT) is None
    for _twice in range(2):
        certificates.end_certificate(certificate=longer, by=lena, at=AT)
    assert certificates.certificate_for(stage.office, at=AT) == told[0]
    assert certificates.certificate_for(stage.office, at=AT + timedelta(days=301)) is None
    assert Entry.objects.filter(action="correspondence.certificate_added").count() == 2
    assert Entry.objects.filter(action="correspondence.certificate_ended").count() == 1


def test_an_encrypted_report_is_opened_by_its_recipient_alone(stage: Stage) -> None:
    report = released(stage)
    with pytest.raises(ReportRefused, match="kein gültiges Zertifikat"):
        send(report, stage)
    keep(stage.office, stage.world.lena)
    with pytest.raises(ReportRefused, match="kein gültiges Zertifikat"):
        send(report, stage, AT + timedelta(days=400))
    assert (Mail.objects.count(), Transfer.objects.count()) == (0, 0)
    gone = send(report, stage)
    assert send(gone, stage).pk == gone.pk
    assert (gone.state, gone.transfer and gone.transfer.channel) == (ReportState.SENT, Channel.SECURE_MAIL)
    assert send_waiting(at=AT) == 1
    assert send_waiting(at=AT) == 0
    ((raw, to),) = [(one.message().as_bytes(), one.to) for one in sent.outbox]
    assert to == [ADDRESS]
    person = stage.case.person
    outer = email.message_from_bytes(raw, policy=default)
    assert outer["Subject"].startswith("Verschlüsselte Nachricht von")
    for word in (
        person.last_name,
        person.first_name,
        stage.case.file_number,
        stage.case.code,
        "Zwischenbericht",
    ):
        assert word not in str(outer["Subject"])
        assert word.encode() not in raw
    inner = opened(raw)
    text, attached = inner.iter_parts()
    assert "Zwischenbericht" in text.get_content()
    assert report.file is not None
    assert attached.get_content() == read_file(report.file), "byte by byte what was frozen"
    with pytest.raises(ValueError, match=r".*"):
        opened(raw, which=1)


def test_what_the_gate_keeps_back_leaves_no_mail_behind(stage: Stage) -> None:
    report = released(stage)
    keep(stage.office, stage.world.lena)
    assert report.consent is not None
    declarations.withdraw(declaration=report.consent, scope=stage.case, by=stage.world.anna, at=AT)
    with pytest.raises(ReportRefused, match="Tor"):
        send(report, stage)
    assert (Mail.objects.count(), Transfer.objects.filter(state=TransferState.OUT).count()) == (0, 0)


def test_the_own_certificate_signs_or_nothing_leaves(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report, signer = released(stage), tmp_path / "signer.pem"
    keep(stage.office, stage.world.lena)
    monkeypatch.setattr(settings, "SMIME_SIGNER", str(signer))
    for broken in (None, b"", key_pem(which=1), pem(certificate(Wanted(which=1)))):
        if broken is not None:
            signer.write_bytes(broken)
        with pytest.raises(ReportRefused, match="ROTERFADEN_SMIME_SIGNER"):
            send(report, stage)
        report.refresh_from_db()
        assert (report.state, Mail.objects.count()) == (ReportState.RELEASED, 0)
    signer.write_bytes(key_pem(which=1) + pem(certificate(Wanted(which=1))))
    send(report, stage)
    send_waiting(at=AT)
    inner = opened(sent.outbox[0].message().as_bytes())
    assert inner.get_content_type() == "multipart/signed"


def test_the_pages_from_the_certificate_to_the_mail(stage: Stage) -> None:
    world, report = stage.world, released(stage)
    anna, lena = client_of(world.anna), client_of(world.lena)
    here, add = reverse("letters:certificates"), reverse("letters:add_certificate")
    assert "Noch keines" in text_of(anna.get(here))
    assert anna.get(add).status_code == 403
    page = reverse("reports:report", args=[stage.case.code, report.uuid])
    assert "fehlt ein Zertifikat" in text_of(anna.get(page))
    decide = reverse("reports:decide", args=[stage.case.code, report.uuid])
    said = {"do": "send", "channel": "secure_mail", "revision": str(report.revision)}
    refused = anna.post(decide, said)
    assert refused.status_code == 422
    assert "kein gültiges Zertifikat" in text_of(refused)

    made = certificate(Wanted(begins=AT - timedelta(days=900), ends=AT + timedelta(days=900)))
    fields = {"recipient": str(stage.office.uuid), "address": ADDRESS, "compared": "on"}
    first = lena.post(add, fields | {"file": _file(pem(made))})
    assert first.status_code == 422
    assert fingerprint_of(made) in text_of(first)
    assert ADDRESS in first.content.decode(), "what was typed stays"
    other = certificate(Wanted(which=1, begins=AT - timedelta(days=900), ends=AT + timedelta(days=900)))
    shown = {"shown": fingerprint_of(made)}
    swapped = lena.post(add, fields | shown | {"file": _file(pem(other))})
    assert fingerprint_of(other) in text_of(swapped), "another file is compared anew"
    assert lena.post(add, fields | shown | {"file": _file(b"nichts")}).status_code == 422
    assert lena.post(add, fields | shown | {"file": _file(pem(made))}).status_code == 302
    row = MailCertificate.objects.get()
    assert "gültig" in text_of(anna.get(here))
    assert ADDRESS in text_of(anna.get(page))
    end = reverse("letters:end_certificate", args=[row.uuid])
    assert anna.post(end).status_code == 403
    assert client_of(world.fritz).post(end).status_code == 404
    assert ADDRESS not in text_of(client_of(world.fritz).get(here))
    assert anna.post(decide, said).status_code == 302
    assert "verschlüsselt" in text_of(anna.get(reverse("consent:ledger", args=[stage.case.code])))
    assert lena.post(end).status_code == 302
    assert "Noch keines" in text_of(lena.get(here))


def _file(content: bytes) -> BytesIO:
    file = BytesIO(content)
    file.name = "amt.pem"
    return file
