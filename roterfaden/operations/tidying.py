"""Every night: forget sessions that are over."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session

from roterfaden.accounts.login_models import LoginSession
from roterfaden.accounts.signon.ending import forget_spent_tokens
from roterfaden.jobs import clock

# longer than any rule lets a session last
LONGEST = timedelta(hours=12)


@clock.nightly("operations.forget_sessions")
def forget_sessions(*, at: datetime) -> dict[str, Any]:
    """Delete the sessions that have expired, the devices that were not used since, and used logout tokens."""
    sessions, _by_table = Session.objects.filter(expire_date__lt=at).delete()
    devices, _by_table = LoginSession.objects.filter(seen_at__lt=at - LONGEST).delete()
    return {"sessions": sessions, "devices": devices, "tokens": forget_spent_tokens(at=at)}
