"""Reads: whose figures, agreements, findings and improvements a user may see."""

from collections.abc import Sequence
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from roterfaden.process.choices import RunState
from roterfaden.statistics.rules import STAFF, organisations_shown_to
from roterfaden.steering.agreement_records import Agreement
from roterfaden.steering.choices import Side, SourceKind, Stage
from roterfaden.steering.models import Finding, Improvement
from roterfaden.steering.procedure import procedure

# who speaks for the provider of a service, there or above it
PROVIDING = (Role.TEAM_LEAD, Role.COORDINATOR, Role.QUALITY_OFFICER)
# who speaks for the office; its auditors read
OFFICIAL = (Role.CLERK, Role.COORDINATOR, Role.TEAM_LEAD)
OFFICE_READERS = (*OFFICIAL, Role.AUDITOR)


def services_steered_by(user: User, *, on: date) -> list[Organisation]:
    """The services whose KPIs `user` sees: their own and those they oversee, and for an office those it agrees with."""
    own = {one.pk for one in organisations_shown_to(user, on=on)}
    agreed = Agreement.objects.filter(office__in=organisations_of(user, on=on, roles=OFFICE_READERS))
    found = Organisation.objects.filter(
        Q(pk__in=own) | Q(pk__in=agreed.values("service_id")), kind__runs_cases=True
    )
    return list(found.select_related("kind", "parent").order_by("name", "pk"))


def works_in(user: User, service: Organisation, *, on: date) -> bool:
    """Whether `user` works in the service or oversees it, and is not only its office."""
    return service.pk in {one.pk for one in organisations_shown_to(user, on=on)}


def cases_among(user: User, ids: Sequence[int], *, on: date) -> QuerySet[Case]:
    """Of these cases those that `user` may see, the newest first."""
    rows = cases_visible_to(user, on=on).filter(pk__in=set(ids))
    return rows.select_related("person", "service").order_by("-opened_on", "-pk")


def agreements_visible_to(user: User, *, on: date) -> QuerySet[Agreement]:
    """Those of the user's service or the provider above it, and those of the user's office."""
    mine = Q(office__in=organisations_of(user, on=on, roles=OFFICE_READERS))
    providing = organisations_of(user, on=on, roles=PROVIDING).values("pk")
    mine |= Q(service__in=providing) | Q(service__parent__in=providing)
    rows = Agreement.objects.filter(mine)
    return rows.select_related("service__parent", "office", "run__chain_version", "data_key", "previous")


def running(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    return rows.filter(run__state=RunState.RUNNING)


def sides_of(user: User, agreement: Agreement, *, on: date) -> frozenset[Side]:
    """For which sides of an agreement `user` speaks."""
    found = set()
    providing = set(organisations_of(user, on=on, roles=PROVIDING).values_list("pk", flat=True))
    if {agreement.service_id, agreement.service.parent_id} & providing:
        found.add(Side.PROVIDER)
    if organisations_of(user, on=on, roles=OFFICIAL).filter(pk=agreement.office_id).exists():
        found.add(Side.OFFICE)
    return frozenset(found)


def offices_of(user: User, *, on: date) -> QuerySet[Organisation]:
    """The offices for which `user` speaks."""
    kinds = procedure().office_kinds
    return organisations_of(user, on=on, roles=OFFICIAL).filter(kind__code__in=kinds)


def services_of_office(office: Organisation) -> QuerySet[Organisation]:
    """The services in the Land of the office."""
    rows = Organisation.objects.filter(region=office.region, kind__runs_cases=True)
    return rows.filter(kind__code="service").order_by("name", "pk")


def findings_visible_to(user: User, *, on: date) -> QuerySet[Finding]:
    """Of the services whose quality one looks after all of them; of the cases one works with those one may see."""
    keeping = organisations_of(user, on=on, roles=PROVIDING)
    # asked for each finding: they are few, cases of a service are many
    seen = cases_visible_to(user, on=on).order_by().filter(pk=OuterRef("case"))
    rows = Finding.objects.alias(seen=Subquery(seen.values("pk")[:1]))
    rows = rows.filter(Q(service__in=keeping) | Q(seen__isnull=False))
    return rows.filter(case__destroyed_at__isnull=True).select_related(
        "service", "case__person", "case__service"
    )


def improvements_visible_to(user: User, *, on: date) -> QuerySet[Improvement]:
    """Those of the organisations in which `user` works with cases or on their quality."""
    rows = Improvement.objects.filter(organisation__in=organisations_of(user, on=on, roles=STAFF))
    return rows.select_related("organisation", "responsible", "checked_by", "proposed_by", "data_key")


def improvements_from(
    organisation: Organisation, kind: SourceKind, user: User, *, on: date
) -> QuerySet[Improvement]:
    """What `user` may see of the improvements of `organisation` that this kind of source asked for."""
    rows = improvements_visible_to(user, on=on).filter(organisation=organisation, source_kind=kind)
    return rows.order_by("-proposed_at", "-pk")


def open_improvements(rows: QuerySet[Improvement]) -> QuerySet[Improvement]:
    return rows.exclude(stage__in=[Stage.CHECKED, Stage.DECLINED])
