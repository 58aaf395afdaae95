"""Change a chain part by part, as forms do. Pure: each function returns another chain and rewires what must follow.

A chain in the making may be full of faults; nothing here judges it beyond what the change itself needs.
"""

from dataclasses import dataclass, replace
from typing import Any

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import Fault, FileFaults, read_tree
from roterfaden.process.chain_reader import read_chain
from roterfaden.process.engine.definition import Chain, Decision, Outcome, Split, Start, Step
from roterfaden.process.graph import check_graph
from roterfaden.process.paths import kept_paths
from roterfaden.process.writing import as_yaml

# the parts of a chain as its file calls them, their attribute, and how a new one is called
GROUPS = {
    "starts": ("starts", "start_"),
    "steps": ("steps", "x"),
    "decisions": ("decisions", "d_"),
    "parallel": ("splits", "p"),
    "standing_rules": ("standing_rules", "r_"),
    "ends": ("ends", "end_"),
    "tables": ("tables", "t_"),
    "paths": ("paths", ""),
}


class EditRefused(ValueError):
    """This change cannot be made; the message says why."""


@dataclass(frozen=True)
class Sketch:
    """A text in the making: the chain as far as it can be read, and every fault of it."""

    chain: Chain | None
    faults: list[Fault]

    def of(self, group: str, key: str) -> list[Fault]:
        """The faults of one part."""
        prefix = f"{group}[{key}]"
        return [fault for fault in self.faults if fault.key == prefix or fault.key.startswith(f"{prefix}.")]


def read_sketch(text: str, *, name: str = "Entwurf") -> Sketch:
    """The chain of a text even if its graph is faulty; no chain if the text cannot be read at all."""
    try:
        tree = read_tree(text, path=name)
    except FileFaults as found:
        return Sketch(None, found.faults)
    faults = Faults(name)
    chain = read_chain(Fields(tree, faults))
    if faults.found:
        return Sketch(None, sorted(set(faults.found)))
    check_graph(chain, faults)
    return Sketch(chain, sorted(set(faults.found)))


@dataclass(frozen=True)
class Written:
    """The text of a changed chain, and the names of paths that fitted no longer and were searched anew."""

    text: str
    lost: tuple[str, ...] = ()


def write_sketch(chain: Chain) -> Written:
    """The chain as text. If nothing else is wrong, paths that cannot be walked any more are replaced by others."""
    sketch = read_sketch(as_yaml(chain))
    if sketch.chain is None or not sketch.faults or any(not f.key.startswith("paths") for f in sketch.faults):
        return Written(as_yaml(chain))
    good, lost = kept_paths(chain)
    return Written(as_yaml(replace(chain, paths=good)), tuple(path.name for path in lost))


def items_of(chain: Chain, group: str) -> tuple[Any, ...]:
    """The parts of one kind, in the order of the file."""
    found: tuple[Any, ...] = getattr(chain, GROUPS[group][0])
    return found


def name_of(item: Any) -> str:
    """What tells a part from the others of its kind."""
    return str(getattr(item, "id", "") or getattr(item, "name", ""))


def item_of(chain: Chain, group: str, key: str) -> Any | None:
    return next((item for item in items_of(chain, group) if name_of(item) == key), None)


def fresh_id(chain: Chain, group: str) -> str:
    """An id that nothing in the chain bears yet."""
    taken = {name_of(item) for name in GROUPS for item in items_of(chain, name)}
    number = len(items_of(chain, group)) + 1
    while f"{GROUPS[group][1]}{number}" in taken:
        number += 1
    return f"{GROUPS[group][1]}{number}"


def put(chain: Chain, group: str, item: Any, *, instead_of: str = "") -> Chain:
    """Replace the part called `instead_of`, or add one at the end. A step keeps its branches and they keep it."""
    items = tuple(item if name_of(one) == instead_of else one for one in items_of(chain, group))
    if not instead_of:
        items = (*items, item)
    chain = _with(chain, group, items)
    return _branching(chain, item, before=instead_of) if isinstance(item, Split) else chain


def shift(chain: Chain, group: str, key: str, *, by: int) -> Chain:
    """Move a part up (-1) or down (1) in the order of the file; at the border nothing happens."""
    items = list(items_of(chain, group))
    at = next((place for place, item in enumerate(items) if name_of(item) == key), -1)
    if at < 0 or not 0 <= at + by < len(items):
        return chain
    items[at], items[at + by] = items[at + by], items[at]
    return _with(chain, group, tuple(items))


def remove(chain: Chain, group: str, key: str) -> Chain:
    """Take a part out. Ways to a step or question lead on to what followed it.

    Refuses: the last start, step or end, an end to which ways lead, a step at which branches begin or meet.
    """
    item = item_of(chain, group, key)
    if item is None:
        return chain
    if group in ("starts", "steps", "ends") and len(items_of(chain, group)) == 1:
        raise EditRefused("Eine Kette hat mindestens einen Beginn, einen Schritt und ein Ende.")
    rest = tuple(one for one in items_of(chain, group) if one is not item)
    match item:
        case Split():
            # the branches stand one behind the other from now on: nothing gets lost
            return _in_a_row(_with(chain, group, rest), item)
        case Step() | Decision():
            for split in chain.splits:
                if key in (split.split_from, split.joins_at):
                    raise EditRefused(
                        f"Hier beginnt oder endet „{split.id}“. Entfernen Sie zuerst diese Verzweigung."
                    )
            after = item.next[0] if isinstance(item, Step) else item.outcomes[0].next
            chain = _without_branch(chain, key, after)
            if after == key:
                raise EditRefused("Dieser Schritt führt nur zu sich selbst zurück.")
            rest = tuple(one for one in items_of(chain, group) if name_of(one) != key)
            return _redirect(_with(chain, group, rest), key, after)
    if group == "ends" and (leading := _leading_to(chain, key)):
        raise EditRefused(f"Zu diesem Ende führen noch Wege: von {', '.join(leading)}.")
    return _with(chain, group, rest)


def insert_step(
    chain: Chain, *, behind: str, answer: str = "", title: str, responsible: tuple[str, ...] = ()
) -> Chain:
    """A new step on the way that leaves `behind` (a question: by `answer`); the way goes on as before."""
    identifier = fresh_id(chain, "steps")
    after = _after(chain, behind, answer)
    chain = _lead(chain, behind, answer, identifier)
    step = Step(identifier, title, (after,), responsible)
    steps = _behind(chain.steps, behind, step)
    return replace(chain, steps=steps)


def insert_decision(
    chain: Chain, *, behind: str, answer: str = "", question: str, responsible: tuple[str, ...] = ()
) -> Chain:
    """A new question with the answers "ja" and "nein", both of which go on as before until somebody changes one."""
    identifier = fresh_id(chain, "decisions")
    after = _after(chain, behind, answer)
    chain = _lead(chain, behind, answer, identifier)
    outcomes = (Outcome("ja", after), Outcome("nein", after))
    decision = Decision(identifier, question, outcomes, responsible)
    return replace(chain, decisions=(*chain.decisions, decision))


def insert_parallel(
    chain: Chain, *, behind: str, titles: tuple[str, ...], responsible: tuple[str, ...] = ()
) -> Chain:
    """Steps side by side behind the step `behind`; they meet where it led. Refuses fewer than two, and a question."""
    origin = chain.step(behind)
    if origin is None or len(titles) < 2:  # noqa: PLR2004
        raise EditRefused("Nebeneinander geht es hinter einem Schritt weiter, mit mindestens zwei Zweigen.")
    if behind in chain.split_at:
        raise EditRefused("Hinter diesem Schritt geht es schon nebeneinander weiter.")
    join = origin.next[0]
    if chain.end(join) is not None or any(split.joins_at == join for split in chain.splits):
        chain = insert_step(chain, behind=behind, title="Ergebnisse zusammenführen", responsible=responsible)
        join = chain.steps[[step.id for step in chain.steps].index(behind)].next[0]
    branches: list[str] = []
    for title in titles:
        identifier = fresh_id(chain, "steps")
        last = branches[-1] if branches else behind
        chain = replace(
            chain, steps=_behind(chain.steps, last, Step(identifier, title, (join,), responsible))
        )
        branches.append(identifier)
    return put(chain, "parallel", Split(fresh_id(chain, "parallel"), behind, tuple(branches), join))


def _with(chain: Chain, group: str, items: tuple[Any, ...]) -> Chain:
    changes: dict[str, Any] = {GROUPS[group][0]: items}
    return replace(chain, **changes)


def _behind(steps: tuple[Step, ...], behind: str, step: Step) -> tuple[Step, ...]:
    at = next((place for place, one in enumerate(steps) if one.id == behind), len(steps) - 1)
    return (*steps[: at + 1], step, *steps[at + 1 :])


def _after(chain: Chain, behind: str, answer: str) -> str:
    """Where the way leads that leaves `behind`."""
    match chain.nodes.get(behind):
        case Start() as start:
            return start.enters_at
        case Step() as step if behind not in chain.split_at:
            return step.next[0]
        case Decision() as decision if (outcome := decision.outcome(answer)) is not None:
            return outcome.next
    raise EditRefused("An dieser Stelle lässt sich nichts einfügen.")


def _lead(chain: Chain, behind: str, answer: str, to: str) -> Chain:
    """Let one way lead to `to`."""

    def by_answer(outcome: Outcome) -> Outcome:
        return replace(outcome, next=to) if outcome.label == answer else outcome

    match chain.nodes[behind]:
        case Start() as start:
            return put(chain, "starts", replace(start, enters_at=to), instead_of=behind)
        case Step() as step:
            return put(chain, "steps", replace(step, next=(to,)), instead_of=behind)
        case Decision() as decision:
            outcomes = tuple(by_answer(outcome) for outcome in decision.outcomes)
            return put(chain, "decisions", replace(decision, outcomes=outcomes), instead_of=behind)
        case _:
            return chain


def _redirect(chain: Chain, old: str, new: str) -> Chain:
    """Let all ways that lead to `old` lead to `new`."""

    def to(node: str) -> str:
        return new if node == old else node

    def turned(decision: Decision) -> Decision:
        return replace(decision, outcomes=tuple(replace(o, next=to(o.next)) for o in decision.outcomes))

    return replace(
        chain,
        starts=tuple(replace(start, enters_at=to(start.enters_at)) for start in chain.starts),
        steps=tuple(replace(step, next=tuple(dict.fromkeys(map(to, step.next)))) for step in chain.steps),
        decisions=tuple(turned(decision) for decision in chain.decisions),
        splits=tuple(
            replace(split, branches=tuple(dict.fromkeys(map(to, split.branches)))) for split in chain.splits
        ),
        standing_rules=tuple(replace(rule, leads_to=to(rule.leads_to)) for rule in chain.standing_rules),
    )


def _branching(chain: Chain, split: Split, *, before: str) -> Chain:
    """The step at which a part begins leads to its branches; the one where it began before to where it joined."""
    old = next((step.id for step in chain.steps if len(step.next) > 1 and step.id not in chain.split_at), "")

    def led(step: Step) -> Step:
        if step.id == split.split_from:
            return replace(step, next=split.branches)
        return replace(step, next=(split.joins_at,)) if before and step.id == old else step

    return replace(chain, steps=tuple(led(step) for step in chain.steps))


def _in_a_row(chain: Chain, split: Split) -> Chain:
    """Each branch leads to the next one instead of to the join."""
    following = dict(zip(split.branches, (*split.branches[1:], split.joins_at), strict=True))

    def chained(step: Step) -> Step:
        if step.id == split.split_from:
            return replace(step, next=(split.branches[0],))
        branch = next((b for b in split.branches if (step.id in _region(chain, split, b))), "")
        to = tuple(following[branch] if branch and node == split.joins_at else node for node in step.next)
        return replace(step, next=to)

    return replace(chain, steps=tuple(chained(step) for step in chain.steps))


def _without_branch(chain: Chain, key: str, after: str) -> Chain:
    """Where `key` is all that a branch holds, the branch goes with it. Refuses the last but one."""
    split = next((s for s in chain.splits if key in s.branches and after == s.joins_at), None)
    if split is None:
        return chain
    left = tuple(branch for branch in split.branches if branch != key)
    if len(left) < 2:  # noqa: PLR2004
        raise EditRefused(f"„{split.id}“ braucht zwei Zweige. Entfernen Sie zuerst diese Verzweigung.")
    return put(chain, "parallel", replace(split, branches=left), instead_of=split.id)


def _region(chain: Chain, split: Split, branch: str) -> set[str]:
    return chain.reachable([branch], without={split.split_from, split.joins_at})


def _leading_to(chain: Chain, node: str) -> list[str]:
    """What leads to `node`, by its title."""
    nodes = [one for one in chain.nodes if node in chain.successors(one)]
    rules = [rule.title for rule in chain.standing_rules if rule.leads_to == node]
    return [f"„{chain.title_of(one)}“" for one in nodes] + [f"„{title}“" for title in rules]
