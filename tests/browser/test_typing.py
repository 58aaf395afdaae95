"""The short version of `python -m benchmarks.typing`: browser and server are killed while somebody types."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from tests.demo import prepared_demo

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

SHORT = ("--cycles", "8", "--seed", "3", "--longest", "2", "--json")


@pytest.mark.requirement("R-33", figure="10 kills in the suite, 200 by command: 0 words lost")
def test_no_saved_word_is_lost_when_browser_and_server_are_killed() -> None:
    command = [sys.executable, "-m", "benchmarks.typing", *SHORT, "--ready", str(prepared_demo())]
    told = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr
    figures = json.loads(told.stdout.splitlines()[-1])["figures"]
    assert (figures["cycles"], figures["lost_words_saved"]) == (8, 0)
    assert figures["words_back"] > 10
