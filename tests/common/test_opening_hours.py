"""Hours as people write them: who answers when."""

from datetime import date, datetime

import pytest

from roterfaden.common.opening_hours import HoursRefused, is_open, read_hours

pytestmark = pytest.mark.one_database
# a Wednesday, and Christmas Day, a Friday
WEDNESDAY, CHRISTMAS = date(2026, 11, 25), date(2026, 12, 25)


def answers(hours: str, day: date, clock: str) -> bool:
    moment = datetime.fromisoformat(f"{day}T{clock}")
    return is_open(read_hours(hours), moment=moment, holidays=frozenset({CHRISTMAS}))


@pytest.mark.parametrize(
    ("hours", "day", "clock", "expected"),
    [
        ("immer", CHRISTMAS, "03:00", True),
        ("Rund um die Uhr", WEDNESDAY, "03:00", True),
        ("Mo-Fr 8:00-16:00", WEDNESDAY, "08:00", True),
        ("Mo-Fr 8:00-16:00", WEDNESDAY, "15:59", True),
        ("Mo-Fr 8:00-16:00", WEDNESDAY, "16:00", False),
        ("Mo–Fr 8–16 Uhr", WEDNESDAY, "12:00", True),
        ("Mo-Di 8-16, Do 8-16", WEDNESDAY, "12:00", False),
        ("Mi 8-12 und 14-18", WEDNESDAY, "13:00", False),
        ("Mi 8-12 und 14-18", WEDNESDAY, "17:30", True),
        ("mi 8.30-12.00; fr 9-11", WEDNESDAY, "08:29", False),
        ("Fr-Mo 10-12", WEDNESDAY, "11:00", False),
        ("Fr-Mo 10-12", date(2026, 11, 29), "11:00", True),
        ("Di 20:00-6:00", WEDNESDAY, "05:59", True),
        ("Di 20:00-6:00", WEDNESDAY, "06:00", False),
        ("Mi 20:00-6:00", WEDNESDAY, "23:00", True),
        ("Mi 0-24", WEDNESDAY, "23:59", True),
        ("Mo-Fr 8-16", CHRISTMAS, "12:00", False),
        ("Mo-Fr 8-16, Feiertag 10-12", CHRISTMAS, "11:00", True),
        ("Feiertage 20-6", date(2026, 12, 26), "05:00", True),
    ],
)
def test_who_answers_when(hours: str, day: date, clock: str, expected: bool) -> None:
    assert answers(hours, day, clock) is expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "werktags",
        "Mo-Fr",
        "8-16",
        "Mo 25-26",
        "Mo 8:75-9",
        "Xy 8-9",
        "Mo-Feiertag 8-9",
        "Mo 8-9 und",
        "x" * 5000,
    ],
)
def test_what_nobody_understands_is_refused(text: str) -> None:
    with pytest.raises(HoursRefused) as refusal:
        read_hours(text)
    assert len(str(refusal.value)) < 250
