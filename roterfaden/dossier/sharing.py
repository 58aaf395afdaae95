"""Kept protocols on their way out: section by section, each with the class by which the gate judges it."""

from roterfaden.cases.choices import FieldClass
from roterfaden.cases.models import Case
from roterfaden.cases.sharing import Shareable
from roterfaden.consent.choices import SPECIAL, DataClass
from roterfaden.consent.gate import Item
from roterfaden.consent.origins import holder_without_source
from roterfaden.dossier.choices import ProtocolState
from roterfaden.dossier.models import HandOverProtocol
from roterfaden.dossier.protocols import form_of
from roterfaden.languages.shipped import shipped

# by what a section is filled from; all others tell of the course
CLASSES = {"company": DataClass.WORK, "aids": DataClass.HEALTH, "contacts": DataClass.THIRD_PARTY}


def key_of(protocol: HandOverProtocol) -> str:
    """What the keys of its sections begin with."""
    return f"protocol-{protocol.uuid}"


def protocol_parts(case: Case, *, health: bool) -> list[Shareable]:
    """The sections of all kept protocols; health only with the right, and held back without a release."""
    found = []
    for protocol in case.protocols.filter(state=ProtocolState.KEPT).order_by("kept_at", "pk"):
        protocol.case = case
        form, texts = form_of(protocol), protocol.texts or {}
        for section in form.sections:
            data = CLASSES.get(section.filled_from, DataClass.COURSE)
            if not texts.get(section.id, "").strip() or (data in SPECIAL and not health):
                continue
            item = Item(
                data_class=data,
                title=f"{shipped(form.title)}: {shipped(section.title)}",
                text=texts[section.id],
                source=shipped(form.title),
                holder=holder_without_source(data),
                part=FieldClass.DOCUMENTS,
            )
            found.append(Shareable(f"{key_of(protocol)}-{section.id}", item))
    return found
