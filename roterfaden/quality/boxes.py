"""A Land, a canton or a service adds to a box of an entry of the handbook or puts its own in its place."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import Conflict, save_revision
from roterfaden.quality.choices import BoxMode, EntryKind
from roterfaden.quality.entries import Entry, EntryBox
from roterfaden.quality.layering import Layering, lines_of
from roterfaden.quality.models import Box, BoxVersion
from roterfaden.quality.rules import may_write_for

actions.register("quality.box_changed", "Kasten des Handbuchs ergänzt oder ersetzt")

MAX_BOX = 4000


class BoxRefused(ValueError):
    """The box cannot be written like this; the message says why."""


def box_of(organisation: Organisation, entry: Entry, box: str) -> Box | None:
    """What `organisation` says in this box, empty or not."""
    return Box.objects.filter(organisation=organisation, of=entry.kind, entry=entry.key, kind=box).first()


def write_box(
    *,
    organisation: Organisation,
    entry: Entry,
    box: str,
    mode: BoxMode,
    text: str,
    revision: int,
    by: User,
    at: datetime,
) -> Box:
    """Write what `organisation` says in one box of `entry`; an empty text takes it back.

    `revision` is 0 where the author saw none. Refuses who may not write for the organisation, an unknown box, taking
    back what was never said, more than one name for an office, and with Conflict when somebody else wrote meanwhile.
    Effects: box with the lines below as they are now, its new version (old ones stay), audit entry. Nothing changed:
    nothing written.
    """
    lines = lines_of(text)
    text = "\n".join(lines)
    with transaction.atomic():
        shipped = _require(organisation, entry, box, mode, lines, by=by, at=at)
        known = (
            Box.objects.select_for_update()
            .filter(organisation=organisation, of=entry.kind, entry=entry.key, kind=box)
            .first()
        )
        if (known.revision if known else 0) != revision:
            raise Conflict(known)
        below = Layering(organisation).below(entry, shipped)
        if known is not None and (known.text, known.mode, known.base_lines) == (text, mode, below):
            return known
        if known is None and not text:
            raise BoxRefused("Bitte schreiben Sie, was hier gelten soll.")
        written = known or Box(organisation=organisation, of=entry.kind, entry=entry.key, kind=box)
        written.mode, written.text = mode, text
        written.base_version, written.base_lines = entry.edition.version, below
        written.changed_at, written.changed_by = at, by
        if known is None:
            written.save()
        else:
            fields = ("mode", "text", "base_version", "base_lines", "changed_at", "changed_by")
            save_revision(written, expected=revision, fields=fields)
        BoxVersion.objects.create(box=written, number=written.revision, mode=mode, text=text, at=at, by=by)
        trail.record(
            "quality.box_changed",
            by=by,
            at=at,
            subject=written,
            organisation=organisation,
            details={
                "of": str(entry.kind),
                "entry": entry.key,
                "box": box,
                "mode": str(mode),
                "version": written.revision,
            },
        )
    return written


def _require(
    organisation: Organisation,
    entry: Entry,
    box: str,
    mode: BoxMode,
    lines: Sequence[str],
    *,
    by: User,
    at: datetime,
) -> EntryBox:
    if not may_write_for(by, organisation, on=local_day(at)):
        raise BoxRefused("Für diese Stelle schreiben Qualitätsbeauftragte, Koordination und Leitung.")
    shipped = entry.box(box)
    if shipped is None:
        raise BoxRefused("Diesen Kasten gibt es nicht.")
    if entry.kind == EntryKind.OFFICE and (len(lines) > 1 or (lines and mode != BoxMode.REPLACES)):
        raise BoxRefused("Eine Bezeichnung ist eine Zeile und ersetzt die andere.")
    return shipped
