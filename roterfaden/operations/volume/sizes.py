"""How many of what a seeded database holds. Pure: the same number of cases always gives the same plan."""

from dataclasses import dataclass

SLICE = 500  # cases that are made and written at once
CASELOAD = 40
TEAM = 4
# journal entries of twelve cases, one after the other: 160, so that 150,000 cases have two million
ENTRIES = (2, 3, 5, 6, 8, 10, 12, 14, 18, 20, 25, 37)
LONG_CASE_ENTRIES = 10_000
YEARS = 8
# of the cases that were opened so many years ago, this share is still open; older ones rarely
STILL_OPEN = (0.85, 0.35, 0.12)
RARELY = 0.01


@dataclass(frozen=True)
class ServicePlan:
    """One service: its number, its cases and persons, how many colleagues, how many cases came before it."""

    number: int
    cases: int
    persons: int
    workers: int
    cases_before: int
    persons_before: int

    @property
    def code(self) -> str:
        return f"dienst-{self.number:03d}"


@dataclass(frozen=True)
class Slice:
    """Some cases of one service that follow each other, and their place among all slices."""

    number: int
    service: ServicePlan
    first: int
    last: int  # not included


def service_plans(cases: int) -> list[ServicePlan]:
    """One service for 2,500 cases, at least three; the first has many, each further one fewer."""
    count = max(3, cases // 2500)
    weights = [1 / (number + 2) for number in range(count)]
    plans: list[ServicePlan] = []
    placed = persons_placed = 0
    for number, weight in enumerate(weights):
        share = cases - placed if number == count - 1 else round(cases * weight / sum(weights))
        persons = max(1, share * 2 // 3)
        workers = max(TEAM, round(share * open_share() / CASELOAD))
        plans.append(ServicePlan(number, share, persons, workers, placed, persons_placed))
        placed, persons_placed = placed + share, persons_placed + persons
    return plans


def slices(plans: list[ServicePlan]) -> list[Slice]:
    """All slices of all services, in order."""
    found: list[Slice] = []
    for plan in plans:
        for first in range(0, plan.cases, SLICE):
            found.append(Slice(len(found), plan, first, min(first + SLICE, plan.cases)))
    return found


def open_share() -> float:
    """Which part of all cases is open, if they were opened evenly over the years."""
    return (sum(STILL_OPEN) + RARELY * (YEARS - len(STILL_OPEN))) / YEARS
