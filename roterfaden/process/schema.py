"""Read chain files."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from roterfaden.process.engine.definition import (
    Chain,
    Deadline,
    Decision,
    Document,
    End,
    Outcome,
    Path as Walk,
    Split,
    StandingRule,
    Start,
    Step,
)


@dataclass(frozen=True)
class LoadedChain:
    chain: Chain
    text: str
    checksum: str
    path: str


def parse_chain(text: str, *, name: str) -> LoadedChain:
    c: dict[str, Any] = yaml.safe_load(text)
    lab = lambda x: {True: "ja", False: "nein"}.get(x, x) if isinstance(x, bool) else str(x)
    steps = c["steps"]
    nxt = lambda s: tuple(map(str, s["next"])) if isinstance(s["next"], list) else (str(s["next"]),)
    chain = Chain(
        id=c["id"], title=c["title"], version=c["version"], valid_from=c["valid_from"], source=c["source"],
        core_process=c["core_process"], subject=c["subject"], summary=c["summary"].strip(),
        starts=tuple(Start(s["id"], s["title"], s["kind"], str(s.get("enters_at", s.get("next", steps[0]["id"]))), s.get("from", ""), s.get("chain", "")) for s in c["starts"]),
        steps=tuple(Step(str(s["id"]), s["title"], nxt(s), tuple(s.get("responsible", [])), tuple(s.get("hints", [])), tuple(s.get("guidance", [])),
            tuple(Document(d["title"], d["direction"], d["required"]) for d in s.get("documents", [])),
            Deadline(s["deadline"]["days"], s["deadline"]["of"], s["deadline"].get("note", "")) if s.get("deadline") and s["deadline"].get("days") else None, tuple(s.get("subchains", []))) for s in steps),
        decisions=tuple(Decision(d["id"], d["question"], tuple(Outcome(lab(o["label"]), str(o["next"])) for o in d["outcomes"]), tuple(d.get("responsible", []))) for d in c.get("decisions") or []),
        ends=tuple(End(e["id"], e["title"], e["kind"], e.get("chain", ""), e.get("enters_at", "")) for e in c["ends"]),
        splits=tuple(Split(p["id"], str(p["split_from"]), tuple(map(str, p["branches"])), str(p["joins_at"])) for p in c.get("parallel") or []),
        roles=c["roles"], uncertain=tuple(c.get("uncertain", [])),
        paths=tuple(Walk(p["name"], tuple(map(str, p["walk"]))) for p in c["paths"]),
    )
    return LoadedChain(chain, text, hashlib.sha256(text.encode()).hexdigest(), name)


def load_directory(directory: Path) -> list[LoadedChain]:
    return [parse_chain(p.read_text(encoding="utf-8"), name=str(p)) for p in sorted(directory.glob("*.yaml"))]
