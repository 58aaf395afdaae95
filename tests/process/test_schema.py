"""What a chain file must be: read exactly, or refused with file, line and key, all faults at once."""

from dataclasses import replace

import pytest

from roterfaden.process.engine.definition import Deadline, Outcome, Table
from roterfaden.process.schema import check_together, load_directory, load_files, load_planned, parse_chain
from roterfaden.process.yaml_nodes import MAX_BYTES, ChainFaults, Fault, read_file
from tests.process.files import GOOD, line_of, spoiled

pytestmark = pytest.mark.one_database


def faults_of(text: str) -> list[Fault]:
    with pytest.raises(ChainFaults) as refused:
        parse_chain(text, name="probe.yaml")
    return refused.value.faults


def test_a_good_file_is_read_as_it_is_written():
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
def test_a_label_is_the_word_as_written_not_what_yaml_makes_of_it(word):
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


def test_windows_line_ends_are_fine_and_change_nothing():
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
def test_the_checksum_is_over_the_content_not_over_its_form(old, new):
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
def test_other_content_has_another_checksum(old, new):
    good = parse_chain(GOOD, name="probe.yaml")
    assert parse_chain(spoiled(old, new), name="probe.yaml").checksum != good.checksum


# what is spoiled, by what, at which key it is told, in the line of which text, with which words
BAD = [
    # unknown, missing and double keys
    ("title: Klären", "title: Klären\n    farbe: rot", "steps[1].farbe", "farbe: rot", "gibt es hier nicht"),
    ("source: Eigenes", "source: Eigenes\nextra: 1", "extra", "extra: 1", "gibt es hier nicht"),
    ("    title: Klären\n", "", "steps[1].title", '- id: "1"', "fehlt"),
    ("    title: Zweig A\n    responsible: [IFD]\n    next: \"2\"", "    title: Zweig A", "steps[a].next", "- id: a", "fehlt"),
    ("title: Probe", "title: Probe\ntitle: Nochmal", "title", "title: Nochmal", "zweimal"),
    ("label: ja,", "label: ja, label: ja,", "label", "label: ja, label", "zweimal"),
    ("kind: chain\nversion", "kind: cake\nversion", "kind", "kind: cake", "Erlaubt: chain"),
    # types
    ("title: Klären", "title: [Klären]", "steps[1].title", "title: [Klären]", "eine Liste"),
    ("title: Klären", "title:", "steps[1].title", "    title:\n", "Anführungszeichen"),
    ("title: Klären", 'title: ""', "steps[1].title", 'title: ""', "fehlt der Text"),
    ("title: Klären", "title: 12", "steps[1].title", "title: 12", "Anführungszeichen"),
    ("title: Klären", f"title: {'x' * 201}", "steps[1].title", "title: xx", "201 Zeichen zu lang"),
    ('- id: "1"', "- id: 1", "steps[1].id", "- id: 1", "braucht Anführungszeichen"),
    ('- id: "1"', f"- id: {'x' * 41}", f"steps[{'x' * 40}…].id", "- id: xx", "länger als 40"),
    ('- id: "1"', '- id: "1=ja"', "steps[1=ja].id", "1=ja", "keine Kennung"),
    ('- id: "1"', "- id: own:1", "steps[own:1].id", "own:1", "keine Kennung"),
    ('- id: "1"', "- id: {a: b}", "steps[1].id", "- id: {a", "einfacher Wert"),
    ("roles: {IFD: Fachkraft}", "roles: [IFD]", "roles", "roles: [IFD]", "Satz von Schlüsseln"),
    ("roles: {IFD: Fachkraft}", "roles: {IFD: Fachkraft, 'I D': x}", "roles.I D", "roles: {IFD", "kein Kürzel"),
    ("deadline: {days: 14, of: start, note: Aus der Quelle}", "deadline: bald", "steps[1].deadline", "deadline: bald", "Satz"),
    ("days: 14", "days: viele", "steps[1].deadline.days", "days: viele", "ganze Zahl"),
    ("days: 14", "days: 0", "steps[1].deadline.days", "days: 0", "zwischen 1"),
    ("days: 14", "days: 0x10", "steps[1].deadline.days", "days: 0x10", "ganze Zahl"),
    ("days: 14, of", "of", "steps[1].deadline.days", "deadline: {of", "fehlt"),
    ("required: true", "required: yes", "steps[1].documents[Vermerk].required", "required: yes", "true oder false"),
    ("required: true", "required: vielleicht", "steps[1].documents[Vermerk].required", "vielleicht", "true oder false"),
    (", required: true", "", "steps[1].documents[Vermerk].required", "title: Vermerk", "fehlt"),
    ("direction: out, ", "", "steps[1].documents[Vermerk].direction", "title: Vermerk", "fehlt"),
    ("direction: out", "direction: hoch", "steps[1].documents[Vermerk].direction", "hoch", "Erlaubt: in, out"),
    (
        "    deadline:",
        "      - {title: Vermerk, direction: in, required: false}\n    deadline:",
        "steps[1].documents",
        "documents:",
        "heißen gleich",
    ),
    ("valid_from: 2026-11-01", "valid_from: bald", "valid_from", "valid_from: bald", "in der Form"),
    ("valid_from: 2026-11-01", "valid_from: 2026-13-01", "valid_from", "valid_from: 2026", "in der Form"),
    ("valid_from: 2026-11-01\n", "", "valid_from", "kind: chain", "fehlt"),
    ("valid_from: 2026-11-01", "valid_from: []", "valid_from", "valid_from: []", "eine Liste"),
    ("subject: client", "subject: Klientin", "subject", "subject: Klientin", "Erlaubt: client"),
    ("language: de", "language: fr", "language", "language: fr", "Erlaubt: de"),
    ("responsible: [IFD]\n    hints: [\"Fragen", "responsible: IFD\n    hints: [\"Fragen", "steps[1].responsible", "responsible: IFD", "eine Liste"),
    ("responsible: [IFD]\n    hints: [\"Fragen", "responsible: [IFD, IFD]\n    hints: [\"Fragen", "steps[1].responsible", "[IFD, IFD]", "zweimal"),
    ("responsible: [IFD]\n    hints: [\"Fragen", "responsible: [[IFD]]\n    hints: [\"Fragen", "steps[1].responsible", "[[IFD]]", "eine Liste"),
    ('hints: ["Fragen, was gebraucht wird"]', "hints: [{a: b}]", "steps[1].hints", "hints: [{a", "einfacher Wert"),
    ('hints: ["Fragen, was gebraucht wird"]', f"hints: [{'x' * 401}]", "steps[1].hints", "hints: [x", "zu lang"),
    ("rows: [[Audit, 4], [Pause, \"\"]]", "rows: [[Audit]]", "tables[t].rows", "rows: [[Audit]]", "mit 2 Feldern"),
    ("rows: [[Audit, 4], [Pause, \"\"]]", "rows: [[Audit, []]]", "tables[t].rows", "rows: [[", "einfacher Wert"),
    ("rows: [[Audit, 4], [Pause, \"\"]]", "rows: viele", "tables[t].rows", "rows: viele", "eine Liste"),
    ("starts:\n", "starts:\n  - wort\n", "starts", "  - wort", "Eintrag 1"),
    # what contradicts itself
    ("label: no,", "label: ja,", "decisions[d_gut].outcomes", "outcomes:", "heißen gleich"),
    ("      - {label: no, next: \"1\", note: Noch eine Runde}\n", "", "decisions[d_gut].outcomes", "outcomes:", "mindestens 2"),
    ("kind: chain, chain: V1, ", "kind: chain, ", "starts[start_v1]", "id: start_v1", "nennt seine Kette"),
    ("kind: message, from", "kind: message, chain: V1, from", "starts[start].chain", "id: start,", "nennt seine Kette"),
    ("kind: success", "kind: success, chain: S2", "ends[end_gut].chain", "end_gut, title", "handover"),
    ("kind: success", "kind: success, enters_at: x", "ends[end_gut].enters_at", "end_gut, title", "zusammen mit der nächsten"),
    # the graph
    ("- id: b\n", "- id: a # zwei\n", "steps[a].id", "# zwei", "mehrfach"),
    ("id: end_weg, title", "id: end_gut, title", "ends[end_gut].id", "end_gut, title: Zurück", "mehrfach"),
    ("id: p, split", "id: a, split", "parallel[a].id", "id: a, split", "mehrfach"),
    ("{name: zwei", "{name: eins", "paths[eins].name", "name: eins, walk: [start_v1", "heißen gleich"),
    ("    next: d_gut", "    next: d_schlecht", "steps[2].next", "next: d_schlecht", "„d_schlecht“ gibt es"),
    ("    next: d_gut", "    next: start", "steps[2].next", "next: start", "das ist ein Beginn"),
    ("label: ja, next: end_gut", "label: ja, next: end", "decisions[d_gut].outcomes[ja].next", "label: ja", "„end“ gibt es"),
    ("from: client, enters_at: \"1\"", "from: client, enters_at: end_gut", "starts[start].enters_at", "from: client", "das ist ein Ende"),
    ("from: client, enters_at: \"1\"", "from: client", "starts[start].enters_at", "from: client", "fehlt"),
    ('split_from: "1"', "split_from: d_gut", "parallel[p].split_from", "id: p,", "das ist eine Frage"),
    ("branches: [a, b]", "branches: [a, c]", "parallel[p].branches", "id: p,", "„c“ gibt es"),
    ('joins_at: "2"', "joins_at: end_gut", "parallel[p].joins_at", "id: p,", "das ist ein Ende"),
    ("leads_to: end_weg", "leads_to: weg", "standing_rules[r_weg].leads_to", "id: r_weg", "„weg“ gibt es"),
    ("next: [a, b]", "next: a", "steps[1].next", "next: a", "nicht die Zweige von „p“"),
    ("next: [a, b]", "next: [a, b, \"2\"]", "steps[1].next", "next: [a", "nicht die Zweige von „p“"),
    ("    next: d_gut", "    next: [d_gut, b]", "steps[2].next", "next: [d_gut", "nur bei einer Verzweigung"),
    ("mode: all", "mode: some", "parallel[p].mode", "mode: some", "at_least_one"),
    (
        "ends:\n",
        "  - {id: q, split_from: \"1\", branches: [a, b], joins_at: \"2\"}\nends:\n",
        "steps[1]",
        '- id: "1"',
        "höchstens eine Verzweigung",
    ),
    ("branches: [a, b]", "branches: [a]", "steps[1].next", "next: [a, b]", "nicht die Zweige"),
    ("title: Abwägen\n    responsible: [IFD]", "title: Abwägen\n    responsible: [CHEF]", "steps[2].responsible", "[CHEF]", "„CHEF“"),
    ("question: Alles gut?\n    responsible: [IFD]", "question: Alles gut?\n    responsible: [CHEF]", "decisions[d_gut].responsible", "[CHEF]", "„CHEF“"),
    ("of: start,", "of: ende,", "steps[1].deadline.of", "of: ende", "kein Beginn einer Frist"),
    ("of: start,", 'of: "step:9",', "steps[1].deadline.of", "step:9", "kein Beginn einer Frist"),
    ("of: start,", 'of: "node:1",', "steps[1].deadline.of", "node:1", "kein Beginn einer Frist"),
    (
        "decisions:\n",
        "  - {id: insel, title: Insel, next: end_gut}\ndecisions:\n",
        "steps[insel]",
        "id: insel",
        "führt von keinem Beginn ein Weg",
    ),
    ("  - {id: end_weg", "  - {id: end_frei, title: Frei, kind: abort}\n  - {id: end_weg", "ends[end_frei]", "id: end_frei", "führt von keinem"),
    # paths
    ("d_gut=ja, end_gut]}\n  - {name: zwei", "d_gut=ja]}\n  - {name: zwei", "paths[eins].walk", "name: eins", "vor einem Ende"),
    ("a, b, \"2\", d_gut=ja, end_gut]}\n  - {name: zwei", "a, \"2\", d_gut=ja, end_gut]}\n  - {name: zwei", "paths[eins].walk", "name: eins", "Knoten 4: „2“ ist hier nicht möglich. Möglich: b."),
    ("walk: [start_v1,", "walk: [nirgends,", "paths[zwei].walk", "name: zwei", "Möglich: start, start_v1"),
    ("b, a, \"2\", d_gut=no", "b, a, \"2\", d_gut", "paths[drei].walk", "name: drei", "d_gut=ja, d_gut=no"),
    ("walk: [start_v1, \"1\", b, a, \"2\", d_gut=ja, end_gut]", "walk: []", "paths[zwei].walk", "name: zwei", "vor einem Ende"),
    ("  - {name: zwei, walk: [start_v1, \"1\", b, a, \"2\", d_gut=ja, end_gut]}\n", "", "paths", "paths:", "mindestens 3 Wege"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "where", "said"), BAD)
def test_a_fault_is_told_with_line_and_key(old, new, key, where, said):
    text = spoiled(old, new)
    found = faults_of(text)
    assert any(
        fault.key.startswith(key) and fault.line == line_of(text, where) and said in fault.message
        for fault in found
    ), found


def test_all_faults_of_a_file_are_told_at_once():
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


def test_a_step_that_never_reaches_an_end_is_refused():
    text = GOOD.replace("    next: d_gut", "    next: kreis").replace(
        "decisions:\n", "  - {id: kreis, title: Kreis, next: kreis}\ndecisions:\n"
    )
    assert {fault.key for fault in faults_of(text)} >= {"steps[kreis]", "steps[1]"}


SPLITS = [
    # a branch that never joins
    ('title: Zweig A\n    responsible: [IFD]\n    next: "2"', "title: Zweig A\n    next: end_weg", "führt nicht zu „2“"),
    # a branch that is entered from elsewhere
    ('{label: no, next: "1", note: Noch eine Runde}', "{label: no, next: a}", "auch von außerhalb betreten, bei „a“"),
    ('kind: chain, chain: V1, enters_at: "1"', "kind: chain, chain: V1, enters_at: b", "auch von außerhalb betreten, bei „b“"),
    # branches that meet before the join
    ('title: Zweig A\n    responsible: [IFD]\n    next: "2"', "title: Zweig A\n    next: b", "treffen sich schon bei „b“"),
    # an empty branch
    ('next: [a, b]', 'next: [a, b, "2"]', "enthält keinen Schritt"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), SPLITS)
def test_a_parallel_part_that_cannot_be_walked_is_refused(old, new, said):
    text = spoiled(old, new)
    if said == "enthält keinen Schritt":
        text = text.replace("branches: [a, b]", 'branches: [a, b, "2"]')
    found = faults_of(text)
    assert any(fault.key == "parallel[p].branches" and said in fault.message for fault in found), found
    assert {fault.line for fault in found if fault.key.startswith("parallel")} == {line_of(text, "id: p,")}


def test_a_single_branch_is_no_parallel_part():
    text = GOOD.replace("next: [a, b]", "next: [a]").replace("branches: [a, b]", "branches: [a]")
    text = text.replace(
        '  - id: b\n    title: Zweig B\n    responsible: [IFD]\n    requires_results: [M4]\n    next: "2"\n',
        "",
    )
    assert any("mindestens zwei Zweige" in fault.message for fault in faults_of(text))


def test_two_parts_may_not_share_the_join_of_at_least_one():
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
        ("a: 'offen\n", 2, "kein gültiges YAML"),
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
def test_what_is_no_plain_yaml_is_refused_with_its_line(text, line, said):
    (fault,) = faults_of(text)
    assert (fault.path, fault.line, fault.key) == ("probe.yaml", line, "Datei")
    assert said in fault.message


def test_a_bomb_is_refused_before_it_goes_off():
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
def test_a_file_that_is_no_plain_text_is_refused(tmp_path, content, line, said):
    path = tmp_path / "probe.yaml"
    path.write_bytes(content)
    with pytest.raises(ChainFaults) as refused:
        load_files([path])
    (fault,) = refused.value.faults
    assert (fault.path, fault.line) == (str(path), line)
    assert said in fault.message


def test_ten_megabytes_are_refused_without_being_read(tmp_path, monkeypatch):
    path = tmp_path / "probe.yaml"
    with path.open("wb") as file:
        file.truncate(10_000_000)
    monkeypatch.setattr(type(path), "read_bytes", lambda _: pytest.fail("the file was read"))
    with pytest.raises(ChainFaults, match="10000000 Bytes"):
        read_file(path)


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    with pytest.raises(ChainFaults, match="gibt es nicht"):
        read_file(tmp_path / "nichts.yaml")
    with pytest.raises(ChainFaults, match="lässt sich nicht lesen"):
        read_file(tmp_path)


def put(folder, **files: str):
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


ALONE = GOOD.replace("  - {id: start_v1, title: Aus der Vermittlung, kind: chain, chain: V1, enters_at: \"1\"}\n", "").replace(
    "start_v1", "start"
)  # fmt: skip
FOLLOWED = ALONE.replace(
    "title: Zurück, kind: return}", "title: Weiter, kind: handover, chain: X2, enters_at: start}"
)


def test_a_folder_is_loaded_in_the_order_of_its_names(tmp_path):
    put(tmp_path, b=FOLLOWED, a=ALONE.replace("id: X1", "id: X2"))
    assert [loaded.chain.id for loaded in load_directory(tmp_path)] == ["X2", "X1"]


def test_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(ChainFaults, match="liegt keine Kette"):
        load_directory(tmp_path)


def test_the_faults_of_all_files_are_told_together(tmp_path):
    put(tmp_path, a="a: 1", b=ALONE, c=ALONE.replace("days: 14", "days: x"))
    with pytest.raises(ChainFaults) as refused:
        load_directory(tmp_path)
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
def test_what_a_chain_says_of_others_must_be_true(tmp_path, text, key, said):
    put(tmp_path, a=ALONE.replace("id: X1", "id: X2"), b=text)
    with pytest.raises(ChainFaults) as refused:
        load_directory(tmp_path)
    (fault,) = refused.value.faults
    assert (fault.path, fault.key) == (str(tmp_path / "b.yaml"), key)
    assert said in fault.message
    assert fault.line > 1


def test_a_hand_over_to_a_planned_chain_needs_no_start_yet(tmp_path):
    put(tmp_path, a=FOLLOWED.replace("chain: X2, enters_at: start}", "chain: M4}"))
    assert len(load_directory(tmp_path)) == 1


def test_a_chain_may_be_checked_against_others_that_are_not_checked_again():
    good = parse_chain(FOLLOWED, name="a.yaml")
    other = replace(good, chain=replace(good.chain, id="X2", ends=()), path="b.yaml")
    check_together([good], [good, other])


PLANNED = "kind: planned_chains\nversion: '1'\nvalid_from: 2026-11-01\nlanguage: de\nchains:\n  - {id: M4, title: A, source: B}\n"


def test_the_list_of_planned_chains_is_read_as_strictly(tmp_path):
    path = put(tmp_path, planned=PLANNED) / "planned.yaml"
    assert load_planned(path)["M4"].title == "A"
    put(tmp_path, planned=PLANNED + "  - {id: M4, title: C, source: D}\n")
    with pytest.raises(ChainFaults, match=r"planned.yaml:7: chains\[M4\].id: .* zweimal"):
        load_planned(path)
    put(tmp_path, planned=PLANNED + "extra: 1\n")
    with pytest.raises(ChainFaults, match="extra: Diesen Schlüssel"):
        load_planned(path)
