"""What must hold between the nodes of one chain, so that no walk on it can stick."""

from collections import Counter
from collections.abc import Iterator

from roterfaden.common.yaml_fields import Faults
from roterfaden.process.engine.definition import (
    Chain,
    Decision,
    End,
    NodeKind,
    Split,
    StandingRule,
    Start,
    Step,
    Table,
)
from roterfaden.process.walking import Impossible, Walked, through_rows, walk

LEAST_PATHS = 3
KIND_NAMES = {
    NodeKind.START: "ein Beginn",
    NodeKind.STEP: "ein Schritt",
    NodeKind.DECISION: "eine Frage",
    NodeKind.END: "ein Ende",
}


def check_graph(chain: Chain, faults: Faults) -> None:
    """Add every fault of the graph; the paths are only walked on a graph without fault."""
    before = len(faults.found)
    for check in (_check_ids, _check_references, _check_following, _check_roles, _check_deadlines):
        for key, message in check(chain):
            faults.add(key, message)
    if len(faults.found) > before:
        return
    for check in (_check_reach, _check_splits):
        for key, message in check(chain):
            faults.add(key, message)
    if len(faults.found) > before:
        return
    for key, message in _check_paths(chain):
        faults.add(key, message)


Found = Iterator[tuple[str, str]]


def _named(chain: Chain) -> list[tuple[str, str]]:
    """Key and id of everything that has an id of its own."""
    groups: dict[str, tuple[Start | Step | Decision | End | Split | StandingRule | Table, ...]] = {
        "starts": chain.starts,
        "steps": chain.steps,
        "decisions": chain.decisions,
        "ends": chain.ends,
        "parallel": chain.splits,
        "standing_rules": chain.standing_rules,
        "tables": chain.tables,
    }
    return [(f"{group}[{item.id}]", item.id) for group, items in groups.items() for item in items]


def _check_ids(chain: Chain) -> Found:
    named = _named(chain)
    count = Counter(identifier for _, identifier in named)
    for key, identifier in dict(named).items():
        if count[identifier] > 1:
            yield f"{key}.id", f"Die Kennung „{identifier}“ gibt es in dieser Kette mehrfach."
    for name, number in Counter(path.name for path in chain.paths).items():
        if number > 1:
            yield f"paths[{name}].name", "Zwei Wege heißen gleich."


def _check_references(chain: Chain) -> Found:
    for key, node, allowed in _references(chain):
        if node in chain.nodes and node not in allowed:
            yield key, f"„{node}“ darf hier nicht stehen: das ist {KIND_NAMES[chain.kind_of(node)]}."
        elif node not in allowed:
            yield key, f"„{node}“ gibt es in dieser Kette nicht."


def _references(chain: Chain) -> Iterator[tuple[str, str, set[str]]]:
    places = set(chain.places())
    targets = places | {end.id for end in chain.ends}
    for start in chain.starts:
        yield f"starts[{start.id}].enters_at", start.enters_at, places
    for step in chain.steps:
        for following in step.next:
            yield f"steps[{step.id}].next", following, targets
    for decision in chain.decisions:
        for outcome in decision.outcomes:
            yield f"decisions[{decision.id}].outcomes[{outcome.label}].next", outcome.next, targets
    for split in chain.splits:
        yield f"parallel[{split.id}].split_from", split.split_from, {step.id for step in chain.steps}
        yield f"parallel[{split.id}].joins_at", split.joins_at, places
        for branch in split.branches:
            yield f"parallel[{split.id}].branches", branch, places
    for rule in chain.standing_rules:
        yield f"standing_rules[{rule.id}].leads_to", rule.leads_to, targets


def _check_following(chain: Chain) -> Found:
    """A step leads to one node, or to the branches of its split."""
    for step in chain.steps:
        split = chain.split_at.get(step.id)
        if split is None and len(step.next) != 1:
            yield (
                f"steps[{step.id}].next",
                "Mehrere nächste Schritte braucht es nur bei einer Verzweigung unter „parallel“.",
            )
        if split is not None and set(step.next) != set(split.branches):
            yield (
                f"steps[{step.id}].next",
                f"Die nächsten Schritte sind nicht die Zweige von „{split.id}“: {', '.join(split.branches)}.",
            )
    for place, count in Counter(split.split_from for split in chain.splits).items():
        if count > 1:
            yield f"steps[{place}]", "Von einem Schritt geht höchstens eine Verzweigung aus."


def _check_roles(chain: Chain) -> Found:
    for group, items in (("steps", chain.steps), ("decisions", chain.decisions)):
        for item in items:
            for role in item.responsible:
                if role not in chain.roles:
                    yield (
                        f"{group}[{item.id}].responsible",
                        f"Die Rolle „{role}“ ist unter „roles“ nicht erklärt.",
                    )


def _check_deadlines(chain: Chain) -> Found:
    for step in chain.steps:
        if step.deadline is None or step.deadline.of in ("self", "start"):
            continue
        word, _, anchor = step.deadline.of.partition(":")
        if word != "step" or chain.step(anchor) is None:
            yield (
                f"steps[{step.id}].deadline.of",
                f"„{step.deadline.of}“ ist kein Beginn einer Frist. Möglich: self, start, step:<Schritt>.",
            )


def _check_reach(chain: Chain) -> Found:
    entries = [start.id for start in chain.starts] + [rule.leads_to for rule in chain.standing_rules]
    reached = chain.reachable(entries)
    ends = {end.id for end in chain.ends}
    for key, node in _named(chain):
        if node not in chain.nodes:
            continue
        if node not in reached:
            yield key, f"Zu „{node}“ führt von keinem Beginn ein Weg."
        elif not ends & chain.reachable([node]):
            yield key, f"Von „{node}“ führt kein Weg zu einem Ende."


def _check_splits(chain: Chain) -> Found:
    """The compiled subset: blocks with one way in, which the engine can leave and join without a doubt."""
    for split in chain.splits:
        key = f"parallel[{split.id}]"
        if len(split.branches) < 2:  # noqa: PLR2004
            yield f"{key}.branches", "Eine Verzweigung hat mindestens zwei Zweige."
        for branch in split.branches:
            for message in _faults_of_branch(chain, split, branch):
                yield f"{key}.branches", message
        other = next((s for s in chain.splits if s.id != split.id and s.joins_at == split.joins_at), None)
        if other is not None and "at_least_one" in (split.mode, other.mode):
            yield (
                f"{key}.joins_at",
                f"Hier endet schon „{other.id}“; „at_least_one“ braucht ein eigenes Ende.",
            )


def _faults_of_branch(chain: Chain, split: Split, branch: str) -> Iterator[str]:
    region = chain.inside[split.id, branch]
    borders = {split.split_from, split.joins_at}
    reached = chain.reachable([branch], without=borders)
    leading = {node for node in reached if chain.leads_to_join(node, split)}
    if branch in borders:
        yield f"Der Zweig „{branch}“ enthält keinen Schritt."
    elif branch not in leading:
        yield f"Der Zweig „{branch}“ führt nicht zu „{split.joins_at}“."
    elif not leading <= region:
        yield f"Der Zweig „{branch}“ wird auch von außerhalb betreten, bei „{min(leading - region)}“."
    for sibling in split.branches:
        shared = leading & chain.inside[split.id, sibling] if sibling > branch else frozenset()
        if shared:
            yield f"Die Zweige „{branch}“ und „{sibling}“ treffen sich schon bei „{min(shared)}“."


def _check_paths(chain: Chain) -> Found:
    if len(chain.paths) < LEAST_PATHS:
        yield "paths", f"Es braucht mindestens {LEAST_PATHS} Wege vom Beginn bis zum Ende."
    for path in chain.paths:
        last: Walked | None = None
        try:
            for walked in walk(chain, path.walk, between=through_rows):
                last = walked
        except Impossible as impossible:
            yield f"paths[{path.name}].walk", f"Knoten {impossible.place + 1}: {impossible}"
            continue
        if last is None or last.word != last.state.ended:
            yield f"paths[{path.name}].walk", "Der Weg hört vor einem Ende auf."
