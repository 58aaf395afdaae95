"""Grow chains at random from blocks: rows of steps, questions, loops, ways out, parts side by side."""

from dataclasses import dataclass, field
from random import Random

from roterfaden.process.engine.definition import Chain, Split
from tests.process.making import chain

MAX_DEPTH = 4


@dataclass
class Plant:
    """A chain in the making. Blocks are grown backwards: each is told where it leads."""

    chance: Random
    steps: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    decisions: dict[str, dict[str, str]] = field(default_factory=dict)
    splits: list[Split] = field(default_factory=list)
    count: int = 0

    def name(self, letter: str) -> str:
        self.count += 1
        return f"{letter}{self.count}"

    def step(self, after: str | tuple[str, ...]) -> str:
        name = self.name("s")
        self.steps[name] = after
        return name

    def block(self, after: str, depth: int) -> str:
        """The entry of a block that leads to `after`."""
        grow = self.chance.choice(
            [self.row, self.row, self.question, self.loop, self.way_out, self.side_by_side, self.side_by_side]
        )
        return self.step(after) if depth >= MAX_DEPTH else grow(after, depth + 1)

    def row(self, after: str, depth: int) -> str:
        return self.block(self.block(after, depth), depth)

    def question(self, after: str, depth: int) -> str:
        name = self.name("d")
        self.decisions[name] = {
            label: self.block(after, depth) for label in ("ja", "nein", "offen")[: self.chance.choice([2, 3])]
        }
        return name

    def loop(self, after: str, depth: int) -> str:
        question = self.name("d")
        entry = self.block(question, depth)
        self.decisions[question] = {"weiter": after, "nochmal": entry}
        return entry

    def way_out(self, after: str, depth: int) -> str:
        question = self.name("d")
        self.decisions[question] = {
            "weiter": self.block(after, depth),
            "hinaus": self.step("end") if self.chance.random() < 0.5 else "end",
        }
        return question

    def side_by_side(self, after: str, depth: int) -> str:
        join = self.step(after)
        branches = tuple(self.block(join, depth) for _ in range(self.chance.choice([2, 2, 3])))
        entry = self.step(branches)
        mode = self.chance.choice(["all", "at_least_one"])
        self.splits.append(Split(self.name("p"), entry, branches, join, mode))
        return entry


def grown(seed: int) -> Chain:
    """A random chain without fault."""
    plant = Plant(Random(seed))
    entry = plant.block(plant.step("end"), 0)
    first = plant.step(entry)
    return chain(
        plant.steps,
        decisions=plant.decisions,
        splits=tuple(plant.splits),
        starts={"start": first},
        rules={"r": "end"},
    )
