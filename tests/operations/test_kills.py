"""The short version of `python -m benchmarks.kills`."""

import json
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.requirement(
    "R-33",
    figure="50 kills of 4 writers on SQLite in the suite: 0 lost; by command PostgreSQL itself, too",
)
@pytest.mark.requirement("R-35", figure="uploads are part of it: 0 rows without file, 0 files lost")
@pytest.mark.requirement("R-41", figure="0 changes without entry, 0 entries without change")
@pytest.mark.one_database
@pytest.mark.parametrize(("database", "cycles"), [("sqlite", 50)])
def test_acknowledged_work_survives_kills(database: str, cycles: int) -> None:
    command = [
        sys.executable,
        "-m",
        "benchmarks.kills",
        "--database",
        database,
        "--cycles",
        str(cycles),
        "--json",
    ]
    told = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    figures = json.loads(told.stdout.splitlines()[-1])["figures"]
    assert figures["cycles"] == cycles
    assert figures["acknowledged"] > 0
