"""How a worker stands to each criterion on a day, with the sentences that say why. Reads nothing from the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from roterfaden.process.reckoning.calendars import shown
from roterfaden.process.reckoning.counting import move_months
from roterfaden.staff.choices import GAPS, TO_LEARN, Held, Standing
from roterfaden.staff.models import Qualification
from roterfaden.staff.requirements import Criterion, Requirements

ONE_DAY = timedelta(days=1)
# never less than a month has: what is left over of one time alone makes none
DAYS_OF_A_MONTH = 31


@dataclass(frozen=True)
class Line:
    """One criterion: how it stands, why, and until which day it may be made up for."""

    criterion: Criterion
    standing: Standing
    why: tuple[str, ...]
    rows: tuple[Qualification, ...]
    until: date | None = None
    lapses_on: date | None = None

    @property
    def is_gap(self) -> bool:
        return self.standing in GAPS

    @property
    def wants_training(self) -> bool:
        """Whether a training could close it: not a profession, a time, or what somebody just has to look at."""
        return self.criterion.kind == "proof" and self.standing in TO_LEARN


def check_all(
    requirements: Requirements,
    rows: Iterable[Qualification],
    *,
    areas: Sequence[str],
    employed_from: date,
    on: date,
) -> list[Line]:
    """Every criterion that holds for somebody with these tasks, in the order of the catalogue."""
    by_criterion: dict[str, list[Qualification]] = {}
    for row in rows:
        by_criterion.setdefault(row.criterion, []).append(row)
    return [
        check(one, by_criterion.get(one.key, ()), employed_from=employed_from, on=on)
        for one in requirements.criteria
        if not one.area or one.area in areas
    ]


def check(criterion: Criterion, rows: Sequence[Qualification], *, employed_from: date, on: date) -> Line:
    """One criterion on the day `on`."""
    last = move_months(employed_from, criterion.later, number=employed_from.day) if criterion.later else None
    if criterion.kind == "experience":
        standing, why = _experience(criterion, rows, on=on)
        return Line(criterion, standing, why, tuple(rows))
    held = [row for row in rows if row.held == Held.YES and (row.since is None or row.since <= on)]
    valid = [row for row in held if row.valid_until is None or row.valid_until >= on]
    seen = [row for row in valid if row.confirmed_on is not None]
    if seen:
        return _met(criterion, seen, tuple(rows))
    if valid:
        return Line(criterion, Standing.UNPROVEN, _unproven(criterion, valid), tuple(rows), last)
    if held:
        days = [row.valid_until for row in held if row.valid_until is not None]
        why = (_("Der Nachweis galt bis %(day)s.") % {"day": shown(max(days))},)
        return Line(criterion, Standing.NOT, why, tuple(rows))
    standing, why = _missing(rows, last, on=on)
    return Line(criterion, standing, why, tuple(rows), last)


def _met(criterion: Criterion, seen: Sequence[Qualification], rows: tuple[Qualification, ...]) -> Line:
    """The proof that holds longest counts."""
    best = max(seen, key=lambda row: (row.valid_until is None, row.valid_until or date.min, row.pk))
    assert best.confirmed_on is not None
    why = [
        _("Bestätigt am %(day)s von %(who)s.") % {"day": shown(best.confirmed_on), "who": best.confirmed_by}
    ]
    if criterion.kind != "look" and best.paper_id is None and best.reason:
        why.append(_("Statt einer Urkunde gibt es eine Begründung."))
    if best.valid_until is not None:
        why.append(_("Der Nachweis gilt bis %(day)s.") % {"day": shown(best.valid_until)})
    return Line(criterion, Standing.MET, tuple(why), rows, lapses_on=best.valid_until)


def _unproven(criterion: Criterion, rows: Sequence[Qualification]) -> tuple[str, ...]:
    bare = criterion.kind != "look" and all(row.paper_id is None and not row.reason for row in rows)
    if bare:
        return (_("Es fehlt eine Urkunde oder ein Satz, warum es keine gibt."),)
    return (_("Die Leitung hat den Nachweis noch nicht bestätigt."),)


def _missing(
    rows: Sequence[Qualification], last: date | None, *, on: date
) -> tuple[Standing, tuple[str, ...]]:
    if not rows:
        why = [_("Dazu ist noch nichts eingetragen.")]
        if last is not None and last >= on:
            why.append(_("Bis %(day)s darf es nachgeholt werden.") % {"day": shown(last)})
        return Standing.UNKNOWN, tuple(why)
    under_way = any(row.held == Held.UNDER_WAY for row in rows)
    said = _("Es wird gerade erworben.") if under_way else _("Es liegt nicht vor.")
    if last is None:
        return Standing.NOT, (said, _("Es gehört zu den Voraussetzungen von Anfang an."))
    if last >= on:
        return Standing.LATER, (said, _("Bis %(day)s darf es nachgeholt werden.") % {"day": shown(last)})
    return Standing.NOT, (said, _("Die Zeit zum Nachholen endete am %(day)s.") % {"day": shown(last)})


def _experience(
    criterion: Criterion, rows: Sequence[Qualification], *, on: date
) -> tuple[Standing, tuple[str, ...]]:
    if not rows:
        return Standing.UNKNOWN, (_("Dazu ist noch nichts eingetragen."),)
    held = [row for row in rows if row.held == Held.YES]
    seen = months_in([row for row in held if row.confirmed_on is not None], on=on)
    told = months_in(held, on=on)
    need = {"need": criterion.months, "seen": seen, "told": told}
    if seen >= criterion.months:
        return Standing.MET, (_("Bestätigt sind %(seen)s Monate, verlangt %(need)s.") % need,)
    if told >= criterion.months:
        return (
            Standing.UNPROVEN,
            (_("Eingetragen sind %(told)s Monate, bestätigt erst %(seen)s von %(need)s.") % need,),
        )
    return Standing.NOT, (_("Eingetragen sind %(told)s Monate, verlangt %(need)s.") % need,)


def months_in(rows: Iterable[Qualification], *, on: date) -> int:
    """Whole months of the times up to `on`; days that lie in several count once, the rest at 31 days a month."""
    spans = sorted((row.since, min(row.until or on, on)) for row in rows if row.since is not None)
    merged: list[tuple[date, date]] = []
    for first, last in spans:
        if last < first:
            continue
        if merged and first <= merged[-1][1] + ONE_DAY:
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    months, days = 0, 0
    for first, last in merged:
        full = _full_months(first, last + ONE_DAY)
        months += full
        days += (last + ONE_DAY - move_months(first, full, number=first.day)).days
    return months + days // DAYS_OF_A_MONTH


def _full_months(first: date, after: date) -> int:
    count = (after.year - first.year) * 12 + after.month - first.month
    return count if move_months(first, count, number=first.day) <= after else count - 1
