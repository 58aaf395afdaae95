"""A chain back as the text of a chain file: the order and the form of docs/chain-format.md, read again as equal."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from roterfaden.process.engine.definition import Chain, Decision, Deadline, Document, Outcome, Step
from roterfaden.process.yaml_fields import IDENTIFIER

INDENT = "  "
# words that YAML reads as something else than a text
RISKY = re.compile(r"(?i)(true|false|yes|no|on|off|null|y|n|~|[-+.0-9].*)")
PLAIN = re.compile(r"[A-Za-zÄÖÜäöüß][A-Za-zÄÖÜäöüß0-9 ._/()–-]*")
MAX_PLAIN = 60


def write_chain(chain: Chain) -> str:
    """The text of the file; `parse_chain` reads an equal chain from it."""
    lines = [
        "kind: chain",
        f"version: {json.dumps(chain.version, ensure_ascii=False)}",
        f"valid_from: {chain.valid_from.isoformat()}",
        f"language: {chain.language}",
        "",
        f"id: {_word(chain.id)}",
        f"title: {_word(chain.title)}",
        f"source: {_word(chain.source)}",
        f"core_process: {chain.core_process}",
        f"subject: {chain.subject}",
        f"summary: {_word(chain.summary)}",
        "",
        "starts:",
        *(_line(_start_fields(start)) for start in chain.starts),
        "",
        "steps:",
    ]
    for step in chain.steps:
        lines += _step(step)
    if chain.decisions:
        lines += ["", "decisions:"]
        for decision in chain.decisions:
            lines += _decision(decision)
    lines += _rest(chain)
    return "\n".join(lines) + "\n"


def _start_fields(start: Any) -> list[tuple[str, Any]]:
    fields = [("id", start.id), ("title", start.title), ("kind", start.kind)]
    if start.from_:
        fields.append(("from", start.from_))
    if start.chain:
        fields.append(("chain", start.chain))
    return [*fields, ("enters_at", start.enters_at)]


def _step(step: Step) -> Iterator[str]:
    yield f"  - id: {_word(step.id)}"
    yield f"    title: {_word(step.title)}"
    yield from _words("responsible", step.responsible)
    yield from _texts("hints", step.hints)
    yield from _texts("guidance", step.guidance)
    if step.documents:
        yield "    documents:"
        yield from (_line(_document_fields(document), depth=3) for document in step.documents)
    if step.deadline is not None:
        yield f"    deadline: {_flow(_deadline_fields(step.deadline))}"
    yield from _words("subchains", step.subchains)
    yield from _words("requires_results", step.requires_results)
    following = step.next
    yield f"    next: {_word(following[0]) if len(following) == 1 else _list(following)}"


def _document_fields(document: Document) -> list[tuple[str, Any]]:
    return [
        ("title", document.title),
        ("direction", document.direction),
        ("required", document.required),
    ]


def _deadline_fields(deadline: Deadline) -> list[tuple[str, Any]]:
    fields: list[tuple[str, Any]] = [("days", deadline.days), ("of", deadline.of)]
    return [*fields, ("note", deadline.note)] if deadline.note else fields


def _decision(decision: Decision) -> Iterator[str]:
    yield f"  - id: {_word(decision.id)}"
    yield f"    question: {_word(decision.question)}"
    yield from _words("responsible", decision.responsible)
    yield from _texts("hints", decision.hints)
    yield from _texts("guidance", decision.guidance)
    yield "    outcomes:"
    yield from (_line(_outcome_fields(outcome), depth=3) for outcome in decision.outcomes)


def _outcome_fields(outcome: Outcome) -> list[tuple[str, Any]]:
    fields = [("label", outcome.label), ("next", outcome.next)]
    return [*fields, ("note", outcome.note)] if outcome.note else fields


def _rest(chain: Chain) -> Iterator[str]:
    if chain.splits:
        yield from ("", "parallel:")
        for split in chain.splits:
            fields: list[tuple[str, Any]] = [("id", split.id), ("split_from", split.split_from)]
            fields += [("branches", split.branches), ("joins_at", split.joins_at), ("mode", split.mode)]
            yield _line(fields)
    if chain.standing_rules:
        yield from ("", "standing_rules:")
        for rule in chain.standing_rules:
            fields = [("id", rule.id), ("title", rule.title), ("trigger", rule.trigger)]
            fields.append(("leads_to", rule.leads_to))
            yield _line([*fields, ("guidance", rule.guidance)] if rule.guidance else fields)
    yield from ("", "ends:")
    for end in chain.ends:
        fields = [("id", end.id), ("title", end.title), ("kind", end.kind)]
        fields += [(key, value) for key, value in (("chain", end.chain), ("enters_at", end.enters_at)) if value]
        yield _line(fields)
    yield from ("", f"roles: {{{', '.join(f'{_word(k)}: {_word(v)}' for k, v in chain.roles.items())}}}")
    if chain.tables:
        yield from ("", "tables:")
        for table in chain.tables:
            yield f"  - id: {_word(table.id)}"
            yield f"    title: {_word(table.title)}"
            yield f"    columns: {_list(table.columns)}"
            yield "    rows:" if table.rows else "    rows: []"
            yield from (f"      - {_list(row)}" for row in table.rows)
    if chain.uncertain:
        yield from ("", "uncertain:")
        yield from (f"  - {_quoted(line)}" for line in chain.uncertain)
    yield from ("", "paths:")
    for path in chain.paths:
        yield f"  - name: {_word(path.name)}"
        yield f"    walk: {_list(path.walk)}"


def _words(key: str, values: Sequence[str]) -> Iterator[str]:
    if values:
        yield f"    {key}: {_list(values)}"


def _texts(key: str, values: Sequence[str]) -> Iterator[str]:
    if values:
        yield f"    {key}:"
        yield from (f"      - {_quoted(value)}" for value in values)


def _line(fields: Iterable[tuple[str, Any]], *, depth: int = 1) -> str:
    return f"{INDENT * depth}- {_flow(fields)}"


def _flow(fields: Iterable[tuple[str, Any]]) -> str:
    return "{" + ", ".join(f"{key}: {_value(value)}" for key, value in fields) + "}"


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _word(value)
        case _:
            return _list(value)


def _list(values: Sequence[str]) -> str:
    return f"[{', '.join(_word(value) for value in values)}]"


def _word(text: str) -> str:
    """Without quotes where no reader of YAML could take it for anything else."""
    if RISKY.fullmatch(text) or text.endswith(" ") or len(text) > MAX_PLAIN:
        return _quoted(text)
    return text if IDENTIFIER.fullmatch(text) or PLAIN.fullmatch(text) else _quoted(text)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
