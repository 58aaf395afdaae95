"""Files of others: taken as far as a chain can say them, else refused by element; nothing dropped, nothing executed."""

import subprocess
import sys
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from lxml import etree

from roterfaden.process.bpmn.keeping import write_onto
from roterfaden.process.bpmn.rebuild import read_bpmn
from roterfaden.process.bpmn.refusals import BpmnRefused
from roterfaden.process.schema import parse_chain
from tests.catalogue.shipped import SHIPPED
from tests.process.bpmn.spiff import Spiff
from tests.process.bpmn.strangers import Stranger, row, strangers, task
from tests.process.bpmn.test_export import MISSING

pytestmark = pytest.mark.one_database

ROOT = Path(__file__).resolve().parents[3]
SHELF = Path(__file__).with_name("foreign")
STRANGERS = {stranger.name: stranger for stranger in strangers()}
HUGE = ("too-large", "entity-bomb", "deep", "too-many", "truncated", "scriptTask", "two-processes")
TAKEN_OF_OTHERS = {"A.1.0", "A.2.0", "signavio-A.1.0", "camunda-A.1.0", "adonis-A.2.0"}
LIMITED = """
import os, resource, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "roterfaden.config.settings.test"
import django
from django.core.management import CommandError, call_command
django.setup()
from roterfaden.process.management.commands import chain
used = int(sum(resource.getrusage(resource.RUSAGE_SELF)[:2])) + 1
resource.setrlimit(resource.RLIMIT_CPU, (used + 2, used + 2))
resource.setrlimit(resource.RLIMIT_DATA, (200_000_000, 200_000_000))
try:
    call_command("chain", "import", *sys.argv[1:])
except CommandError:
    print("CommandError", file=sys.stderr)
    sys.exit(1)
"""


def shelf(tmp_path: Path) -> list[Path]:
    """A directory with all foreign files, ours and those of the working group."""
    for stranger in STRANGERS.values():
        (tmp_path / f"{stranger.name}.bpmn").write_bytes(stranger.content)
    for path in SHELF.glob("*.bpmn"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return sorted(tmp_path.glob("*.bpmn"))


def test_a_directory_of_foreign_files_is_handled_without_an_exception(tmp_path: Path) -> None:
    files = shelf(tmp_path)
    assert len(files) >= 80
    count: Counter[str] = Counter()
    unclear: list[object] = []
    for path in files:
        try:
            found = read_bpmn(path.read_bytes(), missing=MISSING)
        except BpmnRefused as refused:
            count["refused"] += 1
            unclear += [fault for fault in refused.faults if not (fault.element and fault.message)]
        else:
            count["taken"] += 1
            unclear += [] if parse_chain(found.text, name=path.name).chain == found.chain else [path]
    assert unclear == []
    taken = sum(not stranger.refused_at for stranger in STRANGERS.values()) + len(TAKEN_OF_OTHERS)
    assert count == {"taken": taken, "refused": len(files) - taken}


@pytest.mark.parametrize("stranger", STRANGERS.values(), ids=STRANGERS.keys())
def test_each_stranger_is_taken_or_refused_by_the_element_that_no_chain_can_say(stranger: Stranger) -> None:
    if not stranger.refused_at:
        read_bpmn(stranger.content, missing=MISSING)
        return
    with pytest.raises(BpmnRefused) as refused:
        read_bpmn(stranger.content, missing=MISSING)
    said = {fault.element: fault.message for fault in refused.value.faults}
    assert stranger.refused_at in said
    assert stranger.saying in said[stranger.refused_at]


@pytest.mark.parametrize("path", sorted(SHELF.glob("*.bpmn")), ids=lambda path: path.stem)
def test_files_of_the_working_group(path: Path) -> None:
    name = path.stem.removeprefix("miwg-")
    if name not in TAKEN_OF_OTHERS:
        with pytest.raises(BpmnRefused):
            read_bpmn(path.read_bytes(), missing=MISSING)
        return
    made = read_bpmn(path.read_bytes(), missing=MISSING).chain
    other = Spiff(made)
    for walked in made.paths:
        other.begin(walked.walk[0])
        for word in walked.walk[1:-1]:
            other.go(word)
        assert other.reached() == [walked.walk[-1]]


@pytest.mark.parametrize("name", HUGE)
def test_a_hostile_file_is_refused_within_two_seconds_and_200_mb_and_nothing_is_written(
    name: str, tmp_path: Path
) -> None:
    """The limits are the operating system's: a process that needs more is killed. Its imports do not count."""
    path, to = tmp_path / "fremd.bpmn", tmp_path / "kette.yaml"
    path.write_bytes(STRANGERS[name].content)
    command = [sys.executable, "-c", LIMITED, str(path), "--to", str(to)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert f"{path}: {STRANGERS[name].refused_at}: " in done.stderr
    assert done.stderr.endswith("CommandError\n")
    assert sorted(tmp_path.iterdir()) == [path]


def test_what_a_stranger_says_is_read_as_it_is_meant() -> None:
    made = {
        name: read_bpmn(STRANGERS[name].content, missing=MISSING).chain
        for name in STRANGERS
        if not STRANGERS[name].refused_at
    }
    assert made["call"].steps[0].subchains == ("M3a",)
    assert made["documentation"].steps[0].hints == ("Zuhören, nachfragen",)
    assert [outcome.label for outcome in made["unnamed-answer"].decisions[0].outcomes] == [
        "weiter mit Aufgabe b",
        "nein",
    ]
    assert made["fork"].splits[0].branches == ("b", "c")
    assert made["fork"].splits[0].joins_at == "d"
    deadline, weeks = made["timer"].steps[0].deadline, made["timer-weeks"].steps[0].deadline
    assert deadline is not None
    assert weeks is not None
    assert (deadline.days, deadline.weeks, deadline.of) == (14, 0, "self")
    assert (weeks.days, weeks.weeks, weeks.of) == (0, 2, "self")
    assert made["lanes"].roles == {"Fachkraft-Sued": "Fachkraft Süd"}
    assert made["lanes"].steps[0].responsible == ("Fachkraft-Sued",)
    assert [end.kind for end in made["end-error"].ends] == ["abort", "success"]
    assert [start.kind for start in made["start-conditional"].starts] == ["message", "event"]
    assert made["odd-ids"].steps[0].id == "7f-Ae.1"


def test_foreign_extensions_and_layout_survive_unchanged_and_changed_chains() -> None:
    exported = _arranged()
    read = read_bpmn(exported, missing=MISSING)
    assert write_onto(read.chain, exported) == exported
    changed = parse_chain(read.text.replace("Aufgabe a", "Zuhören"), name="anders").chain
    text = write_onto(changed, exported).decode()
    root: Any = etree.fromstring(text.encode())
    renamed = root.find(".//{*}userTask[@id='a']")
    assert renamed is not None
    assert renamed.get("name") == "Zuhören"
    assert renamed.get("{http://example.org/tool}assignee") == "anna"
    assert renamed.find(".//{http://example.org/tool}form") is not None
    assert root.find(".//{*}BPMNShape[@bpmnElement='a']/{*}Bounds").attrib == {
        "x": "777", "y": "55", "width": "100", "height": "80"
    }  # fmt: skip
    assert root.find(".//{*}textAnnotation[@id='n']") is not None
    assert read_bpmn(text.encode(), missing=MISSING).chain == changed


def _arranged() -> bytes:
    """A file of another tool, with its own extensions and an arranged drawing."""
    note = '<textAnnotation id="n"><text>Achtung</text></textAnnotation>'
    own = '<extensionElements><x:form key="7"/></extensionElements>'
    content = row(task(inside=own, more='x:assignee="anna"') + note).decode()
    drawing = (
        '<di:BPMNDiagram xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" '
        'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" id="D"><di:BPMNPlane id="L" bpmnElement="P">'
        '<di:BPMNShape id="Sa" bpmnElement="a"><dc:Bounds x="777" y="55" width="100" height="80"/></di:BPMNShape>'
        "</di:BPMNPlane></di:BPMNDiagram></definitions>"
    )
    return content.replace("</definitions>", drawing).encode()


def test_export_and_import_on_the_command_line(tmp_path: Path) -> None:
    out, file, chain = StringIO(), tmp_path / "s2.bpmn", tmp_path / "neu.yaml"
    call_command("chain", "export", "S2", "--format", "bpmn", "--to", str(file), stdout=out)
    call_command("chain", "import", str(file), "--to", str(chain), stdout=out)
    assert parse_chain(chain.read_text(encoding="utf-8"), name="neu").chain == SHIPPED["S2"]
    again = StringIO()
    call_command("chain", "export", str(chain), stdout=again)
    assert again.getvalue().strip() == file.read_text(encoding="utf-8").strip()


def test_import_tells_what_it_made_of_a_foreign_file(tmp_path: Path) -> None:
    file, err, out = tmp_path / "fremd.bpmn", StringIO(), StringIO()
    file.write_bytes(STRANGERS["question"].content)
    call_command("chain", "import", str(file), "--core-process", "qm-system", stdout=out, stderr=err)
    made = parse_chain(out.getvalue(), name="fremd").chain
    assert (made.core_process, made.version, made.source) == ("qm-system", "entwurf", "BPMN-Datei fremd.bpmn")
    assert "Bitte prüfen" in err.getvalue()
    with pytest.raises(CommandError, match="Nicht übernommen"):
        call_command("chain", "import", str(tmp_path / "fehlt.bpmn"), stdout=out, stderr=err)
