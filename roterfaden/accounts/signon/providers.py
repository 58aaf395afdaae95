"""Which identity providers this installation trusts, and what each must say about the strength of a login.

The operator names them in a file (`ROTERFADEN_SIGN_ON`, format: docs/operations/single-sign-on.md); no page changes it,
so nobody who is logged in can make the program ask another address.
"""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from roterfaden.common import yaml_nodes
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults

HERE = ("localhost", "127.0.0.1")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,38}", re.ASCII)
MOST_PROVIDERS = 20

log = logging.getLogger(__name__)


class ProviderUnknown(LookupError):
    """This installation trusts no provider of this name."""


@dataclass(frozen=True)
class Provider:
    """One identity provider. `strong_acr` and `strong_amr`: one of these words says that two factors were shown."""

    code: str
    title: str
    issuer: str
    client_id: str
    secret: str = field(repr=False)
    # only who works for it, or below it, comes in; "": everybody with an account
    organisation: str = ""
    strong_acr: frozenset[str] = frozenset()
    strong_amr: frozenset[str] = frozenset()
    # whose value must be the user name when somebody connects their own account; "": not compared
    name_claim: str = ""


def providers() -> Sequence[Provider]:
    """All that are trusted, in the order of the file; none if there is no file.

    A file that cannot be used counts as none while the program runs (own logins go on) and is written to the log; a
    start refuses it (`operations.safety`).
    """
    try:
        return tuple(read_providers().values())
    except FileFaults as faults:
        log.error("sign-on providers cannot be read: %s", faults)  # noqa: TRY400 - no trace: it names files only
        return ()


def provider_of(code: str) -> Provider:
    """The provider with this code; refuses one that is not in the file."""
    found = next((provider for provider in providers() if provider.code == code), None)
    if found is None:
        raise ProviderUnknown(code)
    return found


def read_providers() -> Mapping[str, Provider]:
    """What the file says, by code; read once for each state of the file. Refuses with every fault and its line."""
    if not settings.SIGN_ON_FILE:
        return {}
    path = Path(settings.SIGN_ON_FILE)
    text = yaml_nodes.read_file(path)
    known = _read.get(str(path))
    if known is None or known[0] != text:
        known = _read[str(path)] = (text, parse(text, name=str(path)))
    return known[1]


_read: dict[str, tuple[str, Mapping[str, Provider]]] = {}


def parse(text: str, *, name: str) -> Mapping[str, Provider]:
    """Read the text of a file; raises FileFaults."""
    faults = Faults(name)
    top = Fields(yaml_nodes.read_tree(text, path=name), faults)
    found: dict[str, Provider] = {}
    for entry in top.many("providers"):
        provider = _provider(entry)
        if provider.code in found:
            entry.refuse("id", "Diesen Anbieter gibt es schon.")
        found[provider.code] = provider
    if len(found) > MOST_PROVIDERS:
        faults.add("providers", f"Mehr als {MOST_PROVIDERS} Anbieter gehen nicht.")
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return found


def _provider(entry: Fields) -> Provider:
    code = entry.label("id", most=40)
    if code and not SLUG.fullmatch(code):
        entry.refuse("id", "Erlaubt sind kleine Buchstaben, Ziffern und Bindestriche.")
    strong = entry.one("strong")
    acr = strong.texts("acr", most=200) if strong else ()
    amr = strong.texts("amr", most=40) if strong else ()
    if strong:
        strong.close()
    provider = Provider(
        code=code,
        title=entry.text("title", most=80),
        issuer=_issuer(entry),
        client_id=entry.text("client_id", most=200),
        secret=_secret(entry),
        organisation=entry.identifier("organisation", optional=True),
        strong_acr=frozenset(acr),
        strong_amr=frozenset(amr),
        name_claim=entry.text("name_claim", most=60, default=""),
    )
    entry.close()
    return provider


def _issuer(entry: Fields) -> str:
    issuer = entry.text("issuer", most=300)
    if issuer and not is_safe(issuer):
        entry.refuse("issuer", "Die Adresse beginnt mit https:// und nennt weder Name noch Passwort.")
    return issuer


def is_safe(address: str) -> bool:
    """Whether the program may ask this address: https, or this machine itself; no name or password in it."""
    try:
        where = urlsplit(address)
        host = where.hostname or ""
    except ValueError:
        return False
    plain = address.isascii() and address.isprintable() and " " not in address and "@" not in where.netloc
    return plain and bool(host) and (where.scheme == "https" or (where.scheme == "http" and host in HERE))


def _secret(entry: Fields) -> str:
    """The secret of this installation at the provider: it lies in a file of its own, never in the list."""
    path = entry.text("secret_file", most=400)
    if not path:
        return ""
    try:
        secret = Path(path).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        secret = ""
    if not secret:
        entry.refuse("secret_file", "Diese Datei gibt es nicht, oder es steht kein Geheimnis darin.")
    return secret
