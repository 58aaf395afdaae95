"""Change the text of an adaptation without writing YAML: one change more, or one less.

The text stays the only truth, as with whole chains (docs/decisions/0027): it is read, changed,
written anew. Comments go.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from roterfaden.accounts.models import User
from roterfaden.common.yaml_nodes import FileFaults, Node, Scalar, Sequence, read_tree
from roterfaden.process import editions
from roterfaden.process.choices import EditionKind
from roterfaden.process.models import Edition
from roterfaden.process.overlay_reader import parse_overlay
from roterfaden.process.starting_texts import PLACEHOLDER
from roterfaden.process.writing import dumped, on_one_line

Change = Mapping[str, Any]


def changes_in(edition: Edition) -> list[Change]:
    """The changes of an adaptation as plain values; none while its text cannot be read."""
    try:
        parse_overlay(edition.text, name="")
        found = _values(read_tree(edition.text, path=""))
    except FileFaults:
        return []
    return list(found["changes"])


def add_change(*, edition: Edition, change: Change, revision: int, by: User, at: datetime) -> Edition:
    """Write one more change at the end; the example with which a draft begins goes.

    Refuses: a whole chain, a text that cannot be read, a change that no adaptation could hold; else as `editions.edit`.
    """
    kept = [one for one in _readable(edition) if one.get("text") != PLACEHOLDER]
    return _write(edition, [*kept, dict(change)], revision=revision, by=by, at=at)


def drop_change(*, edition: Edition, number: int, revision: int, by: User, at: datetime) -> Edition:
    """Take the change `number` (from 1) out. Refuses the last one that is left, and one that there is not."""
    changes = _readable(edition)
    if not 1 <= number <= len(changes):
        raise editions.EditionRefused("Diese Änderung gibt es nicht mehr.")
    if len(changes) == 1:
        raise editions.EditionRefused("Das ist die letzte Änderung. Verwerfen Sie lieber den ganzen Entwurf.")
    del changes[number - 1]
    return _write(edition, changes, revision=revision, by=by, at=at)


def _readable(edition: Edition) -> list[Change]:
    if edition.kind != EditionKind.OVERLAY:
        raise editions.EditionRefused("Eine ganze Kette wird Teil für Teil bearbeitet.")
    changes = changes_in(edition)
    if not changes:
        raise editions.EditionRefused("Der Text hat Fehler. Bitte beheben Sie sie zuerst im Text.")
    return changes


def _write(edition: Edition, changes: list[Change], *, revision: int, by: User, at: datetime) -> Edition:
    values = _values(read_tree(edition.text, path=""))
    values["changes"] = [on_one_line(change) for change in changes]
    text = dumped(values)
    try:
        parse_overlay(text, name="")
    except FileFaults as found:
        raise editions.EditionRefused(found.faults[0].message) from found
    return editions.edit(edition=edition, text=text, revision=revision, by=by, at=at)


def _values(node: Node) -> Any:
    """The node with numbers, truth values and days as such, so that writing it gives the same again."""
    if isinstance(node, Scalar):
        if node.kind == "bool":
            return node.text.lower() == "true"
        if node.kind == "int":
            return int(node.text)
        return node.as_date if node.kind == "date" else node.text
    if isinstance(node, Sequence):
        return [_values(item) for item in node.items]
    return {key: _values(value) for key, value in node.entries.items()}
