"""The trail, given out and checked by a program of its own that knows neither this one nor its database."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from roterfaden.audit import trail
from roterfaden.audit.models import Entry
from tests.audit.makers import AT, write_entries
from tests.audit.test_command import rewrite_from, run, save_checkpoint

pytestmark = pytest.mark.django_db
TOOL = Path(__file__).parents[2] / "tools" / "verify_trail.py"


def checked(file: Path, *more: str) -> tuple[int, str]:
    """The tool in a Python without our packages, as an auditor would run it."""
    isolated = ["-I"] if "--key" in more else ["-I", "-S"]
    done = subprocess.run(
        [sys.executable, *isolated, str(TOOL), str(file), *more],
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def exported(path: Path, *more: str) -> Path:
    path.write_text(run("export", *more)[1], encoding="utf-8")
    return path


@pytest.mark.requirement("R-43", figure="checked by a program apart, without packages")
def test_a_program_apart_finds_the_trail_whole_and_each_kind_of_change(tmp_path: Path) -> None:
    write_entries(12)
    trail.erase_details(Entry.objects.filter(pk=3), by=None, at=AT)
    file = exported(tmp_path / "trail.jsonl")
    assert checked(file) == (0, "13 entries are whole, the last is 13; 0 checkpoints agree.\n")
    assert checked(exported(tmp_path / "end.jsonl", "--start", "10"))[0] == 0
    lines = file.read_text(encoding="utf-8").splitlines()

    def after(*changed: str) -> str:
        other = tmp_path / "other.jsonl"
        other.write_text("\n".join(changed), encoding="utf-8")
        code, said = checked(other)
        assert code == 1
        return said

    row = json.loads(lines[4])
    for place in range(2, len(row["covered"])):
        covered = [*row["covered"][:place], "anders", *row["covered"][place + 1 :]]
        said = after(*lines[:4], json.dumps(row | {"covered": covered}), *lines[5:])
        assert "entry 5" in said
    assert "details of entry 5" in after(*lines[:4], json.dumps(row | {"payload": "{}"}), *lines[5:])
    assert "lost half" in after(*lines[:4], json.dumps(row | {"salt": None}), *lines[5:])
    assert "entry 5 is missing" in after(*lines[:4], *lines[5:])
    assert "line 5 cannot be read" in after(*lines[:4], "{}", *lines[5:])


def test_a_chain_written_anew_or_cut_is_seen_by_the_checkpoint_apart(tmp_path: Path) -> None:
    write_entries(10)
    points = save_checkpoint(tmp_path / "points.jsonl")
    key = json.loads(points.read_text(encoding="utf-8"))["public_key"]
    whole = exported(tmp_path / "whole.jsonl")
    assert checked(whole, "--checkpoint", str(points), "--key", key)[0] == 0
    code, said = checked(whole, "--checkpoint", str(points), "--key", "11" * 32)
    assert code == 1
    assert "not signed with this key" in said
    rewrite_from(7)
    anew = exported(tmp_path / "anew.jsonl")
    assert checked(anew)[0] == 0
    code, said = checked(anew, "--checkpoint", str(points))
    assert code == 1
    assert "entry 10 is not the one" in said
    cut = tmp_path / "cut.jsonl"
    cut.write_text("\n".join(whole.read_text(encoding="utf-8").splitlines()[:8]), encoding="utf-8")
    assert checked(cut)[0] == 0
    assert "entry 10 is missing" in checked(cut, "--checkpoint", str(points))[1]
