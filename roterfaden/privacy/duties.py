"""The days of data protection that wait for somebody: requests, breaches to report, files whose time is over."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from roterfaden.accounts.models import User
from roterfaden.accounts.queries import has_role
from roterfaden.archive.choices import DestructionState
from roterfaden.archive.queries import waiting_destructions
from roterfaden.common.days import local_day
from roterfaden.people.queries import LEADING_ROLES
from roterfaden.privacy.models import Breach
from roterfaden.privacy.queries import keeps_papers, open_requests, operators_of, requests_led_by
from roterfaden.quality.duties import Duty, any_of, source

OVER = {
    DestructionState.LISTED: _("Fälle nach Ablauf der Aufbewahrung prüfen"),
    DestructionState.PROPOSED: _("Löschung als zweite Person bestätigen"),
}


@source("privacy.requests")
def days_of_requests(user: User, on: date) -> Iterable[Duty]:
    """Until when a person wants an answer, for who leads the service."""
    if not has_role(user, on=on, roles=LEADING_ROLES):
        return
    for row in any_of(open_requests(requests_led_by(user, on=on))):
        yield Duty(
            what=_("Antrag einer Person zum Datenschutz beantworten"),
            place=str(row.service),
            due_on=row.due_on,
            view="privacy:index",
        )


@source("privacy.breaches")
def days_of_breaches(user: User, on: date) -> Iterable[Duty]:
    """The last day to report a breach, for who keeps the papers of the body."""
    if not keeps_papers(user, on=on):
        return
    waiting = Breach.objects.filter(report_by__isnull=False, reported_at__isnull=True, closed_on__isnull=True)
    rows = waiting.filter(organisation__in=operators_of(user, on=on).values("pk"))
    for row in any_of(rows.select_related("organisation").order_by("report_by", "pk")):
        assert row.report_by is not None
        yield Duty(
            what=_("Verletzung des Datenschutzes melden"),
            place=str(row.organisation),
            due_on=local_day(row.report_by),
            view="privacy:breach",
            args=(row.organisation.code, row.uuid),
        )


@source("privacy.destructions")
def days_of_destructions(user: User, on: date) -> Iterable[Duty]:
    """For who leads: one line for each service and for what is to be done; whoever proposed does not confirm."""
    if not has_role(user, on=on, roles=LEADING_ROLES):
        return
    waiting = waiting_destructions(user, on=on).exclude(state=DestructionState.PROPOSED, proposed_by=user)
    groups = waiting.order_by("service__name", "state").values("service__name", "state")
    for one in groups.annotate(first=Min("keep_until")):
        yield Duty(
            what=OVER[DestructionState(one["state"])],
            place=one["service__name"],
            due_on=one["first"],
            view="archive:due",
        )
