"""The certificate of an office, so that a report of the demo can leave as encrypted mail."""

from datetime import datetime, timedelta
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from roterfaden.accounts.models import User
from roterfaden.consent.models import Recipient
from roterfaden.correspondence.certificates import add_certificate
from roterfaden.correspondence.smime import fingerprint_of

ADDRESS = "posteingang@inklusionsamt-nordland.example"


def keep_certificate(office: Recipient, *, by: User, at: datetime) -> None:
    """Invent a certificate for the office; nobody keeps its private key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, office.name)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=200))
        .not_valid_after(at + timedelta(days=530))
        .add_extension(x509.SubjectAlternativeName([x509.RFC822Name(ADDRESS)]), critical=False)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.EMAIL_PROTECTION]), critical=False)
        .sign(key, hashes.SHA256())
    )
    add_certificate(
        recipient=office,
        address=ADDRESS,
        stream=BytesIO(made.public_bytes(Encoding.PEM)),
        compared=fingerprint_of(made),
        by=by,
        at=at,
    )
