"""Reads: the reports of a case, the services whose templates somebody uses or keeps, runs of letters."""

from datetime import date

from django.db.models import Q, QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import organisations_of
from roterfaden.cases.models import Case
from roterfaden.cases.queries import services_of
from roterfaden.correspondence.choices import KEEPERS, ReportState
from roterfaden.correspondence.models import LetterRun, MailCertificate, Report


def reports_of(case: Case) -> QuerySet[Report]:
    """The reports of a case, the newest first, without those that were thrown away."""
    rows = Report.objects.filter(case=case).exclude(state=ReportState.DISCARDED)
    related = (
        "recipient",
        "begun_by",
        "submitted_by",
        "released_by",
        "deadline__deadline",
        "transfer",
        "file",
    )
    return rows.select_related(*related)


def services_with_templates(user: User, *, on: date) -> QuerySet[Organisation]:
    """The services whose templates the user uses or keeps."""
    kept = organisations_of(user, on=on, roles=KEEPERS).filter(kind__runs_cases=True)
    used = services_of(user, on=on)
    return Organisation.objects.filter(Q(pk__in=kept.values("pk")) | Q(pk__in=used.values("pk")))


def runs_of(user: User) -> QuerySet[LetterRun]:
    """The runs of letters that the user asked for; nobody else opens their files."""
    return LetterRun.objects.filter(made_by=user).select_related("service", "file", "labels", "made_by")


def certificates_visible_to(user: User, *, on: date) -> QuerySet[MailCertificate]:
    """The certificates of the recipients of services whose templates the user uses or keeps."""
    mine = services_with_templates(user, on=on)
    return MailCertificate.objects.filter(recipient__service__in=mine).select_related("recipient__service")
