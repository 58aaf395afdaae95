"""What follows for cases when a member of staff is close to a client: nobody close works on them."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from roterfaden.accounts.choices import Role
from roterfaden.accounts.languages import speaking_to
from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import colleagues_in, organisations_led_by
from roterfaden.cases.choices import CaseState
from roterfaden.cases.models import Case
from roterfaden.cases.queries import cases_visible_to
from roterfaden.common import rows
from roterfaden.common.days import local_day
from roterfaden.jobs.outbox import queue_mail
from roterfaden.people import conflicts
from roterfaden.people.models import Conflict, OutOfReach
from roterfaden.people.queries import LEADING_ROLES

SUBJECT = gettext_lazy("Roter Faden: Ein Fall braucht eine andere zuständige Fachkraft")


@rows.beyond("who leads a service is told of a case there, whoever declares in whichever house")
def declare_closeness(*, user: User, by: User, at: datetime, **said: Any) -> Conflict:
    """As `people.conflicts.declare_conflict`; who leads the services is told of cases that `user` now leaves behind.

    Effects besides: a mail to each lead, by file number alone. Whoever declares learns nothing of it.
    """
    with transaction.atomic():
        made = conflicts.declare_conflict(user=user, by=by, at=at, **said)
        hidden = made.hides.values("person_id")
        left = Case.objects.filter(state=CaseState.OPEN, responsible=user, person__in=hidden)
        for case in left.select_related("service", "person"):
            _tell(case, made, at=at)
    return made


def orphaned_cases(user: User, *, on: date) -> QuerySet[Case]:
    """Open cases that `user` sees and leads, whose responsible colleague is close to the person."""
    # from the few who are close to somebody, not from the many cases
    places = list(organisations_led_by(user, on=on).values_list("pk", flat=True))
    near = OutOfReach.objects.filter(user__memberships__organisation__in=places)
    pairs = set(near.values_list("user_id", "person_id"))
    cases = Case.objects.filter(person__in={person for _user, person in pairs}, service__in=places)
    theirs = cases.filter(state=CaseState.OPEN).values_list("pk", "responsible_id", "person_id")
    found = [pk for pk, responsible, person in theirs if (responsible, person) in pairs]
    rows = cases_visible_to(user, on=on).filter(pk__in=found)
    return rows.select_related("responsible").order_by("file_number")


def declared_by_colleagues(user: User, *, on: date) -> QuerySet[Conflict]:
    """What colleagues in services that `user` leads declared: that they did, never about whom."""
    led = organisations_led_by(user, on=on)
    rows = Conflict.objects.filter(ended_at__isnull=True, user__memberships__organisation__in=led)
    return rows.exclude(user=user).select_related("user").distinct().order_by("user__last_name", "pk")


def colleagues_led_by(user: User, *, on: date) -> dict[str, User]:
    """For whom `user` may declare: who works in one of the services that `user` leads."""
    found: dict[str, User] = {}
    for place in organisations_led_by(user, on=on):
        for one in colleagues_in(place, on=on, roles=tuple(Role)).exclude(pk=user.pk):
            found[one.username] = one
    return found


def _tell(case: Case, conflict: Conflict, *, at: datetime) -> None:
    close = case.person.out_of_reach_for.values("user_id")
    for lead in _leads(case.service, on=local_day(at)).exclude(pk__in=close).exclude(email=""):
        where = f"{settings.PUBLIC_URL}/befangen/" if settings.PUBLIC_URL else ""
        with speaking_to(lead, on=local_day(at)):
            subject = str(SUBJECT)
            sentence = _("Der Fall %(number)s braucht eine andere zuständige Fachkraft.")
            body = f"{sentence % {'number': case.file_number}}\n{where}".strip()
        queue_mail(
            key=f"closeness:{conflict.uuid}:{case.uuid}:{lead.uuid}",
            to=lead.email,
            subject=subject,
            body=body,
            not_before=at,
            by=None,
            at=at,
            organisation=case.service,
        )


def _leads(service: Organisation, *, on: date) -> QuerySet[User]:
    return colleagues_in(service, on=on, roles=LEADING_ROLES)
