"""When a case is destroyed, what was said about it in complaints goes; the lesson, which names nobody, stays."""

from datetime import datetime

from django.utils.translation import gettext as _

from roterfaden.archive.beside import StillNeeded, emptied_by
from roterfaden.cases.models import Case
from roterfaden.common.crypto import keyring
from roterfaden.common.crypto.erasure import empty_sealed
from roterfaden.complaints.models import Complaint
from roterfaden.process.choices import RunState


@emptied_by
def empty_complaints(*, case: Case, at: datetime) -> int:
    """Destroy the keys of the complaints about `case`; lesson and improvement are sealed anew under a key of their own.

    Refuses while one of them is not through. Effects: sealed columns empty, also of their runs.
    """
    rows = list(Complaint.objects.select_for_update(of=("self",)).filter(case=case).select_related("run"))
    if any(row.run.state == RunState.RUNNING for row in rows):
        raise StillNeeded(_("Zu diesem Fall läuft noch ein anderes Verfahren."))
    emptied = 0
    for row in rows:
        old, kept = row.data_key, {"lesson": row.lesson, "improvement": row.improvement}
        emptied += empty_sealed(old)
        keyring.destroy(old, at=at)
        row.data_key = keyring.new_key()
        for name, text in kept.items():
            setattr(row, name, text)
        row.save(update_fields=["data_key", *kept])
    return emptied
