"""Checkpoints: the end of the chain, signed, to be kept where the database administrator cannot reach it.

Who may write to the database can cut the end off, or write the whole chain anew, and move the head along. A
checkpoint that lies elsewhere shows both. It is signed with Ed25519; the key is derived from the master key,
the public half stands in the checkpoint.
"""

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from roterfaden.audit.chain import START
from roterfaden.audit.models import Entry, Head
from roterfaden.common.crypto import master

FORMAT = "roterfaden-audit-checkpoint-1"
SIGNED = ("format", "seq", "hash", "at")
NAME = "checkpoint-%Y%m%dT%H%M%SZ.json"


class CheckpointBroken(Exception):
    """A checkpoint is damaged or not ours, or the chain no longer holds what it vouches for."""


def make(*, at: datetime) -> dict[str, str | int]:
    """Return the signed end of the chain as it stands now."""
    head = Head.objects.get(pk=1)
    content: dict[str, str | int] = {
        "format": FORMAT,
        "seq": head.seq,
        "hash": head.hash,
        "at": at.astimezone(UTC).isoformat(timespec="seconds"),
    }
    key = _signing_key(master.current())
    return {**content, "public_key": _public_half(key), "signature": key.sign(_signed_text(content)).hex()}


def check(checkpoint: Mapping[str, Any]) -> int:
    """Return the number of the entry that this checkpoint vouches for, if the chain still holds it.

    Refuses with CheckpointBroken: a form that is not ours, a signature by none of our master keys, a chain
    that was cut before that entry or written anew.
    """
    if checkpoint.get("format") != FORMAT or not checkpoint.keys() >= {*SIGNED, "signature"}:
        raise CheckpointBroken("Das ist kein Prüfpunkt des Protokolls.")
    if not any(_has_signed(key, checkpoint) for key in master.all_keys().values()):
        raise CheckpointBroken("Die Unterschrift des Prüfpunkts stimmt nicht.")
    seq = int(checkpoint["seq"])
    found = START if seq == 0 else Entry.objects.filter(pk=seq).values_list("hash", flat=True).first()
    if found is None:
        raise CheckpointBroken(f"Zeile {seq} fehlt; am {checkpoint['at']} war sie da.")
    if found != checkpoint["hash"]:
        raise CheckpointBroken(f"Zeile {seq} ist eine andere als am {checkpoint['at']}.")
    return seq


def keep(folder: Path, *, at: datetime) -> Path:
    """Write the signed end of the chain into a file of its own; what lies there is never touched again.

    Raises OSError where the folder is not there or takes nothing.
    """
    path = folder / at.astimezone(UTC).strftime(NAME)
    if not path.exists():
        with path.open("x", encoding="ascii") as file:
            file.write(json.dumps(make(at=at)) + "\n")
            file.flush()
            os.fsync(file.fileno())
    return path


def kept_in(folder: Path) -> list[Path]:
    """The files of a folder, the oldest first."""
    return sorted(folder.glob("checkpoint-*.json"))


def made_at(path: Path) -> datetime:
    """When the checkpoint of a file that `keep` has written was made."""
    return datetime.strptime(path.name, NAME).replace(tzinfo=UTC)


def fault_of(path: Path) -> str:
    """The first checkpoint of a file, one a line, that does not hold, as a sentence; empty if all do."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            check(json.loads(line))
        except (CheckpointBroken, ValueError, AttributeError) as error:
            return f"{path}, Zeile {number}: {error}"
    return ""


def signer_of(path: Path) -> str:
    """The fingerprint of the master key that signed the last checkpoint of a file; empty if none of ours did."""
    with suppress(ValueError, IndexError, AttributeError):
        checkpoint = json.loads(path.read_text(encoding="utf-8").splitlines()[-1])
        return next((key.id for key in master.all_keys().values() if _has_signed(key, checkpoint)), "")
    return ""


def _has_signed(key: master.MasterKey, checkpoint: Mapping[str, Any]) -> bool:
    try:
        signature = bytes.fromhex(str(checkpoint["signature"]))
        _signing_key(key).public_key().verify(signature, _signed_text(checkpoint))
    except (InvalidSignature, ValueError):
        return False
    return True


def _signed_text(content: Mapping[str, Any]) -> bytes:
    return json.dumps([content[name] for name in SIGNED], separators=(",", ":")).encode()


def _signing_key(key: master.MasterKey) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(key.derive("audit checkpoint"))


def _public_half(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
