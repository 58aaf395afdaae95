"""`manage.py overlay check`: do the adaptations of Länder, cantons and services fit their chains and the handbook?"""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from roterfaden.common.yaml_nodes import FileFaults, plain, read_file, read_tree
from roterfaden.process.overlay_checking import Report, check_files, check_stored
from roterfaden.process.shipped_overlays import OVERLAYS_DIR
from roterfaden.quality.layer_checks import LAYERS_DIR, check_layer_files, check_stored_layers


class Command(BaseCommand):
    help = (
        "Check overlays: the named files, or all that are shipped and all that are released in the database."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("command", choices=("check",))
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE")

    def handle(self, *_args: Any, **options: Any) -> None:
        files = options["files"]
        report = _check(files or sorted([*OVERLAYS_DIR.glob("*.yaml"), *LAYERS_DIR.glob("*.yaml")]))
        faults = [*report.faults]
        if not files:
            faults += [*check_stored(on=timezone.localdate()), *check_stored_layers()]
        for fault in sorted(set(faults)):
            self.stderr.write(str(fault))
        if faults:
            raise CommandError(f"Nicht in Ordnung. Fehler: {len(set(faults))}.")
        self.stdout.write(f"{report.looked_at} Anpassungen in Ordnung.")


def _check(files: Sequence[Path]) -> Report:
    """Overlays of chains and layers of the handbook, told apart by what their files say they are."""
    layers = [path for path in files if _is_layer(path)]
    report = check_files(path for path in files if path not in layers)
    faults = list(report.faults)
    for path in layers:
        try:
            faults += check_layer_files([path])
        except FileFaults as found:
            faults += found.faults
    return Report(report.looked_at + len(layers), faults)


def _is_layer(path: Path) -> bool:
    """Whether a file says that it is a layer of the handbook; a faulty one is told as an overlay."""
    try:
        kind = read_tree(read_file(path), path=str(path)).entries.get("kind")
    except FileFaults:
        return False
    return plain(kind) == "handbook_layer" if kind is not None else False
