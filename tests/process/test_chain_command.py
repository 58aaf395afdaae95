"""`manage.py chain`: what it prints, when it fails, and that it needs no database and shows no traceback."""

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from roterfaden.process.schema import CHAINS
from tests.process.files import GOOD

pytestmark = pytest.mark.one_database
ROOT = Path(__file__).resolve().parents[2]


def run(*words: str) -> str:
    out = StringIO()
    call_command("chain", *words, stdout=out)
    return out.getvalue()


def refused(*words: str) -> str:
    """What a failing call says on standard error, with its last sentence."""
    err = StringIO()
    with pytest.raises(CommandError) as failure:
        call_command("chain", *words, stdout=StringIO(), stderr=err)
    assert failure.value.returncode == 1
    return f"{err.getvalue()}{failure.value}"


def test_check_reports_every_chain_of_the_catalogue() -> None:
    lines = run("check").splitlines()
    assert lines[-1] == "51 Ketten in Ordnung."
    assert len(lines) == 52
    assert lines[0].startswith("A1: ")
    assert all(line.endswith("in Ordnung") for line in lines[:-1])


def test_check_of_files_knows_the_shipped_chains(tmp_path: Path) -> None:
    path = tmp_path / "X1.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert run("check", str(path)).startswith("X1: 4 Schritte, 1 Fragen, 2 Enden, 3 Wege")
    assert run("check", str(CHAINS / "V1.yaml")).endswith("1 Ketten in Ordnung.\n")


def test_check_tells_every_fault_and_still_reports_the_good_files(tmp_path: Path) -> None:
    good, bad, other = tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "c.yaml"
    good.write_text(GOOD, encoding="utf-8")
    bad.write_text(
        GOOD.replace("days: 14", "days: x").replace("[M4]\n    next: [a", "[M4]\n    weiter: [a"),
        encoding="utf-8",
    )
    other.write_text("a: [", encoding="utf-8")
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match="Fehler: 4"):
        call_command("chain", "check", str(good), str(bad), str(other), stdout=out, stderr=err)
    assert out.getvalue().startswith("X1: ")
    assert f"{bad}:26: steps[1].weiter: Diesen Schlüssel gibt es hier nicht." in err.getvalue()
    assert f"{bad}:24: steps[1].deadline.days: Hier steht eine ganze Zahl." in err.getvalue()


def test_check_refuses_what_is_wrong_between_chains(tmp_path: Path) -> None:
    path = tmp_path / "X1.yaml"
    path.write_text(GOOD.replace("subchains: [M4]", "subchains: [M99]"), encoding="utf-8")
    assert "X1.yaml:25: steps[1].subchains: Die Kette „M99“ gibt es nicht" in refused("check", str(path))


def test_check_refuses_a_missing_file(tmp_path: Path) -> None:
    assert "Die Datei gibt es nicht." in refused("check", str(tmp_path / "nichts.yaml"))


WAY = ("start_auftrag", "1", "2", "d_vermittelbar=nein", "end_rueckgabe")


def test_walk_prints_a_line_per_node_and_the_end() -> None:
    lines = run("walk", "V1", *WAY).splitlines()
    assert [line.split("  ")[0] for line in lines] == [*WAY, "reached end_rueckgabe", "reached END"]


def test_walk_of_parallel_branches_in_any_order() -> None:
    for branches in (("x11", "x12"), ("x12", "x11")):
        lines = run("walk", "IIZ", *iiz_way(branches)).splitlines()
        assert lines[-1] == "reached END"


def iiz_way(branches: tuple[str, str]) -> list[str]:
    """The first path of IIZ that goes side by side, with the branches in the order asked for."""
    paths = json.loads(run("show", "IIZ", "--format", "json"))["paths"]
    way = next(path["walk"] for path in paths if "x11" in path["walk"])
    places = sorted((way.index("x11"), way.index("x12")))
    return [*way[: places[0]], *branches, *way[places[1] + 1 :]]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("V1", "start_auftrag", "3"), "„3“ ist hier nicht möglich. Möglich: 1."),
        (("V1", "1"), "Möglich: start_auftrag, start_v4, start_v4_vertrag, start_v2, start_v3b."),
        (("V1", *WAY[:3], "d_vermittelbar=x"), "Möglich: d_vermittelbar=ja, d_vermittelbar=nein."),
        (("V1", *WAY[:3]), "noch nicht zu Ende. Möglich: d_vermittelbar=ja, d_vermittelbar=nein."),
        (("V1", *WAY[:4]), "noch nicht zu Ende. Möglich: end_rueckgabe."),
        (("V1", *WAY, "1"), "„1“ ist hier nicht möglich. Möglich: end_rueckgabe."),
        (("V9", "x"), "Die Kette „V9“ gibt es nicht. Ketten: A1, B1,"),
    ],
)
def test_walk_refuses_with_what_would_be_possible(words: tuple[str, ...], said: str) -> None:
    assert said in refused("walk", *words)


def test_show_as_json_tells_all_that_the_engine_sees() -> None:
    shown = json.loads(run("show", "M3a", "--format", "json"))
    assert shown["splits"][0]["mode"] == "at_least_one"
    assert {"from": "d_beurteilbar", "to": "1", "kind": "answer", "label": "nein"} in shown["flows"]
    assert {"from": "1", "to": "1.3", "kind": "branch", "label": ""} in shown["flows"]
    assert {"from": "start_fragestellung", "to": "1", "kind": "start", "label": ""} in shown["flows"]
    assert shown["ends"][0]["enters_at"] == "start_a"
    assert shown["starts"][0]["from"] == "calling_chain"
    assert (
        json.loads(run("show", "V1", "--format", "json"))["standing_rules"][0]["leads_to"] == "end_rueckgabe"
    )


def test_show_as_text_is_readable() -> None:
    text = run("show", "M3a")
    assert "  1  Arbeitsplatz-Analyse  → 1.1, 1.2, 1.3, 1.4" in text
    assert "  d_beurteilbar  Anforderungen ausreichend beurteilbar?  → ja: 2, nein: 1" in text
    assert "  end_profil  Anforderungsprofil liegt vor (Verbindung A) (handover)  → M3c start_a" in text
    assert "Nebeneinander" in text
    assert "Jederzeit" in run("show", "V1")


def test_a_catalogue_with_a_fault_is_not_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "X1.yaml").write_text("kind: [", encoding="utf-8")
    monkeypatch.setattr("roterfaden.process.management.commands.chain.CHAINS", tmp_path)
    assert f"{tmp_path / 'X1.yaml'}:1: Datei: Hier ist die Datei kein gültiges YAML." in refused(
        "walk", "X1", "start"
    )


def test_show_refuses_an_unknown_chain() -> None:
    assert "Die Kette „nix“ gibt es nicht." in refused("show", "nix")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["walk", "V1", *WAY], 0),
        (["walk", "V1", "nirgends"], 1),
        (["check", "nichts.yaml"], 1),
        (["show", "nix"], 1),
        ([], 1),
        (["tanze"], 1),
    ],
)
def test_the_command_line_ends_with_a_code_and_no_traceback(words: list[str], code: int) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "chain", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode != 0) == bool(code)
    assert "Traceback" not in done.stdout + done.stderr
    if words[:1] in (["walk"], ["check"], ["show"]):
        assert done.returncode == code
