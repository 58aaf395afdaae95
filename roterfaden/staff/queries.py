"""Reads: whose staff files, inductions, trainings and supervision a user sees.

A staff file is seen by the worker and by who leads the service; nobody else, whatever else they may do.
"""

from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import colleagues_in, organisations_of
from roterfaden.staff.models import (
    Induction,
    InductionStep,
    Post,
    Qualification,
    StaffFile,
    Supervision,
    Training,
    Vacancy,
)
from roterfaden.statistics.rules import STAFF

LEADS = (Role.TEAM_LEAD, Role.COORDINATOR)


def places_of(user: User, *, on: date) -> QuerySet[Organisation]:
    """The services in which `user` works."""
    rows = organisations_of(user, on=on, roles=STAFF).filter(kind__runs_cases=True)
    return rows.select_related("kind", "parent").order_by("name")


def places_led_by(user: User, *, on: date) -> QuerySet[Organisation]:
    """The services whose staff files `user` keeps."""
    rows = organisations_of(user, on=on, roles=LEADS).filter(kind__runs_cases=True)
    return rows.select_related("kind", "parent").order_by("name")


def places_counted_by(user: User, *, on: date) -> QuerySet[Organisation]:
    """The services of whose staff `user` sees counts: led, or looked after for their quality."""
    rows = organisations_of(user, on=on, roles=(*LEADS, Role.QUALITY_OFFICER))
    return rows.filter(kind__runs_cases=True).select_related("kind", "parent").order_by("name")


def people_of(organisation: Organisation, *, on: date) -> QuerySet[User]:
    """Who works in the service."""
    return colleagues_in(organisation, on=on, roles=STAFF)


def files_visible_to(user: User, *, on: date) -> QuerySet[StaffFile]:
    """One's own, and those of the services that one leads."""
    led = Q(organisation__in=places_led_by(user, on=on).values("pk"))
    rows = StaffFile.objects.filter(led | Q(user=user), erased_on__isnull=True)
    return rows.select_related("organisation__kind", "user", "data_key")


def files_in(organisation: Organisation) -> QuerySet[StaffFile]:
    """All files of a service, by name; never in another order."""
    rows = StaffFile.objects.filter(organisation=organisation, erased_on__isnull=True)
    return rows.select_related("user", "data_key").order_by("user__last_name", "user__first_name", "pk")


def is_there(staff_file: StaffFile, *, on: date) -> bool:
    """Whether the worker is in the service on a day. The last day counts."""
    left = staff_file.left_on
    return staff_file.employed_from <= on and (left is None or left >= on)


def qualifications_visible_to(user: User, *, on: date) -> QuerySet[Qualification]:
    rows = Qualification.objects.filter(staff_file__in=files_visible_to(user, on=on).values("pk"))
    return rows.select_related(
        "staff_file__organisation", "staff_file__user", "staff_file__data_key", "paper", "confirmed_by"
    )


def inductions_visible_to(user: User, *, on: date) -> QuerySet[Induction]:
    """With the file; and for the mentor and who shows a step, as long as they work in the service."""
    files = Q(staff_file__in=files_visible_to(user, on=on).values("pk"))
    there = Q(staff_file__organisation__in=places_of(user, on=on).values("pk"))
    there &= Q(staff_file__erased_on__isnull=True)
    shows = Q(pk__in=InductionStep.objects.filter(responsible=user).values("induction_id"))
    rows = Induction.objects.filter(files | (there & (Q(mentor=user) | shows)))
    return rows.select_related(
        "staff_file__organisation", "staff_file__user", "staff_file__data_key", "mentor", "signed_by_lead"
    )


def steps_visible_to(user: User, *, on: date) -> QuerySet[InductionStep]:
    rows = InductionStep.objects.filter(induction__in=inductions_visible_to(user, on=on).values("pk"))
    return rows.select_related(
        "induction__staff_file__organisation", "induction__staff_file__user", "responsible"
    )


def trainings_visible_to(user: User, *, on: date) -> QuerySet[Training]:
    """With the file; those for all by everybody who works there."""
    files = Q(staff_file__in=files_visible_to(user, on=on).values("pk"))
    all_of_us = Q(staff_file__isnull=True, organisation__in=places_of(user, on=on).values("pk"))
    rows = Training.objects.filter(files | all_of_us)
    return rows.select_related("organisation", "data_key", "staff_file__user", "paper")


def supervisions_visible_to(user: User, *, on: date) -> QuerySet[Supervision]:
    """That it took place: who took part, who wrote it down, who leads. What was said: `may_read_minutes`."""
    led = Q(organisation__in=places_led_by(user, on=on).values("pk"))
    rows = Supervision.objects.filter(led | Q(there__user=user) | Q(written_by=user)).distinct()
    return rows.select_related("organisation", "data_key", "written_by")


def vacancies_in(organisation: Organisation, *, on: date) -> QuerySet[Vacancy]:
    """What is free on the day."""
    free = Q(filled_on__isnull=True) | Q(filled_on__gt=on)
    return Vacancy.objects.filter(free, organisation=organisation, since__lte=on)


def shares_on(organisation: Organisation, *, on: date) -> dict[int, Decimal]:
    """The share of a post that each worker of the service has on the day, by the id of the user; one query."""
    rows = Post.objects.filter(
        staff_file__organisation=organisation, staff_file__erased_on__isnull=True, valid_from__lte=on
    )
    rows = rows.filter(Q(staff_file__left_on__isnull=True) | Q(staff_file__left_on__gte=on))
    found = rows.order_by("valid_from", "pk").values_list("staff_file__user_id", "share")
    return dict(found)
