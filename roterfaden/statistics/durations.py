"""How long something took, as a histogram that can be summed up: by the hour below two days, by the day above. Pure."""

from collections.abc import Mapping
from datetime import timedelta

HOURS = 48
# bucket 48 is two days, 49 is three
FIRST_DAY = HOURS - 2
HALF = 0.5
P90 = 0.9

Histogram = Mapping[str, int]


def bucket_of(passed: timedelta) -> int:
    """The bucket of a duration, rounded to the hour, from two days on to the day. Negative time counts as none."""
    seconds = max(passed.total_seconds(), 0.0)
    hours = int(seconds / 3600 + HALF)
    return hours if hours < HOURS else FIRST_DAY + int(seconds / 86400 + HALF)


def length_of(bucket: int) -> timedelta:
    """How long the visits in a bucket took."""
    return timedelta(hours=bucket) if bucket < HOURS else timedelta(days=bucket - FIRST_DAY)


def share(histogram: Mapping[int, int], part: float) -> timedelta | None:
    """The duration that `part` of the visits did not exceed (nearest rank): 0.5 is the median. None: no visits."""
    total = sum(histogram.values())
    if not total:
        return None
    wanted = max(-(-total * int(part * 100) // 100), 1)
    seen = 0
    for bucket in sorted(histogram):
        seen += histogram[bucket]
        if seen >= wanted:
            return length_of(bucket)
    raise AssertionError("a rank beyond the last visit")


def total_of(histogram: Mapping[int, int]) -> timedelta:
    """All visits one after the other."""
    return sum((length_of(bucket) * count for bucket, count in histogram.items()), timedelta())
