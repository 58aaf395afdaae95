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
    """One protocol: from which chains to which, its sections, the documents of chains that it stands for.

    Without `to_chain` it goes to a body outside of the catalogue.
    """

    id: str
    version: str
    valid_from: date
    title: str
    from_chains: tuple[str, ...]
    to_chain: str
    source: str
    documents: tuple[str, ...]
    sections: tuple[ProtocolSection, ...]


@cache
def shipped_protocols() -> dict[str, ProtocolForm]:
    """The shipped forms by their id. Raises FileFaults with all faults of the file."""
    return read_protocols(read_file(FILE), name=str(FILE))


def read_protocols(text: str, *, name: str) -> dict[str, ProtocolForm]:
    """The forms of one file's text. Raises FileFaults: an id twice, an unknown frame, facts that nobody can fill in."""
    faults = Faults(name)
    top = Fields(read_tree(text, path=name), faults)
    top.choice("kind", ("protocols",))
    top.choice("language", ("de",))
    version, valid_from = top.text("version", most=20), top.day("valid_from")
    frames = {frame.identifier("id"): _sections(frame) for frame in top.many("frames", least=1)}
    found: dict[str, ProtocolForm] = {}
    for one in top.many("protocols", least=1):
        form = ProtocolForm(
            id=one.identifier("id"),
            version=version,
            valid_from=valid_from,
            title=one.text("title"),
            from_chains=one.identifiers("from_chains", optional=False),
            to_chain=one.identifier("to_chain", optional=True),
            source=one.text("source"),
            documents=one.texts("documents", most=300),
            sections=frames.get(one.choice("frame", frames), ()),
        )
        if form.id in found:
            one.refuse("id", f"Das Protokoll „{form.id}“ steht hier zweimal.")
        found[form.id] = form
        one.close()
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return found


def _sections(frame: Fields) -> tuple[ProtocolSection, ...]:
    sections = tuple(_section(fields) for fields in frame.many("sections", least=1))
    frame.close()
    return sections


def _section(fields: Fields) -> ProtocolSection:
    section = ProtocolSection(
        fields.identifier("id"), fields.text("title"), fields.choice("filled_from", SOURCES)
    )
    fields.close()
    return section
