"""Beside the text of an edition: the BPMN file it was last taken from, and the text before the last change."""

from roterfaden.process.bpmn.keeping import write_onto
from roterfaden.process.bpmn.refusals import BpmnRefused
from roterfaden.process.bpmn.writer import write_bpmn
from roterfaden.process.choices import EditionKind
from roterfaden.process.engine.definition import Chain
from roterfaden.process.models import ChainVersion, Edition, EditionAside


def put_aside(edition: Edition, *, before: str, original: str | None) -> None:
    """Keep the text before a change, and with `original` the BPMN file that brought it. Part of an edit."""
    values = {"before": before} | ({} if original is None else {"original": original})
    EditionAside.objects.update_or_create(edition=edition, defaults=values)


def before_of(edition: Edition) -> str:
    """The text before the last change; "" if there was none."""
    return EditionAside.objects.filter(edition=edition).values_list("before", flat=True).first() or ""


def original_of(edition: Edition) -> bytes:
    """The BPMN file that was uploaded or drawn last; nothing if the draft was only written."""
    found = EditionAside.objects.filter(edition=edition).values_list("original", flat=True).first()
    return (found or "").encode()


def original_of_version(version: ChainVersion) -> bytes:
    """The file behind a version: that of the whole chain which is its topmost layer of this kind."""
    layers = [row["edition"] for row in version.layers if row.get("edition")]
    found = EditionAside.objects.filter(edition__uuid__in=layers, edition__kind=EditionKind.CHAIN).exclude(
        original=""
    )
    by_uuid = {str(uuid): original for uuid, original in found.values_list("edition__uuid", "original")}
    return next((by_uuid[uuid] for uuid in reversed(layers) if uuid in by_uuid), "").encode()


def as_bpmn(chain: Chain, original: bytes) -> bytes:
    """`chain` as BPMN 2.0, on the file it came from if there is one that can still be read."""
    if original:
        try:
            return write_onto(chain, original)
        except BpmnRefused:
            pass
    return write_bpmn(chain)
