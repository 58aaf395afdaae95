"""What showed a requirement when a round was closed: which evidence, until when, and exactly what it said."""

import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from roterfaden.common.crypto import keyring
from roterfaden.standards.models import Assessment, Evidence
from roterfaden.standards.standing import Shown

PURPOSE = b"standards.kept_proof:"


@dataclass(frozen=True)
class KeptProof:
    """One proof of a closed round. `evidence`: as it is today, None if gone; `same`: it says what it said then."""

    evidence: Evidence | None
    valid_until: date | None
    via: str
    lapsed: bool
    same: bool


def fingerprint_of(evidence: Evidence) -> str:
    """Of title, note, address and file, keyed with the evidence's own key, so that nobody guesses a name by trying."""
    file = evidence.file.sha256 if evidence.file else ""
    said = json.dumps([evidence.title, evidence.note, evidence.link, file], ensure_ascii=False)
    key = keyring.key_for(evidence.data_key_id)
    return hmac.digest(key, PURPOSE + said.encode(), "sha256").hex()


def as_kept(proofs: Iterable[Shown]) -> list[dict[str, Any]]:
    """The proofs of one requirement as plain values, to be kept with the round."""
    return [
        {
            "evidence": str(one.evidence.uuid),
            "valid_until": one.evidence.valid_until.isoformat() if one.evidence.valid_until else "",
            "via": one.via,
            "lapsed": one.lapsed,
            "fingerprint": fingerprint_of(one.evidence),
        }
        for one in proofs
    ]


def kept_of(found: Assessment) -> dict[str, list[KeptProof]]:
    """By code, what showed each requirement when the round was closed. One query; rounds closed earlier kept none."""
    kept = {one["code"]: one.get("proofs", []) for one in found.wording}
    wanted = {proof["evidence"] for proofs in kept.values() for proof in proofs}
    rows = Evidence.objects.filter(uuid__in=wanted).select_related("data_key", "file", "owner")
    known = {str(row.uuid): row for row in rows}
    prints = {uuid: fingerprint_of(row) for uuid, row in known.items()}
    return {code: [_kept(proof, known, prints) for proof in proofs] for code, proofs in kept.items()}


def _kept(proof: Mapping[str, Any], known: Mapping[str, Evidence], prints: Mapping[str, str]) -> KeptProof:
    until = proof["valid_until"]
    return KeptProof(
        evidence=known.get(proof["evidence"]),
        valid_until=date.fromisoformat(until) if until else None,
        via=proof["via"],
        lapsed=proof["lapsed"],
        same=prints.get(proof["evidence"]) == proof["fingerprint"],
    )
