"""Files of deadline rules that are wrong: each fault is told with its place, and then no rule counts."""

from pathlib import Path

import pytest

from roterfaden.common.yaml_nodes import FileFaults
from roterfaden.process.deadline_rules import DIRECTORY, METHODS_FILE, load_rules

pytestmark = pytest.mark.one_database

GOOD = """\
kind: deadline_rules
version: "2026-11"
valid_from: 2026-11-01
language: de
rules:
  - id: eins
    title: Antworten
    jurisdiction: DE
    law: "§ 1"
    law_version: "Stand 2026"
    in_force_from: 2020-01-01
    event: Eingang
    span: {weeks: 2}
    method: de-sgb10
    weekend: next_working_day
    warn: 5
    certainty: read
"""
# what is spoiled, by what, at which key it is told, with which words
BAD = [
    ("kind: deadline_rules", "kind: chain", "kind", "Erlaubt"),
    ("title: Antworten", "title: Antworten\n    farbe: rot", "rules[eins].farbe", "gibt es hier nicht"),
    ("    event: Eingang\n", "", "rules[eins].event", "fehlt"),
    ("jurisdiction: DE", "jurisdiction: FR", "rules[eins].jurisdiction", "Erlaubt"),
    ("span: {weeks: 2}", "span: {weeks: 2, days: 1}", "rules[eins].span", "genau eine Dauer"),
    ("span: {weeks: 2}", "span: {weeks: 0}", "rules[eins].span.weeks", "zwischen 1"),
    ("span: {weeks: 2}", "span: {weeks: 1e9}", "rules[eins].span.weeks", "ganze Zahl"),
    ("span: {weeks: 2}", "span: bald", "rules[eins].span", "Satz von Schlüsseln"),
    ("method: de-sgb10", "method: gefühl", "rules[eins].method", "Erlaubt"),
    ("weekend: next_working_day", "weekend: egal", "rules[eins].weekend", "Erlaubt"),
    ("warn: 5", "warn: -1", "rules[eins].warn", "ganze Zahl"),
    ("warn: 5", "suggested_by: laune", "rules[eins].suggested_by", "Erlaubt"),
    ("certainty: read", "certainty: sicher", "rules[eins].certainty", "Erlaubt"),
    (
        "certainty: read",
        "in_force_until: 2019-01-01\n    certainty: read",
        "in_force_until",
        "vor ihrem Beginn",
    ),
    (
        "certainty: read",
        "direction: before\n    then: {days: 3}\n    certainty: read",
        "direction",
        "rückwärts",
    ),
    ("in_force_from: 2020-01-01", "in_force_from: 2020-02-30", "rules[eins].in_force_from", "in der Form"),
]


def loaded(folder: Path, text: str) -> None:
    (folder / METHODS_FILE).write_text((DIRECTORY / METHODS_FILE).read_text("utf-8"), "utf-8")
    (folder / "eigene.yaml").write_text(text, "utf-8")
    load_rules(folder)


@pytest.mark.parametrize(("old", "new", "key", "words"), BAD)
def test_a_bad_rule_is_refused_at_its_place(tmp_path: Path, old: str, new: str, key: str, words: str) -> None:
    assert old in GOOD
    with pytest.raises(FileFaults) as refused:
        loaded(tmp_path, GOOD.replace(old, new))
    told = str(refused.value)
    assert key in told
    assert words in told
    assert "eigene.yaml" in told


def test_two_states_of_one_law_may_follow_each_other_and_not_overlap(tmp_path: Path) -> None:
    rule = GOOD[GOOD.index("  - id") :]
    later = rule.replace("2020-01-01", "2022-01-01")
    ended = GOOD.replace("    event:", "    in_force_until: 2021-12-31\n    event:")
    loaded(tmp_path, ended + later)
    with pytest.raises(FileFaults, match="gelten am selben Tag"):
        loaded(tmp_path, GOOD + later)


@pytest.mark.parametrize("text", ["", "- nur\n- eine\n- Liste\n", "rules: &a [*a]\n", "rules: {" * 50])
def test_what_is_no_file_of_rules_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(FileFaults):
        loaded(tmp_path, text)
