"""Invite everybody on a list: put persons on it, give dates, record who came, invite again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from roterfaden.accounts.models import Organisation, User
from roterfaden.audit import actions, trail
from roterfaden.common.days import local_day
from roterfaden.common.revisions import save_revision
from roterfaden.imports.models import Import, Made
from roterfaden.invitations.choices import ANSWERS, INVITABLE, InviteeState
from roterfaden.invitations.models import InvitationRound, Invitee, InviteeTurn
from roterfaden.invitations.queries import persons_to_add
from roterfaden.invitations.rules import may_invite
from roterfaden.people.models import Person

OPENED = actions.register("invitations.round_opened", "Einladungsliste begonnen")
ADDED = actions.register("invitations.persons_added", "Personen auf eine Einladungsliste gesetzt")
INVITED = actions.register("invitations.invited", "Personen einer Liste eingeladen")
ANSWERED = actions.register("invitations.answered", "Auf einer Einladungsliste festgehalten, wer kam")
CLOSED = actions.register("invitations.round_closed", "Einladungsliste abgeschlossen")
actions.register("invitations.letters_made", "Einladungen zum Drucken geöffnet", reading=True)
actions.register("invitations.exported", "Einladungsliste ausgegeben", reading=True)
actions.register("invitations.read", "Einladungsliste gelesen", reading=True)
MOST = 2000
MOST_MINUTES = 240


class InvitationRefused(ValueError):
    """It cannot be done like this; the message says why and `field` where."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True, kw_only=True)
class Dates:
    """When and where: from `first_at` on, one person every `minutes` (0: all at the same time)."""

    first_at: datetime
    minutes: int
    place: str
    interpreter: str = ""

    def of(self, place: int) -> datetime:
        return self.first_at + timedelta(minutes=self.minutes * place)


def open_round(*, service: Organisation, title: str, by: User, at: datetime) -> InvitationRound:
    """Begin a list. Refuses: who does not work there, no title. Safe to repeat on the same day. Effect: audit entry."""
    _check(by, service, at)
    if not title.strip():
        raise InvitationRefused("Bitte geben Sie der Liste einen Namen.", "title")
    known = InvitationRound.objects.filter(service=service, title=title.strip(), closed_at=None).first()
    if known is not None and local_day(known.opened_at) == local_day(at):
        return known
    with transaction.atomic():
        row = InvitationRound.objects.create(service=service, title=title.strip(), opened_at=at, opened_by=by)
        trail.record(OPENED, by=by, at=at, subject=row, organisation=service)
    return row


def add_persons(*, round_: InvitationRound, persons: Sequence[Person], by: User, at: datetime) -> int:
    """Put persons on the list; returns how many were not there yet. Those who were taken off come back.

    Refuses: a closed list, persons whom the user may not see there, too many. Safe to repeat. Effects: a row and a turn
    for each, an audit entry with the number.
    """
    _check(by, round_.service, at)
    with transaction.atomic():
        _hold(round_)
        allowed = persons_to_add(round_, by, on=local_day(at)).filter(pk__in=[one.pk for one in persons])
        chosen = list(allowed.select_related("data_key"))
        if Invitee.objects.filter(round=round_).count() + len(chosen) > MOST:
            raise InvitationRefused(f"Auf einer Liste stehen höchstens {MOST} Personen.")
        back = {row.person_id: row for row in Invitee.objects.filter(round=round_, person__in=chosen)}
        for person in chosen:
            row = back.get(person.pk) or Invitee(round=round_, place="", interpreter="")
            row.person, row.state = person, InviteeState.WAITING
            row.save()
            _turn(row, "", by=by, at=at)
        if chosen:
            details = {"persons": len(chosen)}
            trail.record(ADDED, by=by, at=at, subject=round_, organisation=round_.service, details=details)
    return len(chosen)


def add_from_import(*, round_: InvitationRound, imported: Import, by: User, at: datetime) -> int:
    """Put everybody on the list whom an import made or found, and who is still there."""
    if imported.organisation_id != round_.service_id:
        raise InvitationRefused("Dieser Import gehört zu einem anderen Dienst.")
    ids = Made.objects.filter(row__of=imported, register="person", taken_back_at=None).values("record_id")
    return add_persons(round_=round_, persons=list(Person.objects.filter(pk__in=ids)), by=by, at=at)


def invite(
    *, round_: InvitationRound, invitees: Sequence[Invitee], dates: Dates, by: User, at: datetime
) -> int:
    """Give each of these persons a date, in their order; returns how many.

    Refuses: a closed list, nobody, a day in the past, no place, somebody who came already or was taken off. Who is
    invited already gets another date under the same number. Effects: rows and turns, an audit entry with the number.
    """
    _check(by, round_.service, at)
    if not invitees:
        raise InvitationRefused("Bitte wählen Sie mindestens eine Person.", "invitees")
    if dates.first_at <= at:
        raise InvitationRefused("Der Termin liegt in der Vergangenheit.", "first_on")
    if not dates.place.strip():
        raise InvitationRefused("Bitte sagen Sie, wo das Gespräch ist.", "place")
    if not 0 <= dates.minutes <= MOST_MINUTES:
        raise InvitationRefused(f"Der Abstand liegt zwischen 0 und {MOST_MINUTES} Minuten.", "minutes")
    with transaction.atomic():
        _hold(round_)
        for place, row in enumerate(invitees):
            if row.round_id != round_.pk or row.state not in INVITABLE:
                raise InvitationRefused("Eine der Personen kann nicht mehr eingeladen werden.", "invitees")
            if row.state != InviteeState.INVITED:
                row.nth += 1
            row.state, row.meets_at = InviteeState.INVITED, dates.of(place)
            row.place, row.interpreter = dates.place.strip(), dates.interpreter.strip()
            columns = ("state", "nth", "meets_at", "place", "interpreter")
            save_revision(row, expected=row.revision, fields=columns)
            _turn(row, "", by=by, at=at)
        details = {"persons": len(invitees)}
        trail.record(INVITED, by=by, at=at, subject=round_, organisation=round_.service, details=details)
    return len(invitees)


def answer(
    *, invitee: Invitee, state: InviteeState, reason: str, revision: int, by: User, at: datetime
) -> None:
    """Record who came, is excused or did not come; or take somebody off the list.

    Refuses: a closed list, an answer before an invitation, no reason for an excuse or for taking off, who came before
    the day; Conflict where the row has not `revision` any more. Safe to repeat. Effects: row, turn, audit entry.
    """
    _check(by, invitee.round.service, at)
    reason = reason.strip()
    if state not in (*ANSWERS, InviteeState.REMOVED):
        raise InvitationRefused("Bitte wählen Sie etwas aus der Liste.", "state")
    if state in ANSWERS and invitee.nth == 0:
        raise InvitationRefused("Die Person ist noch nicht eingeladen.", "state")
    if state in (InviteeState.EXCUSED, InviteeState.REMOVED) and not reason:
        raise InvitationRefused("Bitte sagen Sie den Grund.", "reason")
    if state in (InviteeState.CAME, InviteeState.ABSENT) and invitee.meets_at and invitee.meets_at > at:
        raise InvitationRefused("Der Termin ist noch nicht gewesen.", "state")
    last = invitee.turns.first()
    if last is not None and last.state == invitee.state == state and _said(last, invitee) == reason:
        return
    with transaction.atomic():
        _hold(invitee.round)
        invitee.state = state
        save_revision(invitee, expected=revision, fields=["state"])
        _turn(invitee, reason, by=by, at=at)
        told: dict[str, Any] = {"state": str(state), "nth": invitee.nth}
        trail.record(
            ANSWERED, by=by, at=at, subject=invitee, organisation=invitee.round.service, details=told
        )


def close_round(*, round_: InvitationRound, revision: int, by: User, at: datetime) -> None:
    """Close the list; nothing is written to it any more. Refuses a closed one. Effects: an audit entry."""
    _check(by, round_.service, at)
    if round_.closed_at is not None:
        return
    with transaction.atomic():
        round_.closed_at = at
        save_revision(round_, expected=revision, fields=["closed_at"])
        trail.record(CLOSED, by=by, at=at, subject=round_, organisation=round_.service)


def _said(turn: InviteeTurn, invitee: Invitee) -> str:
    turn.invitee = invitee
    return str(turn.reason)


def _turn(row: Invitee, reason: str, *, by: User, at: datetime) -> None:
    InviteeTurn.objects.create(
        invitee=row, state=row.state, nth=row.nth, meets_at=row.meets_at, reason=reason, by=by, at=at
    )


def _hold(round_: InvitationRound) -> None:
    held = InvitationRound.objects.select_for_update().get(pk=round_.pk)
    if held.closed_at is not None:
        raise InvitationRefused("Die Liste ist abgeschlossen.")


def _check(by: User, service: Organisation, at: datetime) -> None:
    if not may_invite(by, service, on=local_day(at)):
        raise InvitationRefused("Einladen kann, wer im Dienst mit Fällen arbeitet.")
