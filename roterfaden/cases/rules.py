"""May this user do this? Seeing is decided in queries; these rules say what may be done with what is seen."""

from datetime import date

from roterfaden.accounts.models import Organisation, User
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to, services_led_by, services_of


def may_open_case(user: User, service: Organisation, *, on: date) -> bool:
    return services_of(user, on=on).filter(pk=service.pk).exists()


def may_work_on(user: User, case: Case, *, on: date) -> bool:
    """Record steps, journal, documents, mandates: everybody who sees the case, while it is open and not restricted."""
    if case.state != CaseState.OPEN or case.restricted_at is not None:
        return False
    return cases_visible_to(user, on=on).filter(pk=case.pk).exists()


def decides_about(user: User, case: Case, *, on: date) -> bool:
    """The responsible colleague, and coordination and team lead of the service; open or closed."""
    return case.responsible_id == user.pk or leads_service_of(user, case, on=on)


def leads_service_of(user: User, case: Case, *, on: date) -> bool:
    """Team lead and coordination: they restrict, propose and confirm what cannot be taken back."""
    return services_led_by(user, on=on).filter(pk=case.service_id).exists()


def may_hand_over(user: User, case: Case, *, on: date) -> bool:
    return case.state == CaseState.OPEN and decides_about(user, case, on=on)


def may_close(user: User, case: Case, *, on: date) -> bool:
    return may_hand_over(user, case, on=on)


def may_share(user: User, case: Case, *, on: date) -> bool:
    """Let colleagues of other organisations take part. Ending that is possible in a closed case, too."""
    return may_hand_over(user, case, on=on)


def may_reopen(user: User, case: Case, *, on: date) -> bool:
    return case.state == CaseState.CLOSED and decides_about(user, case, on=on)
