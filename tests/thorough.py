"""How much a run of the tests asks for: what every change has to pass, or with FULL=1 all of it (`make nightly`)."""

import os
from pathlib import Path

import pytest

FULL = bool(os.environ.get("FULL"))
# of the pages, which stand on functions that both databases test, these put together questions of their own
PAGES_ON_BOTH = (
    "tests/web/pages/test_caselist.py",
    "tests/web/pages/test_worklist.py",
    "tests/web/search",
    "tests/web/statistics",
    "tests/web/steering",
)
ROOT = Path(__file__).resolve().parents[1]


def is_for_postgres(path: Path) -> bool:
    """Whether PostgreSQL is asked, too. tests/access opens every page there as the people of the service anyway."""
    place = path.relative_to(ROOT).as_posix()
    return FULL or not place.startswith("tests/web/") or place.startswith(PAGES_ON_BOTH)


def without_what_one_database_says(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, on PostgreSQL, what is tested on SQLite alone."""
    left_out = [item for item in items if not is_for_postgres(item.path)]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if is_for_postgres(item.path)]
