"""Give a part of a chain another id, or a parallel part another branch, and rewire all that names it. Pure."""

from dataclasses import replace

from roterfaden.process.editing import EditRefused, fresh_id, item_of, put
from roterfaden.process.engine.definition import Chain, Decision, Step

NODES = frozenset(("starts", "steps", "decisions", "ends"))
STEP_ANCHOR = "step:"


def rename(chain: Chain, group: str, key: str, new: str) -> Chain:
    """Call the part `key` from now on `new`; ways, deadlines, parallel parts, rules and paths follow.

    Refuses an id that something else in the chain bears.
    """
    item = item_of(chain, group, key)
    if item is None or new == key:
        return chain
    if any(
        item_of(chain, other, new) is not None for other in (*NODES, "parallel", "standing_rules", "tables")
    ):
        raise EditRefused(f"Die Kennung „{new}“ gibt es in dieser Kette schon.")
    chain = put(chain, group, replace(item, id=new), instead_of=key)
    return _followed(chain, key, new) if group in NODES else chain


def add_branch(chain: Chain, split: str, *, title: str) -> Chain:
    """A further branch of a parallel part: one new step that leads to where the branches meet."""
    found = chain.split_by_id[split]
    known = chain.nodes.get(found.branches[-1]) if found.branches else None
    responsible = known.responsible if isinstance(known, Step | Decision) else ()
    step = Step(fresh_id(chain, "steps"), title, (found.joins_at,), responsible)
    at = next((n for n, one in enumerate(chain.steps) if one.id in found.branches[-1:]), len(chain.steps) - 1)
    steps = (*chain.steps[: at + 1], step, *chain.steps[at + 1 :])
    branches = (*found.branches, step.id)
    return put(replace(chain, steps=steps), "parallel", replace(found, branches=branches), instead_of=split)


def _followed(chain: Chain, old: str, new: str) -> Chain:
    def to(node: str) -> str:
        return new if node == old else node

    def all_to(nodes: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(to, nodes))

    def word(text: str) -> str:
        node, answers, label = text.partition("=")
        return f"{to(node)}{answers}{label}"

    def step(one: Step) -> Step:
        deadline = one.deadline
        if deadline is not None and deadline.of == f"{STEP_ANCHOR}{old}":
            deadline = replace(deadline, of=f"{STEP_ANCHOR}{new}")
        return replace(one, next=all_to(one.next), deadline=deadline)

    return replace(
        chain,
        starts=tuple(replace(start, enters_at=to(start.enters_at)) for start in chain.starts),
        steps=tuple(map(step, chain.steps)),
        decisions=tuple(
            replace(one, outcomes=tuple(replace(o, next=to(o.next)) for o in one.outcomes))
            for one in chain.decisions
        ),
        splits=tuple(
            replace(
                split,
                split_from=to(split.split_from),
                branches=all_to(split.branches),
                joins_at=to(split.joins_at),
            )
            for split in chain.splits
        ),
        standing_rules=tuple(replace(rule, leads_to=to(rule.leads_to)) for rule in chain.standing_rules),
        paths=tuple(replace(path, walk=tuple(map(word, path.walk))) for path in chain.paths),
    )
