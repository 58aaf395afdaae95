"""Group trainings: the group, its sessions, who came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.common.days import local_day
from roterfaden.measures.carrying_records import Group, Hours, Measure, Session
from roterfaden.measures.choices import Came, Performed
from roterfaden.measures.presence import record_hours

actions.register("measures.group_made", "Gruppe angelegt")
actions.register("measures.session_held", "Gruppentreffen festgehalten")

GROUP_PART = "sessions"


class GroupRefused(ValueError):
    """This cannot be done with the group; the message says why."""


@dataclass(frozen=True, kw_only=True)
class GroupFacts:
    """Name, leader, first day, places of a group."""

    title: str
    led_by: User
    begins_on: date
    places: int


def make_group(*, service: Organisation, kind: str, facts: GroupFacts, by: User, at: datetime) -> Group:
    """Set up a group. Safe to repeat: the same name on the same first day is one group."""
    with transaction.atomic():
        group, made = Group.objects.get_or_create(
            service=service,
            title=facts.title.strip(),
            begins_on=facts.begins_on,
            defaults={"kind": kind, "led_by": facts.led_by, "places": facts.places},
        )
        if made:
            trail.record("measures.group_made", by=by, at=at, subject=group, organisation=service)
    return group


def hold_session(
    *,
    group: Group,
    day: date,
    hours: Decimal,
    topic: str,
    came: Mapping[Measure, Came],
    by: User,
    at: datetime,
) -> Session:
    """Record a session and who came; who was there gets its hours as presence.

    Refuses: a day to come, a second session on the day, somebody who is not in the group, a closed case among them.
    """
    if day > local_day(at):
        raise GroupRefused("Dieser Tag kommt erst noch.")
    if any(measure.group_id != group.pk for measure in came):
        raise GroupRefused("Nicht alle gehören zu dieser Gruppe.")
    with transaction.atomic():
        for measure in came:
            require_open(measure.case)
        try:
            with transaction.atomic():
                session = Session.objects.create(group=group, day=day, hours=hours, topic=topic.strip())
        except IntegrityError:
            raise GroupRefused("An diesem Tag hat sich die Gruppe schon getroffen.") from None
        for measure, how in came.items():
            record_hours(
                measure=measure,
                what=Performed.PRESENCE,
                day=day,
                hours=hours if how == Came.CAME else Decimal(0),
                came=how,
                tariff="",
                note="",
                session=session,
                by=by,
                at=at,
            )
        trail.record(
            "measures.session_held",
            by=by,
            at=at,
            subject=session,
            organisation=group.service,
            details={"people": len(came)},
        )
    return session


def presences(group: Group) -> dict[tuple[int, int], str]:
    """Who came to which session, by the ids of session and measure. One query."""
    rows = Hours.objects.filter(session__group=group, struck_at__isnull=True)
    return {
        (session, measure): came for session, measure, came in rows.values_list("session", "measure", "came")
    }
