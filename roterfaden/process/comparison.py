"""Two chains compared in plain German sentences: what is new, what has changed, what is gone. Pure.

Complete: a test edits every field of the format at random and asks for a sentence. Equal chains give none.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeVar

from roterfaden.process.comparison_places import (
    Kind,
    decision_added,
    decision_changes,
    end_added,
    end_changes,
    line_changes,
    rule_added,
    rule_changes,
    split_added,
    split_changes,
    start_added,
    start_changes,
    step_added,
    step_changes,
)
from roterfaden.process.engine.definition import (
    Chain,
    Decision,
    End,
    Path,
    Split,
    StandingRule,
    Start,
    Step,
    Table,
)
from roterfaden.process.wordings import CHAIN_FIELDS, LANGUAGES, SUBJECTS, named

Part = Literal[
    "chain", "start", "step", "decision", "parallel", "rule", "end", "role", "table", "path", "note"
]
NEW, GONE = "Neu: ", "Entfällt: "
T = TypeVar("T", Start, Step, Decision, End, Split, StandingRule, Table)


@dataclass(frozen=True)
class Difference:
    """One sentence. `node` is the id of what it is about, in the newer chain or, if it is gone, in the older."""

    kind: Kind
    part: Part
    node: str
    sentence: str

    @property
    def is_whole(self) -> bool:
        """Whether the thing itself is new or gone, not only a line of it."""
        return self.sentence.startswith((NEW, GONE))


def compare(old: Chain, new: Chain) -> list[Difference]:
    """Everything in which `new` differs from `old`, in the order in which a reader meets it."""
    return [
        *_of_the_chain(old, new),
        *_each(old.starts, new.starts, "start", start_added, start_changes, old, new),
        *_each(old.steps, new.steps, "step", step_added, step_changes, old, new),
        *_each(old.decisions, new.decisions, "decision", decision_added, decision_changes, old, new),
        *_each(old.splits, new.splits, "parallel", split_added, split_changes, old, new),
        *_each(old.standing_rules, new.standing_rules, "rule", rule_added, rule_changes, old, new),
        *_each(old.ends, new.ends, "end", end_added, end_changes, old, new),
        *_roles(old.roles, new.roles),
        *_each(old.tables, new.tables, "table", _table_added, _table_changes, old, new),
        *_paths(old.paths, new.paths),
        *(
            Difference(kind, "note", "", sentence)
            for kind, sentence in line_changes("Lesart", old.uncertain, new.uncertain)
        ),
    ]


def _of_the_chain(old: Chain, new: Chain) -> Iterator[Difference]:
    for field, label in CHAIN_FIELDS.items():
        before, after = _shown(getattr(old, field)), _shown(getattr(new, field))
        if before != after:
            sentence = f"{label} ist jetzt „{after}“ (vorher „{before}“)."
            if field == "title":
                sentence = f"Die Kette heißt jetzt „{after}“ (vorher „{before}“)."
            if field == "summary":
                sentence = f"Die Zusammenfassung lautet jetzt: „{after}“ Vorher: „{before}“"
            yield Difference("changed", "chain", "", sentence)


def _shown(value: object) -> str:
    if isinstance(value, date):
        return f"{value:%d.%m.%Y}"
    return SUBJECTS.get(str(value)) or LANGUAGES.get(str(value)) or str(value)


Added = Callable[[T, Chain], str]
Changes = Callable[[T, T, Chain, Chain], Iterator[tuple[Kind, str]]]


def _each(
    before: Sequence[T],
    after: Sequence[T],
    part: Part,
    added: Added[T],
    changes: Changes[T],
    old: Chain,
    new: Chain,
) -> Iterator[Difference]:
    """What became of the things of one kind, found again by their id."""
    known = {item.id: item for item in before}
    kept = {item.id for item in after}
    for item in before:
        if item.id not in kept:
            yield Difference("gone", part, item.id, f"{GONE}{_what(item, old)}.")
    for item in after:
        if item.id not in known:
            yield Difference("new", part, item.id, f"{NEW}{added(item, new)}")
        else:
            for kind, sentence in changes(known[item.id], item, old, new):
                yield Difference(kind, part, item.id, sentence)
    yield from _order(
        [item.id for item in before if item.id in kept], [i.id for i in after if i.id in known], part
    )


def _order(before: list[str], after: list[str], part: Part) -> Iterator[Difference]:
    if before != after:
        order = ", ".join(f"„{key}“" for key in after)
        yield Difference("changed", part, "", f"{ORDER[part]} in anderer Reihenfolge: {order}.")


ORDER: dict[str, str] = {
    "start": "Die Beginne stehen",
    "step": "Die Schritte stehen",
    "decision": "Die Fragen stehen",
    "parallel": "Die Verzweigungen stehen",
    "rule": "Die Regeln stehen",
    "end": "Die Enden stehen",
    "table": "Die Tabellen stehen",
}


def _what(item: Start | Step | Decision | End | Split | StandingRule | Table, chain: Chain) -> str:
    match item:
        case Start():
            return f"Beginn „{item.title}“"
        case Step() | Decision() | End():
            return named(chain, item.id)
        case Split():
            return f"Verzweigung nach {named(chain, item.split_from)}"
        case StandingRule():
            return f"Regel „{item.title}“"
        case _:
            return f"Tabelle „{item.title}“"


# --- roles, tables, paths, lines ---------------------------------------------------------------------------


def _roles(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Difference]:
    for code in before:
        if code not in after:
            yield Difference("gone", "role", code, f"Die Rolle {code} („{before[code]}“) entfällt.")
    for code, label in after.items():
        if code not in before:
            yield Difference("new", "role", code, f"Neue Rolle {code}: „{label}“.")
        elif before[code] != label:
            sentence = f"Die Rolle {code} heißt jetzt „{label}“ (vorher „{before[code]}“)."
            yield Difference("changed", "role", code, sentence)


def _table_added(table: Table, _chain: Chain) -> str:
    return f"Tabelle „{table.title}“ mit {len(table.rows)} Zeilen."


def _table_changes(a: Table, b: Table, _old: Chain, _new: Chain) -> Iterator[tuple[Kind, str]]:
    if a.title != b.title:
        yield "changed", f"Tabelle „{b.title}“ hieß vorher „{a.title}“."
    if a.columns != b.columns:
        yield "changed", f"Tabelle „{b.title}“ hat jetzt die Spalten {', '.join(b.columns)}."
    rows_before, rows_after = (tuple(" | ".join(row) for row in table.rows) for table in (a, b))
    yield from line_changes(f"Tabelle „{b.title}“: Zeile", rows_before, rows_after)


def _paths(before: Sequence[Path], after: Sequence[Path]) -> Iterator[Difference]:
    known = {path.name: path for path in before}
    kept = {path.name for path in after}
    for name in known:
        if name not in kept:
            yield Difference("gone", "path", name, f"Der geprüfte Weg „{name}“ entfällt.")
    for path in after:
        was = known.get(path.name)
        if was is None:
            yield Difference("new", "path", path.name, f"Neuer geprüfter Weg „{path.name}“.")
        elif was.walk != path.walk:
            sentence = f"Der geprüfte Weg „{path.name}“ geht jetzt: {' → '.join(path.walk)}."
            yield Difference("changed", "path", path.name, sentence)
    if [name for name in known if name in kept] != [path.name for path in after if path.name in known]:
        yield Difference("changed", "path", "", "Die geprüften Wege stehen in anderer Reihenfolge.")
