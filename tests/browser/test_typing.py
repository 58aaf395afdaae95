"""The short version of `python -m benchmarks.typing`: browser and server are killed while somebody types."""

import pytest

from benchmarks.typing import measure

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def test_no_saved_word_is_lost_when_browser_and_server_are_killed() -> None:
    report, rounds = measure(10, seed=3, longest=2.5)
    assert report.ok, report.as_table()
    assert sum(len(one.typed) for one in rounds) > 20
