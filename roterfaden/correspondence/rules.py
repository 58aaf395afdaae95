"""May this user do this with templates, letters and reports?"""

from datetime import date

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import memberships_of
from roterfaden.cases.health_rights import may_open_health
from roterfaden.cases.queries import services_of
from roterfaden.correspondence.choices import KEEPERS
from roterfaden.correspondence.models import Report


def may_keep_templates(user: User, service: Organisation, *, on: date) -> bool:
    """Upload own templates and write the letterhead: team lead, coordination, quality officer of the service."""
    return memberships_of(user, on=on, roles=KEEPERS).filter(organisation=service).exists()


def may_write_many(user: User, service: Organisation, *, on: date) -> bool:
    """Write letters to many: whoever works on cases of the service."""
    return services_of(user, on=on).filter(pk=service.pk).exists()


def may_open_report(user: User, report: Report, *, on: date) -> bool:
    """One that tells of health: whoever may open the health record. Any other: whoever sees the file."""
    return not report.holds_health or may_open_health(user, report.case, on=on)
