"""Which tests PostgreSQL is asked, too."""

import pytest


def test_what_reaches_no_table_runs_on_one_database(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("one_database") is not None


def test_what_reaches_a_table_by_a_fixture_runs_on_both(db: None, request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("one_database") is None


@pytest.mark.django_db
def test_what_reaches_a_table_by_a_marker_runs_on_both(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("one_database") is None
