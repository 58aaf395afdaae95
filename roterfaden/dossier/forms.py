"""The forms of protocols, as dated data (`catalogue/handover`), read strictly."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree

FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "handover" / "protocols-2026-11.yaml"
SOURCES = (
    "concern", "course", "standing", "company", "agreements", "aids", "contacts", "open_points", "nothing",
)  # fmt: skip


@dataclass(frozen=True)
class ProtocolSection:
    """One section: its title, and from which facts of the file it is filled."""

    id: str
    title: str
    filled_from: str


@dataclass(frozen=True, kw_only=True)
class ProtocolForm:
    """One protocol: from which chain to which, its sections, the documents of chains that it stands for."""

    id: str
    version: str
    valid_from: date
    title: str
    from_chain: str
    to_chain: str
    source: str
    documents: tuple[str, ...]
    sections: tuple[ProtocolSection, ...]


@cache
def shipped_protocols() -> dict[str, ProtocolForm]:
    """The shipped forms by their id. Raises FileFaults with all faults of the file."""
    return read_protocols(read_file(FILE), name=str(FILE))


def read_protocols(text: str, *, name: str) -> dict[str, ProtocolForm]:
    """The forms of one file's text. Raises FileFaults: an id twice, facts that nobody knows how to fill in."""
    faults = Faults(name)
    top = Fields(read_tree(text, path=name), faults)
    top.choice("kind", ("protocols",))
    top.choice("language", ("de",))
    version, valid_from = top.text("version", most=20), top.day("valid_from")
    found: dict[str, ProtocolForm] = {}
    for one in top.many("protocols", least=1):
        form = ProtocolForm(
            id=one.identifier("id"),
            version=version,
            valid_from=valid_from,
            title=one.text("title"),
            from_chain=one.identifier("from_chain"),
            to_chain=one.identifier("to_chain"),
            source=one.text("source"),
            documents=one.texts("documents", most=300),
            sections=tuple(_section(fields) for fields in one.many("sections", least=1)),
        )
        if form.id in found:
            one.refuse("id", f"Das Protokoll „{form.id}“ steht hier zweimal.")
        found[form.id] = form
        one.close()
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return found


def _section(fields: Fields) -> ProtocolSection:
    section = ProtocolSection(
        fields.identifier("id"), fields.text("title"), fields.choice("filled_from", SOURCES)
    )
    fields.close()
    return section
