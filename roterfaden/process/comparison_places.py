"""The sentences about starts, steps, questions, parallel parts, rules and ends that differ (see `comparison`)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

from roterfaden.process.due import chain_deadline_words
from roterfaden.process.engine.definition import (
    Chain,
    Deadline,
    Decision,
    Document,
    End,
    Outcome,
    Split,
    StandingRule,
    Start,
    Step,
)
from roterfaden.process.wordings import END_KINDS, SPLIT_MODES, START_KINDS, named

Kind = Literal["new", "changed", "gone"]
Found = Iterator[tuple[Kind, str]]


# --- starts ------------------------------------------------------------------------------------------------


def start_added(start: Start, chain: Chain) -> str:
    origin = f" aus {start.chain}" if start.chain else ""
    sender = f", ausgelöst von „{start.from_}“" if start.from_ else ""
    return (
        f"Beginn „{start.title}“ ({_kind(start)}{origin}{sender}), "
        f"weiter mit {named(chain, start.enters_at)}."
    )


def start_changes(a: Start, b: Start, old: Chain, new: Chain) -> Found:
    what = f"Beginn „{b.title}“"
    if a.title != b.title:
        yield "changed", f"Beginn „{b.title}“ hieß vorher „{a.title}“."
    if a.kind != b.kind:
        yield (
            "changed",
            f"{what} ist jetzt von der Art „{_kind(b)}“ (vorher „{_kind(a)}“).",
        )
    if a.enters_at != b.enters_at:
        yield (
            "changed",
            f"{what} führt jetzt zu {named(new, b.enters_at)} (vorher {named(old, a.enters_at)}).",
        )
    if a.from_ != b.from_:
        yield "changed", f"{what} kommt jetzt von {_said(b.from_)} (vorher {_said(a.from_)})."
    if a.chain != b.chain:
        yield "changed", f"{what} kommt jetzt aus der Kette {_said(b.chain)} (vorher {_said(a.chain)})."


def _kind(start: Start) -> str:
    return START_KINDS.get(start.kind, start.kind)


def _mode(split: Split) -> str:
    return SPLIT_MODES.get(split.mode, split.mode)


def _said(word: str) -> str:
    return f"„{word}“" if word else "nirgendwoher"


# --- steps -------------------------------------------------------------------------------------------------


def step_added(step: Step, chain: Chain) -> str:
    parts = [f"{named(chain, step.id)}, danach {_places(chain, step.next)}."]
    if step.responsible:
        parts.append(f"Zuständig: {_roles_of(step.responsible, chain)}.")
    if step.deadline:
        parts.append(f"{_deadline(step.deadline, chain)}.")
    return " ".join(parts)


def step_changes(a: Step, b: Step, old: Chain, new: Chain) -> Found:
    what = _short_name(b.id, "Schritt")
    if a.title != b.title:
        yield "changed", f"{what} heißt jetzt „{b.title}“ (vorher „{a.title}“)."
    if a.next != b.next:
        yield "changed", f"Nach {what} folgt jetzt {_places(new, b.next)} (vorher {_places(old, a.next)})."
    yield from _same_for_both(what, a, b, old, new)
    yield from _document_changes(what, a.documents, b.documents)
    yield from _deadline_changes(what, a.deadline, b.deadline, old, new)
    yield from _listed(f"{what}: Von hier aus beginnt man", a.subchains, b.subchains)
    yield from _listed(f"{what}: Gebraucht wird das Ergebnis von", a.requires_results, b.requires_results)


def _short_name(node: str, kind: str) -> str:
    return f"{kind} {node}" if node[:1].isdigit() else f"{kind} „{node}“"


def _same_for_both(what: str, a: Step | Decision, b: Step | Decision, old: Chain, new: Chain) -> Found:
    if a.responsible != b.responsible:
        yield (
            "changed",
            f"{what}: Zuständig ist jetzt {_roles_of(b.responsible, new)} (vorher {_roles_of(a.responsible, old)}).",
        )
    yield from line_changes(f"{what}: Hinweis", a.hints, b.hints)
    yield from line_changes(f"{what}: Grundlage", a.guidance, b.guidance)


def _roles_of(codes: Sequence[str], chain: Chain) -> str:
    return ", ".join(f"{chain.roles.get(code, code)} ({code})" for code in codes) or "niemand genannt"


def _document_changes(what: str, before: Sequence[Document], after: Sequence[Document]) -> Found:
    known = {document.title: document for document in before}
    kept = {document.title for document in after}
    for title in known:
        if title not in kept:
            yield "gone", f"{what}: Die Unterlage „{title}“ entfällt."
    for document in after:
        was = known.get(document.title)
        if was is None:
            yield "new", f"{what}: Neue Unterlage „{document.title}“ ({_kind_of(document)})."
        elif was != document:
            yield (
                "changed",
                f"{what}: Die Unterlage „{document.title}“ ist jetzt {_kind_of(document)} (vorher {_kind_of(was)}).",
            )
    stayed = [title for title in known if title in kept]
    if stayed != [document.title for document in after if document.title in known]:
        yield "changed", f"{what}: Die Unterlagen stehen in anderer Reihenfolge."


def _kind_of(document: Document) -> str:
    need = "Pflicht" if document.required else "wenn nötig"
    return f"{need}, {'kommt herein' if document.direction == 'in' else 'geht hinaus'}"


def _deadline(deadline: Deadline, chain: Chain) -> str:
    note = f" ({deadline.note})" if deadline.note else ""
    return f"Frist {_length(deadline, chain)}{note}"


def _length(deadline: Deadline, chain: Chain) -> str:
    length = chain_deadline_words(deadline)
    anchor = {"self": "ab Beginn des Schritts", "start": "ab Beginn der Kette"}.get(deadline.of)
    return f"{length} {anchor or 'ab ' + named(chain, deadline.of.removeprefix('step:'))}"


def _deadline_changes(what: str, a: Deadline | None, b: Deadline | None, old: Chain, new: Chain) -> Found:
    if a is None and b is not None:
        yield "new", f"{what}: Neu: {_deadline(b, new)}."
    elif a is not None and b is None:
        yield "gone", f"{what}: Die Frist entfällt (vorher: {_deadline(a, old)})."
    elif a is not None and b is not None:
        if (a.span, a.rule, a.then, a.of) != (b.span, b.rule, b.then, b.of):
            yield "changed", f"{what}: Jetzt Frist {_length(b, new)} (vorher {_length(a, old)})."
        if a.note != b.note:
            yield "changed", f"{what}: Zur Frist steht jetzt „{b.note}“ (vorher „{a.note}“)."
        if (a.warn, a.escalate, a.weekend) != (b.warn, b.escalate, b.weekend):
            yield "changed", f"{what}: Warnung, Meldung an die Leitung oder Wochenende der Frist sind anders."


# --- questions ---------------------------------------------------------------------------------------------


def decision_added(decision: Decision, chain: Chain) -> str:
    answers = "; ".join(_answer(outcome, chain) for outcome in decision.outcomes)
    return f"{named(chain, decision.id)} mit den Antworten {answers}."


def _answer(outcome: Outcome, chain: Chain) -> str:
    note = f", {outcome.note}" if outcome.note else ""
    return f"„{outcome.label}“ (weiter mit {named(chain, outcome.next)}{note})"


def decision_changes(a: Decision, b: Decision, old: Chain, new: Chain) -> Found:
    what = named(new, b.id)
    if a.question != b.question:
        yield "changed", f"Die Frage „{a.question}“ lautet jetzt „{b.question}“."
    known = {outcome.label: outcome for outcome in a.outcomes}
    kept = {outcome.label for outcome in b.outcomes}
    for label in known:
        if label not in kept:
            yield "gone", f"{what}: Die Antwort „{label}“ entfällt."
    for outcome in b.outcomes:
        was = known.get(outcome.label)
        if was is None:
            yield "new", f"{what} hat eine neue Antwort {_answer(outcome, new)}."
            continue
        if was.next != outcome.next:
            now, before = named(new, outcome.next), named(old, was.next)
            yield "changed", f"{what}: Die Antwort „{outcome.label}“ führt jetzt zu {now} (vorher {before})."
        if was.note != outcome.note:
            note = (
                f"trägt jetzt die Anmerkung „{outcome.note}“" if outcome.note else "hat keine Anmerkung mehr"
            )
            before = f" (vorher „{was.note}“)" if was.note else ""
            yield "changed", f"{what}: Die Antwort „{outcome.label}“ {note}{before}."
    if [label for label in known if label in kept] != [o.label for o in b.outcomes if o.label in known]:
        yield "changed", f"{what}: Die Antworten stehen in anderer Reihenfolge."
    yield from _same_for_both(what, a, b, old, new)


# --- parallel parts, rules, ends ---------------------------------------------------------------------------


def split_added(split: Split, chain: Chain) -> str:
    return (
        f"Verzweigung nach {named(chain, split.split_from)}: nebeneinander {_places(chain, split.branches)}, "
        f"zusammen bei {named(chain, split.joins_at)} ({_mode(split)})."
    )


def split_changes(a: Split, b: Split, old: Chain, new: Chain) -> Found:
    what = f"Verzweigung nach {named(new, b.split_from)}"
    if a.split_from != b.split_from:
        yield "changed", f"{what}: Sie begann vorher nach {named(old, a.split_from)}."
    if a.branches != b.branches:
        yield (
            "changed",
            f"{what}: Nebeneinander laufen jetzt {_places(new, b.branches)} (vorher {_places(old, a.branches)}).",
        )
    if a.joins_at != b.joins_at:
        yield (
            "changed",
            f"{what}: Die Zweige treffen sich jetzt bei {named(new, b.joins_at)} (vorher {named(old, a.joins_at)}).",
        )
    if a.mode != b.mode:
        yield (
            "changed",
            f"{what}: Es gilt jetzt: {_mode(b)} (vorher: {_mode(a)}).",
        )


def rule_added(rule: StandingRule, chain: Chain) -> str:
    return f"Regel „{rule.title}“: {rule.trigger}. Dann weiter mit {named(chain, rule.leads_to)}."


def rule_changes(a: StandingRule, b: StandingRule, old: Chain, new: Chain) -> Found:
    what = f"Regel „{b.title}“"
    if a.title != b.title:
        yield "changed", f"{what} hieß vorher „{a.title}“."
    if a.trigger != b.trigger:
        yield "changed", f"{what} gilt jetzt, wenn: „{b.trigger}“ (vorher „{a.trigger}“)."
    if a.leads_to != b.leads_to:
        yield "changed", f"{what} führt jetzt zu {named(new, b.leads_to)} (vorher {named(old, a.leads_to)})."
    if a.counts != b.counts:
        yield "changed", f"{what}: Wann sie von selbst angeboten wird, ist anders."
    yield from line_changes(f"{what}: Grundlage", a.guidance, b.guidance)


def end_added(end: End, chain: Chain) -> str:
    return f"{named(chain, end.id)} ({END_KINDS.get(end.kind, end.kind)}{_onward(end)})."


def _onward(end: End) -> str:
    if not end.chain:
        return ""
    return f", weiter in {end.chain}" + (f" bei „{end.enters_at}“" if end.enters_at else "")


def end_changes(a: End, b: End, _old: Chain, _new: Chain) -> Found:
    if a.title != b.title:
        yield "changed", f"Ende „{b.title}“ hieß vorher „{a.title}“."
    if (a.kind, a.chain, a.enters_at) != (b.kind, b.chain, b.enters_at):
        now, before = END_KINDS.get(b.kind, b.kind) + _onward(b), END_KINDS.get(a.kind, a.kind) + _onward(a)
        yield "changed", f"Ende „{b.title}“ bedeutet jetzt: {now} (vorher: {before})."


# --- lines and lists ---------------------------------------------------------------------------------------


def _places(chain: Chain, nodes: Iterable[str]) -> str:
    return " und ".join(named(chain, node) for node in nodes) or "nichts"


def line_changes(what: str, before: Sequence[str], after: Sequence[str]) -> Found:
    """New, replaced and dropped lines. A line that changes at its place is told as one change."""
    gone = [line for line in before if line not in after]
    new = [line for line in after if line not in before]
    replaced = dict(zip(gone, new, strict=False)) if len(before) == len(after) else {}
    for line in gone:
        if line in replaced:
            yield "changed", f"{what} „{line}“ lautet jetzt „{replaced[line]}“."
        else:
            yield "gone", f"{what} „{line}“ entfällt."
    for line in new:
        if line not in replaced.values():
            yield "new", f"{what} neu: „{line}“."
    if not gone and not new and tuple(before) != tuple(after):
        yield "changed", f"{what}: Die Zeilen stehen in anderer Reihenfolge oder Zahl."


def _listed(what: str, before: Sequence[str], after: Sequence[str]) -> Found:
    if before != after:
        yield (
            "changed",
            f"{what} jetzt {', '.join(after) or 'nichts'} (vorher {', '.join(before) or 'nichts'}).",
        )
