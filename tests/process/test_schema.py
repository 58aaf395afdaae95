"""What a chain file must be: read exactly, or refused with file, line and key, all faults at once."""

from dataclasses import replace
from pathlib import Path

import pytest

from roterfaden.common.yaml_nodes import MAX_BYTES, Fault, FileFaults, read_file
from roterfaden.process.engine.definition import Deadline, Outcome, Table
from roterfaden.process.schema import (
    LoadedChain,
    PlannedChain,
    check_together,
    load_directory,
    load_files,
    load_planned,
    parse_chain,
)
from tests.process.bad_files import BAD, SPLITS
from tests.process.files import GOOD, line_of, spoiled

pytestmark = pytest.mark.one_database


def faults_of(text: str) -> list[Fault]:
    with pytest.raises(FileFaults) as refused:
        parse_chain(text, name="probe.yaml")
    return refused.value.faults


def test_a_good_file_is_read_as_it_is_written() -> None:
    chain = parse_chain(GOOD, name="probe.yaml").chain
    assert chain.title == "Probe"
    assert chain.summary == "Eine Kette, die alles hat, was eine Kette haben kann."
    assert chain.valid_from.isoformat() == "2026-11-01"
    assert chain.starts[0].from_ == "client"
    assert chain.starts[1].chain == "V1"
    assert chain.steps[0].deadline == Deadline(14, "start", "Aus der Quelle")
    assert chain.steps[0].documents[0].required is True
    assert chain.steps[0].subchains == ("M4",)
    assert chain.steps[2].requires_results == ("M4",)
    assert chain.decisions[0].hints == ("Genau hinsehen",)
    assert chain.splits[0].mode == "all"
    assert chain.standing_rules[0].leads_to == "end_weg"
    assert chain.tables == (Table("t", "Plan", ("Was", "Wann"), (("Audit", "4"), ("Pause", ""))),)
    assert chain.roles == {"IFD": "Fachkraft"}
    assert chain.uncertain == ("Nichts ist sicher",)
    assert len(chain.paths) == 3


@pytest.mark.parametrize("word", ["ja", "nein", "yes", "no", "on", "off", "NO", "true", "7", "2026-11-01"])
def test_a_label_is_the_word_as_written_not_what_yaml_makes_of_it(word: str) -> None:
    text = (
        GOOD.replace("label: no", f"label: {word} !")
        .replace("d_gut=no", f'"d_gut={word} !"')
        .replace(" !", "")
    )
    if word == "ja":
        text = text.replace("{label: ja, next: end_gut}", "{label: gut, next: end_gut}").replace(
            "d_gut=ja, end_gut", "d_gut=gut, end_gut"
        )
    assert parse_chain(text, name="probe.yaml").chain.decisions[0].outcomes[1] == Outcome(
        word, "1", "Noch eine Runde"
    )


def test_windows_line_ends_are_fine_and_change_nothing() -> None:
    windows = parse_chain(GOOD.replace("\n", "\r\n"), name="probe.yaml")
    assert windows.chain == parse_chain(GOOD, name="probe.yaml").chain
    assert windows.checksum == parse_chain(GOOD, name="probe.yaml").checksum


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Probe", 'title: "Probe"'),
        ("kind: chain\nversion", "# Kommentar\nkind: chain\nversion"),
        ("roles: {IFD: Fachkraft}", "roles:\n  IFD: Fachkraft"),
        ("title: Probe\nsource: Eigenes", "source: Eigenes\ntitle: Probe"),
    ],
)
def test_the_checksum_is_over_the_content_not_over_its_form(old: str, new: str) -> None:
    good = parse_chain(GOOD, name="probe.yaml")
    assert parse_chain(spoiled(old, new), name="other.yaml").checksum == good.checksum


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Probe", "title: Andere"),
        ("days: 14", "days: 15"),
        ("Noch eine Runde", "Noch einmal"),
        ("[Audit, 4]", "[Audit, 5]"),
        ("required: true", "required: false"),
        ("{name: eins", "{name: erstens"),
    ],
)
def test_other_content_has_another_checksum(old: str, new: str) -> None:
    good = parse_chain(GOOD, name="probe.yaml")
    assert parse_chain(spoiled(old, new), name="probe.yaml").checksum != good.checksum


@pytest.mark.parametrize(("old", "new", "key", "where", "said"), BAD)
def test_a_fault_is_told_with_line_and_key(old: str, new: str, key: str, where: str, said: str) -> None:
    text = spoiled(old, new)
    found = faults_of(text)
    assert any(
        fault.key.startswith(key) and fault.line == line_of(text, where) and said in fault.message
        for fault in found
    ), found


def test_all_faults_of_a_file_are_told_at_once() -> None:
    text = (
        GOOD.replace("days: 14", "days: x")
        .replace("subject: client", "subject: x")
        .replace("title: Gut", "titel: Gut")
    )
    assert [fault.key for fault in faults_of(text)] == [
        "subject",
        "steps[1].deadline.days",
        "ends[end_gut].titel",
        "ends[end_gut].title",
    ]


def test_a_step_that_never_reaches_an_end_is_refused() -> None:
    text = GOOD.replace("    next: d_gut", "    next: kreis").replace(
        "decisions:\n", "  - {id: kreis, title: Kreis, next: kreis}\ndecisions:\n"
    )
    assert {fault.key for fault in faults_of(text)} >= {"steps[kreis]", "steps[1]"}


@pytest.mark.parametrize(("old", "new", "said"), SPLITS)
def test_a_parallel_part_that_cannot_be_walked_is_refused(old: str, new: str, said: str) -> None:
    text = spoiled(old, new)
    if said == "enthält keinen Schritt":
        text = text.replace("branches: [a, b]", 'branches: [a, b, "2"]')
    found = faults_of(text)
    assert any(fault.key == "parallel[p].branches" and said in fault.message for fault in found), found
    assert {fault.line for fault in found if fault.key.startswith("parallel")} == {line_of(text, "id: p,")}


def test_a_single_branch_is_no_parallel_part() -> None:
    text = GOOD.replace("next: [a, b]", "next: [a]").replace("branches: [a, b]", "branches: [a]")
    text = text.replace(
        '  - id: b\n    title: Zweig B\n    responsible: [IFD]\n    requires_results: [M4]\n    next: "2"\n',
        "",
    )
    assert any("mindestens zwei Zweige" in fault.message for fault in faults_of(text))


def test_two_parts_may_not_share_the_join_of_at_least_one() -> None:
    text = GOOD.replace(
        'title: Zweig A\n    responsible: [IFD]\n    next: "2"', "title: Zweig A\n    next: [c, e]"
    )
    text = text.replace(
        "decisions:\n",
        '  - {id: c, title: C, next: "2"}\n  - {id: e, title: E, next: "2"}\ndecisions:\n',
    ).replace(
        "ends:\n", '  - {id: q, split_from: a, branches: [c, e], joins_at: "2", mode: at_least_one}\nends:\n'
    )
    assert any("braucht ein eigenes Ende" in fault.message for fault in faults_of(text))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "aus Schlüsseln"),
        ("- a\n- b\n", 1, "aus Schlüsseln"),
        ("nur ein Satz", 1, "aus Schlüsseln"),
        ("a: [1, 2\nb: 3\n", 2, "kein gültiges YAML"),
        ("a: b\n  c: d\n", 2, "kein gültiges YAML"),
        ("a: 'offen\n", 1, "kein gültiges YAML"),
        ("\tx: 1\n", 1, "kein gültiges YAML"),
        ("a: &anker 1\nb: *anker\n", 1, "Anker"),
        ("a: 1\nb: *niemand\n", 2, "Anker"),
        ("a: !!python/object:os.system x\n", 1, "Typangaben"),
        ("a: !eigenes {b: c}\n", 1, "Typangaben"),
        ("a: 1\n---\nb: 2\n", 2, "mehrere Dokumente"),
        ("a: 1\n? [b, c]\n: 2\n", 2, "einfaches Wort"),
        ("a: 1\n" + "b: " + "[" * 20 + "]" * 20, 2, "verschachtelt"),
        ("[" * 100_000, 1, "verschachtelt"),
        ("\ufeffa: 1\n", 1, "BOM"),
        ("a: 1\nb: \x00\n", 2, "U+0000"),
        ("a: 1\nb: x\x1by\n", 2, "U+001B"),
        ("a: 1\nb: x\u202ey\n", 2, "U+202E"),
        ("a: 1\n" * 300_000, 1, "zu groß"),
    ],
)
def test_what_is_no_plain_yaml_is_refused_with_its_line(text: str, line: int, said: str) -> None:
    (fault,) = faults_of(text)
    assert (fault.path, fault.line, fault.key) == ("probe.yaml", line, "Datei")
    assert said in fault.message


def test_a_bomb_is_refused_before_it_goes_off() -> None:
    bomb = "a: &a [x,x]\n" + "".join(
        f"{n}: &{n} [*{m},*{m}]\n" for m, n in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (fault,) = faults_of(bomb)
    assert fault.line == 1


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b"\xef\xbb\xbfkind: chain\n", 1, "BOM"),
        ("kind: chain\n".encode("utf-16"), 1, "BOM"),
        (b"kind: chain\ntitle: \xfc\n", 2, "UTF-8"),
        (b"a: 1\n" * (MAX_BYTES // 5 + 1), 1, "zu groß"),
    ],
)
def test_a_file_that_is_no_plain_text_is_refused(
    tmp_path: Path, content: bytes, line: int, said: str
) -> None:
    path = tmp_path / "probe.yaml"
    path.write_bytes(content)
    with pytest.raises(FileFaults) as refused:
        load_files([path])
    (fault,) = refused.value.faults
    assert (fault.path, fault.line) == (str(path), line)
    assert said in fault.message


def test_ten_megabytes_are_refused_without_being_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "probe.yaml"
    with path.open("wb") as file:
        file.truncate(10_000_000)
    monkeypatch.setattr(type(path), "read_bytes", lambda _: pytest.fail("the file was read"))
    with pytest.raises(FileFaults, match="10000000 Bytes"):
        read_file(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FileFaults, match="gibt es nicht"):
        read_file(tmp_path / "nichts.yaml")
    with pytest.raises(FileFaults, match="lässt sich nicht lesen"):
        read_file(tmp_path)


def put(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


FROM_V1 = '  - {id: start_v1, title: Aus der Vermittlung, kind: chain, chain: V1, enters_at: "1"}\n'
ALONE = GOOD.replace(FROM_V1, "").replace("start_v1", "start")
FOLLOWED = ALONE.replace(
    "title: Zurück, kind: return}", "title: Weiter, kind: handover, chain: X2, enters_at: start}"
)


PLANNED = """\
kind: planned_chains
version: "1"
valid_from: 2026-11-01
language: de
chains:
  - {id: M4, title: A, source: B}
"""


def load(directory: Path) -> list[LoadedChain]:
    """Load a folder whose chains may name the planned M4."""
    apart = directory / "geplant"
    apart.mkdir()
    listed = put(apart, planned=PLANNED) / "planned.yaml"
    return load_directory(directory, planned=listed)


def test_a_folder_is_loaded_in_the_order_of_its_names(tmp_path: Path) -> None:
    put(tmp_path, b=FOLLOWED, a=ALONE.replace("id: X1", "id: X2"))
    assert [loaded.chain.id for loaded in load(tmp_path)] == ["X2", "X1"]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileFaults, match="liegt keine Kette"):
        load(tmp_path)


def test_the_faults_of_all_files_are_told_together(tmp_path: Path) -> None:
    put(tmp_path, a="a: 1", b=ALONE, c=ALONE.replace("days: 14", "days: x"))
    with pytest.raises(FileFaults) as refused:
        load(tmp_path)
    paths = {fault.path for fault in refused.value.faults}
    assert paths == {str(tmp_path / "a.yaml"), str(tmp_path / "c.yaml")}


@pytest.mark.parametrize(
    ("text", "key", "said"),
    [
        (ALONE.replace("subchains: [M4]", "subchains: [M99]"), "steps[1].subchains", "„M99“ gibt es nicht"),
        (
            ALONE.replace("results: [M4]", "results: [M98]"),
            "steps[b].requires_results",
            "„M98“ gibt es nicht",
        ),
        (FOLLOWED.replace("chain: X2", "chain: X9"), "ends[end_weg].chain", "„X9“ gibt es nicht"),
        (
            FOLLOWED.replace("enters_at: start}", "enters_at: mitte}"),
            "ends[end_weg].enters_at",
            "Möglich: start",
        ),
        (FOLLOWED.replace(", enters_at: start}", "}"), "ends[end_weg]", "Möglich: start"),
        (GOOD, "starts[start_v1].chain", "„V1“ gibt es nicht"),
        (ALONE.replace("id: X1", "id: M4"), "id", "als geplant eingetragen"),
        (ALONE.replace("id: X1", "id: X2"), "id", "steht schon in"),
    ],
)
def test_what_a_chain_says_of_others_must_be_true(tmp_path: Path, text: str, key: str, said: str) -> None:
    put(tmp_path, a=ALONE.replace("id: X1", "id: X2"), b=text)
    with pytest.raises(FileFaults) as refused:
        load(tmp_path)
    (fault,) = refused.value.faults
    assert (fault.path, fault.key) == (str(tmp_path / "b.yaml"), key)
    assert said in fault.message
    assert fault.line > 1


def test_a_hand_over_to_a_planned_chain_needs_no_start_yet(tmp_path: Path) -> None:
    put(tmp_path, a=FOLLOWED.replace("chain: X2, enters_at: start}", "chain: M4}"))
    assert len(load(tmp_path)) == 1


def test_a_chain_may_be_checked_against_others_that_are_not_checked_again() -> None:
    good = parse_chain(FOLLOWED, name="a.yaml")
    other = replace(good, chain=replace(good.chain, id="X2", ends=()), path="b.yaml")
    check_together([good], [good, other], planned={"M4": PlannedChain("M4", "A", "B")})


def test_the_list_of_planned_chains_is_read_as_strictly(tmp_path: Path) -> None:
    path = put(tmp_path, planned=PLANNED) / "planned.yaml"
    assert load_planned(path)["M4"].title == "A"
    put(tmp_path, planned=PLANNED + "  - {id: M4, title: C, source: D}\n")
    with pytest.raises(FileFaults, match=r"planned.yaml:7: chains\[M4\].id: .* zweimal"):
        load_planned(path)
    put(tmp_path, planned=PLANNED + "extra: 1\n")
    with pytest.raises(FileFaults, match="extra: Diesen Schlüssel"):
        load_planned(path)
