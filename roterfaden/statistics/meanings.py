"""What counts as what, as dated data (`catalogue/statistics/meanings-…`), read strictly."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from roterfaden.cases.choices import CaseResult
from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree

FOLDER = Path(settings.PACKAGE_DIR) / "catalogue" / "statistics"


@dataclass(frozen=True)
class Meanings:
    """Results that are placements, positions that are work, chains that accompany a training."""

    placed: tuple[str, ...]
    employed: tuple[str, ...]
    training_chains: tuple[str, ...]


def read_meanings(text: str, *, name: str) -> Meanings:
    """The meanings of one file's text. Raises FileFaults with all faults: a missing list, a result that is none."""
    faults = Faults(name)
    top = Fields(read_tree(text, path=name), faults)
    top.choice("kind", ("statistics_meanings",))
    top.choice("language", ("de",))
    top.text("version", most=20)
    top.text("source", most=400)
    top.day("valid_from")
    found = Meanings(
        placed=top.identifiers("placed", optional=False),
        employed=top.identifiers("employed", optional=False),
        training_chains=top.identifiers("training_chains", optional=False),
    )
    for result in found.placed:
        if result not in CaseResult:
            top.refuse("placed", f"Das Ergebnis „{result}“ gibt es nicht.")
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return found


_FILE = FOLDER / "meanings-2026-11.yaml"
MEANINGS = read_meanings(read_file(_FILE), name=str(_FILE))
