"""The short version of `python -m benchmarks.documents --kills 300`."""

import json
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.mark.requirement(
    "R-35", figure="10 kills -9 in the suite while files come in, letters are set and mails go out: 0 lost"
)
@pytest.mark.one_database
def test_documents_and_mails_survive_kills() -> None:
    command = [sys.executable, "-m", "benchmarks.documents", "--kills", "10"]
    told = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    figures = json.loads(told.stdout.splitlines()[-1])
    assert figures["kills"] == 10
    assert figures["acknowledged"] > 0
    assert figures["mails"] > 0
