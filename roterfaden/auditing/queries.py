"""Reads: whose audits one may see, who may be named for what, what somebody has to do."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import below, members_elsewhere, organisations_of
from roterfaden.auditing.choices import DEVIATIONS, Effect, FindingPlace
from roterfaden.auditing.models import Audit, Auditor, CatalogueMeasure, Finding, Programme
from roterfaden.cases.models import Case
from roterfaden.process.choices import RunState
from roterfaden.process.models import Run, Task
from roterfaden.quality.queries import lineage
from roterfaden.standards.queries import people_of

# who sees and leads the quality of an organisation and of all below it
QUALITY_ROLES = (Role.QUALITY_OFFICER, Role.TEAM_LEAD, Role.COORDINATOR)
# of other organisations: who may be named in a programme
OUTSIDE_ROLES = (Role.AUDITOR, Role.CLERK, Role.COORDINATOR, Role.QUALITY_OFFICER)
PROGRAMME_PARTIES = ("coordinator", "office", "trainer", "releaser")
AUDIT_PARTIES = ("auditor", "provider", "staff")


def led_organisations(user: User, *, on: date) -> set[int]:
    """Whose quality `user` looks after: where the user leads it, and all below."""
    return below(organisations_of(user, on=on, roles=QUALITY_ROLES))


def quality_places(user: User, *, on: date) -> list[Organisation]:
    """The organisations whose quality `user` looks after, by name."""
    rows = Organisation.objects.filter(pk__in=led_organisations(user, on=on)).select_related("kind", "parent")
    return list(rows.order_by("name", "pk"))


def audits_visible_to(user: User, *, on: date) -> QuerySet[Audit]:
    """Those in which `user` acts by name, and those of the services whose quality the user looks after."""
    if not user.is_active:
        return Audit.objects.none()
    mine = Q(organisation__in=led_organisations(user, on=on))
    for party in PROGRAMME_PARTIES:
        mine |= Q(**{f"programme__{party}": user})
    for party in AUDIT_PARTIES:
        mine |= Q(**{party: user})
    rows = Audit.objects.filter(mine).select_related("organisation", "run__chain_version", "data_key")
    return rows.select_related(
        "programme__coordinator",
        "programme__office",
        "programme__trainer",
        "programme__releaser",
        "programme__organisation",
        "auditor",
        "provider",
        "staff",
    )


def programmes_visible_to(user: User, *, on: date) -> QuerySet[Programme]:
    """Those of organisations whose quality `user` looks after, and those in which the user acts."""
    if not user.is_active:
        return Programme.objects.none()
    mine = Q(organisation__in=led_organisations(user, on=on))
    for party in PROGRAMME_PARTIES:
        mine |= Q(**{party: user})
    for party in AUDIT_PARTIES:
        mine |= Q(**{f"audits__{party}": user})
    rows = Programme.objects.filter(mine).distinct()
    return rows.select_related("organisation", "coordinator", "office", "trainer", "releaser")


def running(rows: QuerySet[Audit]) -> QuerySet[Audit]:
    return rows.filter(run__state=RunState.RUNNING).order_by("held_on", "pk")


def over(rows: QuerySet[Audit]) -> QuerySet[Audit]:
    # asked for each of the audits: joined, SQLite begins with the runs of all cases where there is no audit yet
    is_over = Run.objects.filter(pk=OuterRef("run")).exclude(state=RunState.RUNNING)
    return rows.filter(Exists(is_over))


def auditors_for(organisation: Organisation, *, on: date) -> QuerySet[Auditor]:
    """Who is appointed for `organisation`: by itself, by one above it, or by an office of the same region."""
    places = [place.pk for place in lineage(organisation)]
    region = Q(organisation__region=organisation.region, organisation__practice=organisation.practice_id)
    near = Q(organisation__in=places) | region
    still = Q(ended_on__isnull=True) | Q(ended_on__gte=on)
    rows = Auditor.objects.filter(near, still, user__is_active=True, appointed_on__lte=on)
    return rows.select_related("user", "organisation").order_by("user__last_name", "user__first_name", "pk")


def nameable(organisation: Organisation, *, on: date) -> list[tuple[User, str]]:
    """Whom a programme may name, each with where they work: staff of `organisation`, then people of other bodies."""
    found = {user.pk: (user, str(organisation)) for user in people_of(organisation, on=on)}
    for row in members_elsewhere(organisation, on=on, roles=OUTSIDE_ROLES):
        found.setdefault(row.user_id, (row.user, str(row.organisation)))
    return list(found.values())


def corrections_of(user: User) -> QuerySet[Finding]:
    """Open deviations for whose correction `user` is responsible, by day."""
    rows = open_corrections().filter(responsible=user)
    return rows.select_related("audit__organisation").order_by("due_on", "pk")


def open_corrections() -> QuerySet[Finding]:
    rows = Finding.objects.filter(kind__in=DEVIATIONS, done_on__isnull=True)
    return rows.exclude(effect=Effect.EFFECTIVE)


def measures_of(user: User) -> QuerySet[CatalogueMeasure]:
    """Measures of running audits that `user` carries out and that nobody has checked, by day."""
    rows = open_measures().filter(responsible=user)
    return rows.select_related("audit__organisation", "audit__data_key").order_by("due_on", "pk")


def open_measures() -> QuerySet[CatalogueMeasure]:
    return CatalogueMeasure.objects.filter(effect="", audit__run__state=RunState.RUNNING)


def findings_in_case(case: Case, user: User, *, on: date) -> QuerySet[Finding]:
    """What audits that `user` may see found at the steps and documents of `case`, in the order of the steps.

    The auditor of the audit is not told here: the auditor reads drawn cases without names.
    """
    rows = Finding.objects.filter(Q(task__isnull=False) | Q(document__isnull=False), sampled__case=case)
    # most cases were never drawn: these cost one query
    if not rows.exists():
        return Finding.objects.none()
    seen = audits_visible_to(user, on=on).exclude(auditor=user).order_by().values("pk")
    rows = rows.filter(audit__in=seen).select_related("audit", "responsible", "task", "document")
    return rows.order_by("audit__held_on", "number")


def findings_at(task: Task, case: Case, user: User, *, on: date) -> QuerySet[Finding]:
    """Of those in `case` the ones at one visit of a step: at itself, or at one of its documents."""
    return findings_in_case(case, user, on=on).filter(Q(task=task) | Q(document__task=task))


def findings_on_requirements(
    organisation: Organisation, standard: str, user: User, *, on: date
) -> QuerySet[Finding]:
    """What audits of `organisation` that `user` may see found at the requirements of a standard, the latest first."""
    rows = Finding.objects.filter(
        audit__in=audits_visible_to(user, on=on).order_by().values("pk"),
        audit__organisation=organisation,
        place=FindingPlace.REQUIREMENT,
        reference__startswith=f"{standard}:",
    )
    return rows.select_related("audit", "responsible").order_by("-audit__held_on", "-pk")
