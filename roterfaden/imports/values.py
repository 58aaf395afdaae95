"""Read what stands in a cell: days as people and spreadsheets write them, numbers with comma or point. Pure."""

import re
from datetime import date, timedelta

from roterfaden.common.text import normalise
from roterfaden.imports.choices import YearsOfTwo

# the day before a spreadsheet's first day, such that 31870 is 3 April 1987; it takes 1900 for a leap year
SPREADSHEET_ZERO = date(1899, 12, 30)
# 1927 to 2119: fewer digits are a year or a number
SERIAL = re.compile(r"[1-7]\d{4}(\.0+)?")
ISO = re.compile(r"(\d{4,5})-(\d{1,2})-(\d{1,2})([ T]\d\d:\d\d.*)?")
WRITTEN = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{2,5})(\s+\d\d?:\d\d.*)?")
SPELT = re.compile(r"(\d{1,2})(?:er|°|º)?\.?\s*([^\W\d_]{3,})\.?\s*(\d{2,5})")
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jaenner janvier gennaio",
            "februar feber fevrier febbraio",
            "maerz mrz mars marzo",
            "april avril aprile",
            "mai maggio",
            "juni juin giugno",
            "juli juillet luglio",
            "august aout agosto",
            "september septembre settembre",
            "oktober octobre ottobre",
            "november novembre",
            "dezember decembre dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
SHORTEST_MONTH = 3


class NoDay(ValueError):
    """This is no day; `code`: invalid, year or two_digits."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_day(text: str, *, years: str, today: date) -> date:
    """The day that `text` names: 03.04.1987, 3/4/87, 3. April 1987, 1987-04-03, 31870. Day before month, always.

    Refuses with NoDay what is none, and years of two digits unless `years` allows to read them as past.
    """
    said = text.strip()
    if SERIAL.fullmatch(said):
        return SPREADSHEET_ZERO + timedelta(days=int(float(said)))
    if found := ISO.fullmatch(said):
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if found := WRITTEN.fullmatch(said):
        return _day(_year(found[3], years, today), int(found[2]), int(found[1]))
    if found := SPELT.fullmatch(said):
        month = _month(found[2])
        if month:
            return _day(_year(found[3], years, today), month, int(found[1]))
    raise NoDay("invalid")


def _year(digits: str, years: str, today: date) -> int:
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - two digits leave the century open
        return year
    if years != YearsOfTwo.PAST:
        raise NoDay("two_digits")
    return 2000 + year if 2000 + year <= today.year else 1900 + year


def _month(word: str) -> int:
    said = normalise(word)
    for name, number in MONTHS.items():
        if name == said or (len(said) >= SHORTEST_MONTH and name.startswith(said)):
            return number
    return 0


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise NoDay("year" if year > 9999 or not year else "invalid") from None  # noqa: PLR2004


def read_number(text: str) -> str:
    """A number with a point for the decimals, whatever stood in the cell: 7,5 and 1'234.50 and 1.234,5."""
    said = re.sub(r"[\s'’]", "", text)
    if "," in said:
        said = (
            said.replace(".", "").replace(",", ".")
            if said.rfind(",") > said.rfind(".")
            else said.replace(",", "")
        )
    return said
