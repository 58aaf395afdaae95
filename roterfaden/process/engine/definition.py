"""What a chain says: frozen, checked by the schema before it gets here, and indexed for the engine."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from roterfaden.process.reckoning.terms import Span, Unit, Weekend


class NodeKind(StrEnum):
    START = "start"
    STEP = "step"
    DECISION = "decision"
    END = "end"


@dataclass(frozen=True, slots=True)
class Document:
    """Something to be recorded at a step: it comes in from others, or goes out to them."""

    title: str
    direction: str  # in | out
    required: bool


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time after an anchor: the opening of this step, the start of the run, or the end of a step.

    One of the lengths is given, or `rule` names a rule of the catalogue of deadlines. Nought days means at once.
    If the anchor is a step that only comes later (an audit to be announced), it counts back from it.
    """

    days: int
    of: str  # self | start | step:<id>
    note: str = ""
    working_days: int = 0
    weeks: int = 0
    months: int = 0
    years: int = 0
    rule: str = ""
    # the same step again: counted from its last completion instead
    then: Span | None = None
    weekend: Weekend = Weekend.STAYS
    # days before the end from which it is near, days after it until the lead is told
    warn: int | None = None
    escalate: int | None = None

    @property
    def span(self) -> Span:
        """Its length; of a rule of the catalogue it is written there."""
        given = (
            Span(self.working_days, Unit.WORKING_DAYS),
            Span(self.weeks, Unit.WEEKS),
            Span(self.months, Unit.MONTHS),
            Span(self.years, Unit.YEARS),
        )
        return next((span for span in given if span.amount), Span(self.days, Unit.DAYS))


@dataclass(frozen=True, slots=True)
class Counter:
    """What makes a standing rule ripe: so many events of one kind in the case."""

    event: str
    at: int


@dataclass(frozen=True, slots=True)
class Start:
    id: str
    title: str
    kind: str  # message | chain | timer | event | document
    enters_at: str
    from_: str = ""
    chain: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    id: str
    title: str
    next: tuple[str, ...]
    responsible: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    guidance: tuple[str, ...] = ()
    documents: tuple[Document, ...] = ()
    deadline: Deadline | None = None
    subchains: tuple[str, ...] = ()
    requires_results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    label: str
    next: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    id: str
    question: str
    outcomes: tuple[Outcome, ...]
    responsible: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    guidance: tuple[str, ...] = ()

    def outcome(self, label: str) -> Outcome | None:
        for outcome in self.outcomes:
            if outcome.label == label:
                return outcome
        return None


@dataclass(frozen=True, slots=True)
class Split:
    """Branches side by side. `all`: the join waits for them all. `at_least_one`: it opens with the first."""

    id: str
    split_from: str
    branches: tuple[str, ...]
    joins_at: str
    mode: str = "all"


@dataclass(frozen=True, slots=True)
class End:
    """Where a run ends. A hand-over names the next chain and the start by which it is entered."""

    id: str
    title: str
    kind: str  # success | abort | return | handover
    chain: str = ""
    enters_at: str = ""


@dataclass(frozen=True, slots=True)
class StandingRule:
    """A rule that holds at any time of the run, whatever step is open."""

    id: str
    title: str
    trigger: str
    leads_to: str
    guidance: tuple[str, ...] = ()
    counts: Counter | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Something the source prints beside the chain: a time plan, a matrix. The engine does not read it."""

    id: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Path:
    name: str
    walk: tuple[str, ...]


Node = Start | Step | Decision | End


@dataclass(frozen=True)
class Chain:
    """One version of one chain, with the look-ups that the engine needs."""

    id: str
    title: str
    version: str
    valid_from: date
    source: str
    core_process: str
    subject: str
    summary: str
    starts: tuple[Start, ...]
    steps: tuple[Step, ...]
    decisions: tuple[Decision, ...]
    ends: tuple[End, ...]
    splits: tuple[Split, ...] = ()
    standing_rules: tuple[StandingRule, ...] = ()
    roles: dict[str, str] = field(default_factory=dict)
    tables: tuple[Table, ...] = ()
    uncertain: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()
    language: str = "de"
    nodes: dict[str, Node] = field(init=False, compare=False, repr=False)
    targets: dict[str, Step | Decision | End] = field(init=False, compare=False, repr=False)
    following: dict[str, str] = field(init=False, compare=False, repr=False)
    split_at: dict[str, Split] = field(init=False, compare=False, repr=False)
    split_by_id: dict[str, Split] = field(init=False, compare=False, repr=False)
    inside: dict[tuple[str, str], frozenset[str]] = field(init=False, compare=False, repr=False)
    counting_back: frozenset[str] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        nexts: tuple[Step | Decision | End, ...] = (*self.steps, *self.decisions, *self.ends)
        targets = {node.id: node for node in nexts}
        nodes: dict[str, Node] = {start.id: start for start in self.starts} | targets
        object.__setattr__(self, "nodes", nodes)
        object.__setattr__(self, "targets", targets)
        object.__setattr__(
            self, "following", {step.id: step.next[0] for step in self.steps if len(step.next) == 1}
        )
        object.__setattr__(self, "split_at", {split.split_from: split for split in self.splits})
        object.__setattr__(self, "split_by_id", {split.id: split for split in self.splits})
        object.__setattr__(self, "inside", self._regions())
        object.__setattr__(self, "counting_back", self._counting_back())

    def kind_of(self, node: str) -> NodeKind:
        match self.nodes[node]:
            case Start():
                return NodeKind.START
            case Step():
                return NodeKind.STEP
            case Decision():
                return NodeKind.DECISION
            case _:
                return NodeKind.END

    def successors(self, node: str) -> tuple[str, ...]:
        """The nodes that may follow `node`, in the order of the file."""
        match self.nodes[node]:
            case Start() as start:
                return (start.enters_at,)
            case Step() as step:
                split = self.split_at.get(node)
                return split.branches if split else step.next
            case Decision() as decision:
                return tuple(outcome.next for outcome in decision.outcomes)
            case _:
                return ()

    def title_of(self, node: str) -> str:
        """What people call the node: the title of a step or end, the question of a decision, or ""."""
        match self.nodes.get(node):
            case Decision() as decision:
                return decision.question
            case None:
                return ""
            case other:
                return other.title

    def step(self, node: str) -> Step | None:
        found = self.nodes.get(node)
        return found if isinstance(found, Step) else None

    def decision(self, node: str) -> Decision | None:
        found = self.nodes.get(node)
        return found if isinstance(found, Decision) else None

    def end(self, node: str) -> End | None:
        found = self.nodes.get(node)
        return found if isinstance(found, End) else None

    def documents_of(self, node: str) -> tuple[Document, ...]:
        step = self.step(node)
        return step.documents if step else ()

    def subchains_of(self, node: str) -> tuple[str, ...]:
        step = self.step(node)
        return step.subchains if step else ()

    def places(self) -> tuple[str, ...]:
        """Every step and decision, in the order of the file: where a run may stand."""
        return (*(step.id for step in self.steps), *(decision.id for decision in self.decisions))

    def _counting_back(self) -> frozenset[str]:
        """The steps with a deadline anchored at a step ahead, from which no drawn way leads to them."""
        anchored = [(step.id, step.deadline.of.removeprefix("step:")) for step in self.steps if step.deadline]
        return frozenset(
            step
            for step, anchor in anchored
            if anchor in self.nodes and anchor != step and step not in self.reachable([anchor])
        )

    def _regions(self) -> dict[tuple[str, str], frozenset[str]]:
        """For each branch of each split: the nodes in which a visit still belongs to this branch.

        They lie on a way from the split through this branch to the join. Who steps elsewhere leaves the part.
        """
        entries = [start.id for start in self.starts] + [rule.leads_to for rule in self.standing_rules]
        regions = {}
        for split in self.splits:
            borders = {split.split_from, split.joins_at}
            outside = self.reachable([*entries, split.joins_at], without={split.split_from})
            for branch in split.branches:
                reached = self.reachable([branch], without=borders)
                leading = {node for node in reached if self.leads_to_join(node, split)}
                regions[split.id, branch] = frozenset(leading - outside)
        return regions

    def leads_to_join(self, node: str, split: Split) -> bool:
        """Whether a way leads from `node` to the join of `split` without passing the split again."""
        return split.joins_at in self.reachable([node], without={split.split_from})

    def reachable(self, roots: Iterable[str], *, without: Collection[str] = ()) -> set[str]:
        """The nodes to which drawn ways lead from `roots`, these included, never through one of `without`."""
        seen: set[str] = set()
        todo = list(roots)
        while todo:
            node = todo.pop()
            if node in seen or node in without or node not in self.nodes:
                continue
            seen.add(node)
            todo += self.successors(node)
        return seen
