"""The short version of `python -m benchmarks.edits`."""

import json
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.requirement(
    "R-31",
    figure="8 workers, 20 entries, 160 corrections, 40 by page: 0 lost, every refusal a 409 with both texts",
)
@pytest.mark.one_database
def test_of_eight_people_nobody_overwrites_another() -> None:
    command = [sys.executable, "-m", "benchmarks.edits", "--edits", "160", "--pages", "40", "--json"]
    told = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    figures = json.loads(told.stdout.splitlines()[-1])
    assert figures["edits"] == 160
    assert figures["pages"] == 40
    assert figures["refused"] > 0
