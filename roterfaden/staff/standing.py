"""How the staff of a service stands: the overview of who leads, the needs, and counts that show nobody."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from roterfaden.accounts.models import Organisation
from roterfaden.process.reckoning.counting import move_months
from roterfaden.staff.checking import Line, check_all
from roterfaden.staff.choices import OPEN_NEEDS, InductionResult, Origin, Standing
from roterfaden.staff.files import erasable_from
from roterfaden.staff.models import Induction, Qualification, StaffFile, Training
from roterfaden.staff.queries import files_in, is_there
from roterfaden.staff.requirements import Criterion, Requirements, requirements_for

SMALLEST = 3


@dataclass(frozen=True)
class Person:
    """One worker with the check of every criterion."""

    file: StaffFile
    lines: tuple[Line, ...]
    induction: Induction | None

    @property
    def gaps(self) -> list[Line]:
        return [line for line in self.lines if line.is_gap]

    def lapsing(self, until: date) -> list[Line]:
        return [line for line in self.lines if line.lapses_on is not None and line.lapses_on <= until]


@dataclass(frozen=True)
class Gap:
    """One criterion that a training could help some workers to meet; with each: is one taken up?"""

    criterion: Criterion
    people: tuple[tuple[StaffFile, Line, bool], ...]


@dataclass(frozen=True)
class Told:
    """How many meet one criterion, and how many do not; None: too few to tell without showing somebody."""

    criterion: Criterion
    met: int | None
    open: int | None


def lines_of(staff_file: StaffFile, requirements: Requirements, *, on: date) -> tuple[Line, ...]:
    """The check of one file."""
    rows = staff_file.qualifications.select_related("staff_file__data_key", "confirmed_by", "paper")
    return tuple(
        check_all(requirements, rows, areas=staff_file.areas, employed_from=staff_file.employed_from, on=on)
    )


def others_of(staff_file: StaffFile, lines: Sequence[Line]) -> list[Qualification]:
    """What stands in the file and belongs to no criterion of today; the worker sees this, too."""
    shown = {row.pk for line in lines for row in line.rows}
    rows = staff_file.qualifications.select_related("staff_file__data_key", "paper", "confirmed_by")
    return [row for row in rows if row.pk not in shown]


def people_in(organisation: Organisation, *, on: date) -> list[Person]:
    """Everybody with a file who is there on the day, by name. Three queries, however many there are."""
    requirements = requirements_for(organisation)
    files = [one for one in files_in(organisation) if is_there(one, on=on)]
    rows = Qualification.objects.filter(staff_file__in=files)
    by_file: dict[int, list[Qualification]] = {}
    for row in rows.select_related("staff_file__data_key", "confirmed_by"):
        by_file.setdefault(row.staff_file_id, []).append(row)
    inductions = {
        one.staff_file_id: one
        for one in Induction.objects.filter(staff_file__in=files).select_related("mentor")
    }
    found = []
    for one in files:
        lines = check_all(
            requirements, by_file.get(one.pk, ()), areas=one.areas, employed_from=one.employed_from, on=on
        )
        found.append(Person(one, tuple(lines), inductions.get(one.pk)))
    return found


def under_way(people: Sequence[Person]) -> list[Person]:
    """Whose induction is not signed by both, or needs more."""
    return [
        one
        for one in people
        if one.induction is not None
        and not (one.induction.is_closed and one.induction.result != InductionResult.MORE)
    ]


def to_erase(organisation: Organisation, *, on: date) -> list[StaffFile]:
    """The files of those who left whose time is over."""
    gone = files_in(organisation).filter(left_on__isnull=False)
    return [one for one in gone if (first := erasable_from(one)) is not None and first <= on]


def gaps_in(organisation: Organisation, people: Sequence[Person]) -> list[Gap]:
    """What a training could help with, in the order of the catalogue, and for whom one is taken up already."""
    rows = Training.objects.filter(organisation=organisation, state__in=OPEN_NEEDS).exclude(criterion="")
    taken: set[tuple[int | None, str]] = set(rows.values_list("staff_file_id", "criterion"))
    found: dict[str, list[tuple[StaffFile, Line, bool]]] = {}
    criteria: dict[str, Criterion] = {}
    for person in people:
        for line in person.lines:
            if not line.wants_training:
                continue
            key = line.criterion.key
            criteria[key] = line.criterion
            is_taken = (person.file.pk, key) in taken or (None, key) in taken
            found.setdefault(key, []).append((person.file, line, is_taken))
    order = [one.key for one in requirements_for(organisation).criteria]
    return [Gap(criteria[key], tuple(found[key])) for key in order if key in found]


def next_gathering(organisation: Organisation) -> date | None:
    """When the needs are gathered again: months after one was last taken up that is no wish; none yet."""
    rows = Training.objects.filter(organisation=organisation).exclude(origin=Origin.WISH)
    last = rows.order_by("-needed_on").values_list("needed_on", flat=True).first()
    if last is None:
        return None
    months = requirements_for(organisation).terms.needs_months
    return move_months(last, months, number=last.day)


def counts_of(organisation: Organisation, *, on: date) -> tuple[int, list[Told]]:
    """How many workers there are, and for each criterion how many meet it. Of fewer than three people nothing is told,
    and where either part is one or two people neither part is told.
    """
    people = people_in(organisation, on=on)
    told = []
    for criterion in requirements_for(organisation).criteria:
        lines = [line for one in people for line in one.lines if line.criterion.key == criterion.key]
        met = sum(line.standing == Standing.MET for line in lines)
        missing = len(lines) - met
        hide = len(lines) < SMALLEST or any(0 < part < SMALLEST for part in (met, missing))
        told.append(Told(criterion, None, None) if hide else Told(criterion, met, missing))
    return len(people), told
