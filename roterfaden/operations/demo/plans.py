"""Which cases the demo holds: how many on which chain, by whom, and what is special about each."""

from dataclasses import dataclass
from datetime import date, timedelta

from roterfaden.process.engine.definition import Chain
from roterfaden.process.reckoning.calendars import Calendar
from roterfaden.process.reckoning.compute import compute
from roterfaden.process.reckoning.terms import Direction, Method, Term

CALENDAR = Calendar("DE")
# chain -> how many cases; every other client chain gets DEFAULT
COUNTS = {"V1": 16, "S2": 11, "V2": 4, "V3b": 3, "V4": 3, "IIZ": 3, "CH-AUFBAU": 3, "CH-COACHING": 3}
DEFAULT = 2
# what is special, dealt out in this order to the cases of the two main chains and then to all others
SPECIALS = (
    "fresh", "probation:-5", "late", "handover", "skip", "undo", "probation:0", "closed", "jump", "rule", "leave",
    "probation:3", "own_step", "reopened", "handover", "repeat", "subchain", "late", "colleague", "end_early", "probation:25",  # noqa: E501
    "resume", "closed", "handover", "closed", "fresh", "middle", "skip", "closed", "late", "closed", "subchain", "middle",  # noqa: E501
)  # fmt: skip
SERVICES = {"IIZ": "iiz", "CH-AUFBAU": "iv", "CH-COACHING": "iv", "PROGRAMM-S": "sozialregion"}
WORKERS = {
    "ifd-neuhafen": ("holm", "reimers", "holm", "albers", "yilmaz", "albers", "holm"),
    "ifd-altwiek": ("fremd",),
    "iiz": ("amrein",),
    "iv": ("zemp",),
    "sozialdienst": ("hodel",),
    "sozialregion": ("wyss",),
    "rav": ("bucher",),
}
COMMISSIONERS = ("agentur", "jobcenter", "rente", "bg", "inklusionsamt")


@dataclass(frozen=True)
class Plan:
    """One case to be made."""

    chain: Chain
    path: int
    special: str
    service: str
    worker: str


def plans(chains: list[Chain]) -> list[Plan]:
    """The plans for all client chains, in a fixed order."""
    found: list[Plan] = []
    for chain in sorted(chains, key=lambda chain: (chain.id != "V1", chain.id != "S2", chain.id)):
        if chain.subject != "client":
            continue
        service = SERVICES.get(chain.id, "ifd-neuhafen")
        for index in range(COUNTS.get(chain.id, DEFAULT)):
            special = SPECIALS[len(found) % len(SPECIALS)]
            if special == "rule" and not chain.standing_rules:
                special = "middle"
            if special.startswith("probation") and not with_deadline(chain):
                special = "late"
            where = "ifd-altwiek" if service == "ifd-neuhafen" and len(found) % 11 == 10 else service  # noqa: PLR2004
            workers = WORKERS[where]
            found.append(
                Plan(
                    chain=chain,
                    path=path_for(chain, special, index),
                    special=special,
                    service=where,
                    worker=workers[len(found) % len(workers)],
                )
            )
    return found


def with_deadline(chain: Chain) -> str:
    """The first step of the chain that has a deadline counted from an earlier step; "" if there is none."""
    return next(
        (step.id for step in chain.steps if step.deadline and step.deadline.of.startswith("step:")), ""
    )


def path_for(chain: Chain, special: str, index: int) -> int:
    """Hand-overs need a path that ends in one; all others take the paths of the chain in turn."""
    ends = {end.id for end in chain.ends if end.chain}
    if special.startswith("probation"):
        return next(i for i, path in enumerate(chain.paths) if with_deadline(chain) in path.walk)
    if special == "handover":
        return next((i for i, path in enumerate(chain.paths) if path.walk[-1] in ends), 0)
    return index % len(chain.paths)


def probation_ago(plan: Plan, *, today: date) -> int:
    """How many days ago the step before the deadline was done, so that it is due in as many days as the plan says."""
    step = plan.chain.step(with_deadline(plan.chain))
    due_in = int(plan.special.partition(":")[2])
    asked = step.deadline if step else None
    if asked is None:
        return -due_in
    # so long before the day on which it is to be due
    back = compute(
        Term(asked.span, direction=Direction.BEFORE),
        today + timedelta(days=due_in),
        CALENDAR,
        Method("demo", ""),
    )
    return (today - back.due_on).days
