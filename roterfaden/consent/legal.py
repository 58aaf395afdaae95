"""Legal powers to pass something on without consent, as dated data (`catalogue/law/legal_bases.yaml`)."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from django.conf import settings

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import FileFaults, read_file, read_tree
from roterfaden.consent.choices import DataClass, RecipientKind

FILE = Path(settings.PACKAGE_DIR) / "catalogue" / "law" / "legal_bases.yaml"
MOST_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class LegalBasis:
    """One power: where it holds and since when, whom and which classes it reaches, on which conditions."""

    id: str
    jurisdiction: str
    title: str
    valid_from: date
    recipients: frozenset[RecipientKind]
    classes: frozenset[DataClass]
    conditions: tuple[str, ...]
    tell_person_within_days: int
    source: str


@cache
def shipped_bases() -> dict[str, LegalBasis]:
    """Every shipped power by its id. Raises FileFaults with all faults of the file."""
    return read_bases(FILE)


def bases_for(region: str, *, on: date) -> list[LegalBasis]:
    """The powers that hold in the state of `region` (DE-NW, CH-LU) on the day `on`."""
    state = region.partition("-")[0]
    return [b for b in shipped_bases().values() if b.jurisdiction == state and b.valid_from <= on]


def read_bases(path: Path) -> dict[str, LegalBasis]:
    """Read a file of powers strictly; every fault is told with file, line and key."""
    faults = Faults(str(path))
    top = Fields(read_tree(read_file(path), path=str(path)), faults)
    top.choice("kind", ("legal_bases",))
    top.text("version", most=20)
    top.day("valid_from")
    top.choice("language", ("de",))
    found: dict[str, LegalBasis] = {}
    for fields in top.many("bases", least=1):
        basis = _read_basis(fields)
        if basis.id in found:
            fields.refuse("id", f"Die Kennung „{basis.id}“ steht hier zweimal.")
        found[basis.id] = basis
    top.close()
    if faults.found:
        raise FileFaults(faults.found)
    return found


def _read_basis(fields: Fields) -> LegalBasis:
    basis = LegalBasis(
        id=fields.identifier("id"),
        jurisdiction=fields.choice("jurisdiction", ("DE", "CH")),
        title=fields.text("title", most=200),
        valid_from=fields.day("valid_from"),
        recipients=frozenset(
            RecipientKind(kind)
            for kind in fields.identifiers("recipients", optional=False)
            if kind in RecipientKind
        ),
        classes=frozenset(
            DataClass(one) for one in fields.identifiers("classes", optional=False) if one in DataClass
        ),
        conditions=fields.texts("conditions", most=300),
        tell_person_within_days=fields.number("tell_person_within_days", least=1, most=MOST_DAYS),
        source=fields.text("source", most=200),
    )
    for key, allowed in (("recipients", RecipientKind), ("classes", DataClass)):
        for name in fields.identifiers(key):
            if name not in allowed:
                fields.refuse(key, f"„{name}“ ist nicht erlaubt. Erlaubt: {', '.join(sorted(allowed))}.")
    fields.close()
    return basis
