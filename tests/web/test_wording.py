from datetime import UTC, date, datetime

import pytest

from roterfaden.web import wording
from roterfaden.web.templatetags import rf

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("due", "words", "urgency"),
    [
        (date(2026, 11, 20), "seit 3 Tagen überfällig", "overdue"),
        (date(2026, 11, 22), "seit gestern überfällig", "overdue"),
        (date(2026, 11, 23), "heute", "today"),
        (date(2026, 11, 24), "morgen", "soon"),
        (date(2026, 11, 30), "in 7 Tagen", "soon"),
        (date(2026, 12, 1), "in 8 Tagen", "later"),
    ],
)
def test_due_day_in_words(due: date, words: str, urgency: str) -> None:
    assert wording.until(due, TODAY) == words
    assert wording.urgency(due, TODAY) == urgency


def test_days_are_written_as_in_an_office() -> None:
    assert rf.rf_date(date(2026, 11, 27)) == "Fr 27.11.2026"
    assert rf.rf_day(date(2026, 11, 27)) == "27.11."
    assert rf.rf_date(None) == rf.rf_day(None) == rf.rf_until(None, TODAY) == ""
    assert wording.short_date(date(2026, 11, 27), TODAY) == "Fr 27.11."
    assert wording.short_date(date(2027, 1, 29), TODAY) == "Fr 29.01.2027"


def test_moment_counts_by_the_day_of_the_page_not_of_utc() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # in Berlin the 24th has begun
    assert rf.rf_date(late) == "Di 24.11.2026"
    assert wording.until(late, TODAY) == "morgen"


def test_lasting() -> None:
    assert wording.lasting(date(2026, 9, 15), TODAY) == "seit 69 Tagen"
    assert wording.lasting(date(2026, 11, 22), TODAY) == "seit 1 Tag"
    assert wording.lasting(TODAY, TODAY) == "seit heute"


def test_filters_refuse_to_guess_today() -> None:
    with pytest.raises(TypeError, match="today"):
        rf.rf_until(TODAY, "")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="today"):
        rf.rf_lasting(TODAY, None)  # type: ignore[arg-type]
