"""S/MIME: what a certificate of a recipient must be, and a message that only its holder opens (decision 0097)."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.ciphers import algorithms
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.utils.translation import gettext as _

MOST_BYTES = 64 * 1024
LEAST_BITS = 2048
ENVELOPED = 'application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"'
FOR_MAIL = (ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE)
PEM = b"-----BEGIN CERTIFICATE-----"


class CertificateRefused(ValueError):
    """This certificate does not do; the message says why."""


class SignerBroken(RuntimeError):
    """The own certificate of the installation cannot sign; the message says why."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """A file that goes along."""

    name: str
    content: bytes


def read_certificate(content: bytes) -> x509.Certificate:
    """One certificate in PEM or DER. Refuses what is none, more than one, and a file that holds a private key."""
    if len(content) > MOST_BYTES:
        raise CertificateRefused(_("Ein Zertifikat ist höchstens 64 KB groß."))
    if b"PRIVATE KEY" in content:
        raise CertificateRefused(
            _(
                "In der Datei steht ein geheimer Schlüssel. Er gehört nur der Stelle selbst; bitte sagen Sie es ihr."
            )
        )
    if content.count(PEM) > 1:
        raise CertificateRefused(
            _("In der Datei stehen mehrere Zertifikate. Gebraucht wird nur das der Stelle.")
        )
    try:
        if PEM in content:
            return x509.load_pem_x509_certificate(content)
        return x509.load_der_x509_certificate(content)
    except ValueError:
        raise CertificateRefused(_("Die Datei ist kein Zertifikat (.pem, .crt, .cer, .der).")) from None


def check_certificate(certificate: x509.Certificate, *, address: str, at: datetime) -> None:
    """Refuses: another address, not valid now, a key that is not for encrypting mail, too short, or of an issuer.

    Whether the certificate is really theirs no chain is asked: people compare the fingerprint.
    """
    if address.lower() not in {one.lower() for one in addresses_in(certificate)}:
        raise CertificateRefused(
            _("Das Zertifikat gilt nicht für die Adresse %(address)s.") % {"address": address}
        )
    require_in_force(certificate, at=at)
    key = certificate.public_key()
    if not isinstance(key, rsa.RSAPublicKey):
        raise CertificateRefused(
            _("Verschlüsselt wird nur mit Schlüsseln der Art RSA. Dieser ist von anderer Art.")
        )
    if key.key_size < LEAST_BITS:
        raise CertificateRefused(_("Der Schlüssel ist zu kurz: Gebraucht werden mindestens 2048 Bit."))
    for reason in _wrong_use(certificate):
        raise CertificateRefused(reason)


def require_in_force(certificate: x509.Certificate, *, at: datetime) -> None:
    """Refuses a certificate that does not hold yet, or not any more."""
    if at < certificate.not_valid_before_utc:
        raise CertificateRefused(_("Das Zertifikat gilt noch nicht."))
    if at > certificate.not_valid_after_utc:
        raise CertificateRefused(_("Das Zertifikat ist abgelaufen."))


def addresses_in(certificate: x509.Certificate) -> list[str]:
    """The mail addresses that the certificate speaks for."""
    found = [str(one.value) for one in certificate.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS)]
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return found
    return [*names.get_values_for_type(x509.RFC822Name), *found]


def fingerprint_of(certificate: x509.Certificate) -> str:
    """SHA-256 as people read it to each other: two digits at a time."""
    return certificate.fingerprint(hashes.SHA256()).hex(" ").upper()


def sealed_message(
    text: str, parts: Sequence[Part], *, certificate: x509.Certificate, signer: Path | None = None
) -> str:
    """Text and files as enveloped data (AES-256-CBC) in Base64; signed before by the certificate in `signer`.

    Raises SignerBroken.
    """
    inner = EmailMessage(policy=SMTP)
    inner.set_content(text)
    for part in parts:
        inner.add_attachment(part.content, maintype="application", subtype="pdf", filename=part.name)
    content = inner.as_bytes()
    if signer is not None:
        content = _signed(content, signer)
    made = (
        pkcs7.PKCS7EnvelopeBuilder()
        .set_data(content)
        .set_content_encryption_algorithm(algorithms.AES256)
        .add_recipient(certificate)
        .encrypt(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
    )
    return base64.encodebytes(made).decode()


def _signed(content: bytes, signer: Path) -> bytes:
    try:
        pem = signer.read_bytes()
        key = serialization.load_pem_private_key(pem, password=None)
        certificate = x509.load_pem_x509_certificate(pem[pem.index(PEM) :])
    except (OSError, ValueError, TypeError) as error:
        raise SignerBroken(
            _("Das eigene Zertifikat (ROTERFADEN_SMIME_SIGNER) ist nicht zu lesen.")
        ) from error
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SignerBroken(_("Das eigene Zertifikat (ROTERFADEN_SMIME_SIGNER) ist von einer anderen Art."))
    return (
        pkcs7.PKCS7SignatureBuilder()
        .set_data(content)
        .add_signer(certificate, key, hashes.SHA256())
        .sign(serialization.Encoding.SMIME, [pkcs7.PKCS7Options.DetachedSignature])
    )


def _wrong_use(certificate: x509.Certificate) -> list[str]:
    """Why the certificate is not one for encrypting mail; what it does not say is allowed."""
    found = []
    for extension in certificate.extensions:
        value = extension.value
        if isinstance(value, x509.KeyUsage) and not value.key_encipherment:
            found.append(_("Das Zertifikat ist nicht zum Verschlüsseln da, nur zum Unterschreiben."))
        if isinstance(value, x509.ExtendedKeyUsage) and not set(FOR_MAIL).intersection(value):
            found.append(_("Das Zertifikat ist nicht für Mail ausgestellt."))
        if isinstance(value, x509.BasicConstraints) and value.ca:
            found.append(_("Das ist das Zertifikat einer Ausgabestelle, nicht das der Stelle selbst."))
    return found
