"""The short version of `python -m benchmarks.kills`."""

import json
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.requirement(
    "R-33", figure="4 kills of 4 writers in the suite on SQLite; `benchmarks.kills` kills PostgreSQL, too"
)
@pytest.mark.requirement("R-35", figure="uploads are part of it: 0 rows without file, 0 files lost")
@pytest.mark.requirement("R-41", figure="0 changes without entry, 0 entries without change")
@pytest.mark.one_database
def test_acknowledged_work_survives_kills() -> None:
    command = [sys.executable, "-m", "benchmarks.kills", "--quick", "--json"]
    told = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    figures = json.loads(told.stdout.splitlines()[-1])["figures"]
    assert figures["cycles"] == 4
    assert figures["acknowledged"] > 0
