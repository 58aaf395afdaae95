"""Do overlays fit? Files against the shipped chains, and what is stored against what is in force and what comes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import DatabaseError

from roterfaden.common.yaml_nodes import Fault, FileFaults, read_file
from roterfaden.process.layering import misfits
from roterfaden.process.overlay_reader import LoadedOverlay, parse_overlay
from roterfaden.process.overlays import Merged, apply
from roterfaden.process.places import region_names
from roterfaden.process.schema import CHAINS, LoadedChain, load_directory


@dataclass(frozen=True)
class Report:
    """How many overlays were looked at, and every fault of them all."""

    looked_at: int
    faults: list[Fault]


def check_files(files: Iterable[Path]) -> Report:
    """Each file for itself and against the newest shipped version of its chain. Needs no database."""
    shipped = {one.chain.id: one for one in load_directory(CHAINS)}
    count = 0
    faults: list[Fault] = []
    for path in files:
        count += 1
        try:
            loaded = parse_overlay(read_file(path), name=str(path))
            faults += _faults_of(loaded, shipped)
        except FileFaults as found:
            faults += found.faults
    return Report(count, faults)


def _faults_of(loaded: LoadedOverlay, shipped: dict[str, LoadedChain]) -> Iterator[Fault]:
    overlay = loaded.overlay
    if overlay.region and overlay.region not in region_names():
        yield Fault(
            loaded.path, 1, "region", f"Land oder Kanton „{overlay.region}“ ist nicht bekannt (ISO 3166-2)."
        )
    for key in overlay.chains:
        if key not in shipped:
            yield Fault(loaded.path, 1, "chain", f"Die Kette „{key}“ gibt es nicht.")
            continue
        try:
            apply(Merged(shipped[key].chain), loaded, layer=1)
        except FileFaults as found:
            for fault in found.faults:
                yield Fault(fault.path, fault.line, fault.key, f"{key}: {fault.message}")


def check_stored(*, on: date) -> list[Fault]:
    """What is released in the database and does not fit; nothing where there is no database yet."""
    try:
        broken = misfits(on=on)
    except DatabaseError:
        return []
    return [fault for one in broken for fault in one.faults]
