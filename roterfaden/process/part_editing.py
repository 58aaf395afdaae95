"""Change a draft part by part: the text of the edition is read, one part changed, and the whole written again."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from roterfaden.accounts.models import User
from roterfaden.common.yaml_nodes import Fault
from roterfaden.process import editions
from roterfaden.process.choices import EditionKind
from roterfaden.process.comparison import compare
from roterfaden.process.editing import Sketch, read_sketch, write_sketch
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import Edition
from roterfaden.process.writing import as_yaml

MOST_SENTENCES = 4


class PartRefused(ValueError):
    """The changed part cannot be written down; `faults` say where and why."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(str(fault) for fault in faults))


@dataclass(frozen=True)
class Changed:
    """What a change did, in sentences, and the names of checked paths that had to be searched anew.

    `is_change` is False where everything is as it was.
    """

    chain: Chain
    is_change: bool
    sentences: tuple[str, ...]
    lost: tuple[str, ...]


def sketch_of(edition: Edition) -> Sketch:
    """The chain of a draft that is a whole chain; an adaptation has none of its own."""
    if edition.kind != EditionKind.CHAIN:
        return Sketch(None, [])
    return read_sketch(edition.text)


def digest_of(part: Any) -> str:
    """What a page sends back, to tell whether the part is still as it was seen."""
    return hashlib.sha256(repr(part).encode()).hexdigest()[:32]


def change_part(
    *, edition: Edition, make: Callable[[Chain], Chain], by: User, at: datetime, revision: int | None = None
) -> Changed:
    """Let `make` change the chain of a draft and keep the result; graph faults are kept, it is a draft.

    Refuses: an edition that is no draft of a whole chain or cannot be read (EditionRefused), a part that no chain
    file can hold (PartRefused), what `make` refuses (EditRefused), another revision (Conflict). Effects: as `edit`.
    """
    before = sketch_of(edition).chain
    if before is None:
        raise editions.EditionRefused("Dieser Text lässt sich nicht im Formular bearbeiten.")
    after = make(before)
    read = read_sketch(as_yaml(after))
    if read.chain is None:
        raise PartRefused(read.faults)
    written = write_sketch(read.chain)
    said = [one.sentence for one in compare(before, read.chain) if one.part != "path"]
    seen = edition.revision if revision is None else revision
    text = edition.text
    editions.edit(edition=edition, text=written.text, revision=seen, by=by, at=at)
    return Changed(read.chain, written.text != text, tuple(said[:MOST_SENTENCES]), written.lost)
