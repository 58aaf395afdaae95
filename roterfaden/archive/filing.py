"""Put closed cases into the archive: counted how long they are kept, out of the ordinary lists, still to be read."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.archive.models import Keeping
from roterfaden.archive.retention import NoRule, keeping_of
from roterfaden.audit import actions, trail
from roterfaden.cases.choices import CaseState, EventKind
from roterfaden.cases.models import Case, CaseEvent
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision

actions.register("archive.filed", "Fall ins Archiv gelegt")


class FilingRefused(ValueError):
    """The case cannot be put away; the message says why."""


def file_away(*, case: Case, revision: int, by: User, at: datetime) -> Keeping:
    """Put `case` into the archive, if it still has `revision`.

    Refuses: an open case, one that lies there already, a place without a rule. Effects: the day up to which it is kept,
    with the sentences how it was counted; trace event, audit entry.
    """
    with transaction.atomic():
        if case.state != CaseState.CLOSED:
            raise FilingRefused("Ins Archiv kommen nur abgeschlossene Fälle.")
        if case.archived_on is not None:
            raise FilingRefused("Der Fall liegt schon im Archiv.")
        try:
            kept = keeping_of(case)
        except NoRule as refusal:
            raise FilingRefused(str(refusal)) from refusal
        case.archived_on, case.keep_until = local_day(at), kept.keep_until
        save_revision(case, expected=revision, fields=["archived_on", "keep_until"])
        keeping = Keeping.objects.create(
            case=case,
            rule=kept.rule.id,
            version=kept.rule.version,
            keep_until=kept.keep_until,
            computed=kept.computed,
            archived_at=at,
            archived_by=by,
        )
        CaseEvent.objects.create(case=case, kind=EventKind.ARCHIVED, at=at, by=by)
        details = {"rule": kept.rule.id, "version": kept.rule.version, "until": kept.keep_until.isoformat()}
        trail.record("archive.filed", by=by, at=at, subject=case, scope=case, details=details)
    return keeping


def file_all(*, cases: Iterable[Case], by: User, at: datetime) -> int:
    """Put away those of `cases` that can be; returns how many. What cannot stays where it is."""
    done = 0
    for case in cases:
        try:
            file_away(case=case, revision=case.revision, by=by, at=at)
        except FilingRefused:
            continue
        done += 1
    return done
