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


def is_left_out(path: Path) -> bool:
    """Whether PostgreSQL's run need not even read a file, because SQLite alone is asked what it tests."""
    return path.name.startswith("test_") and path.suffix == ".py" and not is_for_postgres(path)


def check_place(items: list[pytest.Item]) -> None:
    """Refuse a test that no run would find: each of these markers has its folder, and the runs go by the folder."""
    for item in items:
        for marker in ("browser", "peers"):
            place = ROOT / "tests" / marker
            if (item.get_closest_marker(marker) is not None) != (place in item.path.parents):
                raise pytest.UsageError(
                    f"{item.nodeid}: what is marked {marker} lies in tests/{marker}, and nothing else"
                )


def asks_a_database(item: pytest.Item) -> bool:
    """Whether a test can reach the tables at all: pytest-django keeps them from all others."""
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or any(
        name in fixtures for name in ("db", "transactional_db", "django_db_setup")
    )


def spare_postgres(items: list[pytest.Item]) -> None:
    """What never asks a database says the same on every database."""
    for item in items:
        if not asks_a_database(item):
            item.add_marker("one_database")
