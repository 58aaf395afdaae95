"""The short version of `python -m benchmarks.power_loss`, and that it would notice a disk that lies."""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from benchmarks.disk_model import Disk
from benchmarks.system_calls import Event

pytestmark = pytest.mark.one_database


@pytest.mark.requirement(
    "R-34", figure="12 cuts of power in the suite, on SQLite with uploads: 0 acknowledged lost, 0 unsound"
)
@pytest.mark.requirement("R-35", figure="12 cuts of power: every acknowledged upload whole")
def test_what_was_acknowledged_survives_a_power_cut() -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not on this machine")
    command = [sys.executable, "-m", "benchmarks.power_loss", "--quick", "--json"]
    told = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    figures = json.loads(told.stdout.splitlines()[-1])
    assert figures["cycles"] == 12
    assert figures["acknowledged"] > 0
    assert figures["syncs"] >= figures["actions"]
    assert figures["lost_by_a_disk_that_lies"] > 0


def test_what_was_synced_stays_and_what_was_not_may_go_in_any_part(tmp_path: Path) -> None:
    root = tmp_path / "disk"
    root.mkdir()
    (root / "old").write_bytes(b"a" * 1024)
    disk, file = Disk(root), str(root / "old")
    disk.take(Event(1, 2, "write", file, data=b"b" * 512, offset=0))
    disk.take(Event(3, 4, "sync", file))
    disk.take(Event(5, 6, "write", file, data=b"c" * 1024, offset=512))
    disk.take(Event(7, 8, "create", str(root / "new")))
    disk.take(Event(8.1, 8.2, "sync", str(root / "new")))
    found, named = set(), set()
    for seed in range(200):
        left = tmp_path / str(seed)
        disk.cut(root, left, random.Random(seed))
        content = (left / "old").read_bytes()
        assert content.startswith(b"b" * 512)
        found.add(content[512:])
        named.add((left / "new").exists())
    sector_a, sector_c, hole = b"a" * 512, b"c" * 512, bytes(512)
    assert found == {sector_a, sector_c, sector_a + sector_c, sector_c + sector_c}
    assert hole not in found
    assert named == {True, False}, "its content was synced, its name in the folder was not"


def test_a_sync_says_nothing_of_what_was_asked_while_it_ran(tmp_path: Path) -> None:
    root = tmp_path / "disk"
    root.mkdir()
    (root / "old").write_bytes(b"a")
    disk, file = Disk(root), str(root / "old")
    disk.take(Event(1, 3, "write", file, data=b"b", offset=0))
    disk.take(Event(2, 4, "sync", file))
    found = set()
    for seed in range(50):
        disk.cut(root, tmp_path / str(seed), random.Random(seed))
        found.add((tmp_path / str(seed) / "old").read_bytes())
    assert found == {b"a", b"b"}
