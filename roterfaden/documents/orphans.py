"""Bytes in the store that no row points to: what a crash in the middle of an upload left. They go by themselves."""

from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from roterfaden.documents import store
from roterfaden.documents.choices import FileState
from roterfaden.documents.models import StoredFile
from roterfaden.jobs import clock

# no request lasts as long: whoever still writes is left alone
OLD = timedelta(hours=1)


@clock.hourly("documents.remove_orphans")
def remove_orphans(*, at: datetime) -> dict[str, int]:
    """Delete files that are older than an hour and belong to no row, half written ones, and those whose key is gone.

    Safe to repeat; by the first two digits, so that it needs little memory.
    """
    removed = 0
    for prefix, kept in groupby(store.listed(), key=lambda one: one.path[:2]):
        old = [one for one in kept if one.written < at - OLD]
        known = _named(prefix) if old else set()
        for one in old:
            if not one.is_whole or one.name not in known:
                store.remove_kept(one)
                removed += 1
    return {"removed": removed}


def _named(prefix: str) -> set[str]:
    """The names of the files that begin with `prefix`, those that still can be opened."""
    first, last = UUID(prefix.ljust(32, "0")), UUID(prefix.ljust(32, "f"))
    rows = StoredFile.objects.filter(uuid__gte=first, uuid__lte=last, data_key__wrapped__isnull=False)
    return {uuid.hex for uuid in rows.exclude(state=FileState.DISCARDED).values_list("uuid", flat=True)}
