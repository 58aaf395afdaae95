"""The short version of `python -m benchmarks.recovery`."""

import json
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.requirement(
    "R-39", figure="two kills in the suite on SQLite, ≤ 10 s of the processor to the first good page; 0 lost"
)
@pytest.mark.requirement("R-33", figure="gunicorn killed while people write through pages: 0 lost, 0 twice")
@pytest.mark.one_database
def test_the_first_good_page_comes_soon_after_a_kill() -> None:
    command = [sys.executable, "-m", "benchmarks.recovery", "--quick", "--clock", "cpu", "--json"]
    told = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    figures = json.loads(told.stdout.splitlines()[-1])
    assert figures["kills"] == 2
    assert figures["acknowledged"] > 0
