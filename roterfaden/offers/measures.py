"""The measures of the handbook (M, T, U) as offers of the service itself: whether one is needed, a person judges."""

from functools import cache
from pathlib import Path

from roterfaden.common.yaml_fields import Faults, Fields
from roterfaden.common.yaml_nodes import read_file, read_tree
from roterfaden.offers.admission.definition import Criterion, LegalState, Offer
from roterfaden.offers.choices import Audience, OfferKind

DIRECTORY = Path(__file__).resolve().parents[1] / "catalogue" / "measures"
MAX_TITLE, MAX_LINE = 300, 1000
# the measures of the handbook that are for companies
FOR_EMPLOYERS = frozenset(("M4", "M13"))


@cache
def measure_offers() -> dict[str, Offer]:
    """Each measure as an offer; the file itself is read strictly by the handbook (`quality.catalogue_reader`)."""
    found = [offer for path in sorted(DIRECTORY.glob("*.yaml")) for offer in _offers(path)]
    return {offer.id: offer for offer in found}


def _offers(path: Path) -> list[Offer]:
    top = Fields(read_tree(read_file(path), path=str(path)), Faults(str(path)))
    edition = f"{top.identifier('key')}@{top.text('version')}"
    return [_offer(one, edition) for one in top.many("measures")]


def _offer(fields: Fields, edition: str) -> Offer:
    key = fields.identifier("id")
    purposes = fields.texts("purposes", most=MAX_LINE)
    return Offer(
        id=f"MASSNAHME-{key}",
        title=f"{key} {fields.text('title', most=MAX_TITLE)}",
        country="DE",
        region="",
        provider="Integrationsfachdienst",
        state=LegalState.PER_SOURCE,
        source=f"KASSYS {fields.text('section', most=MAX_TITLE)}",
        criteria=(Criterion("c1", "Jetzt fachlich nötig: " + "; ".join(purposes), None),),
        legal_basis=("Paragraphen der Quelle: Stand 2006, siehe Recht im Handbuch",),
        duration_note=fields.text("definition", most=MAX_LINE),
        chains=fields.identifiers("chains") or (key,),
        edition=edition,
        kind=OfferKind.SERVICE,
        audience=Audience.EMPLOYERS if key in FOR_EMPLOYERS else Audience.EVERYBODY,
    )
