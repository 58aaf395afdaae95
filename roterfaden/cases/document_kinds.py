"""Kinds of documents as data (`catalogue/documents/`): the part of the case and the class at the gate that each has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from roterfaden.cases.choices import FieldClass
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.consent.choices import DataClass
from roterfaden.documents.models import UNSORTED, StoredFile

FOLDER = Path(settings.PACKAGE_DIR) / "catalogue" / "documents"
MOST_SIGNS = 40


@dataclass(frozen=True, kw_only=True)
class DocumentKind:
    """One kind. `client`: may be put before the person; `stems`: comes from somebody bound to secrecy."""

    id: str
    title: str
    part: FieldClass
    data: DataClass
    client: bool
    stems: bool = False
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class DocumentKinds:
    """The kinds in their order, and what nobody has sorted yet."""

    version: str
    valid_from: date
    unsorted: DocumentKind
    kinds: Mapping[str, DocumentKind]

    def of(self, kind: str) -> DocumentKind:
        """The kind with this id; one that there is no more counts as not sorted."""
        return self.kinds.get(kind, self.unsorted)

    def proposed_for(self, title: str) -> str:
        """The id of the first kind of which a word stands in `title`; "" if none fits."""
        told = title.casefold()
        return next((kind.id for kind in self.kinds.values() if any(word in told for word in kind.words)), "")


def parse_kinds(text: str, *, name: str) -> DocumentKinds:
    """The kinds of one file. Raises FileFaults: unknown parts and classes, doubled ids, a missing kind for the rest."""
    faults = Faults(name)
    fields = Fields(read_tree(text, path=name), faults)
    fields.choice("kind", ("document_kinds",))
    fields.choice("language", ("de",))
    fields.text("source", most=400)
    version, valid_from = fields.text("version"), fields.day("valid_from")
    rest = fields.one("unsorted")
    if rest is None:
        fields.refuse("unsorted", "Es fehlt, wie gilt, was niemand eingeordnet hat.")
        raise FileFaults(faults.found)
    unsorted, found = _kind(rest), {}
    if unsorted.id != UNSORTED:
        rest.refuse("id", f"Diese Art heisst „{UNSORTED}“.")
    for one in fields.many("kinds", least=1):
        kind = _kind(one)
        if kind.id in found or kind.id == UNSORTED:
            one.refuse("id", f"„{kind.id}“ steht hier zweimal.")
        found[kind.id] = kind
    fields.close()
    if faults.found:
        raise FileFaults(faults.found)
    return DocumentKinds(version, valid_from, unsorted, found)


@cache
def document_kinds() -> DocumentKinds:
    """The newest shipped kinds, read once per process."""
    path = max(FOLDER.glob("kinds-*.yaml"))
    return parse_kinds(read_file(path), name=str(path))


def kind_of(file: StoredFile) -> DocumentKind:
    return document_kinds().of(file.kind)


def shown_name(file: StoredFile) -> str:
    """What a file is called where people read who may not open the health record: its name may tell of an illness."""
    kind = kind_of(file)
    return kind.title if kind.part == FieldClass.HEALTH else file.name


def _kind(fields: Fields) -> DocumentKind:
    part, data = fields.choice("part", FieldClass.values), fields.choice("data", DataClass.values)
    kind = DocumentKind(
        id=fields.identifier("id"),
        title=fields.text("title"),
        part=FieldClass(part) if part in FieldClass else FieldClass.HEALTH,
        data=DataClass(data) if data in DataClass else DataClass.DIAGNOSIS,
        client=fields.flag("client"),
        stems="stems" in fields.mapping.entries and fields.flag("stems"),
        words=tuple(word.casefold() for word in fields.texts("words", most=MOST_SIGNS)),
    )
    fields.close()
    return kind
