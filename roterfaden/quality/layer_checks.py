"""Do the layers of the handbook still fit? What broke is told; what was written stays in force."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.db import DatabaseError

from roterfaden.accounts.models import Organisation
from roterfaden.common.yaml_nodes import Fault
from roterfaden.process.places import region_names
from roterfaden.quality.book import ShippedBox
from roterfaden.quality.catalogue_reader import read_layer
from roterfaden.quality.choices import EntryKind
from roterfaden.quality.entries import entry
from roterfaden.quality.layering import Layering
from roterfaden.quality.models import Box
from roterfaden.quality.shelf import HANDBOOK_DIR

LAYERS_DIR = HANDBOOK_DIR / "layers"


def check_layer_files(files: Iterable[Path]) -> list[Fault]:
    """What is wrong with shipped layers of Länder and cantons against the shipped handbook. Raises FileFaults."""
    return [fault for path in files for box in read_layer(path) for fault in _faults_of(box, path)]


def check_stored_layers() -> list[Fault]:
    """Every layer in the database under which something changed, or whose entry is gone; none without a database."""
    try:
        ids = Box.objects.exclude(text="").values("organisation")
        speakers = list(
            Organisation.objects.filter(pk__in=ids).select_related("kind", "parent").order_by("pk")
        )
        return [fault for speaker in speakers for fault in misfits_of(speaker)]
    except DatabaseError:
        return []


def misfits_of(organisation: Organisation) -> list[Fault]:
    """What no longer fits of that which `organisation` itself says, in sentences."""
    layering = Layering(organisation)
    found = [
        Fault(_name(row), 1, row.kind, "Diesen Eintrag oder Kasten gibt es im Grundstock nicht mehr.")
        for row in layering.orphans()
        if row.organisation_id == organisation.pk
    ]
    for kind in EntryKind:
        for key in sorted(layering.changed(kind)):
            shipped = entry(kind, key)
            for box in layering.boxes_of(shipped) if shipped else ():
                found += [
                    Fault(_name(layer.box), 1, box.kind, sentence)
                    for layer in box.layers
                    if layer.box is not None and layer.box.organisation_id == organisation.pk
                    for sentence in layer.broken
                ]
    return found


def _faults_of(box: ShippedBox, path: Path) -> Iterator[Fault]:
    if box.region not in region_names():
        yield Fault(
            str(path), 1, "region", f"Land oder Kanton „{box.region}“ ist nicht bekannt (ISO 3166-2)."
        )
    shipped = entry(EntryKind(box.kind), box.entry)
    if shipped is None:
        yield Fault(str(path), 1, box.entry, f"„{box.entry}“ gibt es im Grundstock nicht.")
    elif shipped.box(box.box) is None:
        yield Fault(str(path), 1, box.entry, f"{shipped.title} hat keinen Kasten „{box.box}“.")


def _name(row: Box) -> str:
    return f"{row.organisation}, {EntryKind(row.of).label} {row.entry}"
