"""Reads: the trials and employments of a case, and what all colleagues may know of a company."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from roterfaden.accounts.choices import Role
from roterfaden.accounts.models import User
from roterfaden.accounts.queries import organisations_of
from roterfaden.cases.models import Case
from roterfaden.employers.models import Employer
from roterfaden.employers.queries import employers_visible_to, keepers_of
from roterfaden.placement.choices import FrameworkState, ProjectState
from roterfaden.placement.models import ConsultingProject, Employment, FrameworkAgreement, Inquiry, Trial


def trials_of(case: Case) -> QuerySet[Trial]:
    """The trials of a case, the newest first, ready to be shown."""
    rows = Trial.objects.filter(case=case).select_related(
        "workplace__employer", "contact", "made_by", "case__data_key", "deadline__deadline"
    )
    return rows.prefetch_related("evaluations__recorded_by", "evaluations__trial__case__data_key")


def employments_of(case: Case) -> QuerySet[Employment]:
    """The employments of a case, the newest first, ready to be shown."""
    rows = Employment.objects.filter(case=case).select_related(
        "workplace__employer",
        "made_by",
        "case__data_key",
        "probation_deadline__deadline",
        "fixed_deadline__deadline",
    )
    return rows.prefetch_related(
        "check_ins__deadline__deadline", "check_ins__employment__case__data_key", "check_ins__recorded_by",
        "subsidies__employment__case__data_key", "subsidies__deadline__deadline",
    )  # fmt: skip


@dataclass(frozen=True)
class Record:
    """What there was at a company, in numbers: nothing about whom."""

    trials: int
    begun: int
    lasting: int


def record_of(employer: Employer, *, on: date) -> Record:
    """How many trials and employments there were at a company; with two queries."""
    trials = Trial.objects.filter(workplace__employer=employer).count()
    ends = Employment.objects.filter(workplace__employer=employer).values_list("ended_on", flat=True)
    lasting = sum(1 for day in ends if day is None or day >= on)
    return Record(trials, len(ends), lasting)


def frameworks_visible_to(user: User, *, on: date) -> QuerySet[FrameworkAgreement]:
    """Those of the services in which the user does casework, and those that lie or lay before the user's office."""
    offices = organisations_of(user, on=on, roles=(Role.CLERK,))
    before_office = Q(office__in=offices) & ~Q(state=FrameworkState.DRAFT)
    return FrameworkAgreement.objects.filter(Q(service__in=keepers_of(user, on=on)) | before_office)


def projects_visible_to(user: User, *, on: date) -> QuerySet[ConsultingProject]:
    """Those at the companies of the user's services, and those that lie or lay before the user's office."""
    offices = organisations_of(user, on=on, roles=(Role.CLERK,))
    before_office = Q(framework__office__in=offices) & ~Q(state=ProjectState.CLARIFYING)
    rows = ConsultingProject.objects.filter(Q(employer__in=employers_visible_to(user, on=on)) | before_office)
    return rows.select_related("employer__organisation", "framework__office", "framework__service", "made_by")


def inquiries_visible_to(user: User, *, on: date) -> QuerySet[Inquiry]:
    """The first contacts of the companies of the user's services."""
    rows = Inquiry.objects.filter(employer__in=employers_visible_to(user, on=on))
    return rows.select_related("employer__organisation", "recorded_by", "project")
