"""A chain in the making, while the changes of an overlay are laid over it (see `overlays`)."""

from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any

from roterfaden.process.engine.definition import Chain, Path, Step

Origins = dict[tuple[str, str, str], int]


class Misfit(ValueError):
    """One change cannot be made; the message says why."""


class Merging:
    """A chain in the making: its parts, to be replaced one after the other, and where each line comes from."""

    def __init__(self, chain: Chain, origins: Origins, layer: int) -> None:
        self.before, self.origins, self.layer = chain, origins, layer
        self.parts: dict[str, Any] = {
            part.name: getattr(chain, part.name) for part in fields(chain) if part.init
        }
        self.parts["roles"] = dict(chain.roles)

    def chain(self) -> Chain:
        return Chain(**self.parts)

    def mark(self, node: str, what: str, text: str = "") -> None:
        self.origins[node, what, text] = self.layer

    def find(self, group: str, node: str) -> Any:
        return next((item for item in self.parts[group] if item.id == node), None)

    def step(self, node: str) -> Step:
        found: Step | None = self.find("steps", node)
        if found is None:
            raise Misfit(f"Den Schritt „{node}“ gibt es in der Grundlage nicht.")
        return found

    def place(self, node: str, groups: Iterable[str] = ("steps", "decisions")) -> tuple[str, Any]:
        """The group and the thing with this id."""
        for group in groups:
            found = self.find(group, node)
            if found is not None:
                return group, found
        raise Misfit(f"„{node}“ gibt es in der Grundlage nicht.")

    def put(self, group: str, item: Any, **changed: Any) -> None:
        """Replace one thing by itself with other values."""
        new = replace(item, **changed)
        self.parts[group] = tuple(new if other.id == item.id else other for other in self.parts[group])

    def redirect(self, frm: str, to: str) -> None:
        """Let everything that leads to `frm` lead to `to`."""
        self.parts["starts"] = tuple(
            replace(start, enters_at=swap(start.enters_at, frm, to)) for start in self.parts["starts"]
        )
        self.parts["steps"] = tuple(
            replace(step, next=tuple(swap(n, frm, to) for n in step.next)) for step in self.parts["steps"]
        )
        self.parts["decisions"] = tuple(
            replace(
                decision, outcomes=tuple(replace(o, next=swap(o.next, frm, to)) for o in decision.outcomes)
            )
            for decision in self.parts["decisions"]
        )
        self.parts["standing_rules"] = tuple(
            replace(rule, leads_to=swap(rule.leads_to, frm, to)) for rule in self.parts["standing_rules"]
        )
        self.parts["splits"] = tuple(
            replace(
                split,
                branches=tuple(swap(b, frm, to) for b in split.branches),
                joins_at=swap(split.joins_at, frm, to),
            )
            for split in self.parts["splits"]
        )

    def walk_again(self, retold: Callable[[str], Iterable[str]]) -> None:
        """Rewrite the proven paths, word by word."""
        self.parts["paths"] = tuple(
            Path(path.name, tuple(new for word in path.walk for new in retold(word)))
            for path in self.parts["paths"]
        )


def swap(node: str, frm: str, to: str) -> str:
    return to if node == frm else node
