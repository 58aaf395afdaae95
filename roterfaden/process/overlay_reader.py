"""Read overlay files strictly: what a Land, a canton or a service changes about a chain, one change a line.

The format stands in `docs/overlay-format.md`. Whether the changes fit a chain is told by `overlays.apply`.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from roterfaden.common.yaml_fields import NOT_GIVEN, Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, plain, read_tree
from roterfaden.process.chain_reader import (
    DIRECTIONS,
    LANGUAGES,
    MAX_DOCUMENT,
    MAX_LABEL,
    MAX_LINE,
    MAX_PARAGRAPH,
    MAX_TITLE,
    deadline_from,
    read_step,
)
from roterfaden.process.engine.definition import Document

MAX_OVERLAY_VERSION = 20
MAX_CHANGES = 500


@dataclass(frozen=True)
class Change:
    """One change: what is done (`do`), with which values, and where it stands in the file."""

    do: str
    values: Mapping[str, Any]
    key: str
    line: int


@dataclass(frozen=True)
class Overlay:
    """The changes of one place to a chain, or the same changes to several. `region` or `organisation` says whose."""

    chains: tuple[str, ...]
    version: str
    title: str
    source: str
    language: str
    changes: tuple[Change, ...]
    region: str = ""
    organisation: str = ""
    valid_from: date | None = None


@dataclass(frozen=True)
class LoadedOverlay:
    """An overlay with its text. Equal content has an equal checksum, however it is formatted."""

    overlay: Overlay
    text: str
    checksum: str
    path: str


def parse_overlay(text: str, *, name: str) -> LoadedOverlay:
    """The overlay of one file's text. Raises FileFaults with all faults; `name` is how they call the file."""
    tree = read_tree(text, path=name)
    faults = Faults(name)
    overlay = _overlay(Fields(tree, faults))
    if faults.found:
        raise FileFaults(faults.found)
    content = json.dumps(plain(tree), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return LoadedOverlay(overlay, text, hashlib.sha256(content.encode()).hexdigest(), name)


def _overlay(top: Fields) -> Overlay:
    top.choice("kind", ("overlay",))
    day = top.day("valid_from") if "valid_from" in top.mapping.entries else NOT_GIVEN
    overlay = Overlay(
        chains=top.identifier_or_list("chain")[0],
        version=top.text("version", most=MAX_OVERLAY_VERSION),
        title=top.text("title", most=MAX_TITLE),
        source=top.text("source", most=MAX_LINE),
        language=top.choice("language", LANGUAGES),
        region=top.identifier("region", optional=True),
        organisation=top.identifier("organisation", optional=True),
        valid_from=None if day == NOT_GIVEN else day,
        changes=tuple(
            _change(fields, top.faults) for fields in top.many("changes", named="", least=1)[:MAX_CHANGES]
        ),
    )
    if bool(overlay.region) == bool(overlay.organisation):
        top.refuse(
            "region",
            "Eine Anpassung nennt entweder ein Land oder Kanton („region“) oder eine Stelle („organisation“).",
        )
    top.close()
    return overlay


def _change(fields: Fields, faults: Faults) -> Change:
    do = fields.choice("do", READING)
    values = READING[do](fields) if do in READING else {}
    if do in READING:
        fields.close()
    return Change(do, values, fields.prefix, faults.line_of(fields.prefix))


def _at(fields: Fields) -> dict[str, Any]:
    return {"at": fields.identifier("at")}


def _line(fields: Fields) -> dict[str, Any]:
    return _at(fields) | {"text": fields.text("text", most=MAX_LINE)}


def _line_replaced(fields: Fields) -> dict[str, Any]:
    return _at(fields) | {"old": fields.text("old", most=MAX_LINE), "new": fields.text("new", most=MAX_LINE)}


def _document(fields: Fields) -> dict[str, Any]:
    return _at(fields) | {
        "document": Document(
            title=fields.text("title", most=MAX_DOCUMENT),
            direction=fields.choice("direction", DIRECTIONS),
            required=fields.flag("required"),
        )
    }


def _document_changed(fields: Fields) -> dict[str, Any]:
    entries = fields.mapping.entries
    found = _at(fields) | {
        "title": fields.text("title", most=MAX_DOCUMENT),
        "new_title": fields.text("new_title", most=MAX_DOCUMENT) if "new_title" in entries else None,
        "direction": fields.choice("direction", DIRECTIONS) if "direction" in entries else None,
        "required": fields.flag("required") if "required" in entries else None,
    }
    if all(found[name] is None for name in ("new_title", "direction", "required")):
        fields.refuse("do", "Hier fehlt, was sich ändert: „new_title“, „direction“ oder „required“.")
    return found


def _deadline(fields: Fields) -> dict[str, Any]:
    return _at(fields) | {
        "deadline": deadline_from(fields),
    }


def _added_step(fields: Fields) -> dict[str, Any]:
    step = fields.one("step")
    if step is None:
        fields.refuse("step", "Hier fehlt der neue Schritt.")
    return {
        "after": fields.text("after", most=MAX_TITLE),
        "step": None if step is None else read_step(step, leads_on=False),
    }


READING: dict[str, Callable[[Fields], dict[str, Any]]] = {
    "rename_chain": lambda fields: {"title": fields.text("title", most=MAX_TITLE)},
    "retell": lambda fields: {"summary": fields.text("summary", most=MAX_PARAGRAPH)},
    "call": lambda fields: {"role": fields.identifier("role"), "label": fields.text("label", most=MAX_LINE)},
    "say": lambda fields: {
        "instead_of": fields.text("instead_of", most=MAX_LABEL),
        "word": fields.text("word", most=MAX_LABEL),
    },
    "retitle": lambda fields: _at(fields) | {"title": fields.text("title", most=MAX_TITLE)},
    "assign": lambda fields: _at(fields) | {"responsible": fields.identifiers("responsible", optional=False)},
    "add_hint": _line,
    "replace_hint": _line_replaced,
    "remove_hint": _line,
    "add_guidance": _line,
    "replace_guidance": _line_replaced,
    "remove_guidance": _line,
    "add_document": _document,
    "change_document": _document_changed,
    "remove_document": lambda fields: _at(fields) | {"title": fields.text("title", most=MAX_DOCUMENT)},
    "set_deadline": _deadline,
    "remove_deadline": _at,
    "add_step": _added_step,
    "skip_step": _at,
}
