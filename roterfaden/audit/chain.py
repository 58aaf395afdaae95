"""How entries hang together: pure functions, from which a verifier outside of this program can be written."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

FORMAT = "roterfaden-audit-1"
START = "0" * 64

Plain = str | int | bool | None
Details = Mapping[str, Plain | Sequence[Plain]]


class Fields(NamedTuple):
    """What the hash of an entry covers, in this order, after the format name and the previous hash."""

    seq: int
    at: datetime
    actor_id: int | None
    actor_label: str
    action: str
    subject_type: str
    subject_uuid: UUID | None
    subject_code: str
    scope_uuid: UUID | None
    organisation_uuid: UUID | None
    commitment: str


_encode = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode


def canonical_payload(details: Mapping[str, object]) -> str:
    """Return the details as the one JSON text that the commitment covers."""
    return _encode(details)


def commit(salt: str, payload: str) -> str:
    """Return SHA-256 over the 16 salt bytes and the payload."""
    return hashlib.sha256(bytes.fromhex(salt) + payload.encode()).hexdigest()


def covered(previous: str, fields: Fields) -> list[object]:
    """Return what the hash of an entry covers, in its order."""
    return [
        FORMAT,
        previous,
        fields.seq,
        fields.at.astimezone(UTC).isoformat(timespec="microseconds"),
        fields.actor_id,
        fields.actor_label,
        fields.action,
        fields.subject_type,
        fields.subject_uuid and fields.subject_uuid.hex,
        fields.subject_code,
        fields.scope_uuid and fields.scope_uuid.hex,
        fields.organisation_uuid and fields.organisation_uuid.hex,
        fields.commitment,
    ]


def link(previous: str, fields: Fields) -> str:
    """Return the hash of an entry: SHA-256 over a JSON list, in which no two entries look the same."""
    return hashlib.sha256(_encode(covered(previous, fields)).encode()).hexdigest()
