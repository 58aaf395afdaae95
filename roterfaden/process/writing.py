"""Write a chain as the text of a chain file: what `schema.parse_chain` reads back is the same chain."""

from collections.abc import Mapping
from typing import Any

import yaml

from roterfaden.process.engine.definition import (
    Chain,
    Deadline,
    Decision,
    Document,
    End,
    Outcome,
    Start,
    Step,
)
from roterfaden.process.reckoning.terms import Span, Weekend

WIDTH = 110


class _Short(dict[str, Any]):
    """A mapping that stands on one line."""


class _Words(list[str]):
    """A list of short words that stands on one line."""


_Base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class _Dumper(_Base):  # type: ignore[misc]  # the fast one where there is a C compiler's work, else the plain one
    """Knows the short forms."""


_Dumper.add_representer(
    _Short, lambda dumper, data: dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)
)
_Dumper.add_representer(
    _Words, lambda dumper, data: dumper.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=True)
)


def as_yaml(chain: Chain) -> str:
    """The chain as the text of a file, in the order of `docs/chain-format.md`; what is empty is left out."""
    return dumped(
        {
            "kind": "chain",
            "version": chain.version,
            "valid_from": chain.valid_from,
            "language": chain.language,
            "id": chain.id,
            "title": chain.title,
            "source": chain.source,
            "core_process": chain.core_process,
            "subject": chain.subject,
            "summary": chain.summary,
            "starts": [_start(start) for start in chain.starts],
            "steps": [step_values(step) for step in chain.steps],
            "decisions": [_decision(decision) for decision in chain.decisions],
            "parallel": [
                _short(
                    id=split.id,
                    split_from=split.split_from,
                    branches=_Words(split.branches),
                    joins_at=split.joins_at,
                    mode=split.mode,
                )
                for split in chain.splits
            ],
            "standing_rules": [
                _filled(
                    id=rule.id,
                    title=rule.title,
                    trigger=rule.trigger,
                    leads_to=rule.leads_to,
                    counts=_short(event=rule.counts.event, at=rule.counts.at) if rule.counts else None,
                    guidance=list(rule.guidance),
                )
                for rule in chain.standing_rules
            ],
            "ends": [_end(end) for end in chain.ends],
            "roles": dict(chain.roles),
            "tables": [
                {
                    "id": table.id,
                    "title": table.title,
                    "columns": _Words(table.columns),
                    "rows": [_Words(row) for row in table.rows],
                }
                for table in chain.tables
            ],
            "uncertain": list(chain.uncertain),
            "paths": [{"name": path.name, "walk": _Words(path.walk)} for path in chain.paths],
        }
    )


def dumped(values: Mapping[str, Any]) -> str:
    """Plain values as YAML that the strict reader accepts; empty lists and mappings are left out."""
    kept = {key: value for key, value in values.items() if value not in ([], {}) or key == "roles"}
    return str(yaml.dump(kept, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=WIDTH))


def on_one_line(values: Mapping[str, Any]) -> dict[str, Any]:
    """The same mapping, to be written on one line as far as it holds nothing that is long."""
    return _Short(
        {key: on_one_line(value) if isinstance(value, Mapping) else value for key, value in values.items()}
    )


def step_values(step: Step) -> dict[str, Any]:
    """A step as the mapping of a chain file."""
    return _filled(
        id=step.id,
        title=step.title,
        responsible=_Words(step.responsible),
        hints=list(step.hints),
        guidance=list(step.guidance),
        documents=[document_values(document) for document in step.documents],
        deadline=deadline_values(step.deadline) if step.deadline else None,
        subchains=_Words(step.subchains),
        requires_results=_Words(step.requires_results),
        next=step.next[0] if len(step.next) == 1 else _Words(step.next),
    )


def deadline_values(deadline: Deadline) -> dict[str, Any]:
    """The keys of a deadline as its file has them: its length or its rule, and what differs from the usual."""
    length = {"rule": deadline.rule} if deadline.rule else _span_values(deadline.span)
    stays = deadline.weekend == Weekend.STAYS
    return _Short(
        length
        | _short(
            of=deadline.of,
            note=deadline.note,
            then=_Short(_span_values(deadline.then)) if deadline.then else None,
            weekend=None if stays else deadline.weekend.value,
            warn=deadline.warn,
            escalate=deadline.escalate,
        )
    )


def _span_values(span: Span) -> dict[str, Any]:
    return {span.unit.value: span.amount}


def document_values(document: Document) -> dict[str, Any]:
    return _Short(title=document.title, direction=document.direction, required=document.required)


def _start(start: Start) -> dict[str, Any]:
    values = _short(
        id=start.id, title=start.title, kind=start.kind, chain=start.chain, enters_at=start.enters_at
    )
    return _Short(values | {"from": start.from_}) if start.from_ else values


def _decision(decision: Decision) -> dict[str, Any]:
    return _filled(
        id=decision.id,
        question=decision.question,
        responsible=_Words(decision.responsible),
        hints=list(decision.hints),
        guidance=list(decision.guidance),
        outcomes=[_outcome(outcome) for outcome in decision.outcomes],
    )


def _outcome(outcome: Outcome) -> dict[str, Any]:
    return _short(label=outcome.label, next=outcome.next, note=outcome.note)


def _end(end: End) -> dict[str, Any]:
    return _short(id=end.id, title=end.title, kind=end.kind, chain=end.chain, enters_at=end.enters_at)


def _filled(**values: Any) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", [], ())}


def _short(**values: Any) -> _Short:
    return _Short(_filled(**values))
