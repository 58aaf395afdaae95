"""Certificates for tests: made in a moment, in every way that a real one may be wrong."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tests.fixtures import AT

ADDRESS = "posteingang@amt.example"


@lru_cache(maxsize=8)
def rsa_key(bits: int = 2048, which: int = 0) -> rsa.RSAPrivateKey:
    """Made once: it takes a tenth of a second. `which` tells several apart."""
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    address: str = ADDRESS
    in_subject: bool = False
    begins: datetime = AT - timedelta(days=10)
    ends: datetime = AT + timedelta(days=300)
    bits: int = 2048
    which: int = 0
    elliptic: bool = False
    encipher: bool = True
    for_mail: bool = True
    issuer: bool = False
    silent: bool = False


def certificate(wanted: Wanted | None = None) -> x509.Certificate:
    """The same for the same wish; signed by its own key. `silent`: without a word on what it may be used for."""
    return _made(wanted or Wanted())


@lru_cache(maxsize=64)
def _made(said: Wanted) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1()) if said.elliptic else rsa_key(said.bits, said.which)
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, "Amt Musterstadt")]
    if said.in_subject:
        parts.append(x509.NameAttribute(NameOID.EMAIL_ADDRESS, said.address))
    made = (
        x509.CertificateBuilder()
        .subject_name(x509.Name(parts))
        .issuer_name(x509.Name(parts))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(said.begins)
        .not_valid_after(said.ends)
    )
    if not said.in_subject:
        made = made.add_extension(
            x509.SubjectAlternativeName([x509.RFC822Name(said.address)]), critical=False
        )
    if not said.silent:
        purpose = ExtendedKeyUsageOID.EMAIL_PROTECTION if said.for_mail else ExtendedKeyUsageOID.SERVER_AUTH
        made = made.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
        made = made.add_extension(x509.BasicConstraints(ca=said.issuer, path_length=None), critical=True)
        made = made.add_extension(usage(encipher=said.encipher, issuer=said.issuer), critical=True)
    return made.sign(key, hashes.SHA256())


def usage(*, encipher: bool, issuer: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=encipher,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=issuer,
        crl_sign=issuer,
        encipher_only=False,
        decipher_only=False,
    )


def pem(made: x509.Certificate) -> bytes:
    return made.public_bytes(Encoding.PEM)


def key_pem(bits: int = 2048, which: int = 0) -> bytes:
    return rsa_key(bits, which).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
