"""Tell by mail that a complaint waits: neutrally, with a link, without a word of it."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from roterfaden.accounts.choices import Role
from roterfaden.accounts.languages import speaking_to
from roterfaden.accounts.models import Membership, User
from roterfaden.accounts.queries import valid_on
from roterfaden.common.days import local_day
from roterfaden.complaints.models import Complaint
from roterfaden.complaints.queries import office_of
from roterfaden.deadlines.reminders import address, mail_address
from roterfaden.jobs.outbox import queue_mail
from roterfaden.quality.queries import lineage

SUBJECT = gettext_lazy("Roter Faden: Nachricht der Beschwerdestelle")
RECEIVED = gettext_lazy("Eine Beschwerde ist eingegangen und wartet auf Sie.")
NAMED = gettext_lazy("Sie sind als unabhängige Person für eine Beschwerde benannt.")
NOBODY = gettext_lazy(
    "Eine Beschwerde ist da, die niemand bearbeiten darf. Bitte benennen Sie jemanden als Beschwerdestelle."
)
FOOT = gettext_lazy("Der Inhalt steht mit Absicht nicht in dieser Mail.")


def tell_office(complaint: Complaint, *, by: User | None, at: datetime) -> None:
    """Tell who looks after it; if it concerns all of them, the administration, so that somebody is named."""
    office = office_of(complaint, on=local_day(at))
    if office:
        _tell(complaint, office, RECEIVED, f"/beschwerden/{complaint.uuid}/", "received", by=by, at=at)
        return
    places = [place.pk for place in lineage(complaint.organisation)]
    rows = Membership.objects.filter(
        valid_on(local_day(at)), organisation__in=places, role=Role.ADMINISTRATOR, user__is_active=True
    ).select_related("user")
    admins = {row.user for row in rows}
    _tell(complaint, admins, NOBODY, "/beschwerden/stelle/", "nobody", by=by, at=at)


def tell_handler(complaint: Complaint, *, by: User, at: datetime) -> None:
    """Tell the independent person, unless they named themselves."""
    if complaint.handler is not None and complaint.handler_id != by.pk:
        _tell(complaint, [complaint.handler], NAMED, f"/beschwerden/{complaint.uuid}/", "named", by=by, at=at)


def _tell(
    complaint: Complaint,
    people: Iterable[User],
    sentence: str | Promise,
    path: str,
    what: str,
    *,
    by: User | None,
    at: datetime,
) -> None:
    for user in sorted(people, key=lambda one: one.pk):
        to = mail_address(user)
        if not to:
            continue
        with speaking_to(user, on=local_day(at)):
            subject = str(SUBJECT)
            body = f"{sentence}\n\n{FOOT}\n{address(path)}".rstrip()
        queue_mail(
            key=f"complaint:{complaint.uuid}:{what}:{user.pk}",
            to=to,
            subject=subject,
            body=body,
            not_before=at,
            by=by,
            at=at,
            organisation=complaint.organisation,
        )
