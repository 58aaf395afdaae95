"""Colleagues of other organisations who work on a case with the person's agreement: let them in, end it."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from roterfaden.accounts.models import Organisation, User
from roterfaden.accounts.queries import memberships_of
from roterfaden.audit import actions, trail
from roterfaden.cases.journal import require_open
from roterfaden.cases.models import Case, CaseParticipant

actions.register("cases.participant_added", "Beteiligte Fachkraft in den Fall aufgenommen")
actions.register("cases.participant_ended", "Beteiligung am Fall beendet")


class ParticipationRefused(ValueError):
    """The person cannot take part like this; the message says why."""


def add_participant(
    *,
    case: Case,
    user: User,
    organisation: Organisation,
    function: str,
    valid_from: date,
    valid_until: date | None,
    agreed: bool,
    by: User,
    at: datetime,
) -> CaseParticipant:
    """From `valid_from` on, `user` of another organisation sees `case` and works on it, up to the last day.

    Refuses: a closed case, a person who has not agreed, an end before the beginning, a missing function, colleagues of
    the service itself (they see the case anyway), somebody who does not work for `organisation` then, and a second
    participation at the same time. Effects: audit entry.
    """
    if not agreed:
        raise ParticipationRefused("Ohne das Einverständnis der Person darf niemand aufgenommen werden.")
    if not function.strip():
        raise ParticipationRefused("Bitte sagen Sie, welche Aufgabe diese Fachkraft im Fall hat.")
    if valid_until is not None and valid_until < valid_from:
        raise ParticipationRefused("Das Ende liegt vor dem Beginn.")
    if organisation.pk == case.service_id:
        raise ParticipationRefused("Kolleginnen und Kollegen des eigenen Dienstes sehen den Fall ohnehin.")
    with transaction.atomic():
        require_open(case)
        if not memberships_of(user, on=valid_from).filter(organisation=organisation).exists():
            raise ParticipationRefused(f"{user} arbeitet zu dieser Zeit nicht bei {organisation}.")
        if _overlapping(case, user, valid_from, valid_until).exists():
            raise ParticipationRefused(f"{user} ist zu dieser Zeit schon beteiligt.")
        row = CaseParticipant.objects.create(
            case=case,
            user=user,
            organisation=organisation,
            function=function,
            valid_from=valid_from,
            valid_until=valid_until,
        )
        trail.record(
            "cases.participant_added",
            by=by,
            at=at,
            subject=row,
            scope=case,
            organisation=organisation,
            details={"user": user.username, "agreed": agreed},
        )
    return row


def end_participation(*, row: CaseParticipant, by: User, at: datetime) -> None:
    """At once the colleague no longer sees the case, whatever last day was agreed; the row stays as a trace.

    Also possible in a closed case; ending twice changes nothing. Effects: audit entry.
    """
    with transaction.atomic():
        ended = CaseParticipant.objects.filter(pk=row.pk, ended_at__isnull=True).update(ended_at=at)
        if not ended:
            return
        row.ended_at = at
        trail.record(
            "cases.participant_ended",
            by=by,
            at=at,
            subject=row,
            scope=row.case,
            organisation=row.organisation,
            details={"user": row.user.username},
        )


def _overlapping(case: Case, user: User, first: date, last: date | None) -> QuerySet[CaseParticipant]:
    same_time = Q(valid_until__isnull=True) | Q(valid_until__gte=first)
    if last is not None:
        same_time &= Q(valid_from__lte=last)
    return CaseParticipant.objects.filter(same_time, case=case, user=user, ended_at__isnull=True)
