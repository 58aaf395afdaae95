"""Lay the changes of an overlay over a chain. The result is a whole chain, checked like any other. Pure.

For each line of the result it is known which layer it comes from: `Merged.origins`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from roterfaden.common.yaml_nodes import Fault, FileFaults
from roterfaden.process.engine.definition import Chain
from roterfaden.process.merging import Merging, Misfit
from roterfaden.process.overlay_changes import DOING
from roterfaden.process.overlay_reader import Change, LoadedOverlay
from roterfaden.process.schema import LoadedChain, parse_chain
from roterfaden.process.writing import as_yaml

# node (or ""), field, text (or ""), number of the layer
Origin = tuple[str, str, str, int]


class DoesNotFit(FileFaults):
    """The overlay does not fit this chain. One fault with a sentence for each change that fails."""


@dataclass(frozen=True)
class Merged:
    """A chain with all layers so far. What `origins` does not name comes from the base."""

    chain: Chain
    origins: Mapping[tuple[str, str, str], int] = field(default_factory=dict)

    def origin(self, node: str, what: str, text: str = "") -> int:
        """The number of the layer that a line comes from; 0 is the base."""
        whole = self.origins.get((node, "node", ""), 0)
        return self.origins.get((node, what, text), whole)

    def origin_rows(self) -> list[Origin]:
        return [(*where, layer) for where, layer in self.origins.items()]


def apply(below: Merged, loaded: LoadedOverlay, *, layer: int) -> Merged:
    """Lay the overlay over `below` as layer number `layer`. Raises DoesNotFit with every change that fails."""
    merging = Merging(below.chain, dict(below.origins), layer)
    faults = []
    for change in loaded.overlay.changes:
        try:
            DOING[change.do](merging, change.values)
        except Misfit as misfit:
            faults.append(_fault(loaded, change, str(misfit)))
    if faults:
        raise DoesNotFit(faults)
    chain = merging.chain()
    try:
        checked = parse_chain(as_yaml(chain), name=loaded.path)
    except FileFaults as found:
        raise DoesNotFit(
            [
                Fault(
                    loaded.path,
                    1,
                    fault.key,
                    f"Mit der Anpassung stimmt die Kette nicht mehr: {fault.message}",
                )
                for fault in found.faults
            ]
        ) from found
    return Merged(checked.chain, merging.origins)


def sealed(merged: Merged, *, version: str, valid_from: date) -> LoadedChain:
    """The merged chain as a version of its own: its text and checksum, under its name and first day."""
    chain = replace(merged.chain, version=version, valid_from=valid_from)
    return parse_chain(as_yaml(chain), name=f"{chain.id}@{version}")


def _fault(loaded: LoadedOverlay, change: Change, sentence: str) -> Fault:
    return Fault(loaded.path, change.line, f"{change.key} ({change.do})", sentence)
