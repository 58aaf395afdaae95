"""A Land, a canton or a service adds to a box of a chapter or puts its own in its place."""

from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import Conflict, save_revision
from roterfaden.quality.book import Chapter
from roterfaden.quality.choices import BoxKind, BoxMode
from roterfaden.quality.models import Box, BoxVersion
from roterfaden.quality.rules import may_write_for

actions.register("quality.box_changed", "Kasten des Handbuchs ergänzt oder ersetzt")

MAX_BOX = 4000


class BoxRefused(ValueError):
    """The box cannot be written like this; the message says why."""


def box_of(organisation: Organisation, chapter: str, kind: BoxKind) -> Box | None:
    """What `organisation` says in this box, empty or not."""
    return Box.objects.filter(organisation=organisation, chapter=chapter, kind=kind).first()


def write_box(
    *,
    organisation: Organisation,
    chapter: Chapter,
    kind: BoxKind,
    mode: BoxMode,
    text: str,
    revision: int,
    by: User,
    at: datetime,
) -> Box:
    """Write what `organisation` says in one box of `chapter`; an empty text takes it back.

    `revision` is 0 where the author saw none. Refuses who may not write for the organisation, taking back what was
    never said, and with Conflict when somebody else wrote meanwhile. Effects: box, its new version (old ones stay),
    audit entry. Nothing changed: nothing written.
    """
    text = text.strip()
    with transaction.atomic():
        if not may_write_for(by, organisation, on=local_day(at)):
            raise BoxRefused("Für diese Stelle schreiben Qualitätsbeauftragte, Koordination und Leitung.")
        known = (
            Box.objects.select_for_update()
            .filter(organisation=organisation, chapter=chapter.key, kind=kind)
            .first()
        )
        if (known.revision if known else 0) != revision:
            raise Conflict(known)
        if known is not None and (known.text, known.mode) == (text, mode):
            return known
        if known is None and not text:
            raise BoxRefused("Bitte schreiben Sie, was hier gelten soll.")
        box = known or Box(organisation=organisation, chapter=chapter.key, kind=kind)
        box.mode, box.text, box.base_version = mode, text, chapter.edition.version
        box.changed_at, box.changed_by = at, by
        if known is None:
            box.save()
        else:
            fields = ("mode", "text", "base_version", "changed_at", "changed_by")
            save_revision(box, expected=revision, fields=fields)
        BoxVersion.objects.create(box=box, number=box.revision, mode=mode, text=text, at=at, by=by)
        trail.record(
            "quality.box_changed",
            by=by,
            at=at,
            subject=box,
            organisation=organisation,
            details={"chapter": chapter.key, "box": str(kind), "mode": str(mode), "version": box.revision},
        )
    return box
