"""May this user put away, restrict, destroy? Whoever leads the service; the result is corrected by who decides."""

from datetime import date

from roterfaden.accounts.models import User
from roterfaden.archive.choices import DestructionState
from roterfaden.archive.models import Destruction
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.cases.rules import decides_about, leads_service_of


def may_correct_result(user: User, case: Case, *, on: date) -> bool:
    return case.state == CaseState.CLOSED and case.restricted_at is None and decides_about(user, case, on=on)


def may_file_away(user: User, case: Case, *, on: date) -> bool:
    closed = case.state == CaseState.CLOSED and case.archived_on is None and case.restricted_at is None
    return closed and leads_service_of(user, case, on=on)


def may_restrict(user: User, case: Case, *, on: date) -> bool:
    """Restrict, and lift a restriction."""
    return leads_service_of(user, case, on=on)


def may_confirm(user: User, row: Destruction) -> bool:
    """The second of two people."""
    return row.state == DestructionState.PROPOSED and row.proposed_by_id != user.pk
