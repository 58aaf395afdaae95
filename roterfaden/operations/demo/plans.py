"""Which cases the demo holds: how many on which chain, by whom, and what is special about each."""

from dataclasses import dataclass

from roterfaden.process.engine.definition import Chain

# chain -> how many cases; every other client chain gets DEFAULT
COUNTS = {"V1": 16, "S2": 11, "V2": 4, "V3b": 3, "V4": 3, "IIZ": 3, "CH-AUFBAU": 3, "CH-COACHING": 3}
DEFAULT = 2
# what is special, dealt out in this order to the cases of the two main chains and then to all others
SPECIALS = (
    "fresh", "middle", "late", "skip", "handover", "undo", "closed", "jump", "leave", "middle", "own_step", "reopened",
    "repeat", "subchain", "late", "colleague", "end_early", "rule", "resume", "closed", "overdue", "closed", "fresh",
    "middle", "closed", "late", "closed",
)  # fmt: skip
SERVICES = {"IIZ": "iiz", "CH-AUFBAU": "iv", "CH-COACHING": "iv", "PROGRAMM-S": "sozialdienst"}
WORKERS = {
    "ifd-neuhafen": ("holm", "reimers", "holm", "albers", "yilmaz", "albers", "holm"),
    "ifd-altwiek": ("fremd",),
    "iiz": ("amrein",),
    "iv": ("zemp",),
    "sozialdienst": ("hodel",),
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
    for chain in sorted(chains, key=lambda chain: (chain.id not in {"V1", "S2"}, chain.id)):
        if chain.subject != "client":
            continue
        service = SERVICES.get(chain.id, "ifd-neuhafen")
        for index in range(COUNTS.get(chain.id, DEFAULT)):
            special = SPECIALS[len(found) % len(SPECIALS)]
            if special == "rule" and not chain.standing_rules:
                special = "middle"
            where = "ifd-altwiek" if service == "ifd-neuhafen" and len(found) % 11 == 10 else service  # noqa: PLR2004
            workers = WORKERS[where]
            found.append(
                Plan(
                    chain=chain,
                    path=index % len(chain.paths),
                    special=special,
                    service=where,
                    worker=workers[len(found) % len(workers)],
                )
            )
    return found
