"""From an event to the day by which something is due, with the sentences that say how it was counted."""

from collections.abc import Sequence
from datetime import date

from roterfaden.process.reckoning.calendars import Calendar, recess_on, shown
from roterfaden.process.reckoning.counting import ONE_DAY, days_of, end_by_months, move_days
from roterfaden.process.reckoning.terms import (
    Change,
    Computed,
    CountsFrom,
    Direction,
    Extension,
    Method,
    Pause,
    Span,
    Term,
    Unit,
    Weekend,
)

BY_MONTHS = (Unit.MONTHS, Unit.YEARS)


class ChangeTooLate(ValueError):
    """The pause begins, or the extension comes, where the deadline cannot take it."""


def compute(
    term: Term,
    start: date,
    calendar: Calendar,
    method: Method,
    *,
    event: str = "Beginn",
    changes: Sequence[Change] = (),
) -> Computed:
    """The day that `term` gives from `start`, after `changes` in their order.

    Refuses with ChangeTooLate a pause after the end, a pause of a deadline that counts back, and an extension that
    is none; with OutOfRange a day beyond the calendar.
    """
    count = _Count(term, start, calendar, method)
    count.begin(event)
    for change in changes:
        if isinstance(change, Pause):
            count.pause(change)
        else:
            count.extend(change)
    count.roll()
    count.name_calendar()
    return Computed(count.end, tuple(count.steps), resting=count.resting)


class _Count:
    """One count under way: where it stands, and what was said so far."""

    def __init__(self, term: Term, start: date, calendar: Calendar, method: Method) -> None:
        self.term, self.calendar, self.method = term, calendar, method
        self.start = self.end = start
        self.back = term.direction == Direction.BEFORE
        self.steps: list[str] = []
        self.resting = False

    def say(self, sentence: str) -> None:
        self.steps.append(sentence)

    def counts(self, day: date) -> bool:
        """Whether the law counts this day of a span of days."""
        if self.term.rests and recess_on(day, self.method.recesses):
            return False
        return self.term.span.unit != Unit.WORKING_DAYS or self.calendar.is_working_day(day)

    def begin(self, event: str) -> None:
        """Count the span itself."""
        span = self.term.span
        if span.amount == 0:
            self.say(f"{event}: {shown(self.start)}. Es gilt sofort, also derselbe Tag.")
            return
        same = self.term.counts_from == CountsFrom.SAME_DAY
        law = self.method.cite("same_day" if same else "first_day")
        # two whole sentences: each is put into other languages as it stands
        counted = (
            f"{event}: {shown(self.start)}. Dieser Tag zählt mit{law}."
            if same
            else f"{event}: {shown(self.start)}. Dieser Tag zählt nicht mit{law}."
        )
        self.say(counted)
        self._wait_for_recess()
        self.end, lacking = self._added(self.start, span, self.term.counts_from)
        where = "davor" if self.back else "danach"
        self.say(f"{span.words} {where}: {shown(self.end)}{self.method.cite('length')}.")
        if lacking:
            self.say(f"Dieser Monat hat den Tag nicht: Es zählt sein letzter{self.method.cite('month_end')}.")
        if self.term.rests:
            self._rest(self.start)

    def _wait_for_recess(self) -> None:
        found = recess_on(self.start, self.method.recesses) if self.term.rests else None
        if found is not None:
            recess, last = found
            runs_from = last + ONE_DAY
            # where the first day counts, that is the first after the recess, no longer the event's own
            same = self.term.counts_from == CountsFrom.SAME_DAY and not self.back
            self.start = runs_from if same else last
            law = self.method.cite("recess")
            words = f"Sie läuft ab {shown(runs_from)}"
            self.say(f"Zu dieser Zeit stehen Fristen still ({recess.title}){law}: {words}.")

    def _added(self, start: date, span: Span, counts_from: CountsFrom) -> tuple[date, bool]:
        """`start` plus `span`, without looking at recesses, and whether the last month lacked the day."""
        if span.unit in BY_MONTHS:
            return end_by_months(start, span, counts_from, back=self.back)
        days = days_of(span)
        working = span.unit == Unit.WORKING_DAYS
        if counts_from == CountsFrom.SAME_DAY and not self.back and days:
            start -= ONE_DAY

        def counts(day: date) -> bool:
            return not working or self.calendar.is_working_day(day)

        return move_days(start, days, counts, back=self.back), False

    def _rest(self, after: date) -> None:
        """Add the days of recess between `after` and the end, and those that come into it by this."""
        working = self.term.span.unit == Unit.WORKING_DAYS

        def counted(day: date) -> bool:
            return not working or self.calendar.is_working_day(day)

        added, day = 0, after + ONE_DAY
        while day <= self.end:
            if recess_on(day, self.method.recesses) and counted(day):
                added += 1
                self.end = move_days(self.end, 1, counted)
            day += ONE_DAY
        if added:
            law = self.method.cite("recess")
            kind = Span(added, Unit.WORKING_DAYS if working else Unit.DAYS).words
            self.say(f"In dieser Zeit stehen Fristen {kind} still{law}: {shown(self.end)}.")

    def pause(self, pause: Pause) -> None:
        if self.back:
            raise ChangeTooLate("Eine Frist, die rückwärts zählt, kann nicht ruhen.")
        if pause.first > self.end:
            raise ChangeTooLate(
                f"Die Frist endete schon am {shown(self.end)}. Danach kann sie nicht mehr ruhen."
            )
        law = self.method.cite("pause")
        if pause.last is None:
            self.resting = True
            self.say(
                f"Die Frist ruht seit {shown(pause.first)}{law}. Ihr Ende rückt mit jedem Tag weiter hinaus."
            )
            return
        first = max(pause.first, self.start + ONE_DAY)
        days = max((pause.last - first).days + 1, 0)
        counted = sum(self.counts(date.fromordinal(first.toordinal() + n)) for n in range(days))
        before = self.end
        self.end = move_days(self.end, counted, self.counts)
        when = f"{shown(pause.first)} bis {shown(pause.last)}"
        working = self.term.span.unit == Unit.WORKING_DAYS
        kind = Span(counted, Unit.WORKING_DAYS if working else Unit.DAYS).words if counted else "kein Tag"
        self.say(f"Die Frist ruhte von {when}. Nicht gezählt: {kind}{law}.")
        self.say(f"Statt {shown(before)} endet sie am {shown(self.end)}.")

    def extend(self, extension: Extension) -> None:
        law = self.method.cite("extension")
        if extension.span is not None:
            self.roll()
            former = self.end
            self.end, _lacking = self._added(former, extension.span, CountsFrom.NEXT_DAY)
            self.say(f"Verlängert um {extension.span.words} ab {shown(former)}{law}: {shown(self.end)}.")
            if self.term.rests:
                self._rest(former)
        elif extension.until is not None:
            if extension.until <= self.end:
                raise ChangeTooLate(
                    f"Die Frist endet schon am {shown(self.end)}. Das wäre keine Verlängerung."
                )
            self.end = extension.until
            self.say(f"Verlängert bis {shown(self.end)}{law}.")

    def roll(self) -> None:
        """Move an end on a free day as the term says, and say so."""
        free = self.calendar.free(self.end)
        if not free or self.resting:
            self._ordinary()
        elif self.term.weekend == Weekend.STAYS:
            self.say(f"{shown(self.end)} ist {_named(free)}. Diese Frist verschiebt sich nicht.")
        else:
            self._move(free)

    def _move(self, free: str) -> None:
        back = self.term.weekend == Weekend.PREVIOUS
        former = self.end
        self.end = self.calendar.next_working_day(former, back=back)
        step = -1 if back else 1
        names = [f"{shown(former)} ist {_named(free)}"]
        for ordinal in range(former.toordinal() + step, self.end.toordinal(), step):
            day = date.fromordinal(ordinal)
            names.append(f"{shown(day)} ist {_named(self.calendar.free(day))}")
        where = "vorgezogen auf den letzten Werktag davor" if back else "verschoben auf den nächsten Werktag"
        self.say(f"{', '.join(names)}: {where}, {shown(self.end)}{self.method.cite('weekend')}.")

    def _ordinary(self) -> None:
        name = self.method.ordinary_days.get((self.end.month, self.end.day))
        if name and not self.calendar.free(self.end) and not self.resting:
            self.say(f"{name} ist ein gewöhnlicher Werktag.")

    def name_calendar(self) -> None:
        """Say whose holidays were looked at, where they could have mattered."""
        asked = self.term.weekend != Weekend.STAYS or self.term.span.unit == Unit.WORKING_DAYS
        if asked and self.calendar.name:
            self.say(f"Feiertage nach dem Kalender: {self.calendar.name}.")


def _named(free: str) -> str:
    return f"ein {free}" if free in ("Samstag", "Sonntag") else free
