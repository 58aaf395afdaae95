"""Nobody audits their own work: who is too near to a service, or to a case, is named with the reason."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Membership, Organisation, User
from roterfaden.auditing.choices import AuditKind, Side
from roterfaden.auditing.models import Auditor
from roterfaden.auditing.procedure import procedure
from roterfaden.auditing.queries import auditors_for
from roterfaden.cases.models import Case, CaseParticipant
from roterfaden.people.queries import out_of_reach
from roterfaden.process.models import Task
from roterfaden.quality.queries import lineage

DAYS_OF_A_MONTH = 30.44
WORKING = (Role.CASEWORKER, Role.TEAM_LEAD, Role.COORDINATOR)


def reasons_against(user: User, organisation: Organisation, *, kind: str, side: str, on: date) -> list[str]:
    """Why `user` may not audit `organisation`, as sentences that name the person; none if nothing speaks against it.

    Own work: casework or leading there within the last months of the procedure; looking after its quality for an audit
    of the quality system; an external audit by anybody of the provider (KASSYS 5.3.1: neutral and objective).
    """
    since = on - timedelta(days=round(procedure().neutral_after_months * DAYS_OF_A_MONTH))
    recent = Membership.objects.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=since), user=user)
    found = []
    worked = recent.filter(organisation=organisation, role__in=WORKING).first()
    if worked is not None:
        until = f"bis {worked.valid_until:%d.%m.%Y}" if worked.valid_until else "noch heute"
        found.append(
            f"{user} arbeitet im geprüften Dienst oder hat dort gearbeitet ({worked.get_role_display()}, {until})."
        )
    keeps = recent.filter(organisation=organisation, role=Role.QUALITY_OFFICER).exists()
    if keeps and kind == AuditKind.SYSTEM:
        found.append(
            f"{user} betreut das Qualitätsmanagement dieses Dienstes und würde die eigene Arbeit prüfen."
        )
    provider = [place.pk for place in lineage(organisation)]
    if side == Side.EXTERNAL and recent.filter(organisation__in=provider).exists() and not found:
        found.append(f"{user} gehört zum Träger. Extern prüft jemand von außerhalb.")
    return found


def neutral_auditors(organisation: Organisation, *, kind: str, side: str, on: date) -> list[Auditor]:
    """Who is appointed for this side and against whom nothing speaks."""
    rows = auditors_for(organisation, on=on).filter(side=side)
    return [row for row in rows if not reasons_against(row.user, organisation, kind=kind, side=side, on=on)]


def without_own_cases(cases: QuerySet[Case], auditor: User) -> QuerySet[Case]:
    """Those in which the auditor never acted and whose person is not close to the auditor."""
    acted = Task.objects.filter(closed_by=auditor, run__case_run__isnull=False).values(
        "run__case_run__case_id"
    )
    takes_part = CaseParticipant.objects.filter(user=auditor).values("case_id")
    return cases.exclude(
        Q(responsible=auditor) | Q(pk__in=acted) | Q(pk__in=takes_part) | Q(person__in=out_of_reach(auditor))
    )
