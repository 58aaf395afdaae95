"""Where each line of a chain version comes from: the base, a Land or canton, a service."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from roterfaden.process.models import ChainVersion


@dataclass(frozen=True)
class Origins:
    """The names of the layers, and which line comes from which; lines of the base are not named."""

    layers: tuple[str, ...] = ()
    of: Mapping[tuple[str, str, str], int] = field(default_factory=dict)

    def source(self, node: str, what: str, text: str = "") -> str:
        """The name of the Land or service that this line comes from; "" for the base.

        `what` is a field (title, hints, guidance, documents, deadline, role, responsible), `text` the line itself.
        """
        layer = self.of.get((node, what, text)) or self.of.get((node, "node", ""), 0)
        return self.layers[layer] if 0 < layer < len(self.layers) else ""


BASE_ONLY = Origins()


def origins_of(version: ChainVersion) -> Origins:
    """What is known of the version's lines; no query."""
    if not version.layers:
        return BASE_ONLY
    rows = {(node, what, text): layer for node, what, text, layer in version.origins}
    names = tuple(layer["name"] for layer in version.layers)
    # a whole chain of a service has no base below it: its first layer is not the base
    return Origins(names if version.layers[0]["kind"] == "base" else ("", *names[1:]), rows)
