"""Reading the trail."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from roterfaden.audit import actions
from roterfaden.audit.models import Entry

PAGE_SIZE = 50


def entries_for_scope(
    scope_uuid: UUID, *, before: int | None = None, limit: int = PAGE_SIZE, readings: bool | None = None
) -> QuerySet[Entry]:
    """Return one page of what happened in a case, newest first.

    The next page starts `before` the lowest seq of this one. `readings` True: only who read; False: the rest.
    """
    entries = Entry.objects.filter(scope_uuid=scope_uuid).order_by("-seq")
    if before is not None:
        entries = entries.filter(seq__lt=before)
    if readings is True:
        entries = entries.filter(action__in=actions.readings())
    elif readings is False:
        entries = entries.exclude(action__in=actions.readings())
    return entries[:limit]


def latest_change_of(subject_uuid: UUID, *, scopes: Iterable[UUID]) -> Entry | None:
    """Return the newest change of a record among what happened in these cases: who it was, and when."""
    changes = Entry.objects.filter(scope_uuid__in=list(scopes), subject_uuid=subject_uuid)
    return changes.exclude(action__in=actions.readings()).order_by("-seq").first()
