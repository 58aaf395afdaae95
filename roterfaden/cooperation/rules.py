"""May this user do this in a cooperation? Who sees the case is decided in `cases.queries`."""

from datetime import date

from roterfaden.accounts.models import User
from roterfaden.accounts.queries import memberships_of
from roterfaden.cases.models import Case
from roterfaden.cases.rules import may_work_on
from roterfaden.cooperation.choices import CooperationState
from roterfaden.cooperation.models import Cooperation
from roterfaden.cooperation.queries import is_of


def may_cooperate(user: User, case: Case, *, on: date) -> bool:
    """Whoever works on the case: colleagues of the service and those of other bodies who take part by name."""
    return may_work_on(user, case, on=on)


def may_decide(user: User, cooperation: Cooperation, *, on: date) -> bool:
    """Say the coordination office's yes or no: its own people, where they log in here; else whoever notes it."""
    if cooperation.state not in (CooperationState.REGISTERED, CooperationState.ASKED_BACK):
        return False
    if not may_work_on(user, cooperation.case, on=on):
        return False
    body = cooperation.office.organisation if cooperation.office else None
    if not is_of(body):
        return True
    return memberships_of(user, on=on).filter(organisation=body).exists()
