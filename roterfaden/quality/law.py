"""References to the law in running text, and what the provisions are called today and were called before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext as _

from roterfaden.quality.book import Concordance, LawRow

ACT = re.compile(r"SGB [IVX]+|SchwbAV|SchwbG|WVO|StGB|BGB|BDSG|DSGVO|IVG|IVV|AVIG|AVG|ATSG|DSG")
MARK = re.compile(r"§§?")
# what may stand between two paragraphs of one "§§": 33, 34 und 102; 68 bis 85a
NUMBER = re.compile(r"(?P<word>Abs\.|Absatz|Satz|Nr\.|Nummer)?\s*(?P<number>[0-9]{1,3}[a-z]?)\b")
# from so many paragraphs in a row on, "bis" is shorter
LONG = 3
RANGE = re.compile(r"^\s*(?:bis|–|-)\s*$")


@dataclass(frozen=True)
class Reference:
    """One provision named in a text."""

    number: str
    act: str
    # where its mark stands in the text
    at: int


@dataclass(frozen=True)
class Found:
    """A reference with the row of the concordance that knows it; None says honestly that none does."""

    reference: Reference
    row: LawRow | None
    # whether the text used the old number
    is_old: bool

    @property
    def hint(self) -> str:
        """The other name, in words; nothing where there is none or it is the same."""
        act, number = self.reference.act, self.reference.number
        if self.row is None:
            return ""
        if self.is_old:
            if not self.row.now:
                return _("§ %(number)s %(act)s gibt es nicht mehr") % {"number": number, "act": act}
            if tuple(self.row.now) == (number,):
                return ""
            now = {"now": _paragraphs(self.row.now), "act": act, "number": number}
            return _("heute %(now)s %(act)s (früher § %(number)s)") % now
        old = [one for one in self.row.old if one != number]
        before = {"number": number, "act": act, "old": _paragraphs(old)}
        return _("§ %(number)s %(act)s früher %(old)s") % before if old else ""


def references(text: str) -> list[Reference]:
    """Every provision that `text` names, with its act. "§ 109 mit § 33 SGB IX" names two of the SGB IX."""
    marks = list(MARK.finditer(text))
    acts = [(found.start(), found[0]) for found in ACT.finditer(text)]
    found: list[Reference] = []
    for place, mark in enumerate(marks):
        end = marks[place + 1].start() if place + 1 < len(marks) else len(text)
        act = _act_of(mark.start(), acts)
        if not act:
            continue
        stop = next((start for start, _act in acts if start > mark.start()), end)
        numbers = _numbers(text[mark.end() : min(end, stop)], several=mark[0] == "§§")
        found += [Reference(number, act, mark.start()) for number in numbers]
    return found


def look_up(text: str, law: Concordance, *, old: bool) -> list[Found]:
    """The references of `text` to the act of the concordance, each with its row. `old`: the text quotes the old act."""
    return [
        _known(reference, law, old=old and _value(reference.number)[0] <= law.old_until)
        for reference in references(text)
        if reference.act == law.act
    ]


def hints(text: str, law: Concordance, *, old: bool) -> str:
    """All hints to one text, in one line; empty if there is nothing to say."""
    found = look_up(text, law, old=old)
    said = list(dict.fromkeys(one.hint for one in found if one.hint))
    if len(found) == 1 and not found[0].is_old:
        return "".join(said).partition(law.act)[2].strip()
    return "; ".join(said)


def rows_for(number: str, law: Concordance) -> list[LawRow]:
    """The rows that name `number` as the old or as today's paragraph; "§ 109", "109 SGB IX" are fine."""
    asked = re.search(r"[0-9]{1,3}[a-z]?", number.casefold())
    if asked is None:
        return []
    return [row for row in law.rows if asked[0] in row.old or asked[0] in row.now]


def _known(reference: Reference, law: Concordance, *, old: bool) -> Found:
    for row in law.rows:
        if reference.number in (row.old if old else row.now):
            return Found(reference, row, old)
    return Found(reference, None, old)


def _act_of(at: int, acts: Sequence[tuple[int, str]]) -> str:
    """The act named next after the mark, else the last one before it."""
    after = next((name for start, name in acts if start > at), "")
    return after or next((name for start, name in reversed(acts) if start < at), "")


def _numbers(text: str, *, several: bool) -> Iterator[str]:
    """The paragraphs of one mark; what follows Abs., Satz, Nr. is none."""
    last, end, inside = "", 0, False
    for found in NUMBER.finditer(text):
        between = text[end : found.start()]
        if found["word"]:
            inside = True
        elif not last:
            last = found["number"]
            yield last
        elif several and not inside:
            if RANGE.match(between):
                yield from _between(last, found["number"])
            last = found["number"]
            yield last
        elif several and "," in between:
            inside, last = False, found["number"]
            yield last
        end = found.end()


def _between(first: str, last: str) -> Iterator[str]:
    return (str(n) for n in range(_value(first)[0] + 1, _value(last)[0]))


def _value(number: str) -> tuple[int, str]:
    digits = re.match(r"[0-9]+", number)
    return (int(digits[0]) if digits else 0), number.lstrip("0123456789")


def _paragraphs(numbers: Sequence[str]) -> str:
    """§ 109; §§ 14, 15, 17; §§ 76 bis 84."""
    if len(numbers) == 1:
        return f"§ {numbers[0]}"
    values = [_value(number) for number in numbers]
    in_a_row = all(b[0] == a[0] + 1 and not a[1] and not b[1] for a, b in pairwise(values))
    if in_a_row and len(numbers) >= LONG:
        return f"§§ {numbers[0]} bis {numbers[-1]}"
    return f"§§ {', '.join(numbers)}"
