"""The trail as lines of JSON, for `tools/verify_trail.py`, which checks it without this program."""

import json
from collections.abc import Iterator

from roterfaden.audit.chain import Fields, covered
from roterfaden.audit.models import Entry

CHUNK = 2000


def lines(start: int = 1) -> Iterator[str]:
    """One line for each entry from `start` on: what its hash covers, in that order, and what may be erased."""
    width = len(Fields._fields)
    columns = Entry.objects.filter(seq__gte=start).order_by("seq")
    for values in columns.values_list(*Fields._fields, "payload", "salt", "previous", "hash").iterator(CHUNK):
        payload, salt, previous, own = values[width:]
        row = {"covered": covered(previous, Fields(*values[:width])), "payload": payload, "salt": salt}
        yield json.dumps(row | {"hash": own}, ensure_ascii=False)
