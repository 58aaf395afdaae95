"""A chain file without fault, for tests that spoil it."""

GOOD = """\
kind: chain
version: "2026-11"
valid_from: 2026-11-01
language: de
id: X1
title: Probe
source: Eigenes
core_process: vermittlung
subject: client
summary: >
  Eine Kette, die alles hat,
  was eine Kette haben kann.
starts:
  - {id: start, title: Beginn, kind: message, from: client, enters_at: "1"}
  - {id: start_v1, title: Aus der Vermittlung, kind: chain, chain: V1, enters_at: "1"}
steps:
  - id: "1"
    title: Klären
    responsible: [IFD]
    hints: ["Fragen, was gebraucht wird"]
    guidance: ["Datenschutz beachten"]
    documents:
      - {title: Vermerk, direction: out, required: true}
    deadline: {days: 14, of: start, note: Aus der Quelle}
    subchains: [M4]
    next: [a, b]
  - id: a
    title: Zweig A
    responsible: [IFD]
    next: "2"
  - id: b
    title: Zweig B
    responsible: [IFD]
    requires_results: [M4]
    next: "2"
  - id: "2"
    title: Abwägen
    responsible: [IFD]
    next: d_gut
decisions:
  - id: d_gut
    question: Alles gut?
    responsible: [IFD]
    hints: ["Genau hinsehen"]
    guidance: ["Ermessen"]
    outcomes:
      - {label: ja, next: end_gut}
      - {label: no, next: "1", note: Noch eine Runde}
parallel:
  - {id: p, split_from: "1", branches: [a, b], joins_at: "2", mode: all}
ends:
  - {id: end_gut, title: Gut, kind: success}
  - {id: end_weg, title: Zurück, kind: return}
standing_rules:
  - {id: r_weg, title: Rückgabe, trigger: Es geht nicht mehr, leads_to: end_weg, guidance: ["Jederzeit"]}
roles: {IFD: Fachkraft}
tables:
  - {id: t, title: Plan, columns: [Was, Wann], rows: [[Audit, 4], [Pause, ""]]}
uncertain: ["Nichts ist sicher"]
paths:
  - {name: eins, walk: [start, "1", a, b, "2", d_gut=ja, end_gut]}
  - {name: zwei, walk: [start_v1, "1", b, a, "2", d_gut=ja, end_gut]}
  - {name: drei, walk: [start, "1", b, a, "2", d_gut=no, "1", a, b, "2", d_gut=ja, end_gut]}
"""


def line_of(text: str, part: str) -> int:
    """The line in which `part` stands, counted from 1."""
    return text.count("\n", 0, text.index(part)) + 1


def spoiled(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, f"{old!r} stands there {GOOD.count(old)} times"
    return GOOD.replace(old, new)
