"""Certificates of those who get encrypted mail: taken up after comparing, ended, found when a report leaves."""

from datetime import datetime
from typing import IO

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.consent.models import Recipient
from roterfaden.correspondence.models import MailCertificate
from roterfaden.correspondence.smime import (
    MOST_BYTES,
    CertificateRefused,
    check_certificate,
    fingerprint_of,
    read_certificate,
)
from roterfaden.documents.checks import refuse_unscanned

actions.register("correspondence.certificate_added", "Zertifikat für verschlüsselte Mail hinterlegt")
actions.register("correspondence.certificate_ended", "Zertifikat für verschlüsselte Mail beendet")


class NotCompared(CertificateRefused):
    """The certificate is in order, and nobody has compared its fingerprint yet."""


def add_certificate(
    *, recipient: Recipient, address: str, stream: IO[bytes], compared: str, by: User, at: datetime
) -> MailCertificate:
    """Keep the certificate of a recipient. Safe to repeat: the same certificate in force is the same row.

    Refuses with CertificateRefused whatever `check_certificate` refuses, with NotCompared a fingerprint other than the
    `compared` one, which the recipient read out; with UploadRefused what the scanner finds or cannot look through.
    """
    content = stream.read(MOST_BYTES + 1)
    certificate = read_certificate(content)
    refuse_unscanned(content)
    check_certificate(certificate, address=address, at=at)
    print_of = fingerprint_of(certificate)
    if compared != print_of:
        raise NotCompared(
            _(
                "Bitte vergleichen Sie den Fingerabdruck mit der Stelle. Wählen Sie die Datei dann noch einmal."
            )
        )
    with transaction.atomic():
        Recipient.objects.select_for_update().get(pk=recipient.pk)
        rows = MailCertificate.objects.filter(recipient=recipient, address=address, ended_at__isnull=True)
        known = rows.filter(fingerprint=print_of).first()
        if known is not None:
            return known
        made = MailCertificate.objects.create(
            recipient=recipient,
            address=address,
            content=certificate.public_bytes(Encoding.DER),
            fingerprint=print_of,
            valid_from=certificate.not_valid_before_utc,
            valid_until=certificate.not_valid_after_utc,
            added_at=at,
            added_by=by,
        )
        trail.record(
            "correspondence.certificate_added", by=by, at=at, subject=made, organisation=recipient.service
        )
    return made


def end_certificate(*, certificate: MailCertificate, by: User, at: datetime) -> None:
    """Take a certificate out of use at once. Safe to repeat."""
    with transaction.atomic():
        rows = MailCertificate.objects.filter(pk=certificate.pk, ended_at__isnull=True)
        if rows.update(ended_at=at, ended_by=by):
            trail.record(
                "correspondence.certificate_ended",
                by=by,
                at=at,
                subject=certificate,
                organisation=certificate.recipient.service,
            )


def certificate_for(recipient: Recipient, *, at: datetime) -> MailCertificate | None:
    """The certificate by which a mail to this recipient is encrypted: of those in force the one that holds longest."""
    rows = MailCertificate.objects.filter(
        recipient=recipient, ended_at__isnull=True, valid_from__lte=at, valid_until__gte=at
    )
    return rows.order_by("-valid_until", "-pk").first()


def certificates_of(service: Organisation) -> QuerySet[MailCertificate]:
    """The certificates of the recipients of a service that were not ended, by their names."""
    rows = MailCertificate.objects.filter(recipient__service=service, ended_at__isnull=True)
    return rows.select_related("recipient__service", "added_by").order_by("recipient__name", "-valid_until")


def loaded(row: MailCertificate) -> x509.Certificate:
    """The certificate itself."""
    return x509.load_der_x509_certificate(bytes(row.content))
