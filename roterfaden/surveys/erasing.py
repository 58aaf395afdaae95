"""When a case is destroyed, nothing says any more that somebody was asked because of it."""

from datetime import datetime

from roterfaden.archive.beside import emptied_by
from roterfaden.cases.models import Case
from roterfaden.surveys.models import Addressee


@emptied_by
def forget_addressees(*, case: Case, at: datetime) -> int:  # noqa: ARG001 - every registered function takes the time
    """Delete what was kept about asking; nothing of it is sealed."""
    Addressee.objects.filter(case=case).delete()
    return 0
