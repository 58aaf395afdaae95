"""Bytes on disk that no row points to: what a crash in the middle of an upload left. They go by themselves."""

from datetime import datetime, timedelta
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

    Safe to repeat; folder by folder, so that it needs little memory.
    """
    removed = 0
    for folder in store.folders():
        old = [path for path, written in store.files_in(folder) if written < at - OLD]
        known = _named(folder.name) if old else set()
        for path in old:
            if path.name not in known:
                path.unlink(missing_ok=True)
                removed += 1
    return {"removed": removed}


def _named(prefix: str) -> set[str]:
    """The names of the files that lie in the folder `prefix`, those that still can be opened."""
    first, last = UUID(prefix.ljust(32, "0")), UUID(prefix.ljust(32, "f"))
    rows = StoredFile.objects.filter(uuid__gte=first, uuid__lte=last, data_key__wrapped__isnull=False)
    return {uuid.hex for uuid in rows.exclude(state=FileState.DISCARDED).values_list("uuid", flat=True)}
