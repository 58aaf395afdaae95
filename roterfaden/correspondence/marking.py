"""Which journal entries are relevant to reports: marked by whoever works on the case."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from roterfaden.accounts.models import User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case, JournalEntry
from roterfaden.correspondence.models import ReportMark

actions.register("correspondence.marked", "Journal für Berichte durchgesehen")


def marked_entries(case: Case) -> set[UUID]:
    """The entries of the case that are marked."""
    return set(ReportMark.objects.filter(entry__case=case).values_list("entry__uuid", flat=True))


def mark_entries(
    *, case: Case, shown: Collection[UUID], chosen: Collection[UUID], by: User, at: datetime
) -> int:
    """Of the entries that were `shown`, mark those that were `chosen` and no others; returns how many changed.

    Refuses a closed case. Entries of other cases are left alone. Safe to repeat.
    """
    with transaction.atomic():
        require_open(case)
        rows = JournalEntry.objects.filter(case=case, uuid__in=list(shown))
        known = set(ReportMark.objects.filter(entry__in=rows).values_list("entry_id", flat=True))
        wanted = {row.pk for row in rows if row.uuid in chosen}
        gone, fresh = known - wanted, wanted - known
        ReportMark.objects.filter(entry_id__in=gone).delete()
        ReportMark.objects.bulk_create(
            [ReportMark(entry_id=pk, marked_at=at, marked_by=by) for pk in sorted(fresh)],
            ignore_conflicts=True,
        )
        if gone or fresh:
            trail.record(
                "correspondence.marked",
                by=by,
                at=at,
                subject=case,
                scope=case,
                details={"marked": len(fresh), "unmarked": len(gone)},
            )
    return len(gone) + len(fresh)
