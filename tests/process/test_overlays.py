"""Overlays: what they change, what they refuse, where each line of the result comes from. No database."""

from collections.abc import Callable

import pytest

from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.process.comparison import compare
from roterfaden.process.overlay_reader import READING, parse_overlay
from roterfaden.process.overlays import DoesNotFit, Merged, apply
from roterfaden.process.schema import parse_chain
from tests.process.files import GOOD

pytestmark = pytest.mark.one_database
BASE = parse_chain(GOOD, name="gut").chain
HEAD = """\
kind: overlay
chain: X1
version: "1"
valid_from: 2026-11-01
language: de
region: DE-BY
title: Anpassung
source: Eigenes
changes:
"""
# one change of each kind that fits, and what a reader is told about it
FITTING = {
    "rename_chain": (
        "{do: rename_chain, title: Versuch}",
        "Die Kette heißt jetzt „Versuch“ (vorher „Probe“).",
    ),
    "retell": ("{do: retell, summary: Kurz.}", "Die Zusammenfassung lautet jetzt: „Kurz.“"),
    "call": (
        "{do: call, role: IFD, label: Beraterin}",
        "Die Rolle IFD heißt jetzt „Beraterin“ (vorher „Fachkraft“).",
    ),
    "say": ("{do: say, instead_of: Zweig, word: Ast}", "Schritt „a“ heißt jetzt „Ast A“ (vorher „Zweig A“)."),
    "retitle": (
        '{do: retitle, at: "1", title: Erst klären}',
        "Schritt 1 heißt jetzt „Erst klären“ (vorher „Klären“).",
    ),
    "assign": (
        "{do: assign, at: a, responsible: [IFD, NEU]}",
        "Schritt „a“: Zuständig ist jetzt Fachkraft (IFD), Neu (NEU)",
    ),
    "add_hint": ('{do: add_hint, at: "1", text: Zuhören}', "Schritt 1: Hinweis neu: „Zuhören“."),
    "replace_hint": (
        '{do: replace_hint, at: "1", old: "Fragen, was gebraucht wird", new: Fragen}',
        "Schritt 1: Hinweis „Fragen, was gebraucht wird“ lautet jetzt „Fragen“.",
    ),
    "remove_hint": (
        "{do: remove_hint, at: d_gut, text: Genau hinsehen}",
        "Frage „Alles gut?“: Hinweis „Genau hinsehen“ entfällt.",
    ),
    "add_guidance": (
        "{do: add_guidance, at: r_weg, text: Satzung}",
        "Regel „Rückgabe“: Grundlage neu: „Satzung“.",
    ),
    "replace_guidance": (
        "{do: replace_guidance, at: d_gut, old: Ermessen, new: Pflicht}",
        "Frage „Alles gut?“: Grundlage „Ermessen“ lautet jetzt „Pflicht“.",
    ),
    "remove_guidance": (
        '{do: remove_guidance, at: "1", text: Datenschutz beachten}',
        "Schritt 1: Grundlage „Datenschutz beachten“ entfällt.",
    ),
    "add_document": (
        '{do: add_document, at: "1", title: Bogen, direction: in, required: true}',
        "Schritt 1: Neue Unterlage „Bogen“ (Pflicht, kommt herein).",
    ),
    "change_document": (
        '{do: change_document, at: "1", title: Vermerk, required: false}',
        "Schritt 1: Die Unterlage „Vermerk“ ist jetzt wenn nötig, geht hinaus (vorher Pflicht, geht hinaus).",
    ),
    "remove_document": (
        '{do: remove_document, at: "1", title: Vermerk}',
        "Schritt 1: Die Unterlage „Vermerk“ entfällt.",
    ),
    "set_deadline": (
        '{do: set_deadline, at: "2", days: 14, of: "step:1"}',
        "Schritt 2: Neu: Frist 14 Tage ab Schritt 1 „Klären“.",
    ),
    "remove_deadline": ('{do: remove_deadline, at: "1"}', "Schritt 1: Die Frist entfällt"),
    "add_step": (
        '{do: add_step, after: "d_gut=ja", step: {id: n1, title: Feiern, responsible: [IFD]}}',
        "Neu: Schritt „Feiern“, danach Ende „Gut“. Zuständig: Fachkraft (IFD).",
    ),
    "skip_step": ('{do: skip_step, at: "2"}', "Entfällt: Schritt 2 „Abwägen“."),
}
NEW_ROLE = "{do: call, role: NEU, label: Neu}"


def laid(*changes: str, below: Merged | None = None, layer: int = 1) -> Merged:
    text = HEAD + "".join(f"  - {change}\n" for change in changes)
    return apply(below or Merged(BASE), parse_overlay(text, name="lage"), layer=layer)


def told(merged: Merged) -> str:
    return "\n".join(one.sentence for one in compare(BASE, merged.chain))


def test_there_is_an_example_of_every_change() -> None:
    assert set(FITTING) == set(READING)


@pytest.mark.parametrize("do", FITTING)
def test_each_change_makes_a_whole_chain_and_is_told(do: str) -> None:
    change, sentence = FITTING[do]
    merged = laid(NEW_ROLE, change) if do == "assign" else laid(change)
    assert sentence in told(merged)


def test_all_changes_together_fit_as_well() -> None:
    several = [
        change for do, (change, _) in FITTING.items() if do not in {"skip_step", "say", "remove_document"}
    ]
    merged = laid(NEW_ROLE, *several, FITTING["say"][0])
    assert "Ast B" in told(merged)


def test_each_line_knows_its_layer() -> None:
    land = laid('{do: add_hint, at: "1", text: Zuhören}', "{do: say, instead_of: Zweig, word: Ast}")
    own = laid(
        '{do: add_hint, at: "1", text: Nachfragen}',
        '{do: add_step, after: "1", step: {id: n1, title: Feiern, responsible: [IFD], hints: [Kuchen]}}',
        below=land,
        layer=2,
    )
    assert [own.origin("1", "hints", line) for line in own.chain.nodes["1"].hints] == [0, 1, 2]  # type: ignore[union-attr]
    assert own.origin("a", "title") == 1
    assert own.origin("2", "title") == 0
    assert own.origin("n1", "title") == own.origin("n1", "hints", "Kuchen") == 2
    assert own.chain.split_by_id["p"].split_from == "n1", "the parallel part begins after the step put in"


@pytest.mark.parametrize("after", ["start", "1", "a", "2", "d_gut=no"])
def test_a_step_can_be_put_in_anywhere_and_the_proven_paths_go_through_it(after: str) -> None:
    merged = laid(f'{{do: add_step, after: "{after}", step: {{id: n1, title: Neu, responsible: [IFD]}}}}')
    assert any("n1" in path.walk for path in merged.chain.paths)
    assert all(
        path.walk[path.walk.index(after) + 1] == "n1" for path in merged.chain.paths if after in path.walk
    )


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ('{do: add_hint, at: "99", text: x}', "„99“ gibt es in der Grundlage nicht."),
        (
            '{do: replace_hint, at: "1", old: Anderes, new: x}',
            "Die Zeile „Anderes“ steht in der Grundlage nicht",
        ),
        ('{do: add_hint, at: "1", text: "Fragen, was gebraucht wird"}', "steht dort schon"),
        ("{do: say, instead_of: Integrationsamt, word: Amt}", "Das Wort „Integrationsamt“ kommt"),
        ('{do: change_document, at: "1", title: Zeugnis, required: true}', "Die Unterlage „Zeugnis“ gibt es"),
        ('{do: remove_deadline, at: "2"}', "hat in der Grundlage keine Frist"),
        ('{do: skip_step, at: "1"}', "verzweigt sich die Kette"),
        ("{do: skip_step, at: a}", "Mit der Anpassung stimmt die Kette nicht mehr"),
        ('{do: add_step, after: "d_gut=vielleicht", step: {id: n1, title: x}}', "keine Antwort „vielleicht“"),
        ('{do: add_step, after: "1", step: {id: "2", title: x}}', "Die Kennung „2“ gibt es"),
        ('{do: set_deadline, at: "2", days: 3, of: "step:9"}', "ist kein Beginn einer Frist"),
        ('{do: assign, at: "1", responsible: [AMT]}', "Die Rolle „AMT“ ist unter „roles“ nicht erklärt"),
    ],
)
def test_what_does_not_fit_is_said(change: str, sentence: str) -> None:
    with pytest.raises(DoesNotFit) as refused:
        laid(change)
    assert sentence in str(refused.value)


def test_every_line_that_breaks_is_named_with_its_line() -> None:
    with pytest.raises(DoesNotFit) as refused:
        laid(
            '{do: retitle, at: "98", title: x}',
            "{do: rename_chain, title: Gut}",
            '{do: retitle, at: "99", title: x}',
        )
    assert [(fault.line, fault.key) for fault in refused.value.faults] == [
        (10, "changes[1] (retitle)"),
        (12, "changes[3] (retitle)"),
    ]


@pytest.mark.parametrize(
    ("spoil", "key", "sentence"),
    [
        (lambda t: t.replace("region: DE-BY", "region: DE-BY\norganisation: ifd"), "region", "entweder"),
        (lambda t: t.replace("region: DE-BY\n", ""), "region", "entweder"),
        (lambda t: t.replace("do: rename_chain", "do: delete_all"), "changes[1].do", "ist nicht erlaubt"),
        (lambda t: t.replace("title: Neu}", "titel: Neu}"), "changes[1].title", "Dieser Schlüssel fehlt"),
        (lambda t: t.replace("title: Neu}", "title: Neu, at: x}"), "changes[1].at", "gibt es hier nicht"),
        (lambda t: t.partition("changes:")[0] + "changes: []\n", "changes", "mindestens 1"),
        (lambda t: t + "x: &a 1\n", "Datei", "Anker"),
        (lambda t: t.replace("title: Neu}", f"title: {'a' * 201}}}"), "changes[1].title", "zu lang"),
    ],
)
def test_a_faulty_file_is_refused_with_key_and_line(
    spoil: Callable[[str], str], key: str, sentence: str
) -> None:
    text = spoil(HEAD + "  - {do: rename_chain, title: Neu}\n")
    with pytest.raises(FileFaults) as refused:
        parse_overlay(text, name="lage")
    assert any(fault.key == key and sentence in fault.message for fault in refused.value.faults), (
        refused.value
    )
