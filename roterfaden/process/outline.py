"""A chain told to a machine (as plain values) or to a reader (as lines), just as the engine sees it."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, NamedTuple

from roterfaden.process.engine.definition import Chain, Decision, Start, Step


class Edge(NamedTuple):
    """One drawn way; `kind` says what leads along it."""

    origin: str
    target: str
    kind: str  # start | next | branch | answer | rule
    label: str = ""


def edges(chain: Chain) -> Iterator[Edge]:
    """Every drawn way of the chain, in the order of the file."""
    for node in chain.nodes.values():
        match node:
            case Start():
                yield Edge(node.id, node.enters_at, "start")
            case Step():
                kind = "branch" if node.id in chain.split_at else "next"
                for target in chain.successors(node.id):
                    yield Edge(node.id, target, kind)
            case Decision():
                for outcome in node.outcomes:
                    yield Edge(node.id, outcome.next, "answer", outcome.label)
    for rule in chain.standing_rules:
        yield Edge(rule.id, rule.leads_to, "rule", rule.title)


def as_values(chain: Chain) -> dict[str, Any]:
    """The chain as plain values that JSON can hold."""
    return {
        "id": chain.id,
        "title": chain.title,
        "version": chain.version,
        "valid_from": chain.valid_from.isoformat(),
        "language": chain.language,
        "source": chain.source,
        "core_process": chain.core_process,
        "subject": chain.subject,
        "summary": chain.summary,
        "starts": [_without_underscore(asdict(start)) for start in chain.starts],
        "steps": [asdict(step) for step in chain.steps],
        "decisions": [asdict(decision) for decision in chain.decisions],
        "ends": [asdict(end) for end in chain.ends],
        "splits": [asdict(split) for split in chain.splits],
        "standing_rules": [asdict(rule) for rule in chain.standing_rules],
        "roles": chain.roles,
        "tables": [asdict(table) for table in chain.tables],
        "uncertain": chain.uncertain,
        "paths": [asdict(path) for path in chain.paths],
        "flows": [
            {"from": edge.origin, "to": edge.target, "kind": edge.kind, "label": edge.label}
            for edge in edges(chain)
        ],
    }


def as_lines(chain: Chain) -> Iterator[str]:
    """The chain as lines of text: each node with the ways that leave it."""
    yield f"{chain.id} {chain.title}"
    yield f"Fassung {chain.version}, gültig ab {chain.valid_from:%d.%m.%Y}, Quelle: {chain.source}"
    ways: dict[str, list[str]] = {}
    for edge in edges(chain):
        ways.setdefault(edge.origin, []).append(f"{edge.label}: {edge.target}" if edge.label else edge.target)
    for heading, nodes in (
        ("Beginn", chain.starts),
        ("Schritte", chain.steps),
        ("Fragen", chain.decisions),
    ):
        yield ""
        yield heading
        for node in nodes:
            yield f"  {node.id}  {chain.title_of(node.id)}  → {', '.join(ways[node.id])}"
    yield ""
    yield "Enden"
    for end in chain.ends:
        onward = f"  → {end.chain} {end.enters_at}".rstrip() if end.chain else ""
        yield f"  {end.id}  {end.title} ({end.kind}){onward}"
    yield from _lines_of_extras(chain)


def _lines_of_extras(chain: Chain) -> Iterator[str]:
    if chain.splits:
        yield ""
        yield "Nebeneinander"
        for split in chain.splits:
            branches = ", ".join(split.branches)
            yield f"  {split.id}  {split.split_from} → {branches} → {split.joins_at} ({split.mode})"
    if chain.standing_rules:
        yield ""
        yield "Jederzeit"
        for rule in chain.standing_rules:
            yield f"  {rule.id}  {rule.title}: {rule.trigger}  → {rule.leads_to}"


def _without_underscore(values: dict[str, Any]) -> dict[str, Any]:
    return {key.rstrip("_"): value for key, value in values.items()}
