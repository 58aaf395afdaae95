"""Working days of a Land or canton, and the recesses of a law."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from roterfaden.process.reckoning.terms import Recess

SATURDAY, SUNDAY = 5, 6
ONE_DAY = timedelta(days=1)
WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
# regions of the package that are no Land and no canton
SUBDIVISIONS = {
    country: frozenset(code for code in holidays.country_holidays(country).subdivisions if len(code) == 2)  # noqa: PLR2004
    for country in ("DE", "CH")
}
# places that have a holiday more than their Land: a letter after its code -> the name the package knows, what is added
PUBLIC, CATHOLIC = "public", "catholic"
COMMUNES = {
    "DE-BYK": ("BY", (PUBLIC, CATHOLIC)),
    "DE-BYA": ("Augsburg", (PUBLIC, CATHOLIC)),
    "DE-SNK": ("SN", (PUBLIC, CATHOLIC)),
    "DE-THK": ("TH", (PUBLIC, CATHOLIC)),
}
LAND_LENGTH = len("DE-BY")


class UnknownRegion(ValueError):
    """There is no calendar of this Land or canton."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The public holidays of one region (ISO 3166-2: `DE-SH`, `CH-LU`, `DE`, `CH`), or of some communes of a Land."""

    region: str
    name: str = ""

    def free(self, day: date) -> str:
        """Why `day` is no working day (`Sonntag`, `Karfreitag`), or ""."""
        holiday = _holidays(self.region, day.year).get(day)
        if holiday:
            return holiday
        return {SATURDAY: "Samstag", SUNDAY: "Sonntag"}.get(day.weekday(), "")

    def is_working_day(self, day: date) -> bool:
        return not self.free(day)

    def next_working_day(self, day: date, *, back: bool = False) -> date:
        """`day` itself if it is a working day, else the next one (or the last one before it)."""
        step = -ONE_DAY if back else ONE_DAY
        while not self.is_working_day(day):
            day += step
        return day


def is_known(region: str) -> bool:
    country, _, part = region.partition("-")
    return region in COMMUNES or (country in SUBDIVISIONS and (not part or part in SUBDIVISIONS[country]))


def around(region: str) -> tuple[str, ...]:
    """The region itself, the Land of its communes, its country: `DE-BYK`, `DE-BY`, `DE`."""
    return tuple(dict.fromkeys((region, region[:LAND_LENGTH], region.partition("-")[0])))


@lru_cache(maxsize=512)
def _holidays(region: str, year: int) -> Mapping[date, str]:
    """The holidays of one year, by day, in German."""
    if not is_known(region):
        raise UnknownRegion(f"Für „{region}“ gibt es keinen Kalender der Feiertage.")
    country, _, land = region.partition("-")
    part, categories = COMMUNES.get(region, (land or None, (PUBLIC,)))
    found = holidays.country_holidays(country, subdiv=part, years=year, language="de", categories=categories)
    return {day: found[day] for day in found}


def recess_on(day: date, recesses: Iterable[Recess]) -> tuple[Recess, date] | None:
    """The recess in which `day` lies, with its last day."""
    for recess in recesses:
        for year in (day.year - 1, day.year):
            first, last = _days_of(recess, year)
            if first <= day <= last:
                return recess, last
    return None


def _days_of(recess: Recess, year: int) -> tuple[date, date]:
    """First and last day of the recess that begins in `year`."""
    if recess.first is None or recess.last is None:
        sunday = easter(year)
        return sunday - timedelta(days=recess.easter_before), sunday + timedelta(days=recess.easter_after)
    ends = year if recess.last >= recess.first else year + 1
    return date(year, *recess.first), date(ends, *recess.last)


def shown(day: date) -> str:
    """`Do 24.12.2026`"""
    return f"{WEEKDAYS[day.weekday()]} {day:%d.%m.%Y}"


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Gauss, in the form of Meeus and Jones)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * shift + 114, 31)
    return date(year, month, day + 1)
