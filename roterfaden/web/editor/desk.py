"""The draft on the desk: found for those who keep it, read as a chain, or closed with the reason why."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from roterfaden.process.choices import EditionKind, EditionState
from roterfaden.process.editing import Sketch
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import Edition
from roterfaden.process.part_editing import sketch_of
from roterfaden.web.editor.kinds import BY_SLUG, Kind
from roterfaden.web.editor.known import Known
from roterfaden.web.versions.finding import kept_edition


@dataclass(frozen=True)
class Desk:
    """A draft of an organisation that the user keeps."""

    edition: Edition
    sketch: Sketch
    known: Known | None

    @property
    def chain(self) -> Chain:
        """Only of an open desk."""
        if self.sketch.chain is None:
            raise Http404
        return self.sketch.chain

    @property
    def closed(self) -> str:
        """Why the draft cannot be edited in forms; "" if it can."""
        edition = self.edition
        if edition.kind != EditionKind.CHAIN:
            return _("Eine Anpassung besteht aus einzelnen Zeilen. Sie wird als Text bearbeitet.")
        if edition.state == EditionState.CHECKED:
            return _("Dieser Entwurf wartet auf die Freigabe. Wer ihn ändern will, holt ihn zuerst zurück.")
        if edition.state != EditionState.DRAFT:
            return _("Diese Fassung ist freigegeben und ändert sich nicht mehr.")
        if self.sketch.chain is None:
            return _("Der Text ist so fehlerhaft, dass daraus keine Kette wird. Bitte im Text berichtigen.")
        return ""


def desk_of(request: HttpRequest, edition: UUID) -> Desk:
    """The draft with this id; any that the user does not keep looks missing."""
    found = kept_edition(request, edition)
    sketch = sketch_of(found)
    known = Known(sketch.chain, timezone.localdate()) if sketch.chain is not None else None
    return Desk(found, sketch, known)


def kind_of(slug: str) -> Kind:
    if slug not in BY_SLUG:
        raise Http404
    return BY_SLUG[slug]


def part_of(desk: Desk, slug: str, key: str) -> tuple[Kind, Any]:
    """The kind and the part that an address names; what is not there is missing."""
    kind = kind_of(slug)
    item = kind.find(desk.chain, key)
    if item is None:
        raise Http404
    return kind, item
