"""Regular duties: what only counts for minutes does not stay for years."""

from datetime import datetime, timedelta

from roterfaden.jobs import clock
from roterfaden.portal.models import FailedEntry

KEPT = timedelta(days=1)


@clock.nightly("portal.forget_failures")
def forget_failures(*, at: datetime) -> dict[str, int]:
    """Forget wrong tries of yesterday and before."""
    gone, _each = FailedEntry.objects.filter(at__lt=at - KEPT).delete()
    return {"failures": gone}
