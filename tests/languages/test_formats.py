"""Dates and numbers as they are written where somebody reads."""

from datetime import date

import pytest
from django.utils import translation
from django.utils.formats import date_format, number_format

from roterfaden.accounts.choices import Language
from roterfaden.web.wording import weekday_and_date

pytestmark = pytest.mark.one_database
DAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("language", "number", "day", "month"),
    [
        ("de", "1.234,50", "Mi 25.11.2026", "November 2026"),
        ("de-ch", "1’234.50", "Mi 25.11.2026", "November 2026"),
        ("fr", "1’234.50", "mer 25.11.2026", "novembre 2026"),
        ("it", "1’234.50", "Mer 25.11.2026", "Novembre 2026"),
    ],
)
def test_numbers_and_days(language: str, number: str, day: str, month: str) -> None:
    with translation.override(language):
        assert number_format("1234.50", decimal_pos=2, force_grouping=True) == number
        assert weekday_and_date(DAY) == day
        assert date_format(DAY, "F Y") == month
        assert date_format(DAY, "SHORT_DATE_FORMAT") == "25.11.2026"


def test_there_are_four_languages() -> None:
    assert Language.values == ["de", "de-ch", "fr", "it"]
